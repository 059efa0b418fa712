"""Boxes of overlapping tiles -> one box a thing, streaming: only boxes that the next row of tiles may still touch are held.

Two tiles both saw the strip they share. Boxes that agree there (intersection over union of what lies in the strip) are the same
thing; a box cut by its tile's edge and lying mostly inside a neighbour's box is a piece of that thing. In each group whole boxes win
over cut ones; a thing larger than the overlap, cut everywhere, becomes the envelope of its pieces.
"""

from __future__ import annotations

from typing import Iterable, Iterator, List

import numpy as np
import shapely

from shared.detecteur.cadres import CROSS_CLASS_IOU, thin

from .grille import Grid

X1, Y1, X2, Y2, SCORE, CLASS, CUT, ORDER = range(8)
ORIENTED = 11  # first column of width, height and angle, after the colour, when the model gives them
PIECE = 0.5  # share of a cut box inside a neighbour's box for it to be a piece of it
EDGE = 2.0  # model pixels: a box that ends this close to its tile's inner edge is cut


def mark_cut(boxes: np.ndarray, grid: Grid, order: int) -> np.ndarray:
    """Tile boxes (x1, y1, x2, y2, score, class, colour...) in tile pixels -> picture pixels, clipped to tile and picture, with CUT and ORDER."""
    x, y = grid.origin(order)
    out = np.zeros((len(boxes), 8 + boxes.shape[1] - 6))
    out[:, :6], out[:, 8:] = boxes[:, :6], boxes[:, 6:]
    out[:, [X1, X2]] = np.clip(out[:, [X1, X2]] + x, max(x, 0), min(x + grid.tile, grid.width))
    out[:, [Y1, Y2]] = np.clip(out[:, [Y1, Y2]] + y, max(y, 0), min(y + grid.tile, grid.height))
    cut = np.zeros(len(out), bool)
    if x > 0:
        cut |= out[:, X1] <= x + EDGE
    if y > 0:
        cut |= out[:, Y1] <= y + EDGE
    if x + grid.tile < grid.width:
        cut |= out[:, X2] >= x + grid.tile - EDGE
    if y + grid.tile < grid.height:
        cut |= out[:, Y2] >= y + grid.tile - EDGE
    out[:, CUT], out[:, ORDER] = cut, order
    return out[(out[:, X2] - out[:, X1] > 0.5) & (out[:, Y2] - out[:, Y1] > 0.5)]


def merge(rows: Iterable[np.ndarray], grid: Grid, iou: float) -> Iterator[np.ndarray]:
    """rows: boxes of each row of tiles, in the grid's order (rows without a box may be left out). Yields finished boxes."""
    held = np.empty((0, 8))
    links: List[np.ndarray] = []
    for new in rows:
        if not len(new):
            continue
        row = int(new[0, ORDER]) // grid.columns
        top = grid.origin(row * grid.columns)[1]
        if len(held):
            done, held, links = _close(held, links, top)
            yield from _results(done, iou)
        if held.shape[1] != new.shape[1]:
            held = held.reshape(0, new.shape[1])
        first = len(held)
        held = np.concatenate([held, new])
        links.append(_pairs(held, first, grid, iou))
    if len(held):
        done, _, _ = _close(held, links, np.inf)
        yield from _results(done, iou)


def _pairs(boxes: np.ndarray, first: int, grid: Grid, iou: float) -> np.ndarray:
    """Pairs of rows (at least one >= first) that are the same thing."""
    shapes = shapely.box(boxes[:, X1], boxes[:, Y1], boxes[:, X2], boxes[:, Y2])
    a, b = shapely.STRtree(shapes).query(shapes[first:], predicate="intersects")
    a = a + first
    keep = (b < a) & (boxes[a, ORDER] != boxes[b, ORDER])
    a, b = a[keep], b[keep]
    if not len(a):
        return np.empty((0, 2), np.int64)
    strip = _strip(boxes[a, ORDER].astype(np.int64), boxes[b, ORDER].astype(np.int64), grid)
    same = boxes[a, CLASS] == boxes[b, CLASS]
    common = _area(_clip(_clip(boxes[a, :4], boxes[b, :4]), strip))
    in_a, in_b = _area(_clip(boxes[a, :4], strip)), _area(_clip(boxes[b, :4], strip))
    agree = common / np.maximum(in_a + in_b - common, 1e-9)
    piece_a = (boxes[a, CUT] > 0) & (common >= PIECE * np.maximum(_area(boxes[a, :4]), 1e-9))
    piece_b = (boxes[b, CUT] > 0) & (common >= PIECE * np.maximum(_area(boxes[b, :4]), 1e-9))
    limit = np.where(same, min(iou, CROSS_CLASS_IOU), max(iou, CROSS_CLASS_IOU))
    match = (common > 0) & ((agree >= limit) | (same & (piece_a | piece_b)))
    return np.stack([a[match], b[match]], axis=1)


def _strip(order_a: np.ndarray, order_b: np.ndarray, grid: Grid) -> np.ndarray:
    sides = []
    for order in (order_a, order_b):
        row, column = np.divmod(order, grid.columns)
        x, y = column * grid.stride - grid.shift[0], row * grid.stride - grid.shift[1]
        sides.append(np.stack([x, y, x + grid.tile, y + grid.tile], axis=1).astype(float))
    return _clip(*sides)


def _clip(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.concatenate([np.maximum(a[:, :2], b[:, :2]), np.minimum(a[:, 2:], b[:, 2:])], axis=1)


def _area(boxes: np.ndarray) -> np.ndarray:
    return np.clip(boxes[:, 2] - boxes[:, 0], 0, None) * np.clip(boxes[:, 3] - boxes[:, 1], 0, None)


def _close(boxes: np.ndarray, links: List[np.ndarray], top: float) -> tuple:
    """(groups that nothing below `top` can touch, boxes still open, their links)."""
    pairs = np.concatenate(links) if links else np.empty((0, 2), np.int64)
    label = _components(len(boxes), pairs)
    open_labels = np.unique(label[boxes[:, Y2] >= top])
    still = np.isin(label, open_labels)
    groups = []
    index = np.nonzero(~still)[0]
    if len(index):
        index = index[np.argsort(label[index], kind="stable")]
        groups = [boxes[part] for part in np.split(index, np.nonzero(np.diff(label[index]))[0] + 1)]
    renumber = np.cumsum(still) - 1
    kept = pairs[still[pairs[:, 0]]] if len(pairs) else pairs
    return groups, boxes[still], [renumber[kept]] if len(kept) else []


def _components(count: int, pairs: np.ndarray) -> np.ndarray:
    """A label a group of boxes that pairs tie together: the lowest number in it, handed on until nothing changes."""
    label = np.arange(count)
    while len(pairs):
        low = label[pairs].min(axis=1)
        before = label.copy()
        np.minimum.at(label, label[pairs[:, 0]], low)
        np.minimum.at(label, label[pairs[:, 1]], low)
        label = label[label]
        if (label == before).all():
            break
    return label


def _results(groups: List[np.ndarray], iou: float) -> Iterator[np.ndarray]:
    for group in groups:
        if len(group) == 1:
            yield group[0]
            continue
        group = group[np.lexsort((group[:, ORDER], -group[:, SCORE]))]
        whole = group[group[:, CUT] == 0]
        if len(whole):
            yield from thin(whole, iou, ORIENTED if group.shape[1] > ORIENTED else None)
            continue
        best = group[0].copy()
        best[[X1, Y1]], best[[X2, Y2]] = group[:, [X1, Y1]].min(axis=0), group[:, [X2, Y2]].max(axis=0)
        best[ORIENTED:] = np.nan  # the envelope of pieces has no direction of its own
        yield best
