"""From a click to the nearest road the vehicle may use."""

from __future__ import annotations

from typing import Optional

import numpy as np
import shapely

from .abords import Anchor
from .reseau import Network

RADII_M = (60.0, 250.0, 1500.0)  # beyond, the network of the pack does not cover the place: an answer would mislead
MAX_DISTANCE_M = RADII_M[-1]


def nearest(network: Network, x: float, y: float, allowed: np.ndarray, max_distance: float = MAX_DISTANCE_M) -> Optional[Anchor]:
    """Nearest point of the allowed segments (bool mask (s,)) within `max_distance` metres, or None. EPSG:2154."""
    point = shapely.Point(x, y)
    for radius in [r for r in RADII_M if r < max_distance] + [max_distance]:
        near = network.tree.query(shapely.box(x - radius, y - radius, x + radius, y + radius))
        near = near[allowed[near]]
        if not len(near):
            continue
        distance = shapely.distance(network.lines[near], point)
        best = int(np.lexsort((near, distance))[0])
        if distance[best] > radius:
            continue
        return on_segment(network, int(near[best]), x, y)
    return None


def on_segment(network: Network, segment: int, x: float, y: float) -> Anchor:
    """The point of `segment` nearest to (x, y)."""
    line, point = network.lines[segment], shapely.Point(x, y)
    fraction = float(np.clip(shapely.line_locate_point(line, point, normalized=True), 0.0, 1.0))
    spot = shapely.line_interpolate_point(line, fraction, normalized=True)
    return Anchor(segment, fraction, spot.x, spot.y, float(shapely.distance(spot, point)))
