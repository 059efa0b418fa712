"""Road and exit numbers as people write them."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Tuple


@lru_cache(maxsize=65536)
def road_key(number: str) -> str:
    """ "A 9", "A0009", "a9" -> "A9"; "D 132E1" -> "D132E1"; "RN 113" -> "N113"."""
    text = re.sub(r"[\s\-]+", "", str(number or "")).upper()
    found = re.match(r"^R?(A|N|D|M|C)0*(\d.*)$", text)
    return found.group(1) + found.group(2) if found else text


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
