"""What a photograph may take for something else: sports grounds and tanks (BD TOPO v3), photovoltaic parks (IGN)."""

from ..model import Col, Keep, Profile

_BDTOPO = (
    Col("cleabs", ("cleabs", "id")),
    Col("nature", ("nature",)),
    Col("nature_detaillee", ("nature_detaillee", "nat_detail")),
    Col("etat_de_l_objet", ("etat_de_l_objet", "etat")),
)
_GONE = Keep(("etat_de_l_objet", "etat"), "objet pas encore construit ou disparu", excluded=("En projet", "En construction", "Détruit"))

PROFILES = (
    Profile(
        name="terrains_sport",
        title="Terrains de sport et bassins de natation (BD TOPO v3)",
        layer="terrain_de_sport",
        source="IGN BD TOPO",
        layer_pattern=r"terrain_de_sport",
        expects=(("cleabs", "id"), ("nature",)),
        columns=_BDTOPO,
        keep=(_GONE,),
        key=("cleabs",),
        latest=("date_modification", "date_maj"),
        help="Sert à la détection : un terrain de tennis n'est pas une piscine, un bassin de natation public n'est pas une infraction.",
    ),
    Profile(
        name="reservoirs",
        title="Réservoirs et châteaux d'eau (BD TOPO v3)",
        layer="reservoir",
        source="IGN BD TOPO",
        layer_pattern=r"reservoir",
        expects=(("cleabs", "id"), ("nature",)),
        columns=(_BDTOPO[0], _BDTOPO[1], _BDTOPO[3]),
        keep=(_GONE,),
        key=("cleabs",),
        latest=("date_modification", "date_maj"),
        help="Sert à la détection : une cuve ronde se prend pour une piscine.",
    ),
    Profile(
        name="photovoltaique_sol",
        title="Installations photovoltaïques au sol (IGN)",
        layer="installation_solaire",
        source="IGN, installations photovoltaïques au sol",
        layer_pattern=r"photovolt|solaire|donnees_agregees|(^|_)pv(_|$)",
        expects=(("id", "id_v2"), ("surf_parc",)),
        columns=(
            Col("id_source", ("id", "id_v2")),
            Col("surface_m2", ("surf_parc",), "reel_positif"),
            Col("flottant", ("flottant",)),
            Col("agrivoltaique", ("agrivolt",)),
            Col("etat", ("etat",)),
            Col("commune", ("nom_com",)),
            Col("code_insee", ("insee_com",), "insee"),
            Col("millesime", ("millesime",)),
        ),
        department=("insee_com",),
        key=("id_source",),
        latest=("millesime",),
        help="La base nationale des parcs au sol ; les panneaux sur les toits n'y sont pas.",
    ),
)
