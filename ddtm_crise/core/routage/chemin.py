"""One leg: from an anchored place to another, exactly, with its geometry."""

from __future__ import annotations

from typing import Dict, List, NamedTuple, Optional, Tuple

import numpy as np
import shapely

from .abords import Anchor, fringe, partial
from .etat import VehicleState
from .moteur import INFINITE, Engine
from .reseau import Network


class Leg(NamedTuple):
    """arcs in driving order with the part driven of each (fraction from, to along the arc's own direction); cost in ms; metres."""

    cost: int
    arcs: np.ndarray  # (k,) int64
    begin: np.ndarray  # (k,) float64
    end: np.ndarray  # (k,) float64
    length: float


def leg(
    network: Network, state: VehicleState, engine: Engine, start: Anchor, goal: Anchor, blocked: np.ndarray, anywhere: bool = False
) -> Optional[Leg]:
    """Cheapest leg between two anchors with the engine's weights, or None. `blocked`: bool mask (2s,) of cut arcs.

    anywhere: the engine also knows residents' roads (`state.anywhere`), which may then be passed through.
    """
    out, back = fringe(state, start, blocked, True), fringe(state, goal, blocked, False)
    best: Optional[Tuple[int, str, object]] = None
    same = _same_segment(state, start, goal, blocked)
    if same is not None:
        best = (same[0], "segment", same[1])
    for node in out.cost.keys() & back.cost.keys():
        total = out.cost[node] + back.cost[node]
        if best is None or total < best[0]:
            best = (total, "node", node)
    found = engine.route(_seeds(state, out.cost, anywhere), _seeds(state, back.cost, anywhere))
    if found is not None and (best is None or found.cost < best[0]):
        best = (found.cost, "network", found)
    if best is None:
        return None
    if best[1] == "segment":
        arc = int(best[2])  # type: ignore[call-overload]
        ends = (start.fraction, goal.fraction) if arc < network.segments else (1.0 - start.fraction, 1.0 - goal.fraction)
        return _assemble(network, best[0], [arc], ends[0], ends[1])
    if best[1] == "node" or found is None:
        first_node, last_node, middle = int(best[2]), int(best[2]), []  # type: ignore[call-overload]
    else:
        first_node, last_node, middle = found.start, found.end, found.arcs
    (first, outward), (last, inward) = out.arcs(first_node), back.arcs(last_node)
    arcs = [first, *outward, *middle, *inward, last]
    begin = start.fraction if first < network.segments else 1.0 - start.fraction
    end = goal.fraction if last < network.segments else 1.0 - goal.fraction
    return _assemble(network, best[0], arcs, begin, end)


def _seeds(state: VehicleState, cost: Dict[int, int], anywhere: bool) -> List[Tuple[int, int]]:
    return [(node, spent) for node, spent in cost.items() if anywhere or state.in_main[node]]


def true_cost(state: VehicleState, one: Leg) -> int:
    """Milliseconds of a leg at the vehicle's own weights (a leg found with penalties costs less than it says)."""
    return sum(partial(weight, share) for weight, share in zip(state.weight[one.arcs].tolist(), (one.end - one.begin).tolist()))


def _same_segment(state: VehicleState, start: Anchor, goal: Anchor, blocked: np.ndarray) -> Optional[Tuple[int, int]]:
    if start.segment != goal.segment:
        return None
    half = len(state.weight) // 2
    share = goal.fraction - start.fraction
    options = [(start.segment, share), (start.segment + half, -share)]
    costs = [
        (partial(state.weight[arc], part), arc) for arc, part in options if part >= 0 and state.weight[arc] < INFINITE and not blocked[arc]
    ]
    return min(costs) if costs else None


def _assemble(network: Network, cost: int, arcs: List[int], begin: float, end: float) -> Leg:
    arc = np.asarray(arcs, dtype=np.int64)
    start, stop = np.zeros(len(arc)), np.ones(len(arc))
    start[0], stop[-1] = begin, end
    length = float((network.graph.length[network.segment_of(arc)] * (stop - start)).sum())
    return Leg(int(cost), arc, start, stop, length)


def coordinates(network: Network, legs: List[Leg]) -> np.ndarray:
    """(v, 2) vertices of the legs joined, in driving order, without repeated points."""
    graph, pieces = network.graph, []
    for one in legs:
        for position, arc in enumerate(one.arcs.tolist()):
            segment = arc % network.segments
            points = graph.coords[graph.offsets[segment] : graph.offsets[segment + 1]]
            if arc >= network.segments:
                points = points[::-1]
            if one.begin[position] > 0.0 or one.end[position] < 1.0:
                points = _part(points, one.begin[position], one.end[position])
            pieces.append(points)
    if not pieces:
        return np.empty((0, 2))
    joined = np.concatenate(pieces)
    keep = np.concatenate([[True], np.any(joined[1:] != joined[:-1], axis=1)])
    joined = joined[keep]
    return joined if len(joined) > 1 else np.repeat(joined, 2, axis=0)


def _part(points: np.ndarray, begin: float, end: float) -> np.ndarray:
    steps = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    low, high = begin * steps[-1], end * steps[-1]
    inside = points[(steps > low) & (steps < high)]
    edge = [[np.interp(at, steps, points[:, 0]), np.interp(at, steps, points[:, 1])] for at in (low, high)]
    return np.vstack([edge[:1], inside, edge[1:]])


def line(network: Network, legs: List[Leg]) -> shapely.MultiLineString:
    """The legs as one MultiLineString, EPSG:2154."""
    return shapely.MultiLineString([coordinates(network, legs)])
