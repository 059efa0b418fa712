"""Nodes from segment ends: ends closer than the tolerance are one node."""

from __future__ import annotations

from typing import Tuple

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree


def merge_ends(ends: np.ndarray, tolerance: float) -> Tuple[np.ndarray, np.ndarray]:
    """Group points that lie within `tolerance` metres of one another (chains of near points make one group).

    ends: (k, 2) float64, EPSG:2154. Returns (node of each end (k,) int64, node coordinates (n, 2) = first end of the group).
    """
    exact, first, inverse = np.unique(ends, axis=0, return_index=True, return_inverse=True)
    inverse = np.asarray(inverse).reshape(-1)
    pairs = cKDTree(exact).query_pairs(tolerance, output_type="ndarray") if len(exact) > 1 else np.empty((0, 2), dtype=int)
    if not len(pairs):
        return inverse.astype(np.int64), exact
    count = len(exact)
    links = coo_matrix((np.ones(len(pairs), dtype=np.int8), (pairs[:, 0], pairs[:, 1])), shape=(count, count))
    groups, label = connected_components(links, directed=False)
    points = np.empty((groups, 2))
    points[label[::-1]] = exact[::-1]
    return label[inverse].astype(np.int64), points
