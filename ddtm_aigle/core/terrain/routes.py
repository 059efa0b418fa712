"""Time, length and line between stops over the road graph of the pack; as the crow flies where there is none."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from typing import Any, Dict, List, Optional, Sequence, Tuple

import numpy as np
import shapely

from shared.arrays.roadgraph import RoadGraph
from shared.espace import Espace
from shared.jobs import JobContext

from .coupures import Closed, Cut, close

CROW_KMH, CROW_DETOUR = 40.0, 1.3
FAR = 500.0  # metres: a stop farther from any road than this is told
SIDE_KMH = 5.0  # from the road to the thing, on foot


@dataclass
class Legs:
    """minutes[a, b]; lines and lengths are asked for one leg at a time. shut: (from, to) -> the cuts without which there is a way;
    held: place -> the cut zone it lies in."""

    points: np.ndarray
    minutes: np.ndarray
    notes: List[str]
    ways: Dict[Tuple[int, int], Tuple[float, Any]] = field(default_factory=dict)
    shut: Dict[Tuple[int, int], str] = field(default_factory=dict)
    held: Dict[int, str] = field(default_factory=dict)

    def km(self, a: int, b: int) -> float:
        return self._way(a, b)[0]

    def line(self, a: int, b: int) -> Any:
        return self._way(a, b)[1]

    def _way(self, a: int, b: int) -> Tuple[float, Any]:
        if (a, b) not in self.ways:
            straight = shapely.LineString([self.points[a], self.points[b]])
            return straight.length * CROW_DETOUR / 1000, straight
        return self.ways[(a, b)]


class Roads:
    """The graph of the pack with its lines and their index, made when a cut asks for them."""

    def __init__(self, graph: RoadGraph) -> None:
        self.graph, self.segments = graph, len(graph.tail)

    @functools.cached_property
    def lines(self) -> np.ndarray:
        return shapely.from_ragged_array(shapely.GeometryType.LINESTRING, self.graph.coords, (self.graph.offsets,))

    @functools.cached_property
    def tree(self) -> Any:
        return shapely.STRtree(self.lines)

    def within(self, bounds: Tuple[float, float, float, float]) -> np.ndarray:
        """Segments whose box meets `bounds`."""
        return self.tree.query(shapely.box(*bounds))


def legs(espace: Espace, points: np.ndarray, ctx: JobContext, cuts: Sequence[Cut] = ()) -> Legs:
    """The table of all legs between `points` (Lambert 93), by the roads that the cuts leave open."""
    gaps = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    crow = gaps * CROW_DETOUR / 1000 / CROW_KMH * 60
    if espace.generation_name is None or not espace.reseau.is_file():
        out = Legs(points, crow, ["Aucun réseau routier dans le paquet : ordre et durées à vol d'oiseau."])
        if cuts:
            out.notes.append("Les coupures du jour n'ont pu écarter que les visites qu'une zone coupée contient.")
        out.held = _held(Closed(list(cuts), np.empty(0, dtype=bool)), points)
        return out
    roads: Roads = ctx.cached(str(espace.reseau), "ddtm_aigle.reseau", lambda path: Roads(RoadGraph.load(path)))
    closed = close(roads, list(cuts)) if cuts else None
    out = _by_road(roads.graph, points, crow, ctx, closed)
    if closed is not None:
        out.held = _held(closed, points)
    return out


def _held(closed: Closed, points: np.ndarray) -> Dict[int, str]:
    found = {place: closed.holding(float(x), float(y)) for place, (x, y) in enumerate(points)}
    return {place: label for place, label in found.items() if label}


def _by_road(graph: RoadGraph, points: np.ndarray, crow: np.ndarray, ctx: JobContext, closed: Optional[Closed] = None) -> Legs:
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import dijkstra
    from scipy.spatial import cKDTree

    tail, head = graph.tail.astype(np.int64), graph.head.astype(np.int64)
    segments, nodes = len(tail), len(graph.x)
    time = np.concatenate([graph.time_forward, graph.time_backward])
    open_arcs = np.flatnonzero(np.isfinite(time))
    a, b = np.concatenate([tail, head])[open_arcs], np.concatenate([head, tail])[open_arcs]
    weight = np.maximum(time[open_arcs], 1e-3)
    order = np.lexsort((weight, b, a))  # of parallel roads the fastest
    keep = order[np.concatenate([[True], (a[order][1:] != a[order][:-1]) | (b[order][1:] != b[order][:-1])])]
    whole = coo_matrix((weight[keep], (a[keep], b[keep])), shape=(nodes, nodes)).tocsr()
    matrix, kept = whole, keep
    if closed is not None and closed.mask.any():
        left = order[~closed.mask[open_arcs[order]]]
        kept = left[np.concatenate([[True], (a[left][1:] != a[left][:-1]) | (b[left][1:] != b[left][:-1])])[: len(left)]]
        matrix = coo_matrix((weight[kept], (a[kept], b[kept])), shape=(nodes, nodes)).tocsr()
    used = np.unique(np.concatenate([a, b]))
    away, nearest = cKDTree(np.column_stack([graph.x[used], graph.y[used]])).query(points)
    anchors = used[nearest]
    walk = away / 1000 / SIDE_KMH * 60
    count = len(points)
    minutes = np.zeros((count, count))
    out = Legs(points, minutes, [])
    far = int((away > FAR).sum())
    if far:
        out.notes.append(f"{far} visite(s) à plus de {FAR:.0f} m d'une route connue : finissez à pied ou vérifiez l'accès.")
    lost = 0
    lookup = _Arcs(a[kept], b[kept], open_arcs[kept])
    for i in range(count):
        ctx.progress(i / count, "Routes entre les visites")
        seconds, previous = dijkstra(matrix, indices=int(anchors[i]), return_predecessors=True)
        if matrix is not whole and not np.isfinite(seconds[anchors]).all():
            _shut(
                out,
                i,
                anchors,
                seconds,
                dijkstra(whole, indices=int(anchors[i]), return_predecessors=True),
                closed,
                (a, b, keep, open_arcs),
            )
        for j in range(count):
            if i == j:
                continue
            drive = seconds[anchors[j]]
            if (i, j) in out.shut:
                minutes[i, j] = np.inf
                continue
            if not np.isfinite(drive):
                minutes[i, j] = crow[i, j] * 3 + walk[i] + walk[j]
                lost += 1
                continue
            minutes[i, j] = drive / 60 + walk[i] + walk[j]
            out.ways[(i, j)] = _way(graph, previous, int(anchors[i]), int(anchors[j]), points[i], points[j], lookup, segments)
    if lost:
        out.notes.append("Certaines visites ne sont pas reliées par la route : leur trajet est à vol d'oiseau.")
    return out


def _shut(out: Legs, i: int, anchors: np.ndarray, seconds: np.ndarray, free: Any, closed: Any, arcs: Any) -> None:
    """Note the places that only the cuts keep one from reaching, and which cuts lie on the way there."""
    a, b, keep, open_arcs = arcs
    lookup = _Arcs(a[keep], b[keep], open_arcs[keep])
    for j in range(len(anchors)):
        if np.isfinite(seconds[anchors[j]]) or not np.isfinite(free[0][anchors[j]]):
            continue
        nodes = _nodes(free[1], int(anchors[i]), int(anchors[j]))
        out.shut[(i, j)] = ", ".join(closed.labels(lookup.of(nodes[:-1], nodes[1:]))) or "coupures du jour"


def _nodes(previous: np.ndarray, start: int, end: int) -> np.ndarray:
    nodes = [end]
    while nodes[-1] != start:
        nodes.append(int(previous[nodes[-1]]))
    return np.array(nodes[::-1])


class _Arcs:
    """The arc kept between two nodes."""

    def __init__(self, a: np.ndarray, b: np.ndarray, arcs: np.ndarray) -> None:
        self._key = a.astype(np.int64) << 32 | b.astype(np.int64)
        rank = np.argsort(self._key)
        self._key, self._arcs = self._key[rank], arcs[rank]

    def of(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        return self._arcs[np.searchsorted(self._key, a.astype(np.int64) << 32 | b.astype(np.int64))]


def _way(
    graph: RoadGraph, previous: np.ndarray, start: int, end: int, here: np.ndarray, there: np.ndarray, lookup: _Arcs, segments: int
) -> Tuple[float, Any]:
    path = _nodes(previous, start, end)
    parts = [np.asarray([here])]
    km = 0.0
    if len(path) > 1:
        for arc in lookup.of(path[:-1], path[1:]):
            segment = int(arc) % segments
            line = graph.coords[graph.offsets[segment] : graph.offsets[segment + 1]]
            parts.append(line if arc < segments else line[::-1])
            km += float(graph.length[segment]) / 1000
    parts.append(np.asarray([there]))
    coords = np.concatenate(parts)
    moved = np.concatenate([[True], np.any(np.diff(coords, axis=0) != 0, axis=1)])
    coords = coords[moved]
    ends = np.hypot(*(coords[0] - coords[1])) + np.hypot(*(coords[-1] - coords[-2])) if len(coords) > 1 else 0.0
    line = shapely.LineString(coords if len(coords) > 1 else np.vstack([here, there]))
    return km + float(ends) / 1000 if len(path) > 1 else line.length / 1000, line
