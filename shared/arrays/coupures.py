"""Which arcs a drawn point, line or zone cuts."""

from __future__ import annotations

from typing import Any, Optional, Protocol, Tuple

import numpy as np
import shapely

from .morceaux import pieces_around
from .numeros import road_key
from .roadgraph import RoadGraph

POINT_REACH_M = 30.0  # a point cuts the nearest road within this distance
TWIN_NATURES = ("Type autoroutier", "Route à 2 chaussées")  # both carriageways of these are cut together
LINE_REACH_M = 12.0  # a line drawn by hand follows a road at this distance at most
BEAD_M = 8.0  # roads are compared with a line every 8 m
LINE_SHARE = 0.6  # a segment is cut when this share of it is overlapped...
LINE_OVERLAP_M = 45.0  # ...or when this length of it is (a road merely crossed has less)
TOUCH_M = 0.5  # a segment that only touches a zone is not in it

# Levels (position_par_rapport_au_sol) that a zone leaves open, by cause: water does not stop what passes above it.
SPARED_ABOVE = {"inondation": 0}


class Network(Protocol):
    """What a road network must hold: its graph, one line a segment and their index. Arc i runs tail to head of segment i, arc s + i back."""

    graph: RoadGraph
    segments: int
    lines: np.ndarray
    tree: Any

    def within(self, bounds: Tuple[float, float, float, float]) -> np.ndarray: ...


class Directions(Protocol):
    """Which way a numbered road grows."""

    def direction_at(self, axe: str, x: float, y: float) -> Optional[np.ndarray]: ...


def point_arcs(network: Network, point: shapely.Geometry, axe: str, sens: str, exits: Directions) -> np.ndarray:
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


def line_arcs(network: Network, line: shapely.Geometry, axe: str, sens: str, reach: float = LINE_REACH_M) -> np.ndarray:
    """Segments the line runs along (within `reach` metres); when it runs along none, those it crosses (a barrier).

    Directions follow the line's own digitising, part by part.
    """
    pieces, part, start = _pieces(line)
    tree = shapely.STRtree(pieces)
    near = np.unique(network.tree.query(pieces, predicate="dwithin", distance=reach)[1])
    near = near[_on_axis(network, near, axe)]
    if not len(near):
        return np.empty(0, dtype=np.int64)
    # beads on the roads, and the piece of the line nearest to each
    count = np.maximum(3, np.ceil(network.graph.length[near] / BEAD_M)).astype(np.int64)
    owner = np.repeat(np.arange(len(near)), count)
    rank = np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count)
    beads = shapely.line_interpolate_point(network.lines[near[owner]], (rank + 0.5) / count[owner], normalized=True)
    covered, piece = tree.query_nearest(beads, max_distance=reach, all_matches=False)
    share = np.bincount(owner[covered], minlength=len(near)) / count
    along = (share >= LINE_SHARE) | (share * network.graph.length[near] >= LINE_OVERLAP_M)
    if not along.any():
        crossed = near[shapely.intersects(network.lines[near], line)]
        return np.concatenate([crossed, crossed + network.segments])
    if sens == "double":
        return np.concatenate([near[along], near[along] + network.segments])
    place = start[piece] + shapely.line_locate_point(pieces[piece], beads[covered])
    follows = (owner[covered][1:] == owner[covered][:-1]) & (part[piece][1:] == part[piece][:-1])
    advance = np.bincount(owner[covered][1:][follows], weights=np.sign(np.diff(place)[follows]), minlength=len(near))
    ahead = advance[along] >= 0
    return np.where(ahead == (sens == "direct"), near[along], near[along] + network.segments)


def _pieces(line: shapely.Geometry) -> Tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The line in two-point pieces of 100 m at most: (pieces, part of each, distance of each from the start of its part)."""
    parts = shapely.get_parts(shapely.segmentize(line, 100.0))
    parts = parts[shapely.length(parts) > 0]
    coords, part = shapely.get_coordinates(parts, return_index=True)
    same = (part[1:] == part[:-1]) & (coords[1:] != coords[:-1]).any(axis=1)
    pieces = shapely.linestrings(np.stack([coords[:-1], coords[1:]], axis=1)[same])
    part = part[:-1][same]
    length = shapely.length(pieces)
    total = np.cumsum(length) - length
    first = np.searchsorted(part, part, side="left")
    return pieces, part, total - total[first]


def polygon_arcs(network: Network, zone: shapely.Geometry, cause: str) -> np.ndarray:
    """Both directions of the segments inside or entering the zone; bridges are spared when the cause is a flood."""
    shapely.prepare(zone)
    near = network.tree.query(zone, predicate="intersects")
    above = SPARED_ABOVE.get(cause)
    if above is not None:
        near = near[network.graph.level[near] <= above]
    edge = near[~shapely.contains_properly(zone, network.lines[near])] if len(near) else near
    near = np.setdiff1d(near, edge[_length_inside(network.lines[edge], zone) <= TOUCH_M])
    return np.concatenate([near, near + network.segments])


def _length_inside(lines: np.ndarray, zone: shapely.Geometry) -> np.ndarray:
    """(k,) metres of each line inside the zone. Each line meets only the piece of the zone around it: a flood zone has 30 000 vertices."""
    which, pieces = pieces_around(zone, shapely.bounds(lines).reshape(-1, 4))
    return np.bincount(which, weights=shapely.length(shapely.intersection(lines[which], pieces)), minlength=len(lines))


def _on_axis(network: Network, segments: np.ndarray, axe: str) -> np.ndarray:
    if not axe:
        return np.ones(len(segments), dtype=bool)
    keys = np.array([road_key(word) for word in network.graph.numbers])
    named = (keys == road_key(axe))[network.graph.number[segments]]
    return named if named.any() else np.ones(len(segments), dtype=bool)  # an axis the map does not know: geometry decides


def _directed_by(network: Network, segments: np.ndarray, sens: str, direction: Optional[np.ndarray]) -> np.ndarray:
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
