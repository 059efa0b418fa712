"""The routing graph: `reseau.npz`, one row per road segment.

n = nodes, s = segments. A segment i gives the arc i (tail -> head) and the arc s + i (head -> tail); a direction that
may not be driven has an infinite time. Nodes are segment ends (shared ends within `tolerance` are one node): roads that
cross without a shared end (bridges) do not connect. EPSG:2154 metres, seconds.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

import numpy as np

from . import store

KIND, VERSION = "reseau", 1


@dataclass(frozen=True)
class RoadGraph:
    x: np.ndarray  # (n,) float64
    y: np.ndarray  # (n,) float64
    tail: np.ndarray  # (s,) uint32
    head: np.ndarray  # (s,) uint32
    length: np.ndarray  # (s,) float64, metres
    time_forward: np.ndarray  # (s,) float64, seconds by car tail -> head, inf = forbidden
    time_backward: np.ndarray  # (s,) float64, seconds by car head -> tail, inf = forbidden
    coords: np.ndarray  # (v, 2) float64, vertices of all segments, tail to head
    offsets: np.ndarray  # (s + 1,) int64, segments -> vertices
    number: np.ndarray  # (s,) int32, index into `numbers` (0 = no number)
    numbers: np.ndarray  # unicode, route numbers "A9", "D132"; numbers[0] == ""
    name: np.ndarray  # (s,) int32, index into `names` (0 = no name)
    names: np.ndarray  # unicode
    nature: np.ndarray  # (s,) int16, index into `natures`
    natures: np.ndarray  # unicode, BD TOPO natures
    importance: np.ndarray  # (s,) int8, 1 to 6, 0 unknown
    level: np.ndarray  # (s,) int8, position_par_rapport_au_sol (0 ground, > 0 bridge, < 0 tunnel)
    max_height: np.ndarray  # (s,) float32, metres, inf = no limit
    max_weight: np.ndarray  # (s,) float32, tonnes, inf = no limit
    max_axle: np.ndarray  # (s,) float32, tonnes, inf = no local limit
    max_width: np.ndarray  # (s,) float32, metres, inf = no limit
    max_length: np.ndarray  # (s,) float32, metres, inf = no limit
    no_hazmat: np.ndarray  # (s,) bool
    private: np.ndarray  # (s,) bool, private or restricted access: usable only to leave or reach the ends
    toll: np.ndarray  # (s,) bool
    ids: np.ndarray  # (s,) unicode, cleabs or source id
    cch_order: np.ndarray  # (n,) uint32, contraction order (empty when not computed)
    source: np.ndarray  # () unicode
    millesime: np.ndarray  # () unicode
    exercise: np.ndarray  # () bool

    def save(self, path: os.PathLike[str] | str) -> None:
        store.save(path, self, KIND, VERSION)

    @classmethod
    def load(cls, path: os.PathLike[str] | str) -> RoadGraph:
        return store.load(path, cls, KIND, VERSION)
