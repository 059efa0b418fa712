"""Road numbers as people write them."""

from __future__ import annotations

import re
from functools import lru_cache


@lru_cache(maxsize=65536)
def road_key(number: str) -> str:
    """ "A 9", "A0009", "a9" -> "A9"; "D 132E1" -> "D132E1"; "RN 113" -> "N113"."""
    text = re.sub(r"[\s\-]+", "", str(number or "")).upper()
    found = re.match(r"^R?(A|N|D|M|C)0*(\d.*)$", text)
    return found.group(1) + found.group(2) if found else text
