"""The vocabulary of the nullity rules, and small questions asked to a dossier."""

from __future__ import annotations

import datetime as dt
from typing import Any, Callable, List, NamedTuple, Optional

from .dossier import Dossier

BLOQUANT, SERIEUX, CONSEIL = "bloquant", "serieux", "conseil"
GRAVITES = {
    BLOQUANT: "à corriger avant de clore : nullité encourue",
    SERIEUX: "fragilise le procès-verbal : à corriger ou à assumer par écrit",
    CONSEIL: "à vérifier",
}


class Regle(NamedTuple):
    """verifie(dossier) -> None when it holds, else what is wrong in this very dossier."""

    code: str
    gravite: str
    titre: str
    texte: str
    remede: str
    verifie: Callable[[Dossier], Optional[str]]


def day(value: Any) -> Optional[dt.date]:
    return known_day(value) if value else None


def known_day(value: Any) -> dt.date:
    """The day of a date that is there: the caller has looked, or the store or a blocking rule requires it."""
    return dt.date.fromisoformat(str(value)[:10])


def visit_day(dossier: Dossier) -> Optional[dt.date]:
    return day(dossier["controle"].get("date"))


def inside(dossier: Dossier) -> bool:
    return str(dossier["controle"].get("lieu", "")).startswith("interieur")


def known(dossier: Dossier) -> List[dict]:
    return [item for item in dossier["infractions"] if not item.get("absent")]


def numbers(dossier: Dossier) -> List[int]:
    return [int(item["numero"]) for item in dossier["infractions"]]


def listed(items: Any) -> str:
    return ", ".join(str(item) for item in items)
