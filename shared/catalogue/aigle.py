"""Work layers of the detections: what a model saw in one vintage, the things it stands for, runs, and every verdict given."""

from .lucca import NATURE_AFFAIRE
from .model import Domain, Layer
from .model import Field as F

OWNER = "ddtm_aigle"
CLASSE_DETECTION = Domain(
    "classe_detection",
    (
        ("caravane", "Caravane"),
        ("mobil_home", "Mobil-home"),
        ("construction", "Construction"),
        ("piscine", "Piscine"),
        ("bateau", "Bateau"),
        ("epave_bateau", "Épave de bateau"),
    ),
)
VALIDATION = Domain(
    "validation_detection",
    (("non_verifie", "Non vérifié"), ("suspect", "Suspect"), ("illegal", "Illégal"), ("legal", "Légal"), ("invalide", "Invalidé (erreur du modèle)")),
)
CONTROLE = Domain(
    "controle_detection",
    (
        ("non_controle", "Non contrôlé"),
        ("a_controler", "À contrôler"),
        ("controle_terrain", "Contrôlé sur le terrain"),
        ("courrier_prealable", "Courrier préalable envoyé"),
        ("pv_dresse", "Procès-verbal dressé"),
        ("rapport_constatation", "Rapport de constatations rédigé"),
        ("contrainte_administrative", "Astreinte administrative"),
        ("jugement", "Jugement"),
        ("remis_en_etat", "Remis en état"),
    ),
)
PRESCRIPTION = Domain(
    "prescription_detection",
    (("prescrit", "Prescrit"), ("non_prescrit", "Non prescrit"), ("incertain", "Incertain"), ("sans_objet", "Sans objet"), ("a_confirmer", "Durée à confirmer")),
)
SOURCE_DETECTION = Domain("source_detection", (("analyse", "Analyse d'image"), ("dessin", "Dessinée par un agent"), ("relecture", "Relecture d'un ancien millésime à seuil bas")))
ETAT_SIGNALEMENT = Domain(
    "etat_signalement",
    (("a_instruire", "À instruire"), ("affaire_ouverte", "Affaire ouverte"), ("sans_suite", "Sans suite")),
)
_FLIGHT = (
    F("date_vol_debut", "date", "Vol : au plus tôt", help="Date exacte quand elle est connue : alors égale à la date au plus tard."),
    F("date_vol_fin", "date", "Vol : au plus tard"),
)
_CLASSE = F("classe", "texte", "Classe", required=True, domain=CLASSE_DETECTION)


def _work(name, title, geometry, fields, help, display):
    return Layer(name, title, geometry, "travail", OWNER, tuple(fields), help, display)


LAYERS = (
    _work("detection", "Détections", "MultiPolygon", (
        _CLASSE,
        F("score", "reel", "Score (0 à 1)"),
        F("millesime", "entier", "Millésime", required=True),
        *_FLIGHT,
        F("source", "texte", "Origine", required=True, domain=SOURCE_DETECTION, default="'analyse'"),
        F("objet_uuid", "texte", "Objet"),
        F("validation", "texte", "Validation", required=True, domain=VALIDATION, default="'non_verifie'"),
        F("ecartee", "booleen", "Écartée par le filtre"),
        F("motif_ecart", "texte", "Motif de l'écart"),
        F("surface_m2", "reel", "Surface", unit="m²"),
        F("couleur", "texte", "Couleur moyenne (rouge,vert,bleu)"),
        F("parcelle", "texte", "Parcelle"),
        F("code_insee", "texte", "Code INSEE"),
        F("commune", "texte", "Commune"),
        F("zones", "texte", "Zones à enjeux"),
        F("image", "texte", "Image"),
        F("tuile", "texte", "Tuile"),
        F("modele", "texte", "Modèle"),
        F("modele_sha256", "texte", "Empreinte du modèle"),
        F("passage_uuid", "texte", "Passage"),
        F("commentaire", "texte", "Commentaire"),
    ), "Ce qu'un modèle a vu dans un millésime ; rien n'est effacé, une erreur est invalidée ou écartée avec son motif.", "classe"),
    _work("objet_detecte", "Objets détectés", "MultiPolygon", (
        _CLASSE,
        F("classes_vues", "texte", "Classes vues", help="Une caravane prise ensuite pour un mobil-home garde une seule histoire.", computed=True),
        F("phrase", "texte", "Histoire en une phrase", computed=True),
        F("absent_le", "date", "Dernier vol où l'objet manque", computed=True),
        F("vu_le", "date", "Premier vol où l'objet est vu", computed=True),
        F("parti_le", "date", "Premier vol où l'objet a disparu", computed=True),
        F("dernier_vu_le", "date", "Dernier vol où l'objet est vu", computed=True),
        F("millesimes", "texte", "Millésimes où il est vu", computed=True),
        F("a_revoir", "booleen", "Ancien millésime à relire", help="Un ancien millésime ne montre rien : à vérifier à l'œil avant de dire l'objet nouveau."),
        F("a_verifier", "texte", "Millésimes à vérifier sur l'image", computed=True),
        F("absences_vues", "texte", "Absences vérifiées", help="Millésimes dont l'image, regardée par un agent, ne montre pas l'objet."),
        F("validation", "texte", "Validation", required=True, domain=VALIDATION, default="'non_verifie'"),
        F("controle", "texte", "Contrôle", required=True, domain=CONTROLE, default="'non_controle'"),
        F("prescription", "texte", "Prescription pénale", domain=PRESCRIPTION, computed=True),
        F("prescription_motif", "texte", "Motif", computed=True),
        F("prescription_civile", "texte", "Action civile", domain=PRESCRIPTION, computed=True),
        F("prescription_civile_motif", "texte", "Motif (action civile)", computed=True),
        F("prescription_le", "date", "Apprécié à la date du", computed=True),
        F("score", "reel", "Meilleur score", computed=True),
        F("surface_m2", "reel", "Surface", unit="m²", computed=True),
        F("permis", "texte", "Autorisations d'urbanisme sur la parcelle", computed=True),
        F("priorite", "reel", "Priorité (0 à 100)", computed=True),
        F("priorite_motif", "texte", "Raisons de la priorité", computed=True),
        F("parcelle", "texte", "Parcelle", computed=True),
        F("code_insee", "texte", "Code INSEE", computed=True),
        F("commune", "texte", "Commune", computed=True),
        F("zones", "texte", "Zones à enjeux", computed=True),
        F("commentaire", "texte", "Commentaire"),
    ), "La chose réelle, suivie de millésime en millésime, avec sa validation, son contrôle et sa prescription.", "classe"),
    _work("detection_passage", "Passages de détection", None, (
        F("image", "texte", "Image", required=True),
        F("millesime", "entier", "Millésime", required=True),
        *_FLIGHT,
        F("modele", "texte", "Modèle", required=True),
        F("modele_sha256", "texte", "Empreinte du modèle", required=True),
        F("classes", "texte", "Classes cherchées"),
        F("seuil", "reel", "Seuil de score"),
        F("resolution_cm", "reel", "Résolution du modèle", unit="cm"),
        F("tuiles", "entier", "Tuiles lues"),
        F("surface_km2", "reel", "Surface lue", unit="km²"),
        F("detections", "entier", "Détections"),
        F("duree_s", "reel", "Durée", unit="s"),
        F("emprise", "texte", "Zone lue (WKT, Lambert 93)"),
    ), "Une ligne par image analysée par un modèle : ce qui a été regardé, donc ce qui peut être dit absent.", "image"),
    _work("detection_historique", "Historique des détections", None, (
        F("objet_uuid", "texte", "Objet ou détection", required=True),
        F("couche", "texte", "Couche", required=True),
        F("champ", "texte", "Champ", required=True),
        F("ancien", "texte", "Avant"),
        F("nouveau", "texte", "Après"),
        F("motif", "texte", "Motif"),
        F("geste", "texte", "Geste", help="Les changements d'un même geste s'annulent ensemble."),
        F("annule", "booleen", "Annulé"),
    ), "Chaque verdict et chaque écart, avec sa valeur d'avant : tout peut être annulé.", "champ"),
    _work("detection_couverture", "Zones photographiées et regardées", "MultiPolygon", (
        F("passage_uuid", "texte", "Passage", required=True),
        F("millesime", "entier", "Millésime", required=True),
        *_FLIGHT,
    ), "Le sol réellement photographié d'un passage, un polygone par date de vol : ailleurs, rien ne peut être dit absent.", "millesime"),
    _work("signalement", "Signalements à instruire", "Point", (
        F("nature", "texte", "Nature", required=True, domain=NATURE_AFFAIRE),
        F("etat", "texte", "État", required=True, domain=ETAT_SIGNALEMENT, default="'a_instruire'"),
        F("objet_uuid", "texte", "Objet détecté", help="uuid de la couche « Objets détectés »."),
        F("affaire_uuid", "texte", "Affaire", help="uuid de la couche « Affaires d'infraction », une fois l'affaire ouverte."),
        F("lieu", "texte", "Commune"),
        F("code_insee", "texte", "Code INSEE"),
        F("parcelle", "texte", "Parcelle"),
        F("zones", "texte", "Zones à enjeux"),
        F("constat", "texte", "Ce que montrent les images"),
        F("prescription", "texte", "Prescription pénale", domain=PRESCRIPTION),
        F("prescription_motif", "texte", "Motif"),
        F("priorite", "reel", "Priorité (0 à 100)"),
        F("commentaire", "texte", "Commentaire"),
    ), "Un fait à instruire, venu d'une détection revue ; le service des infractions le reprend en affaire. Aucune identité.", "nature"),
    _work("tournee", "Tournées de contrôle", "MultiLineString", (
        F("nom", "texte", "Tournée", required=True),
        F("jour", "date", "Jour prévu"),
        F("equipe", "texte", "Équipe"),
        F("heure_depart", "texte", "Départ"),
        F("heure_retour", "texte", "Retour ou fin prévus"),
        F("visites", "entier", "Nombre de visites"),
        F("longueur_km", "reel", "Longueur", unit="km"),
        F("duree_min", "reel", "Durée de conduite", unit="min"),
        F("sur_place_min", "reel", "Durée sur place", unit="min"),
        F("notes", "texte", "Remarques"),
    ), "Le trajet d'une tournée, par le réseau routier du paquet quand il est là, sinon à vol d'oiseau.", "nom"),
    _work("visite", "Visites à faire", "Point", (
        F("tournee_uuid", "texte", "Tournée", required=True),
        F("rang", "entier", "Rang", required=True),
        F("jour", "date", "Jour prévu"),
        F("heure_arrivee", "texte", "Arrivée prévue"),
        F("duree_min", "reel", "Durée prévue sur place", unit="min"),
        F("objet_uuid", "texte", "Objet détecté"),
        F("libelle", "texte", "À voir"),
        F("parcelle", "texte", "Parcelle"),
        F("commune", "texte", "Commune"),
        F("depuis_km", "reel", "Depuis l'étape précédente", unit="km"),
        F("depuis_min", "reel", "Depuis l'étape précédente", unit="min"),
        F("fait", "booleen", "Vue"),
        F("constat", "texte", "Constat"),
    ), "Les objets à aller voir, dans l'ordre de la tournée.", "libelle"),
)  # fmt: skip
