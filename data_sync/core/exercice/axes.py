"""The main roads: the department's numbered roads through their communes, links between neighbours, roundabouts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import List, Tuple

import numpy as np
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import Delaunay, cKDTree

from .autoroutes import Interchange, MotorwayNetwork
from .courbes import resample, smooth, wander
from .faits import Facts, Place
from .hasard import uniform_of
from .territoire import Territory

SAMPLE = 80.0
MERGE = 34.0
RING_RADIUS = 19.0
LINK_MAX = 14_000.0
TIE_MAX = 4_000.0
FIRST_LINK_NUMBER = 151


@dataclass
class MainNetwork:
    """Nodes and edges of the main roads; edges of a roundabout run counter-clockwise, its interior stays empty."""

    xy: np.ndarray  # (n, 2)
    ring: np.ndarray  # (n,) index of the roundabout of the node, -1
    a: np.ndarray  # (e,)
    b: np.ndarray  # (e,)
    line: np.ndarray  # (e,) index into numbers / importance, -1 on a roundabout
    numbers: List[str]
    importance: np.ndarray


def build(facts: Facts, territory: Territory, motorways: MotorwayNetwork, seed: int) -> MainNetwork:
    lines, numbers, importance = _lines(facts, territory, seed)
    ties, centres = _ties(motorways.interchanges, lines)
    for line, index in ties:
        lines.append(line)
        numbers.append(numbers[index])
        importance.append(max(3, importance[index]))
    xy, a, b, owner = _graph(lines, importance)
    network = MainNetwork(xy, np.full(len(xy), -1), a, b, owner, numbers, np.array(importance))
    _roundabouts(network, centres, seed)
    return network


def _lines(facts: Facts, territory: Territory, seed: int) -> Tuple[List[np.ndarray], List[str], List[int]]:
    lines, numbers, importance, linked = [], [], [], set()
    known = {place.name: place for place in territory.places + territory.outside}
    everywhere = {place.name: place for place in facts.places} | known
    wet = shapely.buffer(shapely.unary_union([territory.sea, *territory.lagoons.geometry]), -60.0)
    for road in facts.roads:
        steps = [np.array(everywhere[step].centre if isinstance(step, str) else step) for step in road.places]
        linked |= {frozenset(pair) for pair in zip(road.places[:-1], road.places[1:])}
        curve = wander(seed, smooth(np.array(steps), 40.0), 35.0, 700.0, "road", road.number, str(road.places[0]))
        for part in shapely.get_parts(shapely.intersection(shapely.LineString(curve), territory.domain)):
            if part.geom_type == "LineString" and part.length > 300.0:
                lines.append(shapely.get_coordinates(part))
                numbers.append(road.number)
                importance.append(road.importance)
    taken = {road.number for road in facts.roads}
    free = (f"D{n}" for n in range(FIRST_LINK_NUMBER, 5000) if f"D{n}" not in taken)
    for first, second in _neighbours([place for place in everywhere.values()]):
        number = next(free)
        if frozenset((first.name, second.name)) in linked or first.name not in known or second.name not in known:
            continue
        ends = np.array([first.centre, second.centre])
        bow = wander(seed, smooth(ends, 40.0), 120.0, 900.0, "link", first.code, second.code)
        curve = shapely.LineString(bow)
        if not shapely.intersects(wet, curve) and shapely.within(curve, territory.domain):
            lines.append(bow)
            numbers.append(number)
            importance.append(4)
    return lines, numbers, importance


def _neighbours(places: List[Place]) -> List[Tuple[Place, Place]]:
    """Pairs with no third place in the disc between them (Gabriel graph), shortest network first, by code."""
    points = np.array([place.centre for place in places])
    pairs = set()
    for simplex in Delaunay(points).simplices:
        pairs |= {tuple(sorted((int(simplex[i]), int(simplex[j])))) for i, j in ((0, 1), (1, 2), (0, 2))}
    ends = np.array(sorted(pairs))
    middle, radius = points[ends].mean(axis=1), np.hypot(*(points[ends[:, 0]] - points[ends[:, 1]]).T) / 2
    close, _ = cKDTree(points).query(middle)
    kept = (close >= radius - 1e-6) & (radius * 2 < LINK_MAX)
    out = [(places[i], places[j]) for i, j in ends[kept]]
    return sorted((tuple(sorted(pair, key=lambda place: place.code)) for pair in out), key=lambda pair: (pair[0].code, pair[1].code))


def _ties(interchanges: List[Interchange], lines: List[np.ndarray]) -> Tuple[List[Tuple[np.ndarray, int]], List[np.ndarray]]:
    """A straight road from each exit roundabout to the nearest main road, with that road's index; and the roundabouts."""
    shapes = np.array([shapely.LineString(line) for line in lines], dtype=object)
    tree = shapely.STRtree(shapes)
    ties, centres = [], []
    for one in interchanges:
        bridge = shapely.LineString(one.roundabouts)
        for side, centre in enumerate(one.roundabouts):
            centres.append(centre)
            point = shapely.Point(centre)
            near = tree.query(point, predicate="dwithin", distance=TIE_MAX)
            for index in near[np.argsort(shapely.distance(shapes[near], point), kind="stable")]:
                foot = shapely.line_interpolate_point(shapes[index], shapely.line_locate_point(shapes[index], point))
                if shapely.distance(foot, point) <= 5.0:
                    break  # the main road passes through the roundabout
                if side == 0 or shapely.distance(foot, bridge) > 20.0:  # the second side must not land on the exit's own bridge
                    ties.append((smooth(np.array([centre, shapely.get_coordinates(foot)[0]]), 40.0), int(index)))
                    break
    return ties, centres


def _graph(lines: List[np.ndarray], importance: List[int]) -> Tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Node the lines, sample them, merge what is too close. Each edge goes to its most important line."""
    shapes = np.array([shapely.LineString(line) for line in lines], dtype=object)
    parts = shapely.get_parts(shapely.unary_union(shapes))
    points, ends, at = [], [], 0
    for part in parts:
        length = part.length
        if length < 1.0:
            continue
        count = max(1, int(round(length / SAMPLE)))
        points.append(shapely.get_coordinates(shapely.line_interpolate_point(part, np.linspace(0, length, count + 1))))
        ends.append(np.column_stack([np.arange(at, at + count), np.arange(at + 1, at + count + 1)]))
        at += count + 1
    xy, pairs = np.vstack(points), np.vstack(ends)
    links = cKDTree(xy).query_pairs(MERGE, output_type="ndarray")
    links = links[np.lexsort(links.T)]
    count, label = connected_components(coo_matrix((np.ones(len(links)), links.T), shape=(len(xy), len(xy))), directed=False)
    size = np.bincount(label, minlength=count)
    merged = np.column_stack([np.bincount(label, xy[:, i], count) / size for i in (0, 1)])
    pairs = np.sort(label[pairs], axis=1)
    pairs = np.unique(pairs[pairs[:, 0] != pairs[:, 1]], axis=0)
    return merged, pairs[:, 0], pairs[:, 1], _owners(merged[pairs].mean(axis=1), lines, importance)


def _owners(middles: np.ndarray, lines: List[np.ndarray], importance: List[int]) -> np.ndarray:
    """(e,) the most important line near the middle of each edge."""
    dense = [resample(line, 30.0) for line in lines]
    owner = np.repeat(np.arange(len(lines)), [len(line) for line in dense])
    near, index = cKDTree(np.vstack(dense)).query(middles, k=12, distance_upper_bound=MERGE * 2.0)
    index[:, 1:][near[:, 1:] > MERGE * 1.5] = len(owner)
    candidates = np.append(owner, 0)[index]
    rank = np.where(index < len(owner), np.array(importance)[candidates] * len(lines) + candidates, np.iinfo(np.int64).max)
    return candidates[np.arange(len(middles)), rank.argmin(axis=1)]


def _roundabouts(network: MainNetwork, centres: List[np.ndarray], seed: int) -> None:
    """Replace exit ends and some junctions by a circle of one-way edges."""
    xy = network.xy
    degree = np.bincount(np.concatenate([network.a, network.b]), minlength=len(xy))
    best = np.full(len(xy), 9)
    for end in (network.a, network.b):
        np.minimum.at(best, end, network.importance[network.line])
    chance = uniform_of(seed, np.arange(len(xy)).astype(np.uint64))
    tree = cKDTree(xy)
    chosen = list(dict.fromkeys(int(tree.query(centre)[1]) for centre in centres))
    taken = [xy[node] for node in chosen]
    for node in np.flatnonzero((degree >= 3) & (((best <= 3) & (chance < 0.75)) | (chance < 0.3))):
        if not taken or np.hypot(*(np.array(taken) - xy[node]).T).min() > 350.0:
            chosen.append(int(node))
            taken.append(xy[node])
    points, ring = list(xy), list(network.ring)
    a, b, line = network.a.copy(), network.b.copy(), network.line.copy()
    new_a, new_b = [], []
    for index, node in enumerate(chosen):
        edges = np.flatnonzero((a == node) | (b == node))
        others = np.where(a[edges] == node, b[edges], a[edges])
        towards = np.array([points[o] for o in others]).reshape(-1, 2) - xy[node]
        angles = np.round(np.degrees(np.arctan2(towards[:, 1], towards[:, 0])) % 360.0)
        slots = _slots(angles)
        first = len(points)
        for angle in slots:
            points.append(xy[node] + RING_RADIUS * np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))]))
            ring.append(index)
        for edge, angle in zip(edges, angles):
            slot = first + int(np.argmin(np.abs((slots - angle + 180.0) % 360.0 - 180.0)))
            if a[edge] == node:
                a[edge] = slot
            else:
                b[edge] = slot
        new_a += list(range(first, first + len(slots)))
        new_b += list(range(first + 1, first + len(slots))) + [first]
    keep = np.ones(len(points), dtype=bool)
    keep[chosen] = False
    rank = np.cumsum(keep) - 1
    network.xy, network.ring = np.array(points)[keep], np.array(ring)[keep]
    network.a = rank[np.concatenate([a, np.array(new_a, dtype=np.int64)])]
    network.b = rank[np.concatenate([b, np.array(new_b, dtype=np.int64)])]
    network.line = np.concatenate([line, np.full(len(new_a), -1)])


def _slots(angles: np.ndarray) -> np.ndarray:
    """Increasing angles of a roundabout's nodes: one for each road, others so that no gap exceeds 75 degrees."""
    slots: List[float] = []
    for angle in np.unique(angles):
        if not slots or (angle - slots[-1] >= 25.0 and (slots[0] + 360.0 - angle) >= 25.0):
            slots.append(float(angle))
    slots = slots or [0.0]
    out = []
    for here, there in zip(slots, slots[1:] + [slots[0] + 360.0]):
        count = max(1, int(np.ceil((there - here) / 75.0)))
        out += [here + (there - here) * i / count for i in range(count)]
    return np.array(sorted(angle % 360.0 for angle in out))
