"""Town planning and cadastre: parcels (Etalab, DGFiP) and planning documents at the CNIG standard; read-only reference."""

from .model import Domain, Layer
from .model import Field as F

OWNER = "data_sync"
TYPE_ZONE = Domain(
    "type_zone",
    (
        ("U", "Urbaine"),
        ("AU", "À urbaniser"),
        ("A", "Agricole"),
        ("N", "Naturelle ou forestière"),
        ("CC_OUVERT", "Carte communale : ouvert à la construction"),
        ("CC_ACTIVITE", "Carte communale : réservé aux activités"),
        ("CC_FERME", "Carte communale : fermé à la construction, sauf exceptions"),
        ("RNU", "Hors du document : règlement national d'urbanisme"),
        ("inconnu", "Type non renseigné"),
    ),
)
ETAT_DOCUMENT = Domain(
    "etat_document",
    (
        ("en_cours", "En cours de procédure"),
        ("arrete", "Arrêté"),
        ("opposable", "Opposable"),
        ("annule", "Annulé"),
        ("remplace", "Remplacé"),
        ("abroge", "Abrogé"),
        ("approuve", "Approuvé"),
        ("partiellement_annule", "Partiellement annulé"),
        ("caduc", "Caduc"),
        ("inconnu", "État non renseigné"),
    ),
)
_DOCUMENT = (
    F("idurba", "texte", "Identifiant du document d'urbanisme", help="Code INSEE ou SIREN, type et date : 34172_PLU_20200101."),
    F("partition", "texte", "Partition du Géoportail de l'urbanisme", help="Un nouvel import remplace tout ce qui porte la même partition : DU_34172."),
    F("code_insee", "texte", "Code INSEE de la commune", help="Vide pour un document de plusieurs communes (PLUi)."),
)
_FILES = (
    F("nomfic", "texte", "Fichier du règlement", help="Fichier du dossier « reglements » du paquet ; #page=24 donne la page."),
    F("urlfic", "texte", "Adresse du règlement"),
)
_VALID = (F("date_validite", "date", "Date de validité"),)


def _layer(name, title, geometry, fields, help, display="libelle"):
    return Layer(name, title, geometry, "reference", OWNER, tuple(fields), help, display)


def _prescription(name, title, geometry):
    return _layer(name, title, geometry, (
        F("libelle", "texte", "Libellé"),
        F("nature", "texte", "Nature", help="Libellé national du code de type."),
        F("txt", "texte", "Étiquette"),
        F("typepsc", "texte", "Type de prescription (code CNIG)", required=True),
        F("stypepsc", "texte", "Sous-type (code CNIG)"),
    ) + _FILES + _DOCUMENT + _VALID, "Prescription d'un PLU au standard CNIG : elle s'ajoute au règlement de la zone.")


LAYERS = (
    _layer("parcelle", "Parcelles cadastrales", "MultiPolygon", (
        F("idu", "texte", "Identifiant de la parcelle", required=True, help="14 caractères : commune, préfixe, section, numéro."),
        F("code_insee", "texte", "Code INSEE de la commune", required=True),
        F("prefixe", "texte", "Préfixe", help="000, ou ancienne commune absorbée."),
        F("section", "texte", "Section", required=True),
        F("numero", "texte", "Numéro", required=True),
        F("contenance", "entier", "Contenance", unit="m²", help="Surface de la matrice, qui fait foi devant la surface dessinée."),
        F("arpente", "booleen", "Arpentée"),
        F("date_creation", "date", "Créée le"),
        F("date_maj", "date", "Mise à jour le"),
    ), "Cadastre (DGFiP, diffusion Etalab) : sans nom de propriétaire.", display="idu"),
    _layer("document_urbanisme", "Documents d'urbanisme", None, _DOCUMENT + (
        F("type_document", "texte", "Type (PLU, PLUi, POS, CC, PSMV)"),
        F("etat", "texte", "État", required=True, domain=ETAT_DOCUMENT),
        F("procedure", "texte", "Dernière procédure (code CNIG)"),
        F("date_approbation", "date", "Date d'approbation"),
        F("date_fin", "date", "Date de fin de validité"),
        F("siren", "texte", "SIREN de l'intercommunalité"),
        F("nom_reglement", "texte", "Fichier du règlement"),
        F("url_reglement", "texte", "Adresse du règlement"),
        F("site", "texte", "Site de consultation"),
    ), "Une ligne par document et par commune.", display="idurba"),
    _layer("zone_urba", "Zones du PLU", "MultiPolygon", (
        F("libelle", "texte", "Zone", required=True),
        F("libelong", "texte", "Libellé long"),
        F("typezone", "texte", "Type tel que publié"),
        F("type_zone", "texte", "Type de zone", required=True, domain=TYPE_ZONE),
        F("destination", "texte", "Destination dominante (code CNIG)"),
    ) + _FILES + _DOCUMENT + (F("date_approbation", "date", "Date d'approbation"),) + _VALID,
        "Zonage des PLU, POS et cartes communales au standard CNIG."),
    _prescription("prescription_surf", "Prescriptions surfaciques", "MultiPolygon"),
    _prescription("prescription_lin", "Prescriptions linéaires", "MultiLineString"),
    _prescription("prescription_pct", "Prescriptions ponctuelles", "MultiPoint"),
    _layer("information_surf", "Informations du PLU", "MultiPolygon", (
        F("libelle", "texte", "Libellé"),
        F("txt", "texte", "Étiquette"),
        F("typeinf", "texte", "Type d'information (code CNIG)", required=True),
        F("stypeinf", "texte", "Sous-type (code CNIG)"),
    ) + _FILES + _DOCUMENT + _VALID, "Périmètres reportés pour information dans les annexes du PLU."),
)  # fmt: skip
