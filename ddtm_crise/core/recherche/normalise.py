"""One spelling for what people type and what the data hold: no accent, no case, usual abbreviations undone."""

from __future__ import annotations

import re
import unicodedata
from typing import List

_ABBREVIATIONS = {
    "saint": "st", "sainte": "ste", "saints": "sts", "saintes": "stes", "avenue": "av", "boulevard": "bd", "boul": "bd", "bld": "bd", "blvd": "bd",
    "place": "pl", "chemin": "ch", "route": "rte", "impasse": "imp", "allee": "all", "allees": "all", "faubourg": "fg",
    "echangeur": "sortie", "diffuseur": "sortie", "ech": "sortie",
    "chu": "hopital", "clinique": "hopital", "hospitalier": "hopital",
}  # fmt: skip
EMPTY_WORDS = frozenset("le la les l de du des d en sur sous a au aux et".split())
_ROAD = re.compile(r"\b(?:autoroute |rte |nationale |departementale )?r?([adnm]|rn|rd)\s?(\d{1,4}[a-z]?\d?)\b")
_PR = re.compile(r"\bpr\s?(\d+)(?:\s?\+\s?(\d+))?\b")
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "’": "'"})


def normalise(text: str) -> str:
    """ "Saint-Jean-de-Védas" -> "st jean de vedas"; "RD 986" -> "d986"; "A 9 échangeur n°32" -> "a9 sortie 32"."""
    plain = unicodedata.normalize("NFKD", text.translate(_LIGATURES)).encode("ascii", "ignore").decode().lower()
    plain = re.sub(
        r"[^a-z0-9+]+", " ", re.sub(r"\bn[o°]?\s?(?=\d{1,2}\b)", " ", plain) if "sortie" in plain or "changeur" in plain else plain
    )
    plain = " ".join(_ABBREVIATIONS.get(word, word) for word in plain.split())
    plain = _ROAD.sub(lambda m: m.group(1)[-1 if m.group(1) in ("rn", "rd") else 0] + m.group(2), plain)
    return " ".join(_PR.sub(lambda m: f"pr {m.group(1)}", plain).split())


def words(text: str) -> List[str]:
    """The words that count, in order; the small words alone when there is nothing else."""
    every = normalise(text).replace("+", " ").split()
    return [word for word in every if word not in EMPTY_WORDS] or every


def close(a: str, b: str, most: int) -> int:
    """Number of slips between two words (insertion, omission, substitution, swapped neighbours), or most + 1 when there are more."""
    if abs(len(a) - len(b)) > most:
        return most + 1
    previous: List[int] = []
    row = list(range(len(b) + 1))
    for i, letter in enumerate(a, 1):
        before, previous, row = previous, row, [i]
        for j, other in enumerate(b, 1):
            cost = min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (letter != other))
            if before and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)
