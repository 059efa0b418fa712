"""Coordinates as people dictate them: Lambert-93 metres, decimal degrees, degrees-minutes-seconds."""

from __future__ import annotations

import re
from typing import List, NamedTuple, Optional, Tuple

from .lambert93 import to_degrees, to_lambert

FRANCE_X, FRANCE_Y = (-400_000.0, 1_400_000.0), (5_900_000.0, 7_300_000.0)
FRANCE_LON, FRANCE_LAT = (-6.0, 10.5), (41.0, 51.6)
_DMS = re.compile(
    r"(?P<before>[NSEOWnseow])?\s*(?P<deg>\d{1,3})\s*[°d:]\s*(?:(?P<min>\d{1,2}(?:[.,]\d+)?)\s*['′m:]?\s*)?"
    r"(?:(?P<sec>\d{1,2}(?:[.,]\d+)?)\s*(?:\"|″|''|s)?\s*)?(?P<after>[NSEOWnseow])?(?![a-z])",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?")


class Coordonnees(NamedTuple):
    """A place given by its coordinates: metres (EPSG:2154) and how it was read."""

    x: float
    y: float
    lecture: str


def read(text: str) -> Optional[Coordonnees]:
    """The place that `text` gives by coordinates, or None when it is something else (a name, a road number)."""
    text = text.strip().replace("’", "'").replace("″", '"').replace("′", "'")
    if not re.search(r"\d", text) or re.search(
        r"[a-z]{3,}", re.sub(r"\b(?:lat|lon|long|latitude|longitude|wgs84|l93)\b[:= ]*", "", text, flags=re.I), re.I
    ):
        return None
    return _dms(text) or _plain(text)


def write(x: float, y: float) -> str:
    """Lambert-93 metres as decimal degrees, ready to be dictated: "43,56870° N, 3,90120° E"."""
    lon, lat = to_degrees(x, y)
    return f"{abs(lat):.5f}° {'N' if lat >= 0 else 'S'}, {abs(lon):.5f}° {'E' if lon >= 0 else 'O'}".replace(".", ",")


def _dms(text: str) -> Optional[Coordonnees]:
    parts: List[Tuple[float, str]] = []
    for match in _DMS.finditer(text):
        value = int(match["deg"]) + _float(match["min"]) / 60 + _float(match["sec"]) / 3600
        side = (match["before"] or match["after"] or "").upper().replace("O", "W")
        parts.append((-value if side in ("S", "W") else value, side))
    if len(parts) != 2:
        return None
    (first, side), (second, other) = parts
    lat, lon = (second, first) if side in ("E", "W") or other in ("N", "S") else (first, second)
    return _degrees(lat, lon, "degrés, minutes, secondes")


def _plain(text: str) -> Optional[Coordonnees]:
    text = re.sub(r"(?<=\d)[  ](?=\d{3}(?:\D|$))", "", text) if len(_NUMBER.findall(text)) > 2 else text
    # "43,5687, 3,9012": a comma is decimal when a number has no point and the separator stands apart.
    numbers = [float(item.replace(",", ".")) for item in _NUMBER.findall(text)]
    if len(numbers) == 1 or len(numbers) > 2:
        numbers = [float(item) for item in re.findall(r"[-+]?\d+(?:\.\d+)?", text)]
    if len(numbers) != 2:
        return None
    a, b = numbers
    for x, y in ((a, b), (b, a)):
        if FRANCE_X[0] < x < FRANCE_X[1] and FRANCE_Y[0] < y < FRANCE_Y[1]:
            return Coordonnees(x, y, "Lambert-93")
    for lat, lon in ((a, b), (b, a)):
        found = _degrees(lat, lon, "degrés décimaux")
        if found:
            return found
    return None


def _degrees(lat: float, lon: float, how: str) -> Optional[Coordonnees]:
    if not (FRANCE_LAT[0] < lat < FRANCE_LAT[1] and FRANCE_LON[0] < lon < FRANCE_LON[1]):
        return None
    return Coordonnees(*to_lambert(lon, lat), how)


def _float(text: Optional[str]) -> float:
    return float(text.replace(",", ".")) if text else 0.0
