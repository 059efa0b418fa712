""" "A9 between exits 29 and 31", by direction: the carriageway that leads from one exit to the other."""

from __future__ import annotations

import heapq
from typing import Any, Dict, Iterable, List, Mapping, NamedTuple, Optional, Tuple

import numpy as np
import shapely

from shared.errors import BadInput

from .numeros import exit_key, exit_order, road_key
from .reseau import Network

OFF_AXIS = 30.0  # a metre off the axis counts as thirty: holes in the numbering are crossed, detours are not taken
CANDIDATE_M = 60.0  # carriageways this much farther than the nearest one may also be the exit's
REACH_M = 1500.0
OVERLAP_M = 5.0  # a segment driven for less than this is not part of the section
RAMP_NATURES = ("Bretelle",)


class Exit(NamedTuple):
    """One numbered exit, EPSG:2154."""

    axe: str
    numero: str
    nom: str
    x: float
    y: float


class Exits:
    """The exits of the pack, by axis."""

    def __init__(self, exits: Iterable[Exit]) -> None:
        self.all: List[Exit] = sorted(exits, key=lambda one: (road_key(one.axe), exit_order(one.numero)))
        self.by_axis: Dict[str, List[Exit]] = {}
        for one in self.all:
            self.by_axis.setdefault(road_key(one.axe), []).append(one)
        self.stamp = hash(tuple(self.all))

    @classmethod
    def from_rows(cls, rows: Iterable[Mapping[str, Any]]) -> Exits:
        """From rows of the layer `echangeur` (axe, numero, nom, geom = WKB point)."""
        found = []
        for row in rows:
            if row.get("geom") is None:
                continue
            point = shapely.from_wkb(row["geom"])
            found.append(Exit(str(row["axe"]), str(row["numero"]), str(row.get("nom") or ""), point.x, point.y))
        return cls(found)

    def at(self, axe: str, numero: str) -> List[Exit]:
        """The points of one exit. Raises BadInput that lists the known exits."""
        known = self.by_axis.get(road_key(axe), [])
        found = [one for one in known if exit_key(one.numero) == exit_key(numero)]
        if found:
            return found
        if not known:
            axes = ", ".join(sorted(self.by_axis)) or "aucun"
            raise BadInput(f"Aucune sortie n'est connue sur « {axe} » (axes connus : {axes}). Dessinez la coupure sur la carte.")
        numbers = ", ".join(dict.fromkeys(one.numero for one in known))
        raise BadInput(f"La sortie {numero} n'existe pas sur {road_key(axe)} : sorties connues {numbers}.")

    def knows(self, axe: str, *numeros: str) -> bool:
        known = {exit_key(one.numero) for one in self.by_axis.get(road_key(axe), [])}
        return bool(known) and all(exit_key(numero) in known for numero in numeros)

    def direction_at(self, axe: str, x: float, y: float) -> Optional[np.ndarray]:
        """Vector of growing exit numbers near (x, y), or None when the axis has fewer than two exits."""
        known = self.by_axis.get(road_key(axe), []) if axe else []
        places = {one.numero: np.array([one.x, one.y]) for one in known}
        points = list(places.values())
        if len(points) < 2:
            return None
        middles = [np.hypot(*((a + b) / 2 - (x, y))) for a, b in zip(points, points[1:])]
        best = int(np.argmin(middles))
        return points[best + 1] - points[best]


def axis_label(axe: str, sortie_debut: str, sortie_fin: str) -> str:
    """ "A9 entre les sorties 29 et 31", or the axis alone, or ""."""
    if axe and sortie_debut and sortie_fin:
        return f"{road_key(axe)} entre les sorties {exit_key(sortie_debut)} et {exit_key(sortie_fin)}"
    return road_key(axe)


def axis_arcs(network: Network, exits: Exits, axe: str, sortie_debut: str, sortie_fin: str, sens: str, inner: bool = False) -> np.ndarray:
    """Arcs of `axe` between two exits; "direct" = growing exit numbers. Raises BadInput on an unknown axis or exit.

    inner: without the segments that pass through the two interchanges, which two neighbouring sections share.
    """
    low, high = sorted((sortie_debut, sortie_fin), key=exit_order)
    ends = exits.at(axe, low), exits.at(axe, high)
    if exit_key(low) == exit_key(high):
        raise BadInput(f"Les deux sorties de la coupure sont la même ({exit_key(low)}) : indiquez deux sorties différentes.")
    keys = np.array([road_key(word) for word in network.graph.numbers])
    on_axis = (keys == road_key(axe))[network.graph.number]
    on_axis &= ~np.isin(network.graph.natures, RAMP_NATURES)[network.graph.nature]
    if not on_axis.any():
        raise BadInput(f"L'axe {road_key(axe)} est absent du réseau routier du paquet : dessinez la coupure sur la carte.")
    arcs = [
        arc
        for way, start, goal in (("direct", *ends), ("inverse", *ends[::-1]))
        if sens in ("double", way)
        for arc in _inner(_carriageway(network, on_axis, start, goal), inner)
    ]
    if not arcs:
        raise BadInput(f"La section {axis_label(axe, low, high)} est introuvable sur le réseau : dessinez la coupure sur la carte.")
    return np.unique(np.array(arcs, dtype=np.int64))


def _inner(path: List[int], inner: bool) -> List[int]:
    """The path, or what of it lies strictly between the two interchanges."""
    return path[1:-1] if inner and len(path) > 2 else path


def _carriageway(network: Network, on_axis: np.ndarray, start: List[Exit], goal: List[Exit]) -> List[int]:
    """Axis arcs driven from one exit to the other (empty when there is no way). Dijkstra that stops at the goal."""
    half, tail, length = network.segments, network.arc_tail, network.graph.length
    is_open = np.isfinite(np.concatenate([network.graph.time_forward, network.graph.time_backward]))
    cost = np.concatenate([length, length]) * np.where(np.concatenate([on_axis, on_axis]), 1.0, OFF_AXIS)
    goals = [(arc, fraction) for arc, fraction in _candidates(network, on_axis, goal) if is_open[arc]]
    by_tail: Dict[int, List[Tuple[int, float]]] = {}
    for arc, fraction in goals:
        by_tail.setdefault(int(tail[arc]), []).append((arc, fraction))
    best: Tuple[float, List[int]] = (np.inf, [])
    end_node, last_arcs = -1, best[1]
    heap: List[Tuple[float, int, int, float]] = []  # cost, node, arc that led there, metres driven on it when it is the first (else -1)
    for arc, fraction in _candidates(network, on_axis, start):
        if not is_open[arc]:
            continue
        for other, end in goals:
            if other == arc and end > fraction and (end - fraction) * cost[arc] < best[0]:
                best = ((end - fraction) * cost[arc], [arc])
        left = (1.0 - fraction) * cost[arc]
        heap.append((left, int(network.arc_head[arc]), arc, left))
    heapq.heapify(heap)
    first, head, number = network.topology.csr
    done: Dict[int, Tuple[int, float]] = {}
    while heap and heap[0][0] < best[0]:
        spent, node, last, seed = heapq.heappop(heap)
        if node in done:
            continue
        done[node] = (last, seed)
        for arc, fraction in by_tail.get(node, []):
            if spent + fraction * cost[arc] < best[0]:
                best = (spent + fraction * cost[arc], [])
                end_node, last_arcs = node, [arc] if fraction * length[arc % half] > OVERLAP_M else []
        for place in range(first[node], first[node + 1]):
            arc = int(number[place])
            if is_open[arc] and int(head[place]) not in done:
                heapq.heappush(heap, (spent + cost[arc], int(head[place]), arc, -1.0))
    path = best[1] or last_arcs
    node = end_node if not best[1] else -1
    while node >= 0:
        arc, seed = done[node]
        if seed < 0 or seed > OVERLAP_M:
            path = [arc, *path]
        node = int(tail[arc]) if seed < 0 else -1
    return [arc for arc in path if on_axis[arc % half]]


def _candidates(network: Network, on_axis: np.ndarray, exits: List[Exit]) -> List[Tuple[int, float]]:
    """(arc, fraction along it) of the axis nearest to the points of one exit, both directions."""
    found = []
    for one in exits:
        near = network.within((one.x - REACH_M, one.y - REACH_M, one.x + REACH_M, one.y + REACH_M))
        near = near[on_axis[near]]
        if not len(near):
            continue
        point = shapely.Point(one.x, one.y)
        distance = shapely.distance(network.lines[near], point)
        for segment in near[distance <= distance.min() + CANDIDATE_M].tolist():
            fraction = float(shapely.line_locate_point(network.lines[segment], point, normalized=True))
            found += [(segment, fraction), (segment + network.segments, 1.0 - fraction)]
    return found
