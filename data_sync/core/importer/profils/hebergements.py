"""Campsites and classified lodgings: Atout France (no coordinates in the national file) and OpenStreetMap."""

from ..model import Col, Profile

_TYPE = {
    "camping": "camping",
    "terrain_de_camping": "camping",
    "parc_residentiel_de_loisirs": "camping",
    "hotel": "hebergement",
    "hotel_de_tourisme": "hebergement",
    "residence_de_tourisme": "hebergement",
    "village_de_vacances": "hebergement",
    "auberge_collective": "hebergement",
}

PROFILES = (
    Profile(
        name="atout_france",
        title="Hébergements classés (Atout France)",
        layer="etablissement",
        source="Atout France, hébergements classés",
        layer_pattern=r"hebergement",
        geometry="etape",
        steps=("capacite", "localiser"),
        expects=(("typologie_etablissement", "type_d_hebergement", "typologie"), ("nom_commercial", "nom"), ("commune",)),
        help="Sans coordonnées : --option jointure=table_geocodee.csv (nom, code postal, longitude, latitude), sinon le chef-lieu de la commune.",
        columns=(
            Col("source", constant="Atout France"),
            Col("nature", ("typologie_etablissement", "type_d_hebergement", "typologie"), table=_TYPE, unknown="hebergement"),
            Col("nom", ("nom_commercial", "nom")),
            Col("adresse", ("adresse",)),
            Col("code_postal", ("code_postal",)),
            Col("commune", ("commune", "commune_geo")),
            Col("code_insee", ("code_insee",), "insee"),
            Col("capacite", ("_capacite",), "entier_positif"),
            Col("unite_capacite", ("_unite",)),
            Col("effectif_nuit", ("capacite_d_accueil_personnes", "capacite_pers"), "entier_positif"),
            Col("precision_localisation", ("_precision",)),
        ),
        department=("code_postal",),
        scope="source",
    ),
    Profile(
        name="campings_osm",
        title="Campings et aires (OpenStreetMap)",
        layer="etablissement",
        source="OpenStreetMap, campings",
        licence="ODbL 1.0, © les contributeurs OpenStreetMap",
        layer_pattern=r"^campings?_osm|camp_site|campsite",
        to_point=True,
        expects=(("osm_id", "id", "full_id"), ("tourism",)),
        columns=(
            Col("id_source", ("osm_id", "full_id", "id")),
            Col("source", constant="OpenStreetMap"),
            Col("nature", constant="camping"),
            Col("nom", ("nom", "name"), constant="Camping sans nom"),
            Col("commune", ("commune_geo", "addr_city")),
            Col("telephone", ("phone", "contact_phone"), "telephone"),
            Col("capacite", ("capacite", "capacity"), "entier_positif"),
            Col("unite_capacite", ("capacite", "capacity"), table={}, others="emplacements"),
            Col("precision_localisation", constant="relevé OpenStreetMap"),
        ),
        key=("id_source",),
        scope="source",
    ),
)
