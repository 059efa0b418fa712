"""Independent answers to check the engine against: plain Dijkstra, written from the definition of a route, sharing no code with it.

A route is: residents' roads, then through roads, then residents' roads; between two points given as (segment, fraction).
"""

from __future__ import annotations

import heapq
from typing import Dict, List, Optional, Sequence, Tuple

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

INF = float("inf")
Point = Tuple[int, float]  # segment, fraction from its tail


def heap_cost(tail, head, weight, through, usable, blocked, start: Point, goal: Point) -> Optional[int]:
    """Cheapest cost in ms by heapq over (node, stage), stages 0 = leaving, 1 = through, 2 = arriving. Lists over 2s arcs."""
    half = len(tail) // 2
    live = [usable[a] and not blocked[a] for a in range(len(tail))]

    def legs(point: Point, outgoing: bool):
        segment, fraction = point
        for arc, share in ((segment, 1.0 - fraction), (segment + half, fraction)):
            if live[arc]:
                share = share if outgoing else 1.0 - share
                yield arc, int(round(float(weight[arc]) * share)), (head[arc] if outgoing else tail[arc])

    best = INF
    if start[0] == goal[0]:
        for arc, share in ((start[0], goal[1] - start[1]), (start[0] + half, start[1] - goal[1])):
            if live[arc] and share >= 0:
                best = min(best, int(round(float(weight[arc]) * share)))
    starts, goals = list(legs(start, True)), list(legs(goal, False))
    enters_through = any(through[arc] for arc, _, _ in starts)
    ends_through = any(through[arc] for arc, _, _ in goals)
    heap = [(cost, node, 1 if enters_through else 0) for _, cost, node in starts]
    heapq.heapify(heap)
    done: Dict[Tuple[int, int], int] = {}
    while heap:
        cost, node, stage = heapq.heappop(heap)
        if (node, stage) in done:
            continue
        done[node, stage] = cost
        for later in range(stage + 1, 3):
            if later < 2 or not ends_through:
                heapq.heappush(heap, (cost, node, later))
        for arc in range(len(tail)):
            if tail[arc] == node and live[arc] and ((stage == 1) == bool(through[arc])):
                heapq.heappush(heap, (cost + int(weight[arc]), head[arc], stage))
    for _, cost, node in goals:
        for stage in range(3):
            if (node, stage) in done:
                best = min(best, done[node, stage] + cost)
    return None if best == INF else int(best)


class LayeredReference:
    """The same definition on big graphs with scipy: three copies of the nodes, batches by source."""

    def __init__(self, nodes: int, tail: np.ndarray, head: np.ndarray, weight: np.ndarray, through: np.ndarray, live: np.ndarray) -> None:
        self.nodes, self.tail, self.head, self.weight, self.through, self.live = nodes, tail, head, weight, through, live
        private, public = np.flatnonzero(live & ~through), np.flatnonzero(live & through)
        rows = [tail[private], nodes + tail[public], 2 * nodes + tail[private]]
        cols = [head[private], nodes + head[public], 2 * nodes + head[private]]
        # costs doubled plus one half-millisecond a step would round: steps between copies cost nothing, so they are explicit tiny zeros
        cost = [weight[private], weight[public], weight[private]]
        every = np.arange(nodes)
        rows += [every, nodes + every]
        cols += [nodes + every, 2 * nodes + every]
        cost += [np.full(nodes, 1e-7), np.full(nodes, 1e-7)]
        row, col, data = np.concatenate(rows), np.concatenate(cols), np.concatenate(cost).astype(float)
        order = np.lexsort((data, col, row))
        row, col, data = row[order], col[order], data[order]
        first = np.concatenate([[True], (row[1:] != row[:-1]) | (col[1:] != col[:-1])])  # parallel arcs: the cheapest
        self.matrix = csr_matrix((data[first], (row[first], col[first])), shape=(3 * nodes, 3 * nodes))

    def costs(self, start: Point, goals: Sequence[Point]) -> List[float]:
        """ms (inf when there is no route), one Dijkstra a start."""
        half, seeds = len(self.tail) // 2, []
        through_start = False
        for arc, share in ((start[0], 1.0 - start[1]), (start[0] + half, start[1])):
            if self.live[arc]:
                seeds.append((int(self.head[arc]), int(round(float(self.weight[arc]) * share))))
                through_start = through_start or bool(self.through[arc])
        table = [(cost, dijkstra(self.matrix, indices=node + (self.nodes if through_start else 0))) for node, cost in seeds]
        out = []
        for goal in goals:
            best = INF
            if goal[0] == start[0]:
                for arc, share in ((goal[0], goal[1] - start[1]), (goal[0] + half, start[1] - goal[1])):
                    if self.live[arc] and share >= 0:
                        best = min(best, round(float(self.weight[arc]) * share))
            ends = [(arc, share) for arc, share in ((goal[0], goal[1]), (goal[0] + half, 1.0 - goal[1])) if self.live[arc]]
            through_goal = any(self.through[arc] for arc, _ in ends)
            for arc, share in ends:
                part = int(round(float(self.weight[arc]) * share))
                copies = (0, 1) if through_goal else (0, 1, 2)
                for spent, distance in table:
                    best = min([best, *(spent + distance[copy * self.nodes + int(self.tail[arc])] + part for copy in copies)])
            out.append(best)
        return out
