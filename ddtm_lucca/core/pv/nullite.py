"""The nullity check: a table of rules over a dossier, each one with its text, its severity and how to mend what is wrong."""

from __future__ import annotations

from typing import Any, Dict, List, NamedTuple, Tuple

from . import regles_agent, regles_fond, regles_visite
from .dossier import Dossier
from .regles import BLOQUANT, GRAVITES, Regle

REGLES: Tuple[Regle, ...] = (*regles_agent.REGLES, *regles_visite.REGLES, *regles_fond.REGLES)
# Rules that do not bear on a report of findings: it notes no offence, so whoever saw may write it.
RAPPORT = {
    "commission",
    "serment",
    "port_commission",
    "competence_matiere",
    "infractions",
    "juridiction",
    "copie_ddtm",
    "redaction_rapide",
    "prescription_connue",
}
ORDER = {name: rank for rank, name in enumerate(GRAVITES)}


class Defaut(NamedTuple):
    code: str
    gravite: str
    titre: str
    constat: str
    texte: str
    remede: str


def check(dossier: Dossier) -> List[Defaut]:
    """What is wrong, the worst first."""
    found = []
    beside = RAPPORT if dossier["pv"].get("type") == "rapport" else set()
    for rule in (rule for rule in REGLES if rule.code not in beside):
        told = rule.verifie(dossier)
        if told is not None:
            found.append(Defaut(rule.code, rule.gravite, rule.titre, told, rule.texte, rule.remede))
    return sorted(found, key=lambda item: ORDER[item.gravite])


def blocking(found: List[Defaut]) -> List[Defaut]:
    return [item for item in found if item.gravite == BLOQUANT]


def told(found: List[Defaut]) -> Dict[str, Any]:
    """The check as a job's result."""
    counts = {name: sum(item.gravite == name for item in found) for name in GRAVITES}
    if counts[BLOQUANT]:
        plural = "s" if counts[BLOQUANT] > 1 else ""
        sentence = f"{counts[BLOQUANT]} défaut{plural} bloquant{plural} : ce procès-verbal serait annulable, il ne peut pas être clos."
    else:
        sentence = "Aucun défaut bloquant" + (f" ; {len(found)} point{'s' if len(found) > 1 else ''} à regarder." if found else ".")
    return {"phrase": sentence, "defauts": [item._asdict() for item in found], "nombres": counts, "regles": len(REGLES)}
