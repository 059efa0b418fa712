"""Street centre lines of the city of Montpellier (2014)."""

from ..model import Col, Profile

_NATURE = {
    "circulation": "Route à 1 chaussée",
    "pieton": "Sentier",
    "piste_cyclable": "Piste cyclable",
    "fluvial": "Bac ou liaison maritime",
    "chemin": "Chemin",
    "rdpt": "Rond-point",
    "auto": "Type autoroutier",
    "desc": "Escalier",
}
_MAIN = {"d613": "2", "d65": "2", "d66": "2", "d986": "2", "d21": "3", "d132": "3", "d5": "3", "d127": "3", "d24": "3"}

PROFILES = (
    Profile(
        name="filaire_montpellier",
        title="Filaire de voies de Montpellier",
        layer="troncon_de_route",
        source="Ville de Montpellier, filaire de voies",
        layer_pattern=r"^troncons$|filaire",
        expects=(("idarc",), ("sens",), ("domanialit", "domanialite")),
        help="2014 ; ni vitesse ni classe ; une voie à sens unique est supposée tracée dans le sens de la circulation.",
        columns=(
            Col("cleabs", ("idarc",)),
            Col("nature", ("occupation", "typvoi"), table=_NATURE, others="Route à 1 chaussée", constant="Route à 1 chaussée"),
            Col("nom_voie", ("lib_off",)),
            Col(
                "importance",
                ("route_dep", "typvoi"),
                table={**_MAIN, "auto": "1", "av": "4", "bd": "4", "rte": "4", "quai": "4"},
                others="5",
                constant="5",
            ),
            Col("fictif", ("sens",), table={"fictif": True}, others=False, constant=False),
            Col("position_par_rapport_au_sol", ("typvoi",), table={"tun": "-1", "pont": "1", "viad": "1"}, others="0", constant="0"),
            Col("etat_de_l_objet", constant="En service"),
            Col("sens_de_circulation", ("sens",), table={"direct": "Sens direct"}, others="Double sens", constant="Double sens"),
            Col("prive", ("domanialit", "domanialite"), table={"privee": True}, others=False, constant=False),
            Col("urbain", constant=True),
            Col(
                "acces_vehicule_leger",
                ("sens",),
                table={"interdit": "Physiquement impossible", "fictif": "Physiquement impossible"},
                others="Libre",
                constant="Libre",
            ),
            Col("cpx_numero", ("route_dep",), "numero_route"),
            Col("cpx_classement_administratif", ("route_dep",), table={}, others="Départementale"),
            Col("insee_commune_gauche", constant="34172"),
            Col("insee_commune_droite", constant="34172"),
        ),
        key=("cleabs",),
    ),
)
