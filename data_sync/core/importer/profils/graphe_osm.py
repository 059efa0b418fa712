"""Road graphs decoded from OpenStreetMap: class, one-way, speed and access by mode, said in BD TOPO's words."""

from ..model import SILENT, Col, Profile

_NATURE = {
    "motorway": "Type autoroutier",
    "motorway_link": "Bretelle",
    "trunk": "Route à 1 chaussée",
    "trunk_link": "Bretelle",
    "primary_link": "Bretelle",
    "secondary_link": "Bretelle",
    "roundabout": "Rond-point",
    "pedestrian": "Sentier",
    "footway": "Sentier",
    "path": "Sentier",
    "steps": "Escalier",
    "cycleway": "Piste cyclable",
    "track": "Chemin",
}
_IMPORTANCE = {
    "motorway": "1",
    "motorway_link": "1",
    "trunk": "1",
    "trunk_link": "1",
    "primary": "2",
    "primary_link": "2",
    "secondary": "3",
    "secondary_link": "3",
    "tertiary": "4",
    "roundabout": "4",
    "unclassified": "5",
    "residential": "5",
    "living_street": "6",
    "service": "6",
}
_RESIDENTS = "Restreint aux ayants droit"
_ACCESS = {
    "allowed": "Libre",
    "unknown": "Libre",
    "private": _RESIDENTS,
    "destination": _RESIDENTS,
    "customers": _RESIDENTS,
    "delivery": _RESIDENTS,
    "forbidden": "Physiquement impossible",
}

PROFILES = (
    Profile(
        name="osm_graphe",
        title="Graphe routier issu d'OpenStreetMap",
        layer="troncon_de_route",
        source="OpenStreetMap",
        licence="ODbL 1.0, © les contributeurs OpenStreetMap",
        layer_pattern=r"^arcs$|edges|troncon",
        steps=("rang",),
        expects=(("classe", "highway", "fclass"), ("sens_unique", "oneway")),
        columns=(
            Col("cleabs", ("osm_id", "id", "_rang")),
            Col("nature", ("classe", "highway", "fclass"), table=_NATURE, others="Route à 1 chaussée"),
            Col("nom_voie", ("nom", "name")),
            Col("importance", ("classe", "highway", "fclass"), table=_IMPORTANCE, others="6"),
            Col("fictif", constant=False),
            Col("position_par_rapport_au_sol", ("layer", "niveau"), constant="0"),
            Col("etat_de_l_objet", constant="En service"),
            Col(
                "sens_de_circulation",
                ("sens_unique", "oneway"),
                table={
                    "true": "Sens direct",
                    "1": "Sens direct",
                    "yes": "Sens direct",
                    "false": "Double sens",
                    "0": "Double sens",
                    "no": "Double sens",
                    "reverse": "Sens inverse",
                },
                constant="Double sens",
            ),
            Col("vitesse_moyenne_vl", ("vitesse_kmh", "maxspeed"), "entier_positif"),
            Col("prive", ("acces_vl", "access"), table={"private": True}, others=False),
            Col("acces_vehicule_leger", ("acces_vl", "access"), table=_ACCESS, unknown="Libre"),
            Col("restriction_de_poids_total", ("acces_pl",), table={"forbidden": 3.5}, others=SILENT),
            Col("restriction_de_hauteur", ("maxheight",), "reel_positif"),
            Col("cpx_numero", ("ref",), "numero_route"),
        ),
    ),
)
