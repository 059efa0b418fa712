"""The small pieces of a large zone around many small things, so that none meets the whole of its outline."""

from __future__ import annotations

from typing import List, Tuple

import numpy as np
import shapely

from ..gpkg.clip import clipped

LEAF_VERTICES = 96
MAX_DEPTH = 24


def pieces_around(zone: shapely.Geometry, bounds: np.ndarray) -> Tuple[np.ndarray, np.ndarray]:
    """((m,) row of `bounds`, (m,) small piece of the zone that its box meets): what the pieces of a row share with a geometry of that box
    adds up to what the whole zone shares with it. bounds: (k, 4)."""
    if not len(bounds):
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=object)
    box = (float(bounds[:, 0].min()), float(bounds[:, 1].min()), float(bounds[:, 2].max()), float(bounds[:, 3].max()))
    leaves: List[Tuple[shapely.Geometry, np.ndarray]] = []
    _quarter(zone, zone, box, np.arange(len(bounds)), bounds, MAX_DEPTH, leaves)
    which = np.concatenate([np.empty(0, dtype=np.int64)] + [members for _, members in leaves])
    pieces = np.repeat(np.array([piece for piece, _ in leaves] + [None], dtype=object)[:-1], [len(members) for _, members in leaves])
    return which, pieces


def _quarter(
    zone: shapely.Geometry, piece: shapely.Geometry, box: Tuple[float, float, float, float], members: np.ndarray, bounds: np.ndarray, depth: int,
    leaves: List[Tuple[shapely.Geometry, np.ndarray]],
) -> None:  # fmt: skip
    """Split until few vertices are left, only where there are footprints. The boxes tile the plane: areas add up."""
    if not len(members) or piece.is_empty:
        return
    if shapely.get_num_coordinates(piece) <= LEAF_VERTICES or depth == 0:
        # clipping is quick but not sure; overlay is
        leaves.append((piece if shapely.is_valid(piece) else shapely.intersection(zone, shapely.box(*box)), members))
        return
    x0, y0, x1, y1 = box
    xm, ym = (x0 + x1) / 2.0, (y0 + y1) / 2.0
    quarters = [(x0, y0, xm, ym), (xm, y0, x1, ym), (x0, ym, xm, y1), (xm, ym, x1, y1)]
    parts = [clipped(piece, quarter) for quarter in quarters]
    area = _area_in(piece, box)
    lost = abs(sum(part.area for part in parts) - area) > max(1e-6, 1e-12 * area)
    if lost:
        parts = [shapely.intersection(zone, shapely.box(*quarter)) for quarter in quarters]
    flat_x, flat_y = bounds[members, 0] == bounds[members, 2], bounds[members, 1] == bounds[members, 3]  # a road along an axis
    west, east = bounds[members, 0] < xm, (bounds[members, 2] > xm) | (flat_x & (bounds[members, 0] == xm))
    south, north = bounds[members, 1] < ym, (bounds[members, 3] > ym) | (flat_y & (bounds[members, 1] == ym))
    for part, quarter, held in zip(parts, quarters, (west & south, east & south, west & north, east & north)):
        _quarter(zone, part, quarter, members[held], bounds, depth - 1, leaves)


def _area_in(piece: shapely.Geometry, box: Tuple[float, float, float, float]) -> float:
    """Area of the piece inside the box: the piece is already inside it, but for the zone itself at the first step."""
    minx, miny, maxx, maxy = piece.bounds
    if minx >= box[0] and miny >= box[1] and maxx <= box[2] and maxy <= box[3]:
        return piece.area
    return clipped(piece, box).area
