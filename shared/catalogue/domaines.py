"""Closed lists used by the layers (codes stay; labels may be reworded)."""

from .model import Domain

NATURE_ETABLISSEMENT = Domain(
    "nature_etablissement",
    (
        ("maternelle", "École maternelle"),
        ("elementaire", "École élémentaire ou primaire"),
        ("college", "Collège"),
        ("lycee", "Lycée"),
        ("enseignement_autre", "Autre établissement d'enseignement"),
        ("creche", "Crèche"),
        ("hopital", "Hôpital, clinique"),
        ("ehpad", "EHPAD, maison de retraite"),
        ("medico_social", "Établissement médico-social"),
        ("camping", "Camping"),
        ("hebergement", "Hôtel, résidence, village de vacances"),
        ("mairie", "Mairie"),
        ("caserne", "Centre d'incendie et de secours"),
        ("gendarmerie", "Gendarmerie, police"),
        ("prison", "Établissement pénitentiaire"),
        ("prefecture", "Préfecture, sous-préfecture"),
        ("salle_accueil", "Salle d'accueil"),
        ("icpe_seveso", "Établissement Seveso"),
        ("autre", "Autre établissement recevant du public"),
    ),
)
STANDARD_PPR = Domain("standard_ppr", (("covadis", "COVADIS PPR v1"), ("cnig", "CNIG PPR v1.0.2"), ("local", "Modèle local"), ("exercice", "EXERCICE")))
TYPE_REGLEMENT = Domain(
    "type_reglement",
    (
        ("inconnu", "Non renseigné"),
        ("prescription", "Prescription"),
        ("interdiction", "Interdiction"),
        ("interdiction_stricte", "Interdiction stricte"),
        ("delaissement", "Délaissement"),
        ("expropriation", "Expropriation"),
    ),
)
ETAT_PROCEDURE = Domain("etat_procedure", (("prescrit", "Prescrit"), ("approuve", "Approuvé"), ("abroge", "Abrogé"), ("anticipe", "Appliqué par anticipation"), ("inconnu", "Inconnu")))
NIVEAU_ALEA = Domain(
    "niveau_alea",
    (("inconnu", "Inconnu"), ("nul", "Nul"), ("faible", "Faible"), ("moyen", "Moyen"), ("fort", "Fort"), ("tres_fort", "Très fort")),
)
CLASSE_HAUTEUR = Domain(
    "classe_hauteur",
    (
        ("0_050", "0 à 0,50 m"),
        ("050_100", "0,50 à 1 m"),
        ("100_150", "1 à 1,50 m"),
        ("150_200", "1,50 à 2 m"),
        ("200p", "plus de 2 m"),
        ("inconnue", "Hauteur inconnue"),
    ),
)
SENS_CIRCULATION = Domain("sens_de_circulation", (("Double sens", "Double sens"), ("Sens direct", "Sens direct"), ("Sens inverse", "Sens inverse"), ("Sans objet", "Sans objet")))
SENS_COUPURE = Domain("sens_coupure", (("double", "Les deux sens"), ("direct", "Sens de numérisation ou des sorties croissantes"), ("inverse", "Sens inverse")))
CAUSE_COUPURE = Domain(
    "cause_coupure",
    (
        ("inondation", "Inondation"),
        ("accident", "Accident"),
        ("travaux", "Travaux"),
        ("eboulement", "Éboulement, chute d'arbre"),
        ("feu", "Feu de végétation"),
        ("neige_verglas", "Neige, verglas"),
        ("ouvrage", "Ouvrage d'art endommagé"),
        ("manifestation", "Manifestation"),
        ("autre", "Autre"),
    ),
)
ETAT_SITUATION = Domain("etat_situation", (("prevu", "Prévu"), ("en_cours", "En cours"), ("termine", "Terminé")))
TYPE_SITUATION = Domain(
    "type_situation",
    (
        ("inondation", "Inondation observée"),
        ("personnes_isolees", "Personnes isolées"),
        ("evacuation", "Évacuation"),
        ("point_accueil", "Point d'accueil"),
        ("poste_commandement", "Poste de commandement"),
        ("secours_engages", "Secours engagés"),
        ("barrage_routier", "Barrage, point de filtrage"),
        ("route_coupee", "Route coupée"),
        ("degat_batiment", "Dégât sur bâtiment"),
        ("degat_reseau", "Dégât sur réseau (eau, électricité, téléphone)"),
        ("degat_ouvrage", "Dégât sur pont, digue, route"),
        ("feu", "Feu"),
        ("risque_technologique", "Risque technologique"),
        ("zone_interdite", "Zone interdite"),
        ("information", "Information"),
    ),
)
PROFIL_VEHICULE = Domain("profil_vehicule", (("vl", "Véhicule léger"), ("pl", "Poids lourd")))
TYPE_ITINERAIRE = Domain("type_itineraire", (("calcule", "Itinéraire calculé"), ("alternative", "Variante calculée"), ("substitution", "Itinéraire S du plan de gestion de trafic"), ("sans_coupure", "Itinéraire sans coupure")))
CATEGORIE_MAIN_COURANTE = Domain(
    "categorie_main_courante",
    (("information", "Information"), ("decision", "Décision"), ("action", "Action"), ("appel", "Appel"), ("dessin", "Dessin sur la carte"), ("calcul", "Calcul"), ("document", "Document produit")),
)
ACCES = Domain("acces_etablissement", (("dans_zone", "Dans la zone"), ("coupe", "Hors zone mais coupé"), ("accessible", "Accessible"), ("inconnu", "Inconnu")))
ROLE_RASTER = Domain("role_raster", (("mnt", "Altitude du terrain"), ("hauteur_eau", "Hauteur d'eau"), ("ombrage", "Ombrage du relief"), ("ortho", "Photographie aérienne")))
