"""Work layers of the crisis: what the duty manager draws and what the computations answer."""

from . import domaines as d
from .model import Field as F
from .model import Layer

OWNER = "ddtm_crise"
# Age classes shown to the manager -> the Filosofi fields they add up.
CLASSES_AGE = (
    ("pop_0_3", "0-3 ans", ("ind_0_3",)),
    ("pop_4_10", "4-10 ans", ("ind_4_5", "ind_6_10")),
    ("pop_11_17", "11-17 ans", ("ind_11_17",)),
    ("pop_18_64", "18-64 ans", ("ind_18_24", "ind_25_39", "ind_40_54", "ind_55_64")),
    ("pop_65_79", "65-79 ans", ("ind_65_79",)),
    ("pop_80p", "80 ans et plus", ("ind_80p",)),
)
_POP = (
    F("pop_nuit", "reel", "Population la nuit", unit="habitants"),
    F("pop_nuit_bas", "reel", "Population la nuit, fourchette basse", unit="habitants"),
    F("pop_nuit_haut", "reel", "Population la nuit, fourchette haute", unit="habitants"),
    F("pop_jour", "reel", "Population le jour", unit="personnes"),
    F("pop_jour_bas", "reel", "Population le jour, fourchette basse", unit="personnes"),
    F("pop_jour_haut", "reel", "Population le jour, fourchette haute", unit="personnes"),
) + tuple(F(n, "reel", label, unit="habitants") for n, label, _ in CLASSES_AGE) + (F("logements", "reel", "Logements"), F("batiments", "entier", "Bâtiments habités"))

_COUPURE = (
    F("axe", "texte", "Axe coupé"),
    F("sortie_debut", "texte", "De la sortie"),
    F("sortie_fin", "texte", "À la sortie"),
    F("sens", "texte", "Sens coupé", required=True, domain=d.SENS_COUPURE, default="'double'"),
    F("cause", "texte", "Cause", domain=d.CAUSE_COUPURE, default="'inondation'"),
    F("source", "texte", "Source de l'information"),
    F("debut", "horodatage", "Début", default="now()"),
    F("fin", "horodatage", "Fin prévue ou constatée"),
    F("vehicules", "texte", "Véhicules concernés", default="'tous'"),
    F("commentaire", "texte", "Commentaire"),
)
_SITUATION = (
    F("type_situation", "texte", "Nature", required=True, domain=d.TYPE_SITUATION),
    F("etat", "texte", "État", required=True, domain=d.ETAT_SITUATION, default="'en_cours'"),
    F("libelle", "texte", "Libellé"),
    F("commentaire", "texte", "Commentaire"),
    F("heure_debut", "horodatage", "Depuis", default="now()"),
    F("heure_fin", "horodatage", "Jusqu'à"),
)

_GPS = (F("precision_gps", "reel", "Précision du GPS", unit="m", help="Remplie par la tablette quand la position vient de son récepteur."),)


def _work(name, title, geometry, fields, help, display, themes=()):
    return Layer(name, title, geometry, "travail", OWNER, tuple(fields), help, display, tuple(themes))


_BOTH = ("inondation", "route")
LAYERS = (
    _work("situation_point", "Situations (points)", "Point", _SITUATION + _GPS, "Ce que l'on sait du terrain, posé sur la carte.", "libelle", _BOTH),
    _work("situation_ligne", "Situations (lignes)", "MultiLineString", _SITUATION, "Ce que l'on sait du terrain, tracé sur la carte.", "libelle", _BOTH),
    _work("situation_zone", "Situations (zones)", "MultiPolygon", _SITUATION, "Zones dessinées : inondée, interdite, à évacuer.", "libelle", _BOTH),
    _work("coupure_point", "Coupures (points)", "Point", _COUPURE + _GPS, "Route coupée en un point.", "axe", _BOTH),
    _work("coupure_ligne", "Coupures (sections)", "MultiLineString", _COUPURE, "Section de route coupée.", "axe", _BOTH),
    _work("coupure_zone", "Coupures (zones)", "MultiPolygon", _COUPURE, "Toutes les routes de la zone sont coupées ; en cas d'inondation, les ponts qui passent au-dessus restent ouverts.", "axe", _BOTH),
    _work("photo_terrain", "Photos du terrain", None, (
        F("objet_uuid", "texte", "Objet photographié", required=True, help="uuid de la situation ou de la coupure."),
        F("chemin", "texte", "Fichier", required=True, help="Sur la tablette : DCIM/… ; au retour, le fichier est rangé sous son empreinte."),
        F("sha256", "texte", "Empreinte du fichier", help="Nom du fichier dans photos/ ; vide tant que le fichier n'est pas revenu."),
        F("legende", "texte", "Légende"),
        F("prise_le", "horodatage", "Prise le", default="now()"),
        F("precision_gps", "reel", "Précision du GPS", unit="m"),
    ), "Photos prises sur tablette, reliées à leur objet par son uuid.", "legende"),
    _work("main_courante", "Main courante", "Point", (
        F("horodatage", "horodatage", "Date et heure", required=True, default="now()"),
        F("auteur", "texte", "Auteur"),
        F("categorie", "texte", "Catégorie", required=True, domain=d.CATEGORIE_MAIN_COURANTE, default="'information'"),
        F("texte", "texte", "Texte", required=True),
        F("couche_liee", "texte", "Couche liée"),
        F("uuid_lie", "texte", "Objet lié"),
    ), "Journal horodaté ; une ligne n'est jamais réécrite, on ajoute un rectificatif. La position est facultative.", "texte"),
    _work("evacuation", "Zones d'évacuation calculées", "MultiPolygon", (
        F("libelle", "texte", "Zone", required=True),
        F("phrase", "texte", "Réponse en une phrase"),
        F("calcule_le", "horodatage", "Calculé le"),
        F("methode", "texte", "Méthode"),
        F("millesime", "texte", "Année des données"),
        F("tampon_m", "reel", "Tampon", unit="m"),
        F("exercice", "booleen", "EXERCICE"),
    ) + _POP, "Résultat du calcul de population à évacuer.", "libelle", ("inondation",)),
    _work("evacuation_commune", "Évacuation par commune", None, (
        F("evacuation_uuid", "texte", "Zone d'évacuation", required=True),
        F("code_insee", "texte", "Code INSEE"),
        F("nom", "texte", "Commune"),
    ) + _POP, "Détail par commune d'un calcul d'évacuation.", "nom"),
    _work("evacuation_etablissement", "Établissements dans la zone ou coupés", "Point", (
        F("evacuation_uuid", "texte", "Zone d'évacuation", required=True),
        F("etablissement_uuid", "texte", "Établissement"),
        F("nature", "texte", "Nature", domain=d.NATURE_ETABLISSEMENT),
        F("nom", "texte", "Nom"),
        F("commune", "texte", "Commune"),
        F("telephone", "texte", "Téléphone"),
        F("capacite", "entier", "Capacité"),
        F("effectif_jour", "entier", "Personnes le jour"),
        F("effectif_nuit", "entier", "Personnes la nuit"),
        F("acces", "texte", "Accès", domain=d.ACCES),
        F("altitude", "reel", "Altitude du terrain", unit="m"),
        F("hauteur_eau", "reel", "Hauteur d'eau", unit="m"),
        F("altitude_sur_eau", "reel", "Terrain au-dessus de l'eau", unit="m"),
    ), "Établissements touchés par un calcul d'évacuation.", "nom", ("inondation",)),
    _work("itineraire", "Itinéraires", "MultiLineString", (
        F("calcul_uuid", "texte", "Calcul"),
        F("libelle", "texte", "Trajet", required=True),
        F("type_itineraire", "texte", "Type", required=True, domain=d.TYPE_ITINERAIRE),
        F("rang", "entier", "Rang"),
        F("profil", "texte", "Véhicule", domain=d.PROFIL_VEHICULE),
        F("longueur_m", "reel", "Longueur", unit="m"),
        F("duree_s", "reel", "Durée", unit="s"),
        F("ecart_s", "reel", "Écart avec le trajet sans coupure", unit="s"),
        F("ecart_m", "reel", "Écart de longueur", unit="m"),
        F("description", "texte", "Routes suivies"),
        F("avertissement", "texte", "Avertissement"),
        F("calcule_le", "horodatage", "Calculé le"),
        F("exercice", "booleen", "EXERCICE"),
    ), "Itinéraires calculés ou de substitution.", "libelle", ("route", "inondation")),
    _work("isolement", "Communes et établissements isolés", "Point", (
        F("calcul_uuid", "texte", "Calcul"),
        F("nature", "texte", "Commune ou établissement"),
        F("code", "texte", "Code INSEE ou identifiant"),
        F("nom", "texte", "Nom"),
        F("commune", "texte", "Commune"),
        F("population", "reel", "Personnes", unit="habitants"),
        F("calcule_le", "horodatage", "Calculé le"),
        F("exercice", "booleen", "EXERCICE"),
    ), "Lieux que l'on n'atteint plus par la route.", "nom", ("route", "inondation")),
)
