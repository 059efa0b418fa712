"""The ground roads: lattices and main roads joined into one plane network, thinned without ever cutting it in two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Tuple

import numpy as np
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components, minimum_spanning_tree
from scipy.spatial import Delaunay, cKDTree

from .axes import MainNetwork
from .hasard import generator
from .rues import Lattice

CLEAR = 42.0  # no lattice node nearer to a main road's node: keeps its edges in the triangulation
OPEN_COSINE = 0.25  # blocks with four sides rather than triangles; below 0.5 the shortest tree is always kept
CROSSING_COST = 40.0
KEEP_STREET, KEEP_COUNTRY = 0.92, 0.78
LONGEST = 2600.0


@dataclass
class Ground:
    """One row per edge. Nodes: main roads first, lattice next, ends of dead ends last."""

    xy: np.ndarray  # (n, 2)
    place: np.ndarray  # (n,)
    depth: np.ndarray  # (n,) 0 town centre .. 1 town edge, 2 country
    ring: np.ndarray  # (n,) roundabout or -1
    a: np.ndarray  # (e,)
    b: np.ndarray  # (e,)
    line: np.ndarray  # (e,) main road or -1
    on_ring: np.ndarray  # (e,) bool
    tree: np.ndarray  # (e,) bool, needed to hold the network together
    dead_end: np.ndarray  # (e,) bool
    over_river: np.ndarray  # (e,) bool
    over_motorway: np.ndarray  # (e,) bool


def build(
    main: MainNetwork, lattice: Lattice, places: np.ndarray, rivers: np.ndarray, motorways: np.ndarray, water: shapely.Geometry, seed: int
) -> Ground:
    """Join the main roads and the lattice. places: (p, 2) centroids; rivers, motorways: arrays of lines; water: lagoons and sea."""
    random = generator(seed, "ground")
    far = cKDTree(main.xy).query(lattice.xy)[0] > CLEAR
    xy = np.vstack([main.xy, lattice.xy[far]])
    count = len(main.xy)
    near_town, town_node = cKDTree(lattice.xy[lattice.urban]).query(main.xy)
    main_depth = np.where(near_town < 110.0, lattice.depth[lattice.urban][town_node], 2.0)
    depth = np.concatenate([main_depth, lattice.depth[far]])
    place = np.concatenate([cKDTree(places).query(main.xy)[1], lattice.place[far]])
    ring = np.concatenate([main.ring, np.full(int(far.sum()), -1)])
    triangles = Delaunay(xy).simplices
    ends, gabriel = _edges(xy, triangles)
    forced_key = _key(main.a, main.b)
    key = _key(ends[:, 0], ends[:, 1])
    length = np.hypot(*(xy[ends[:, 0]] - xy[ends[:, 1]]).T)
    same_ring = (ring[ends[:, 0]] >= 0) & (ring[ends[:, 0]] == ring[ends[:, 1]])
    both_main = (ends < count).all(axis=1) & (depth[ends] > 1.0).any(axis=1)
    free = gabriel & ~np.isin(key, forced_key) & ~same_ring & ~both_main & (length < LONGEST)
    free &= ~_crosses(xy, ends, free, np.array(shapely.get_parts(water), dtype=object))
    stray = ~np.isin(forced_key, key)  # main edges outside the triangulation: nothing may cross them
    if stray.any():
        free &= ~_crosses(xy, ends, free, _lines(xy, main.a[stray], main.b[stray]))
    a, b = np.concatenate([main.a, ends[free, 0]]), np.concatenate([main.b, ends[free, 1]])
    line = np.concatenate([main.line, np.full(int(free.sum()), -1)])
    forced = np.arange(len(a)) < len(main.a)
    on_ring = forced & (line < 0)
    lines = _lines(xy, a, b)
    over_river, over_motorway = _hit(lines, rivers), _hit(lines, motorways)
    span = shapely.length(lines)
    barrier = over_river | over_motorway
    weight = span * np.where(barrier, CROSSING_COST, 1.0) * np.where(forced, 1e-3, 1.0)
    tree = _spanning(len(xy), a, b, weight)
    town = (depth[a] <= 1.0) & (depth[b] <= 1.0)
    draw = random.random(len(a))
    keep = forced | tree | (~barrier & (draw < np.where(town, KEEP_STREET, KEEP_COUNTRY))) | (over_river & town & (draw < 0.04))
    a, b, line, on_ring, tree = a[keep], b[keep], line[keep], on_ring[keep], tree[keep] | forced[keep]
    over_river, over_motorway = over_river[keep], over_motorway[keep]
    ground = Ground(xy, place, depth, ring, a, b, line, on_ring, tree, np.zeros(len(a), bool), over_river, over_motorway)
    _add_dead_ends(ground, triangles, lines[keep], random)
    return _largest(ground)


def _edges(xy: np.ndarray, triangles: np.ndarray) -> Tuple[np.ndarray, np.ndarray]:
    """(edges (e, 2) of the triangulation, whether no node sees the edge under a wide angle)."""
    sides = np.concatenate([triangles[:, [0, 1, 2]], triangles[:, [1, 2, 0]], triangles[:, [2, 0, 1]]])
    i, j, k = sides.T
    left, right = xy[i] - xy[k], xy[j] - xy[k]
    cosine = (left * right).sum(axis=1) / np.maximum(np.hypot(*left.T) * np.hypot(*right.T), 1e-9)
    open_angle = cosine >= OPEN_COSINE
    low, high = np.minimum(i, j), np.maximum(i, j)
    key = _key(low, high)
    order = np.argsort(key, kind="stable")
    first = np.flatnonzero(np.concatenate([[True], np.diff(key[order]) != 0]))
    gabriel = np.logical_and.reduceat(open_angle[order], first)
    return np.column_stack([low, high])[order][first], gabriel


def _key(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return (np.minimum(a, b).astype(np.int64) << 32) + np.maximum(a, b)


def _lines(xy: np.ndarray, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return shapely.linestrings(np.stack([xy[a], xy[b]], axis=1))


def _hit(lines: np.ndarray, others: np.ndarray) -> np.ndarray:
    """(e,) bool: lines that meet one of `others`."""
    out = np.zeros(len(lines), dtype=bool)
    if len(others):
        out[shapely.STRtree(lines).query(others, predicate="intersects")[1]] = True
    return out


def _crosses(xy: np.ndarray, ends: np.ndarray, chosen: np.ndarray, shapes: np.ndarray) -> np.ndarray:
    """(e,) bool among `chosen` edges: inside a surface, or across a line away from its ends."""
    out = np.zeros(len(ends), dtype=bool)
    index = np.flatnonzero(chosen)
    lines = _lines(xy, ends[index, 0], ends[index, 1])
    surface = len(shapes) > 0 and shapely.get_type_id(shapes[0]) == 3
    hits = shapely.STRtree(lines).query(shapes, predicate="intersects" if surface else "crosses")[1]
    out[index[hits]] = True
    return out


def _spanning(nodes: int, a: np.ndarray, b: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """(e,) bool: edges of the minimum spanning forest."""
    tree = minimum_spanning_tree(coo_matrix((weight, (np.minimum(a, b), np.maximum(a, b))), shape=(nodes, nodes)).tocsr()).tocoo()
    return np.isin(_key(a, b), _key(tree.row, tree.col))


def _add_dead_ends(ground: Ground, triangles: np.ndarray, lines: np.ndarray, random: np.random.Generator) -> None:
    """Dead ends from a corner to the middle of a triangle: they meet no other road."""
    corners = ground.xy[triangles]
    twice = np.abs(
        (corners[:, 1, 0] - corners[:, 0, 0]) * (corners[:, 2, 1] - corners[:, 0, 1])
        - (corners[:, 2, 0] - corners[:, 0, 0]) * (corners[:, 1, 1] - corners[:, 0, 1])
    )
    town = (ground.depth[triangles] <= 1.0).all(axis=1)
    plain = (ground.ring[triangles] < 0).all(axis=1)
    side = np.maximum.reduce([np.hypot(*(corners[:, i] - corners[:, (i + 1) % 3]).T) for i in range(3)])
    chance = random.random(len(triangles))
    wanted = plain & (twice > 1800.0) & (side < 900.0) & (chance < np.where(town, 0.05, 0.07))
    used = np.bincount(np.concatenate([ground.a, ground.b]), minlength=len(ground.xy)) > 0
    start = triangles[np.arange(len(triangles)), random.integers(0, 3, len(triangles))]
    wanted &= used[start]
    middle = corners.mean(axis=1)[wanted]
    start = start[wanted]
    end = ground.xy[start] + (middle - ground.xy[start]) * random.uniform(0.75, 1.0, (len(start), 1))
    clear = ~_hit(shapely.linestrings(np.stack([ground.xy[start] + (end - ground.xy[start]) * 0.02, end], axis=1)), lines)
    start, end = start[clear], end[clear]
    first, count = len(ground.xy), len(start)
    ground.xy = np.vstack([ground.xy, end])
    ground.place = np.concatenate([ground.place, ground.place[start]])
    ground.depth = np.concatenate([ground.depth, ground.depth[start]])
    ground.ring = np.concatenate([ground.ring, np.full(count, -1)])
    ground.a, ground.b = np.concatenate([ground.a, start]), np.concatenate([ground.b, np.arange(first, first + count)])
    ground.line = np.concatenate([ground.line, np.full(count, -1)])
    for name, value in (("on_ring", False), ("tree", False), ("dead_end", True), ("over_river", False), ("over_motorway", False)):
        setattr(ground, name, np.concatenate([getattr(ground, name), np.full(count, value)]))


def _largest(ground: Ground) -> Ground:
    """The ground without the scraps that water cuts off, and without lone nodes."""
    graph = coo_matrix((np.ones(len(ground.a)), (ground.a, ground.b)), shape=(len(ground.xy),) * 2)
    label = connected_components(graph, directed=False)[1]
    best = np.bincount(label[ground.a]).argmax()
    edge = label[ground.a] == best
    node = np.zeros(len(ground.xy), dtype=bool)
    node[ground.a[edge]] = node[ground.b[edge]] = True
    rank = np.cumsum(node) - 1
    return Ground(
        ground.xy[node], ground.place[node], ground.depth[node], ground.ring[node], rank[ground.a[edge]], rank[ground.b[edge]],
        *(getattr(ground, name)[edge] for name in ("line", "on_ring", "tree", "dead_end", "over_river", "over_motorway")),
    )  # fmt: skip
