"""From a point on a road to the through network, and back: the roads that only serve their residents.

A route is: residents' roads, then the through network, then residents' roads. When the point stands on a through road it enters
the network at once.
"""

from __future__ import annotations

import heapq
from typing import Dict, List, NamedTuple, Tuple

import numpy as np

from .etat import VehicleState
from .moteur import INFINITE

BEYOND_MS = 600_000  # residents' roads are followed ten minutes past the first junction with the through network


class Anchor(NamedTuple):
    """A place on the network: `fraction` 0 at the tail of `segment`, 1 at its head; `distance` metres from the place asked."""

    segment: int
    fraction: float
    x: float
    y: float
    distance: float


class Fringe:
    """Nodes joined from a point: cost in ms and the arcs between (in driving order, the point's own partial arc excluded)."""

    def __init__(self, cost: Dict[int, int], link: Dict[int, Tuple[int, int]], first_arc: Dict[int, int], outgoing: bool) -> None:
        self.cost, self._link, self._first_arc, self._outgoing = cost, link, first_arc, outgoing

    def arcs(self, node: int) -> Tuple[int, List[int]]:
        """(partial arc the point stands on, whole arcs to or from `node` in driving order)."""
        chain: List[int] = []
        while node in self._link:
            arc, node = self._link[node]
            chain.append(arc)
        return self._first_arc[node], (chain[::-1] if self._outgoing else chain)


def fringe(state: VehicleState, anchor: Anchor, blocked: np.ndarray, outgoing: bool) -> Fringe:
    """Nodes reached from the anchor (outgoing) or from which it is reached, without passing through the main network."""
    half = len(state.weight) // 2
    cost: Dict[int, int] = {}
    first_arc: Dict[int, int] = {}
    link: Dict[int, Tuple[int, int]] = {}
    on_through = False
    for arc, share in ((anchor.segment, 1.0 - anchor.fraction), (anchor.segment + half, anchor.fraction)):
        if state.weight[arc] >= INFINITE or blocked[arc]:
            continue
        on_through = on_through or bool(state.through[arc])
        spent = partial(state.weight[arc], share if outgoing else 1.0 - share)
        node = int(state.topology.head[arc] if outgoing else state.topology.tail[arc])
        if spent < cost.get(node, INFINITE):
            cost[node], first_arc[node] = spent, arc
    if on_through or not cost:
        return Fringe(cost, link, first_arc, outgoing)
    return _spread(state, cost, first_arc, blocked, outgoing)


def _spread(state: VehicleState, seeds: Dict[int, int], first_arc: Dict[int, int], blocked: np.ndarray, outgoing: bool) -> Fringe:
    adjacency, other_end = (state.leaving, state.topology.head) if outgoing else (state.reaching, state.topology.tail)
    cost, done, link = dict(seeds), set(), {}
    heap = [(spent, node) for node, spent in seeds.items()]
    heapq.heapify(heap)
    limit = INFINITE
    while heap:
        spent, node = heapq.heappop(heap)
        if node in done or spent > limit:
            continue
        done.add(node)
        if state.in_main[node] and limit == INFINITE:
            limit = spent + BEYOND_MS
        for arc in adjacency.of(node).tolist():
            if blocked[arc]:
                continue
            following, total = int(other_end[arc]), spent + int(state.weight[arc])
            if total < cost.get(following, INFINITE):
                cost[following], link[following] = total, (arc, node)
                heapq.heappush(heap, (total, following))
    return Fringe({node: cost[node] for node in done}, link, first_arc, outgoing)


def partial(weight: int, share: float) -> int:
    """Milliseconds of a share of an arc."""
    return int(round(float(weight) * share))
