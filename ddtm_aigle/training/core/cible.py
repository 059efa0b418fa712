"""What the network is taught for one crop: heat map, geometry and where either counts. numpy only."""

from __future__ import annotations

from typing import Tuple

import numpy as np

STRIDE = 4
SPREAD = 0.18  # of a box's side: width of its bump on the heat map
LEARNT = 0.45  # height of the bump from which a cell learns the box's geometry


def targets(boxes: np.ndarray, ignored: np.ndarray, known: np.ndarray, size: int) -> Tuple[np.ndarray, ...]:
    """boxes rows x1, y1, x2, y2, class (pixels of the crop); ignored rows x1, y1, x2, y2; known [n, size/4, size/4] bool: what is boxed.

    heat [n, h, w] (1 at each centre), counts [n, h, w] (0 where a cell says nothing), box [4, h, w] corners, learnt [h, w] weight.
    """
    n, cells = known.shape[0], size // STRIDE
    heat, counts = np.zeros((n, cells, cells), np.float32), known.astype(np.float32)
    corners, learnt = np.zeros((4, cells, cells), np.float32), np.zeros((cells, cells), np.float32)
    for x1, y1, x2, y2 in ignored[:, :4] / STRIDE:
        left, top = max(0, int(x1)), max(0, int(y1))
        counts[:, top : max(0, int(np.ceil(y2))), left : max(0, int(np.ceil(x2)))] = 0
    centre = np.arange(cells, dtype=np.float32) + 0.5
    order = np.argsort(-(boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1]), kind="stable")  # a small thing over a large one
    for x1, y1, x2, y2, code in boxes[order]:
        x, y, w, h = (x1 + x2) / 2 / STRIDE, (y1 + y2) / 2 / STRIDE, (x2 - x1) / STRIDE, (y2 - y1) / STRIDE
        column, row = int(x), int(y)
        if not (0 <= column < cells and 0 <= row < cells):
            continue
        bump = (
            np.exp(-((centre - x) ** 2) / (2 * max(w * SPREAD, 0.5) ** 2))[None]
            * np.exp(-((centre - y) ** 2) / (2 * max(h * SPREAD, 0.5) ** 2))[:, None]
        )
        bump[row, column] = 1.0
        bump[bump < 0.02] = 0
        layer = int(code)
        np.maximum(heat[layer], bump, out=heat[layer])
        counts[layer] = np.maximum(counts[layer], (bump > 0).astype(np.float32))  # a boxed thing counts wherever it lies
        better = bump > np.maximum(learnt, LEARNT)
        learnt[better] = bump[better]
        corners[:, better] = np.array([x1, y1, x2, y2], np.float32)[:, None]
    return heat, counts, corners, learnt
