"""Live layers: what online services answered, each row with its source, its hours and its state. See data_sync/core/direct."""

from .model import Domain, Layer
from .model import Field as F

OWNER = "data_sync"
NIVEAU_VIGILANCE = Domain(
    "niveau_vigilance", (("inconnu", "Inconnu"), ("vert", "Vert"), ("jaune", "Jaune"), ("orange", "Orange"), ("rouge", "Rouge"), ("violet", "Violet"))
)
GRANDEUR_HYDRO = Domain("grandeur_hydro", (("H", "Hauteur"), ("Q", "Débit")))
TENDANCE = Domain("tendance", (("monte", "Monte"), ("stable", "Stable"), ("baisse", "Baisse"), ("inconnue", "Inconnue")))
PHENOMENE = Domain(
    "phenomene",
    (
        ("tous", "Tous phénomènes"),
        ("vent", "Vent violent"),
        ("pluie_inondation", "Pluie-inondation"),
        ("orages", "Orages"),
        ("crues", "Crues"),
        ("neige_verglas", "Neige-verglas"),
        ("canicule", "Canicule"),
        ("grand_froid", "Grand froid"),
        ("avalanches", "Avalanches"),
        ("vagues_submersion", "Vagues-submersion"),
        ("autre", "Autre phénomène"),
    ),
)
ECHEANCE = Domain("echeance", (("J", "Aujourd'hui"), ("J1", "Demain")))
EFFET_ROUTE = Domain(
    "effet_route", (("fermee", "Route fermée"), ("reduite", "Circulation réduite"), ("danger", "Danger signalé"), ("information", "Information"))
)
LOCALISATION = Domain(
    "localisation_evenement", (("coordonnees", "Coordonnées publiées"), ("pr", "Points de repère"), ("aucune", "Non localisé"))
)


def _live(name, title, geometry, fields, help, display, themes=()):
    return Layer(name, title, geometry, "direct", OWNER, tuple(fields), help, display, tuple(themes))


LAYERS = (
    _live("direct_source", "Sources en direct", None, (
        F("libelle", "texte", "Service", required=True),
        F("heure_demande", "horodatage", "Dernière demande"),
        F("lignes", "entier", "Lignes reçues"),
        F("message", "texte", "Ce qui s'est passé"),
        F("mention", "texte", "Licence et mention"),
    ), "Une ligne par service interrogé : ce qu'il a répondu, quand, et jusqu'à quelle heure on s'y fie.", "libelle"),
    _live("direct_troncon_vigicrues", "Vigilance crues (tronçons)", "MultiLineString", (
        F("code", "texte", "Code du tronçon", required=True),
        F("nom", "texte", "Tronçon", required=True),
        F("territoire", "texte", "Territoire"),
        F("niveau", "texte", "Vigilance", required=True, domain=NIVEAU_VIGILANCE),
        F("niveau_source", "texte", "Niveau tel que publié"),
    ), "Vigicrues : niveau de vigilance crues. Un niveau illisible ou périmé est inconnu, jamais vert.", "nom", ("inondation",)),
    _live("direct_station", "Hauteurs et débits en direct", "Point", (
        F("code_station", "texte", "Code Sandre", required=True),
        F("nom", "texte", "Station", required=True),
        F("cours_d_eau", "texte", "Cours d'eau"),
        F("troncon", "texte", "Tronçon Vigicrues"),
        F("hauteur", "reel", "Hauteur", unit="m"),
        F("heure_hauteur", "horodatage", "Heure de la hauteur"),
        F("debit", "reel", "Débit", unit="m³/s"),
        F("heure_debit", "horodatage", "Heure du débit"),
        F("variation", "reel", "Variation de la hauteur", unit="m/h"),
        F("tendance", "texte", "Tendance", required=True, domain=TENDANCE, default="'inconnue'"),
        F("crue_reference", "texte", "Crue de référence"),
        F("hauteur_reference", "reel", "Hauteur de la crue de référence", unit="m"),
        F("qualite", "texte", "Qualité de la mesure"),
    ), "Hub'Eau et Vigicrues : dernière hauteur et dernier débit de chaque station.", "nom", ("inondation",)),
    _live("direct_observation", "Suivi des hauteurs et débits", None, (
        F("code_station", "texte", "Code Sandre", required=True),
        F("grandeur", "texte", "Grandeur", required=True, domain=GRANDEUR_HYDRO),
        F("valeur", "reel", "Valeur (m ou m³/s)", required=True),
    ), "Valeurs des dernières vingt-quatre heures, en mètres et en mètres cubes par seconde.", "code_station"),
    _live("direct_vigilance", "Vigilance météorologique", "MultiPolygon", (
        F("domaine", "texte", "Département ou littoral", required=True),
        F("nom", "texte", "Domaine", required=True),
        F("echeance", "texte", "Échéance", required=True, domain=ECHEANCE),
        F("phenomene", "texte", "Phénomène", required=True, domain=PHENOMENE),
        F("niveau", "texte", "Vigilance", required=True, domain=NIVEAU_VIGILANCE),
        F("debut", "horodatage", "Du"),
        F("fin", "horodatage", "Au"),
    ), "Météo-France : couleur par phénomène, pour le département et son littoral.", "nom"),
    _live("direct_pluie", "Pluie en direct", "Point", (
        F("code_station", "texte", "Code Météo-France", required=True),
        F("nom", "texte", "Station"),
        F("pluie_6min", "reel", "Pluie en 6 minutes", unit="mm"),
        F("cumul_1h", "reel", "Cumul sur une heure", unit="mm"),
        F("mesures_1h", "entier", "Mesures dans ce cumul (10 au plus)"),
    ), "Météo-France : pluie des six dernières minutes ; le cumul dit sur combien de mesures il porte.", "code_station", ("inondation",)),
    _live("direct_pluie_mesure", "Suivi de la pluie", None, (
        F("code_station", "texte", "Code Météo-France", required=True),
        F("pluie_6min", "reel", "Pluie en 6 minutes", required=True, unit="mm"),
    ), "Mesures des trois dernières heures, dont sont faits les cumuls.", "code_station"),
    _live("direct_evenement_route", "Évènements routiers", "MultiPoint", (
        F("identifiant", "texte", "Identifiant de l'évènement", required=True),
        F("version", "entier", "Version"),
        F("gestionnaire", "texte", "Gestionnaire"),
        F("route", "texte", "Route"),
        F("sens", "texte", "Sens"),
        F("pr_debut", "texte", "Du PR"),
        F("pr_fin", "texte", "Au PR"),
        F("nature", "texte", "Nature", required=True),
        F("nature_source", "texte", "Nature telle que publiée"),
        F("effet", "texte", "Effet", required=True, domain=EFFET_ROUTE),
        F("gravite", "texte", "Gravité telle que publiée"),
        F("debut", "horodatage", "Début"),
        F("fin", "horodatage", "Fin prévue"),
        F("description", "texte", "Description"),
        F("localisation", "texte", "Localisé par", required=True, domain=LOCALISATION),
    ), "Bison Futé (DATEX II) : réseau national non concédé ; l'A9 et l'A709, concédées, n'y sont pas.", "nature", ("inondation", "route")),
    _live("direct_adresse", "Adresses retrouvées", "Point", (
        F("demande", "texte", "Adresse demandée", required=True),
        F("adresse", "texte", "Adresse trouvée"),
        F("score", "reel", "Ressemblance (0 à 1)"),
        F("precision_adresse", "texte", "Précision"),
        F("code_insee", "texte", "Code INSEE"),
        F("commune", "texte", "Commune"),
    ), "Géocodage IGN, gardé pour le hors ligne.", "demande"),
    _live("direct_risque", "Risques recensés par commune", None, (
        F("code_insee", "texte", "Code INSEE", required=True),
        F("commune", "texte", "Commune"),
        F("risque", "texte", "Risque", required=True),
        F("code_risque", "texte", "Code tel que publié"),
    ), "Géorisques : risques de chaque commune demandée.", "risque"),
    _live("direct_icpe", "Installations classées (Géorisques)", "Point", (
        F("code", "texte", "Code de l'installation", required=True),
        F("nom", "texte", "Installation", required=True),
        F("commune", "texte", "Commune"),
        F("code_insee", "texte", "Code INSEE"),
        F("regime", "texte", "Régime"),
        F("seveso", "texte", "Statut Seveso"),
        F("etat_activite", "texte", "Activité"),
    ), "Géorisques : installations classées des communes demandées.", "nom", ("inondation",)),
    _live("direct_extrait", "Extraits IGN gardés", "MultiPolygon", (
        F("nom", "texte", "Extrait", required=True),
        F("couche", "texte", "Couche IGN", required=True),
        F("fichier", "texte", "Fichier (relatif au dossier direct)", required=True),
        F("objets", "entier", "Objets ou tuiles"),
        F("complet", "booleen", "Complet"),
        F("mention", "texte", "Licence et mention"),
    ), "Emprise et fichier de chaque extrait IGN gardé pour le hors ligne.", "nom"),
)
