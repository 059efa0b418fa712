"""Work layer of the offence affairs: number, place, nature and state only. Identities stay in the encrypted store."""

from .model import Domain, Layer
from .model import Field as F

NATURE_AFFAIRE = Domain(
    "nature_affaire",
    (
        ("cabanisation", "Cabanisation"),
        ("construction", "Construction ou extension"),
        ("piscine", "Piscine"),
        ("cloture", "Clôture ou mur"),
        ("caravane", "Caravane"),
        ("mobil_home", "Résidence mobile de loisirs"),
        ("camping", "Camping"),
        ("remblai", "Remblai, déblai"),
        ("depot_vehicules", "Dépôt de véhicules"),
        ("dechets", "Dépôt de déchets"),
        ("coupe", "Coupe ou abattage d'arbres"),
        ("debroussaillement", "Obligation de débroussaillement"),
        ("domaine_public_maritime", "Occupation du domaine public maritime"),
        ("demolition", "Démolition"),
        ("lotissement", "Division, lotissement"),
        ("voirie", "Domaine public routier"),
        ("obstacle", "Obstacle au contrôle"),
        ("autre", "Autre"),
    ),
)
ETAT_AFFAIRE = Domain(
    "etat_affaire",
    (
        ("ouverte", "Ouverte"),
        ("controlee", "Contrôlée"),
        ("pv_dresse", "PV dressé"),
        ("transmise", "Transmise"),
        ("jugee", "Jugée"),
        ("regularisee", "Régularisée"),
        ("close", "Close"),
    ),
)
LAYERS = (
    Layer(
        "affaire_lucca",
        "Affaires d'infraction",
        "Point",
        "travail",
        "ddtm_lucca",
        (
            F("numero", "texte", "Numéro", required=True),
            F("lieu", "texte", "Commune"),
            F("nature", "texte", "Nature", required=True, domain=NATURE_AFFAIRE),
            F("etat", "texte", "État", required=True, domain=ETAT_AFFAIRE),
        ),
        "Position des affaires d'infraction. Aucune identité : celles-ci restent dans le coffre chiffré.",
        "numero",
        sensible=True,
    ),
)
