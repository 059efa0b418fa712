"""BD TOPO v3 buildings (GeoPackage and shapefile names), and conventional footprints where none are published."""

from ..model import Col, Profile

PROFILES = (
    Profile(
        name="bdtopo_batiment",
        title="Bâtiments (BD TOPO v3)",
        layer="batiment",
        source="IGN BD TOPO",
        layer_pattern=r"batiment",
        expects=(("cleabs", "id"), ("usage_1", "usage1"), ("hauteur",)),
        columns=(
            Col("cleabs", ("cleabs", "id")),
            Col("nature", ("nature",)),
            Col("usage_1", ("usage_1", "usage1")),
            Col("usage_2", ("usage_2", "usage2")),
            Col("construction_legere", ("construction_legere", "leger")),
            Col("etat_de_l_objet", ("etat_de_l_objet", "etat")),
            Col("nombre_de_logements", ("nombre_de_logements", "nb_logts")),
            Col("nombre_d_etages", ("nombre_d_etages", "nb_etages"), "entier_positif"),
            Col("hauteur", ("hauteur",), "reel_positif"),
            Col("code_insee", ("code_insee", "insee_com"), "insee"),
        ),
        key=("cleabs",),
        latest=("date_modification", "date_maj"),
    ),
    Profile(
        name="adresses",
        title="Adresses tenant lieu de bâtiments (emprises conventionnelles)",
        layer="batiment",
        source="Points adresse",
        layer_pattern=r"adresse",
        geometry="etape",
        steps=("rang", "emprises_adresses"),
        help="À n'utiliser que là où la BD TOPO bâtiment manque : chaque adresse devient un petit carré habité de même poids.",
        columns=(
            Col("cleabs", ("_rang",)),
            Col("nature", constant="Adresse (emprise conventionnelle)"),
            Col("usage_1", constant="Résidentiel"),
            Col("etat_de_l_objet", constant="En service"),
            Col("code_insee", ("code_insee", "insee", "citycode"), "insee"),
        ),
        options={"cote_m": "8"},
    ),
    Profile(
        name="plu_zones_u",
        title="Zones U du PLU tenant lieu de bâtiments (emprises conventionnelles)",
        layer="batiment",
        source="Zones urbaines du PLU (Géoportail de l'urbanisme)",
        layer_pattern=r"zone_urba",
        geometry="etape",
        steps=("emprises_zones", "rang"),
        help="Dernier recours, sans bâtiment ni adresse : la population est répartie également dans les zones urbaines.",
        columns=(
            Col("cleabs", ("_rang",)),
            Col("nature", constant="Zone urbaine (emprise conventionnelle)"),
            Col("usage_1", constant="Résidentiel"),
            Col("etat_de_l_objet", constant="En service"),
        ),
        options={"cote_m": "50"},
    ),
)
