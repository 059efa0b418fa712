"""Shortest paths on the through network: customisable contraction hierarchies, or scipy's Dijkstra when the wheel is absent.

Both engines answer the same question and give the same cost to the millisecond (tests compare them). They are not re-entrant.
"""

from __future__ import annotations

from functools import cached_property
from typing import List, NamedTuple, Optional, Sequence, Tuple

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

try:
    import routingkit_cch
except ImportError:  # an accelerator: Dijkstra answers without it
    routingkit_cch = None  # type: ignore[assignment]

INFINITE = 2147483647  # the accelerator's own infinity; weights are milliseconds below it
PARTIAL_UPDATE_MAX = 1500  # beyond, customising the whole metric again is faster


class Found(NamedTuple):
    """cost in ms (initial and final costs included), arcs driven, first and last node."""

    cost: int
    arcs: List[int]
    start: int
    end: int


Seeds = Sequence[Tuple[int, int]]  # (node, cost already spent in ms)


class Topology:
    """Arcs and nodes, shared by the engines of every vehicle."""

    def __init__(self, nodes: int, tail: np.ndarray, head: np.ndarray, order: np.ndarray) -> None:
        self.nodes, self.tail, self.head = nodes, tail, head
        self.order = order
        self.proper = np.flatnonzero(tail != head)  # a loop is never on a shortest path

    @cached_property
    def cch(self) -> Optional[routingkit_cch.CCH]:
        if routingkit_cch is None or len(self.order) != self.nodes or not len(self.proper):
            return None
        return routingkit_cch.CCH(self.order.tolist(), self.tail[self.proper].tolist(), self.head[self.proper].tolist(), False)

    @cached_property
    def csr(self) -> Tuple[np.ndarray, np.ndarray, np.ndarray]:
        """(first arc of each node (n + 1,), head of each sorted arc, arc number of each sorted arc)."""
        arcs = self.proper[np.argsort(self.tail[self.proper], kind="stable")]
        first = np.concatenate([[0], np.cumsum(np.bincount(self.tail[arcs], minlength=self.nodes))]).astype(np.int32)
        return first, self.head[arcs].astype(np.int32), arcs

    def matrix(self, live: np.ndarray) -> csr_matrix:
        """Nodes x nodes, an entry for each arc of the mask (2s,) (loops left out)."""
        first, head, arcs = self.csr
        kept = live[arcs]
        start = np.concatenate([[0], np.cumsum(kept, dtype=np.int32)])[first].astype(np.int32)
        matrix = csr_matrix((np.ones(start[-1], dtype=np.int8), head[kept], start), shape=(self.nodes, self.nodes))
        matrix.sum_duplicates()  # scipy's strong components never end when two roads join the same two nodes
        return matrix


class Engine:
    """`set_weights` then `route`."""

    def set_weights(self, weights: np.ndarray) -> None:
        """weights: (2s,) int64 ms an arc, INFINITE = forbidden."""
        raise NotImplementedError

    def route(self, sources: Seeds, targets: Seeds) -> Optional[Found]:
        """Cheapest way from any source to any target, or None."""
        raise NotImplementedError


class CchEngine(Engine):
    def __init__(self, topology: Topology, weights: np.ndarray) -> None:
        self._topology = topology
        self._weights = weights[topology.proper]
        assert topology.cch is not None  # made by the caller that chose this engine
        self._metric = routingkit_cch.CCHMetric(topology.cch, self._weights.tolist())
        self._updater = routingkit_cch.CCHMetricPartialUpdater(topology.cch)

    def set_weights(self, weights: np.ndarray) -> None:
        weights = weights[self._topology.proper]
        changed = np.flatnonzero(weights != self._weights)
        if not len(changed):
            return
        if len(changed) <= PARTIAL_UPDATE_MAX:
            self._updater.apply(self._metric, dict(zip(changed.tolist(), weights[changed].tolist())))
        else:
            self._metric.reset(weights.tolist())
        self._weights = weights

    def route(self, sources: Seeds, targets: Seeds) -> Optional[Found]:
        if not sources or not targets:
            return None
        query = routingkit_cch.CCHQuery(self._metric)  # must not outlive this call: a live query forbids updates
        answer = query.run_multi(list(sources), list(targets))
        if answer.distance is None or answer.distance >= INFINITE:
            return None
        nodes, arcs = answer.node_path, self._topology.proper[np.asarray(answer.arc_path, dtype=np.int64)]
        return Found(int(answer.distance), arcs.tolist(), int(nodes[0]), int(nodes[-1]))


class DijkstraEngine(Engine):
    def __init__(self, topology: Topology, weights: np.ndarray) -> None:
        self._topology = topology
        self.set_weights(weights)

    def set_weights(self, weights: np.ndarray) -> None:
        first, head, arcs = self._topology.csr
        sorted_weights = weights[arcs]
        open_arcs = sorted_weights < INFINITE
        kept = np.concatenate([[0], np.cumsum(open_arcs)])
        self._first, self._head, self._arc = kept[first].astype(np.int32), head[open_arcs], arcs[open_arcs]
        self._cost = sorted_weights[open_arcs].astype(float)

    def route(self, sources: Seeds, targets: Seeds) -> Optional[Found]:
        if not sources or not targets:
            return None
        start, spent = np.array(sources, dtype=np.int64).T
        # one extra node leads to every source; its arcs carry one more millisecond, so that none is zero (zero = no arc in scipy)
        first = np.append(self._first, self._first[-1] + len(start)).astype(np.int32)
        head = np.concatenate([self._head, start.astype(np.int32)])
        matrix = csr_matrix((np.concatenate([self._cost, spent + 1.0]), head, first), shape=(len(first) - 1,) * 2)
        distance, before = dijkstra(matrix, indices=len(first) - 2, return_predecessors=True)
        totals = [(distance[node] - 1.0 + cost, node) for node, cost in targets]
        total, node = min(totals)
        if not np.isfinite(total):
            return None
        arcs, end = [], node
        while before[node] != len(first) - 2:
            previous = int(before[node])
            arcs.append(self._cheapest(previous, node))
            node = previous
        return Found(int(total), arcs[::-1], int(node), int(end))

    def _cheapest(self, tail: int, head: int) -> int:
        span = slice(self._first[tail], self._first[tail + 1])
        cost = np.where(self._head[span] == head, self._cost[span], np.inf)
        return int(self._arc[span][int(np.argmin(cost))])


def make_engine(topology: Topology, weights: np.ndarray) -> Engine:
    """The fastest engine available here."""
    return CchEngine(topology, weights) if topology.cch is not None else DijkstraEngine(topology, weights)
