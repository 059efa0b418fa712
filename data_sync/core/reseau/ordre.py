"""Contraction order of the nodes: the slow step of customisable contraction hierarchies, made once at import."""

from __future__ import annotations

import numpy as np

try:
    import routingkit_cch
except ImportError:  # the wheel is an accelerator: without it the detours use scipy
    routingkit_cch = None  # type: ignore[assignment]


def contraction_order(x: np.ndarray, y: np.ndarray, tail: np.ndarray, head: np.ndarray) -> np.ndarray:
    """Nested-dissection order (n,) uint32 of a road graph; empty when the accelerator is not installed or the graph is empty.

    x, y: (n,) metres; tail, head: (s,) node indices. Cuts follow geography (inertial flow), which suits roads.
    """
    if routingkit_cch is None or not len(tail):
        return np.empty(0, dtype=np.uint32)
    ends = np.column_stack([np.minimum(tail, head), np.maximum(tail, head)]).astype(np.int64)
    ends = np.unique(ends[ends[:, 0] != ends[:, 1]], axis=0)
    if not len(ends):
        return np.arange(len(x), dtype=np.uint32)
    order = routingkit_cch.compute_order_inertial(len(x), ends[:, 0].tolist(), ends[:, 1].tolist(), y.tolist(), x.tolist())
    return np.asarray(order, dtype=np.uint32)
