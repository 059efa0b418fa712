"""What one vehicle may drive: integer weights, the roads that pass through, and those that only serve their residents."""

from __future__ import annotations

import threading
from functools import cached_property

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from shared.arrays.roadgraph import RoadGraph

from .moteur import INFINITE, Engine, Topology, make_engine
from .profils import Profile

FRAGMENT_NODES = 20  # a smaller strongly connected piece of the map is a fragment, not a network
FRAGMENT_SHARE = 0.0005


class Adjacency:
    """Arcs leaving (or reaching) each node: `arcs[first[n]:first[n + 1]]`, only those of the mask."""

    def __init__(self, nodes: int, key: np.ndarray, mask: np.ndarray) -> None:
        arcs = np.flatnonzero(mask)
        self.arcs = arcs[np.argsort(key[arcs], kind="stable")]
        self.first = np.concatenate([[0], np.cumsum(np.bincount(key[arcs], minlength=nodes))]).astype(np.int64)

    def of(self, node: int) -> np.ndarray:
        return self.arcs[self.first[node] : self.first[node + 1]]


class VehicleState:
    """Weights of one vehicle on one graph.

    weight: (2s,) int64 milliseconds an arc, INFINITE where the vehicle may not go.
    network_of: (n,) int32, number of the strongly connected network of public roads a node belongs to (0 = the largest), -1 when
    it is in none or in a fragment. An extract cut at its borders has several networks.
    in_main: (n,) bool, network_of >= 0.
    through: (2s,) bool, arcs of public roads inside these networks: a route may pass there.
    ends_only: (2s,) bool, usable arcs that are not `through` (private roads, tracks, public fragments): a route may begin or end there.
    usable_segment: (s,) bool, where a click may land.
    """

    def __init__(self, graph: RoadGraph, topology: Topology, vehicle: Profile) -> None:
        self.vehicle = vehicle
        self.lock = threading.Lock()  # engines answer one question at a time
        self.topology = topology
        self.weight = _weights(graph, vehicle)
        usable = self.weight < INFINITE
        private = graph.private | np.isin(graph.natures[graph.nature], vehicle.ends_only_natures)
        public = usable & ~np.concatenate([private, private])
        tail, head = topology.tail, topology.head
        self.network_of = _networks(topology.matrix(public))
        self.in_main = self.network_of >= 0
        self.through = public & self.in_main[tail] & self.in_main[head]
        self.ends_only = usable & ~self.through
        half = len(usable) // 2
        self.usable_segment = self._joined(usable, half)
        self.through_weight = np.where(self.through, self.weight, INFINITE)
        self.leaving = Adjacency(topology.nodes, tail, self.ends_only)
        self.reaching = Adjacency(topology.nodes, head, self.ends_only)

    def _joined(self, usable: np.ndarray, half: int) -> np.ndarray:
        """(s,) bool: usable segments that can be both reached from the main network and left towards it (islands of the map are not)."""
        arcs = np.flatnonzero(self.ends_only)
        tail, head = self.topology.tail, self.topology.head
        reached = spread(self.in_main, tail[arcs], head[arcs])
        leaving = spread(self.in_main, head[arcs], tail[arcs])
        arrive, leave = usable & reached[tail], usable & leaving[head]
        return (arrive[:half] | arrive[half:]) & (leave[:half] | leave[half:])

    @cached_property
    def free(self) -> Engine:
        """Engine without any cut."""
        return make_engine(self.topology, self.through_weight)

    @cached_property
    def cut(self) -> Engine:
        """Engine whose weights follow the cuts asked for."""
        return make_engine(self.topology, self.through_weight)

    @cached_property
    def anywhere(self) -> Engine:
        """Engine in which residents' roads may be passed through: the last resort."""
        return make_engine(self.topology, self.weight)

    def through_weight_without(self, blocked: np.ndarray) -> np.ndarray:
        """`through_weight` with the `blocked` arcs (bool mask (2s,)) forbidden."""
        return np.where(blocked, INFINITE, self.through_weight)


def spread(start: np.ndarray, origin: np.ndarray, target: np.ndarray) -> np.ndarray:
    """(n,) bool: nodes of `start` and all that follow from them along the arcs origin -> target."""
    reached = start.copy()
    while True:
        new = target[reached[origin] & ~reached[target]]
        if not len(new):
            return reached
        reached[new] = True


def _networks(matrix: csr_matrix) -> np.ndarray:
    _, label = connected_components(matrix, directed=True, connection="strong")
    size = np.bincount(label, minlength=1)
    least = min(max(FRAGMENT_NODES, FRAGMENT_SHARE * len(label)), size.max())
    rank = np.full(len(size), -1, dtype=np.int32)
    kept = [one for one in np.argsort(-size, kind="stable").tolist() if size[one] >= least]
    kept = kept if size.max() >= FRAGMENT_NODES else kept[:1]
    rank[kept] = np.arange(len(kept))
    return rank[label]


def _weights(graph: RoadGraph, vehicle: Profile) -> np.ndarray:
    cap = np.full(len(graph.natures), vehicle.speed_other)
    for nature, speed in vehicle.speed_by_nature:
        cap[graph.natures == nature] = speed
    slowest = graph.length / (np.minimum(cap, vehicle.speed_max)[graph.nature] / 3.6)
    refused = (
        (vehicle.height > graph.max_height)
        | (vehicle.weight > graph.max_weight)
        | (vehicle.axle > graph.max_axle)
        | (vehicle.width > graph.max_width)
        | (vehicle.length > graph.max_length)
        | (graph.no_hazmat & vehicle.hazmat)
    )
    seconds = np.concatenate([np.maximum(graph.time_forward, slowest), np.maximum(graph.time_backward, slowest)])
    seconds[np.concatenate([refused, refused])] = np.inf
    finite = np.isfinite(seconds)
    milliseconds = np.full(len(seconds), INFINITE, dtype=np.int64)
    milliseconds[finite] = np.maximum(1, np.round(seconds[finite] * 1000.0)).astype(np.int64)
    return milliseconds
