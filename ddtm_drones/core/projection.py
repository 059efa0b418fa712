"""Longitude and latitude (WGS 84) to Lambert 93 and the local turn and stretch of the map; pyproj, loaded when first used."""

from __future__ import annotations

import functools
import math
from typing import Any, Tuple

EPSG = 2154
METROPOLE = (-5.6, 41.0, 10.0, 51.6)  # longitudes and latitudes where Lambert 93 is meant to be used


@functools.lru_cache(maxsize=8)
def transformer(epsg: int = EPSG) -> Any:
    from pyproj import Transformer

    return Transformer.from_crs(4326, epsg, always_xy=True)


def to_lambert(longitude: float, latitude: float) -> Tuple[float, float]:
    x, y = transformer().transform(longitude, latitude)
    return float(x), float(y)


def in_metropole(longitude: float, latitude: float) -> bool:
    west, south, east, north = METROPOLE
    return west <= longitude <= east and south <= latitude <= north


def local_frame(
    longitude: float, latitude: float, epsg: int = EPSG
) -> Tuple[Tuple[float, float], Tuple[Tuple[float, float], Tuple[float, float]]]:
    """((x, y), ((a, b), (c, d))): x' = x + a·east + b·north, y' = y + c·east + d·north for metres east and north of the point.

    The matrix holds the convergence of the meridians and the scale of the map there.
    """
    project = transformer(epsg).transform
    metres_north = _meridian(latitude) * math.pi / 180
    metres_east = _parallel(latitude) * math.pi / 180
    step = 50.0
    x, y = project(longitude, latitude)
    xe, ye = project(longitude + step / metres_east, latitude)
    xw, yw = project(longitude - step / metres_east, latitude)
    xn, yn = project(longitude, latitude + step / metres_north)
    xs, ys = project(longitude, latitude - step / metres_north)
    return (x, y), (((xe - xw) / (2 * step), (xn - xs) / (2 * step)), ((ye - yw) / (2 * step), (yn - ys) / (2 * step)))


def _meridian(latitude: float) -> float:
    """Radius of curvature of the meridian (GRS 80), metres per radian."""
    s = 1 - 0.006694380022903 * math.sin(math.radians(latitude)) ** 2
    return 6378137.0 * (1 - 0.006694380022903) / s**1.5


def _parallel(latitude: float) -> float:
    return 6378137.0 / math.sqrt(1 - 0.006694380022903 * math.sin(math.radians(latitude)) ** 2) * math.cos(math.radians(latitude))
