"""The routing graph in memory, ready to be asked: arcs, geometries, spatial index, and one state a vehicle."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Callable, Dict, Hashable, Tuple

import numpy as np
import shapely

from shared.arrays.roadgraph import RoadGraph
from shared.jobs import JobContext

from .etat import VehicleState
from .moteur import Topology
from .profils import Profile

KEPT_ANSWERS = 256


class Network:
    """A `RoadGraph` with what is derived from it once. Arc i runs tail to head of segment i, arc s + i runs back."""

    def __init__(self, graph: RoadGraph) -> None:
        self.graph = graph
        self.segments = len(graph.tail)
        self.nodes = len(graph.x)
        tail, head = graph.tail.astype(np.int64), graph.head.astype(np.int64)
        self.arc_tail = np.concatenate([tail, head])
        self.arc_head = np.concatenate([head, tail])
        self.lines = shapely.from_ragged_array(shapely.GeometryType.LINESTRING, graph.coords, (graph.offsets,))
        self.tree = shapely.STRtree(self.lines)
        self.topology = Topology(self.nodes, self.arc_tail, self.arc_head, graph.cch_order)
        self._states: Dict[Profile, VehicleState] = {}
        self._kept: OrderedDict[Hashable, np.ndarray] = OrderedDict()
        self._lock = threading.Lock()

    def state(self, vehicle: Profile) -> VehicleState:
        """Weights and engines of one vehicle, made at the first question (the last 6 vehicles are kept)."""
        with self._lock:
            if vehicle not in self._states:
                while len(self._states) >= 6:
                    self._states.pop(next(iter(self._states)))
                self._states[vehicle] = VehicleState(self.graph, self.topology, vehicle)
            return self._states[vehicle]

    def kept(self, key: Hashable, make: Callable[[], np.ndarray]) -> np.ndarray:
        """`make()`, remembered under `key` (the last 256 answers): a cut or a place asked again costs nothing."""
        if key not in self._kept:
            self._kept[key] = make()
            while len(self._kept) > KEPT_ANSWERS:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return self._kept[key]

    def segment_of(self, arcs: np.ndarray) -> np.ndarray:
        """Segment of each arc."""
        return np.asarray(arcs) % self.segments

    def within(self, bounds: Tuple[float, float, float, float]) -> np.ndarray:
        """Segments whose box meets `bounds` (xmin, ymin, xmax, ymax)."""
        return self.tree.query(shapely.box(*bounds))


def open_network(path: str, ctx: JobContext) -> Network:
    """The network of `reseau.npz`, kept warm by the context until the file changes. Raises BadInput when absent or damaged."""
    return ctx.cached(str(path), "ddtm_crise.reseau", lambda name: Network(RoadGraph.load(name)))
