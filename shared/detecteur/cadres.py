"""Boxes x1, y1, x2, y2, score, class...: how much they share, and the best of those that overlap."""

from __future__ import annotations

from typing import Optional

import numpy as np

CROSS_CLASS_IOU = 0.6
FEW = 128  # boxes of a tile up to which all pairs are looked at together


def iou_with(box: np.ndarray, boxes: np.ndarray) -> np.ndarray:
    """Intersection over union of one box with several."""
    w = np.minimum(box[2], boxes[:, 2]) - np.maximum(box[0], boxes[:, 0])
    h = np.minimum(box[3], boxes[:, 3]) - np.maximum(box[1], boxes[:, 1])
    common = np.clip(w, 0, None) * np.clip(h, 0, None)
    area = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    total = (box[2] - box[0]) * (box[3] - box[1]) + area - common
    return common / np.maximum(total, 1e-9)


def corners(rows: np.ndarray, at: int) -> np.ndarray:
    """[k, 4, 2] corners of oriented boxes around the middle of their frame; width, height and angle stand at column `at`."""
    middle = (rows[:, :2] + rows[:, 2:4]) / 2
    w, h, angle = rows[:, at] / 2, rows[:, at + 1] / 2, rows[:, at + 2]
    along = np.stack([w * np.cos(angle), w * np.sin(angle)], axis=1)
    across = np.stack([-h * np.sin(angle), h * np.cos(angle)], axis=1)
    return np.stack([middle - along - across, middle + along - across, middle + along + across, middle - along + across], axis=1)


def _oriented_iou(first: np.ndarray, rest: np.ndarray, at: int) -> np.ndarray:
    import shapely

    one, others = shapely.polygons(corners(first[None], at))[0], shapely.polygons(corners(rest, at))
    common = shapely.area(shapely.intersection(one, others))
    return common / np.maximum(shapely.area(one) + shapely.area(others) - common, 1e-9)


def _apart(rows: np.ndarray) -> bool:
    """No box touches another: as in most tiles."""
    left, top, right, bottom = rows[:, :4].T
    touching = (left[:, None] < right) & (left < right[:, None]) & (top[:, None] < bottom) & (top < bottom[:, None])
    np.fill_diagonal(touching, False)
    return not touching.any()


def thin(rows: np.ndarray, iou: float, at: Optional[int] = None, between: float = CROSS_CLASS_IOU) -> np.ndarray:
    """Greedy non-maximum suppression, best first: within a class at `iou`, between classes at `between` (never below `iou`).

    at: column of width, height and angle when the boxes are oriented.
    """
    rows = rows[np.argsort(-rows[:, 4], kind="stable")]
    if 0 < iou and len(rows) <= FEW and _apart(rows):
        return rows
    kept = []
    while len(rows):
        first, rest = rows[0], rows[1:]
        kept.append(first)
        overlap = iou_with(first, rest) if at is None or not len(rest) else _oriented_iou(first, rest, at)
        limit = np.where(rest[:, 5] == first[5], iou, max(iou, between))
        rows = rest[overlap < limit] if iou < 1 else rest
    return np.array(kept) if kept else np.empty((0, rows.shape[1]))
