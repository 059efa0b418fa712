"""Sentences of the documents, in tables: « Vu » by function, conditions of the visit, addressees, statutes."""

from __future__ import annotations

from typing import Any, List, Mapping, Sequence

from ..modele import FONCTIONS
from .lettres import plain
from .regles import known_day

TYPES = {
    "infraction": "Procès-verbal d'infraction",
    "reactualisation": "Procès-verbal de réactualisation",
    "obstacle": "Procès-verbal d'obstacle aux fonctions",
    "rectificatif": "Procès-verbal rectificatif",
    "contravention_grande_voirie": "Procès-verbal de contravention de grande voirie",
    "rapport": "Rapport de constatation",
}
_COMMON = ("le code de procédure pénale, notamment ses articles 429 et 431",)
_URBANISME = ("le code de l'urbanisme, notamment ses articles L.480-1, L.610-1 et R.480-3",)
VU = {
    "agent_ddtm": ("le code de procédure pénale, notamment son article 28",),
    "agent_commune": ("le code de procédure pénale, notamment son article 28",),
    "dgs": ("le code de procédure pénale, notamment son article 28",),
    "dst": ("le code de procédure pénale, notamment son article 28",),
    "maire": ("le code de procédure pénale, notamment son article 16", "le code général des collectivités territoriales, notamment son article L.2122-31"),
    "adjoint": ("le code de procédure pénale, notamment son article 16", "le code général des collectivités territoriales, notamment son article L.2122-31"),
    "police_municipale": ("le code de procédure pénale, notamment ses articles 21, 21-2 et D.15", "le code de la sécurité intérieure, notamment son article L.511-1"),
    "garde_champetre": ("le code de procédure pénale, notamment son article 22", "le code de la sécurité intérieure, notamment son article L.521-1"),
    "asvp": ("le code de procédure pénale, notamment son article 28",),
}  # fmt: skip
MATTERS = (
    ("C.URBANISME", _URBANISME),
    ("C.ENVIR", ("le code de l'environnement, notamment ses articles L.172-1 et suivants",)),
    ("C.FORESTIER", ("le code forestier, notamment ses articles L.161-4 et suivants",)),
    ("C.VOIRIE", ("le code de la voirie routière, notamment son article L.116-2",)),
    ("C.PATRIMOINE", ("le code du patrimoine, notamment son article L.641-2",)),
)
RAPPORT = ("le code de l'urbanisme, notamment ses articles L.461-1 à L.461-4",)
CGV = (
    "le code général de la propriété des personnes publiques, notamment ses articles L.2132-2, L.2132-3 et L.2132-20",
    "le code de justice administrative, notamment ses articles L.774-1 et L.774-2",
)
OBSTACLE = {
    "controle_administratif": ("le code de l'urbanisme, notamment ses articles L.461-1 à L.461-3 et L.480-12",),
    "recherche_infractions": ("le code de l'urbanisme, notamment ses articles L.480-1, L.480-12 et L.480-17",),
}
DESTINATAIRES = {
    "parquet": "Monsieur ou Madame le procureur de la République près le tribunal judiciaire",
    "tribunal_administratif": "Monsieur le préfet, pour déférer au tribunal administratif et notifier dans les dix jours",
    "ddtm": "Direction départementale des territoires et de la mer, en copie",
    "maire": "Monsieur ou Madame le maire, en copie",
}
PRES = "près le tribunal judiciaire"


def addressee(name: str, tribunal: Any = None) -> str:
    """An addressee in full; tribunal: « Béziers » or « tribunal judiciaire de Béziers »."""
    text = DESTINATAIRES.get(name, name)
    town = str(tribunal or "").strip()
    if not town or name != "parquet":
        return text
    known = "tribunal" in town.casefold()
    of = "d'" if town[0].casefold() in "aeiouyéèêhœ" else "de "
    return text.replace(PRES, f"près le {town}" if known else f"{PRES} {of}{town}")


STATUTS = {
    "proprietaire": "propriétaire", "indivisaire": "propriétaire indivis", "usufruitier": "usufruitier", "occupant": "occupant", "beneficiaire": "bénéficiaire des travaux",
    "constructeur": "constructeur", "voisin": "voisin", "dirigeant": "dirigeant", "autre": "autre",
}  # fmt: skip
BORN = {"M.": "né", "Monsieur": "né", "Mme": "née", "Madame": "née"}
PUBLIC_SECRET = (
    "Document couvert par le secret de l'enquête (article 11 du code de procédure pénale) : communicable par l'autorité judiciaire seule."
)
ON_PUBLIC_LAND = "Nos constatations ont été faites depuis le domaine public, sans entrer dans un lieu privé."
ADMINISTRATIVE = "Document réservé à l'autorité administrative et à la juridiction."
REPORT_ONLY = "Ce rapport n'est pas un procès-verbal : il ne relève aucune infraction et n'interrompt aucune prescription. Il peut servir à en dresser un."


def vu(dossier: Mapping[str, Any]) -> List[str]:
    """Texts of the « Vu », by function, matter and kind of report, each once."""
    lines: List[str] = []
    kind = dossier["pv"].get("type")
    if kind == "contravention_grande_voirie":
        lines += CGV
    elif kind == "rapport":
        return list(RAPPORT)
    else:
        lines += [*_COMMON, *VU[dossier["agent"].get("fonction", "agent_ddtm")]]
    if kind == "obstacle":
        lines += OBSTACLE[dossier["controle"].get("cadre") or "recherche_infractions"]
    texts = " ".join(item.get("definie_par") or "" for item in dossier["infractions"])
    for sign, articles in MATTERS:
        if sign in texts:
            lines += articles
    return list(dict.fromkeys(lines))


def agent(row: Mapping[str, Any]) -> str:
    """« Alice MARTIN, agent de la DDTM commissionné (commission n° … du …), ayant prêté serment le … devant le … »"""
    text = f"{row['prenom']} {str(row['nom']).upper()}, {FONCTIONS[row['fonction']].lower().replace('ddtm', 'DDTM')}"
    if row.get("commission_numero"):
        when = f" du {plain(known_day(row['commission_date']))}" if row.get("commission_date") else ""
        text += f", titulaire de la commission n° {row['commission_numero']}{when}"
    if row.get("serment_date"):
        text += f", ayant prêté serment le {plain(known_day(row['serment_date']))} devant le {row.get('serment_tribunal') or 'tribunal'}"
    return text


def visit(controle: Mapping[str, Any], who: Sequence[str]) -> str:
    """Where the findings were made from, with the assent, the order or the refusal."""
    place, occupant = controle.get("lieu"), controle.get("occupant") or "l'occupant"
    if place == "exterieur":
        return "Nos constatations ont été faites depuis l'extérieur de la propriété, sans y pénétrer."
    if place == "voisin":
        return f"Nos constatations ont été faites depuis le fonds voisin, avec l'accord de {occupant}."
    if place == "interieur_hors_domicile":
        return "Nos constatations ont été faites à l'intérieur d'un lieu qui ne constitue pas un domicile."
    if place == "interieur_assentiment":
        written = ", recueilli par écrit et joint au présent procès-verbal" if controle.get("assentiment_ecrit") else ""
        present = f"en présence de {occupant}" if controle.get("occupant_present") else f"avec l'accord de {occupant}"
        return f"Nos constatations ont été faites à l'intérieur, {present}, avec son assentiment{written}."
    if place == "interieur_ordonnance":
        when = plain(known_day(controle["ordonnance_date"])) if controle.get("ordonnance_date") else ""
        named = f" Sont entrés les agents nommés dans l'ordonnance : {', '.join(who)}." if who else ""
        number = f" n° {controle['ordonnance_numero']}" if controle.get("ordonnance_numero") else ""
        return f"Nos constatations ont été faites à l'intérieur, en exécution de l'ordonnance{number} du {when} ({controle.get('ordonnance_juridiction') or ''}).{named}"
    if place == "refus":
        return f"L'accès nous a été refusé. {controle.get('motif_refus') or ''}".strip()
    return ""


def person(row: Mapping[str, Any]) -> List[str]:
    """[identity, quality] of a person, for the table."""
    if row["type"] == "inconnue":
        return ["Personne non identifiée", STATUTS[row["statut"]]]
    if row["type"] == "morale":
        lines = [str(row.get("raison_sociale") or "")]
        lines += [f"SIREN {row['siren']}"] if row.get("siren") else []
        if row.get("representant"):
            lines.append(
                f"représentée par {row['representant']}" + (f", {row['qualite_representant']}" if row.get("qualite_representant") else "")
            )
    else:
        lines = [" ".join(str(row.get(n) or "") for n in ("civilite", "prenom")).strip() + f" {str(row.get('nom') or '').upper()}"]
        if row.get("date_naissance"):
            lines.append(
                f"{BORN.get(str(row.get('civilite') or ''), 'né(e)')} le {plain(known_day(row['date_naissance']))}"
                + (f" à {row['lieu_naissance']}" if row.get("lieu_naissance") else "")
            )
        lines += [str(row[n]) for n in ("nationalite", "profession") if row.get(n)]
    address = ", ".join(str(row[n]) for n in ("adresse", "code_postal", "ville") if row.get(n))
    return [", ".join([*(line.strip() for line in lines if line.strip()), *([address] if address else [])]), STATUTS[row["statut"]]]
