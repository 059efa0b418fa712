"""Names that models give to what they see, and the class of the suite each stands for."""

from __future__ import annotations

import unicodedata
from typing import Dict, Optional, Tuple

SYNONYMS: Dict[str, Tuple[str, ...]] = {
    "caravane": ("caravane", "caravan", "caravans", "camping car", "camping_car", "rv", "camper"),
    "mobil_home": ("mobil home", "mobil_home", "mobilhome", "mobile home", "mobile_home", "rml"),
    "construction": (
        "construction", "batiment", "building", "house", "maison", "cabane", "construction en dur", "construction legere",
        "construction legere/yourte", "construction_en_dur", "construction_legere", "installation legere", "container", "conteneur", "yourte",
    ),
    "piscine": ("piscine", "pool", "swimming pool", "swimming_pool", "swimmingpool"),
    "bateau": ("bateau", "boat", "ship", "small boat"),
    "epave_bateau": ("epave", "epave_bateau", "epave bateau", "wreck", "shipwreck"),
}  # fmt: skip
_BY_NAME = {name: code for code, names in SYNONYMS.items() for name in names}
# What models take for one another: the thing keeps one history although its name changes.
CONFUSED: Tuple[Tuple[str, ...], ...] = (("caravane", "mobil_home", "construction"), ("bateau", "epave_bateau"))


def catalogue_class(name: str) -> Optional[str]:
    """The suite's class for a model's own name, or None when the suite does not follow that kind of thing."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower().strip().replace("-", " ")
    return _BY_NAME.get(plain) or _BY_NAME.get(plain.replace("_", " "))


def family(code: str) -> str:
    """First class of the group `code` is confused with (itself when it is confused with none)."""
    return next((group[0] for group in CONFUSED if code in group), code)
