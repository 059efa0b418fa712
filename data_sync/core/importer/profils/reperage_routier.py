"""Road reference: exits of motorways, kilometre posts, and the S routes of traffic management plans."""

from ..model import Col, Profile, Xy

_SENS = {
    "double": "double",
    "deux_sens": "double",
    "les_deux": "double",
    "direct": "direct",
    "1": "direct",
    "croissant": "direct",
    "inverse": "inverse",
    "2": "inverse",
    "decroissant": "inverse",
}

PROFILES = (
    Profile(
        name="echangeurs",
        title="Échangeurs et sorties",
        layer="echangeur",
        source="IGN BD TOPO, OpenStreetMap ou liste locale",
        layer_pattern=r"echangeur|sortie|junction",
        to_point=True,
        expects=(("numero", "ref", "num_sortie", "sortie"), ("axe", "route", "autoroute", "cpx_numero")),
        xy=(Xy(("longitude", "lon"), ("latitude", "lat"), 4326), Xy(("x",), ("y",), 2154)),
        columns=(
            Col("axe", ("axe", "route", "autoroute", "cpx_numero"), "numero_route"),
            Col("numero", ("numero", "ref", "num_sortie", "sortie")),
            Col("nom", ("nom", "toponyme", "name", "libelle")),
            Col("pr", ("pr", "point_de_repere")),
        ),
        key=("axe", "numero"),
        conflict="tout",
    ),
    Profile(
        name="points_de_repere",
        title="Points de repère routiers (BD TOPO v3)",
        layer="point_de_repere",
        source="IGN BD TOPO",
        layer_pattern=r"point_de_repere",
        expects=(("numero", "pr"), ("route", "axe", "numero_de_route")),
        xy=(Xy(("x",), ("y",), 2154), Xy(("longitude", "lon"), ("latitude", "lat"), 4326)),
        columns=(
            Col("axe", ("route", "axe", "numero_de_route"), "numero_route"),
            Col("numero", ("numero", "pr")),
            Col("cote", ("cote",)),
            Col("code_departement", ("code_insee_du_departement", "insee_dep", "departement")),
            Col("abscisse", ("abscisse",)),
        ),
    ),
    Profile(
        name="pgt_substitution",
        title="Itinéraires de substitution (plan de gestion de trafic)",
        layer="itineraire_substitution",
        source="Préfecture, plan de gestion de trafic",
        layer_pattern=r"substitution|pgt|itineraire",
        expects=(("numero", "num_s", "itineraire", "nom"), ("axe", "axe_secouru", "autoroute")),
        columns=(
            Col("numero", ("numero", "num_s", "itineraire", "nom")),
            Col("axe", ("axe", "axe_secouru", "autoroute"), "numero_route"),
            Col("sortie_debut", ("sortie_debut", "sortie_deb", "de_sortie")),
            Col("sortie_fin", ("sortie_fin", "a_sortie")),
            Col("sens", ("sens",), table=_SENS, unknown="double", constant="double"),
            Col("profil", ("profil", "vehicules")),
            Col("hauteur_max", ("hauteur_max", "h_max"), "reel_positif"),
            Col("poids_max", ("poids_max", "p_max", "tonnage"), "reel_positif"),
            Col("plan", ("plan", "pgt")),
            Col("millesime", ("millesime", "date_plan")),
        ),
        key=("numero", "axe", "sens"),
        conflict="fusion",
    ),
)
