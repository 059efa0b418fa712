"""Which places can still be reached by road, and left."""

from __future__ import annotations

from typing import Optional

import numpy as np
import shapely
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from .abords import Anchor
from .ancrage import MAX_DISTANCE_M
from .etat import VehicleState, spread
from .moteur import INFINITE
from .reseau import Network

MANY_POINTS, BEADS_M = 5000, 25.0


def reachable_nodes(network: Network, state: VehicleState, blocked: np.ndarray, origin: Optional[Anchor] = None) -> np.ndarray:
    """(n,) bool: nodes that can be reached from the origin's network and left towards it, cuts respected.

    blocked: (2s,) bool mask. origin: a place; None = the largest piece left of each network. Residents' roads count at the end of the way only.
    """
    tail, head = network.arc_tail, network.arc_head
    _, label = connected_components(network.topology.matrix(state.through & ~blocked), directed=True, connection="strong")
    if origin is None:
        core = _largest_pieces(state.network_of, label)
    else:
        ends = [int(network.graph.tail[origin.segment]), int(network.graph.head[origin.segment])]
        core = np.isin(label, label[[node for node in ends if state.in_main[node]] or ends])
    arcs = np.flatnonzero(state.ends_only & ~blocked)
    arrive, leave = spread(core, tail[arcs], head[arcs]), spread(core, head[arcs], tail[arcs])
    return arrive & leave


def _largest_pieces(network_of: np.ndarray, label: np.ndarray) -> np.ndarray:
    """(n,) bool: for each uncut network, its nodes in the largest piece that the cuts left of it."""
    inside = np.flatnonzero(network_of >= 0)
    if not len(inside):
        return np.zeros(len(label), dtype=bool)
    piece, first, count = np.unique(label[inside], return_index=True, return_counts=True)  # a piece is within one network
    owner = network_of[inside[first]]
    order = np.lexsort((count, owner))
    largest = np.zeros(int(label.max()) + 1, dtype=bool)
    largest[piece[order[np.append(np.flatnonzero(np.diff(owner[order])), len(order) - 1)]]] = True
    return (network_of >= 0) & largest[label]


def reachable_segments(network: Network, state: VehicleState, blocked: np.ndarray, nodes: np.ndarray) -> np.ndarray:
    """(s,) bool: open segments one can arrive at and leave, given `reachable_nodes`."""
    half = network.segments
    usable = (state.weight < INFINITE) & ~blocked
    arrive, leave = usable & nodes[network.arc_tail], usable & nodes[network.arc_head]
    return (arrive[:half] | arrive[half:]) & (leave[:half] | leave[half:])


def nearest_segments(network: Network, state: VehicleState, xy: np.ndarray) -> np.ndarray:
    """(k,) int64 index of the nearest usable segment of each point when nothing is cut, -1 beyond 4 km. xy: (k, 2) EPSG:2154.

    Beyond a few thousand points roads are seen as beads 25 m apart: the road found is then at most sqrt(d2 + 12.5 m2) away where
    the nearest is at d, which keeps 300 000 buildings to seconds.
    """
    out = np.full(len(xy), -1, dtype=np.int64)
    usable = np.flatnonzero(state.usable_segment)
    if not len(usable) or not len(xy):
        return out
    if len(xy) > MANY_POINTS:
        beads, line = shapely.get_coordinates(shapely.segmentize(network.lines[usable], BEADS_M), return_index=True)
        distance, found = cKDTree(beads, balanced_tree=False).query(xy, distance_upper_bound=MAX_DISTANCE_M)
        near = np.isfinite(distance)
        out[near] = usable[line[found[near]]]
        return out
    tree = network.tree if len(usable) == network.segments else shapely.STRtree(network.lines[usable])
    source, found = tree.query_nearest(shapely.points(xy), max_distance=MAX_DISTANCE_M, all_matches=False)
    out[source] = usable[found]
    return out


def accessible(network: Network, state: VehicleState, blocked: np.ndarray, xy: np.ndarray, origin: Optional[Anchor] = None) -> np.ndarray:
    """(k,) bool: points whose nearest road can still be reached and left. Points farther than 4 km from any road are False.

    Other rooms of the plugin use it to tell an establishment "coupé" from "accessible".
    """
    nodes = reachable_nodes(network, state, blocked, origin)
    segments = reachable_segments(network, state, blocked, nodes)
    near = nearest_segments(network, state, np.asarray(xy, dtype=float).reshape(-1, 2))
    return (near >= 0) & segments[np.maximum(near, 0)] if network.segments else np.zeros(len(near), dtype=bool)
