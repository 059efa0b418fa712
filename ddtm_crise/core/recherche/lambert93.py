"""WGS84 / RGF93 degrees to Lambert-93 and back, in plain arithmetic (agrees with PROJ to the millimetre)."""

from __future__ import annotations

import math
from typing import Tuple

_E = 0.08181919104281579  # first eccentricity of GRS 80
_N = 0.7256077650532670
_C = 11754255.426096
_XS, _YS = 700000.0, 12655612.049876
_LON0 = math.radians(3.0)


def to_lambert(lon: float, lat: float) -> Tuple[float, float]:
    """(x, y) in metres, EPSG:2154, of decimal degrees."""
    sine = math.sin(math.radians(lat))
    radius = _C * math.exp(-_N * (math.atanh(sine) - _E * math.atanh(_E * sine)))
    angle = _N * (math.radians(lon) - _LON0)
    return _XS + radius * math.sin(angle), _YS - radius * math.cos(angle)


def to_degrees(x: float, y: float) -> Tuple[float, float]:
    """(lon, lat) in decimal degrees of Lambert-93 metres."""
    dx, dy = x - _XS, _YS - y
    latitude_iso = -math.log(math.hypot(dx, dy) / _C) / _N
    sine = math.tanh(latitude_iso)
    for _ in range(8):
        sine = math.tanh(latitude_iso + _E * math.atanh(_E * sine))
    return math.degrees(_LON0 + math.atan2(dx, dy) / _N), math.degrees(math.asin(sine))
