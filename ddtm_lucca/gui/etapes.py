"""The steps of the form, in the order a controller works, as tables of fields."""

from __future__ import annotations

from typing import Any, Dict, Mapping

from ..core import modele
from ..core.suivi import filtres

NATURES: Dict[str, str] = dict(modele.NATURES)
CADRES = {"recherche_infractions": "recherche d'infractions (L.480-1)", "controle_administratif": "contrôle administratif (L.461-1)"}
TYPES_PERSONNE = {"physique": "personne physique", "morale": "personne morale", "inconnue": "personne inconnue"}
STATUTS = {
    "proprietaire": "propriétaire", "indivisaire": "indivisaire", "usufruitier": "usufruitier", "occupant": "occupant", "beneficiaire": "bénéficiaire des travaux",
    "constructeur": "constructeur", "voisin": "voisin", "dirigeant": "dirigeant", "autre": "autre",
}  # fmt: skip
REGLEMENTS = {
    "": "hors zone",
    "prescription": "prescriptions",
    "interdiction": "interdiction",
    "interdiction_stricte": "interdiction stricte",
    "inconnu": "non renseigné",
}
TYPES_PV = {
    "infraction": "infraction", "obstacle": "obstacle aux fonctions", "reactualisation": "réactualisation", "contravention_grande_voirie": "contravention de grande voirie",
    "rectificatif": "rectificatif", "rapport": "rapport de constatation",
}  # fmt: skip
DESTINATAIRES = {
    "parquet": "Procureur de la République",
    "tribunal_administratif": "Préfet, pour le tribunal administratif",
    "ddtm": "DDTM",
    "maire": "Maire",
}

LIEU = (
    ("nature", "Nature des faits", NATURES), ("commune", "Commune", "texte"), ("code_insee", "Code INSEE", "texte"), ("adresse", "Adresse", "texte"), ("lieu_dit", "Lieu-dit", "texte"),
    ("x", "X (Lambert 93)", "nombre"), ("y", "Y (Lambert 93)", "nombre"), ("zone_plu", "Zone du PLU", "texte"), ("zone_ppr", "Zone du PPR", "texte"),
    ("type_reglement_ppr", "Règlement du PPR", REGLEMENTS), ("risques", "Aléas", "texte"), ("date_faits", "Date des faits", "date"), ("date_achevement", "Travaux achevés le", "date"),
    ("date_fin", "Situation cessée le", "date"),
)  # fmt: skip
PARCELLE = (
    ("section", "Section", "texte"),
    ("numero", "Numéro", "texte"),
    ("commune", "Commune", "texte"),
    ("prefixe", "Préfixe (commune absorbée)", "texte"),
    ("contenance", "Contenance (m²)", "nombre"),
)
PERSONNE = (
    ("type", "Personne", TYPES_PERSONNE), ("statut", "Qualité", STATUTS), ("civilite", "Civilité", "texte"), ("nom", "Nom", "texte"), ("prenom", "Prénom", "texte"),
    ("date_naissance", "Née le", "date"), ("lieu_naissance", "À", "texte"), ("raison_sociale", "Raison sociale", "texte"), ("siren", "SIREN", "texte"),
    ("representant", "Représentant légal", "texte"), ("adresse", "Adresse", "texte"), ("code_postal", "Code postal", "texte"), ("ville", "Ville", "texte"),
)  # fmt: skip
VISITE = (
    ("date", "Date", "date"), ("heure_debut", "Heure de début", "heure"), ("heure_fin", "Heure de fin", "heure"), ("cadre", "Cadre", CADRES),
    ("lieu", "Vu", modele.LIEUX_DE_VISITE), ("domicile", "C'est un domicile", "oui"), ("occupant", "Occupant ou voisin qui laisse entrer", "texte"),
    ("occupant_present", "L'occupant est présent", "oui"), ("assentiment_ecrit", "Assentiment écrit recueilli", "oui"), ("motif_refus", "Refus : qui, comment, paroles", "long"),
    ("ordonnance_date", "Ordonnance du", "date"), ("ordonnance_juridiction", "Juridiction", "texte"), ("commission_portee", "Commission portée pendant le contrôle", "oui"),
    ("assistants", "Accompagnants", "liste"), ("convocation_le", "Convocation envoyée le", "date"), ("convocation_recue_le", "reçue le", "date"),
)  # fmt: skip
CONSTATS = (
    ("constatations", "Nous avons constaté (faits, mesures)", "long"), ("precisions", "Précisions", "long"), ("attendus", "Attendu que", "long"),
    ("limite_domaine", "Limite du domaine public (grande voirie)", "long"),
)  # fmt: skip
MESURES = (
    ("surface_plancher", "Surface de plancher (m²)", "nombre"),
    ("emprise", "Emprise au sol (m²)", "nombre"),
    ("bassin", "Bassin (m²)", "nombre"),
    ("hauteur", "Hauteur (m)", "nombre"),
)
DECLARATIONS = (("declarations", "Déclarations spontanées, mot à mot entre « »", "long"),)
PIECE = (
    ("legende", "Légende", "texte"),
    ("prise_le", "Prise le", "texte"),
    ("nature", "Nature", {"vue": "vue", "autorisation": "autorisation d'urbanisme", "assentiment": "assentiment écrit", "autre": "autre"}),
)
REDACTION = (
    ("type", "Type", TYPES_PV),
    ("redige_le", "Rédigé le", "date"),
    ("fait_a", "Fait à", "texte"),
    ("tribunal", "Tribunal judiciaire de", "texte"),
)
AGENT = (
    ("prenom", "Prénom", "texte"), ("nom", "Nom", "texte"), ("fonction", "Fonction", modele.FONCTIONS), ("commission_numero", "N° de commission", "texte"),
    ("commission_date", "du", "date"), ("commission_fin", "valable jusqu'au", "date"), ("serment_date", "Serment prêté le", "date"), ("serment_tribunal", "devant le", "texte"),
    ("communes", "Ressort (34, ou codes INSEE)", "liste"), ("habilitations", "Habilitations (urbanisme ; environnement ; forestier…)", "liste"),
)  # fmt: skip
FILTRES = (
    ("commune", "Commune (nom ou code)", "texte"), ("etat", "État", dict(modele.ETATS)), ("ouvertes", "En cours seulement", "oui"), ("nature", "Nature", NATURES),
    ("natinf", "Code NATINF", "texte"), ("redacteur", "Agent (identifiant ou nom)", "texte"), ("risque", "Risque", dict(filtres.RISQUES)), ("debut", "Ouverte depuis le", "date"),
    ("fin", "jusqu'au", "date"),
)  # fmt: skip
ETAPES = ("Lieu", "Parcelles", "Personnes", "Visite", "Constatations", "Infractions", "Pièces", "Vérification")


def nom_personne(record: Mapping[str, Any]) -> str:
    if record.get("type") == "inconnue":
        name = "Personne inconnue"
    else:
        name = record.get("raison_sociale") or " ".join(str(record.get(n) or "") for n in ("prenom", "nom")).strip() or "Nouvelle personne"
    return f"{name} ({STATUTS.get(record.get('statut') or '', '')})"


def nom_parcelle(record: Mapping[str, Any]) -> str:
    return f"{record.get('section') or '?'} {record.get('numero') or '?'}"


def nom_piece(record: Mapping[str, Any]) -> str:
    return f"{record.get('nom') or ''} - {record.get('legende') or 'sans légende'}"


def rempli(values: Mapping[str, Any]) -> Dict[str, Any]:
    """What was entered: empty texts and lists become None so that an erased field is erased in the store too."""
    return {name: (None if value in ("", []) else value) for name, value in values.items()}
