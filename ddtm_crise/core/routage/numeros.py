"""Road and exit numbers as people write them."""

from __future__ import annotations

import re
import unicodedata
from typing import Tuple

from shared.arrays.numeros import road_key

__all__ = ("exit_key", "exit_order", "plain", "road_key")


def exit_key(number: str) -> str:
    """ "sortie 32", "n° 32", "032" -> "32"; "28b" -> "28B"."""
    text = re.sub(r"(?i)^(sortie|échangeur|echangeur|n°|no|n)\s*", "", str(number or "").strip())
    return re.sub(r"^0+(?=\d)", "", re.sub(r"\s+", "", text)).upper()


def exit_order(number: str) -> Tuple[float, str]:
    """Sort key of an exit number: its integer part, then its letter."""
    found = re.match(r"^(\d+)(.*)$", exit_key(number))
    return (float(found.group(1)), found.group(2)) if found else (float("inf"), exit_key(number))


def plain(text: str) -> str:
    """Lower case without accents, hyphens or apostrophes, for searching names."""
    letters = unicodedata.normalize("NFKD", str(text or "")).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", " ", letters).strip()
