"""Which arcs a drawn point, line or zone cuts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from .numeros import road_key
from .reseau import Network

if TYPE_CHECKING:
    from .coupures_axe import Exits

POINT_REACH_M = 30.0  # a point cuts the nearest road within this distance
TWIN_NATURES = ("Type autoroutier", "Route à 2 chaussées")  # both carriageways of these are cut together
LINE_REACH_M = 12.0  # a line drawn by hand follows a road at this distance at most
LINE_SHARE = 0.6  # a segment is cut when this share of it is overlapped...
LINE_OVERLAP_M = 45.0  # ...or when this length of it is (a road merely crossed has less)
TOUCH_M = 0.5  # a segment that only touches a zone is not in it

# Levels (position_par_rapport_au_sol) that a zone leaves open, by cause: water does not stop what passes above it.
SPARED_ABOVE = {"inondation": 0}


def point_arcs(network: Network, point: shapely.Geometry, axe: str, sens: str, exits: Exits) -> np.ndarray:
    """Nearest segment within 30 m of each point (of road `axe` when told), with its twin carriageway when both ways are cut."""
    arcs = [np.empty(0, dtype=np.int64)]
    for x, y in shapely.get_coordinates(point):
        near = network.within((x - POINT_REACH_M, y - POINT_REACH_M, x + POINT_REACH_M, y + POINT_REACH_M))
        near = near[_on_axis(network, near, axe)]
        distance = shapely.distance(network.lines[near], shapely.Point(x, y))
        near = near[distance <= POINT_REACH_M][np.argsort(distance[distance <= POINT_REACH_M], kind="stable")]
        if not len(near):
            continue
        segments = near[:1]
        number, nature = network.graph.number[segments[0]], network.graph.natures[network.graph.nature[segments[0]]]
        if number and nature in TWIN_NATURES:
            same = near[network.graph.number[near] == number]
            heading = _heading(network, same)
            segments = np.concatenate([same[:1], same[heading @ heading[0] < 0][:1]])  # the nearest one, and the nearest that runs back
        arcs.append(_directed_by(network, segments, sens, exits.direction_at(axe or network.graph.numbers[number], x, y)))
    return np.unique(np.concatenate(arcs))


def line_arcs(network: Network, line: shapely.Geometry, axe: str, sens: str) -> np.ndarray:
    """Segments the line runs along; when it runs along none, those it crosses (a barrier). Directions follow the line's own."""
    near = network.tree.query(line, predicate="dwithin", distance=LINE_REACH_M)
    near = near[_on_axis(network, near, axe)]
    if not len(near):
        return np.empty(0, dtype=np.int64)
    band = shapely.buffer(line, LINE_REACH_M)
    covered = shapely.length(shapely.intersection(network.lines[near], band))
    along = near[(covered >= LINE_SHARE * network.graph.length[near]) | (covered >= LINE_OVERLAP_M)]
    if not len(along):
        crossed = near[shapely.intersects(network.lines[near], line)]
        return np.concatenate([crossed, crossed + network.segments])
    if sens == "double":
        return np.concatenate([along, along + network.segments])
    merged = shapely.line_merge(line, directed=True) if line.geom_type == "MultiLineString" else line
    parts = shapely.get_parts(merged)
    clipped = shapely.intersection(network.lines[along], band)
    first, last = shapely.get_point(network.lines[along], 0), shapely.get_point(network.lines[along], -1)
    part = parts[np.array([int(np.argmin(shapely.distance(parts, one))) for one in clipped])]
    ahead = shapely.line_locate_point(part, last) >= shapely.line_locate_point(part, first)
    return np.where(ahead == (sens == "direct"), along, along + network.segments)


def polygon_arcs(network: Network, zone: shapely.Geometry, cause: str) -> np.ndarray:
    """Both directions of the segments inside or entering the zone; bridges are spared when the cause is a flood."""
    near = network.tree.query(zone, predicate="intersects")
    above = SPARED_ABOVE.get(cause)
    if above is not None:
        near = near[network.graph.level[near] <= above]
    edge = near[~shapely.contains_properly(zone, network.lines[near])] if len(near) else near
    grazing = edge[shapely.length(shapely.intersection(network.lines[edge], zone)) <= TOUCH_M] if len(edge) else edge
    near = np.setdiff1d(near, grazing)
    return np.concatenate([near, near + network.segments])


def _on_axis(network: Network, segments: np.ndarray, axe: str) -> np.ndarray:
    if not axe:
        return np.ones(len(segments), dtype=bool)
    keys = np.array([road_key(word) for word in network.graph.numbers])
    named = (keys == road_key(axe))[network.graph.number[segments]]
    return named if named.any() else np.ones(len(segments), dtype=bool)  # an axis the map does not know: geometry decides


def _directed_by(network: Network, segments: np.ndarray, sens: str, direction: np.ndarray | None) -> np.ndarray:
    """Arcs of the segments in the direction asked: that of growing exits when known, else that of digitising."""
    if sens == "double":
        return np.concatenate([segments, segments + network.segments])
    forward = np.ones(len(segments), dtype=bool)
    if direction is not None:
        forward = _digitised(network, segments) @ direction >= 0
    return np.where(forward == (sens == "direct"), segments, segments + network.segments)


def _heading(network: Network, segments: np.ndarray) -> np.ndarray:
    """(k, 2) vector from the tail to the head of each segment, turned to the way it is driven when it is one-way."""
    heading = _digitised(network, segments)
    backward = ~np.isfinite(network.graph.time_forward[segments]) & np.isfinite(network.graph.time_backward[segments])
    return np.where(backward[:, None], -heading, heading)


def _digitised(network: Network, segments: np.ndarray) -> np.ndarray:
    offsets, coords = network.graph.offsets, network.graph.coords
    return coords[offsets[segments + 1] - 1] - coords[offsets[segments]]
