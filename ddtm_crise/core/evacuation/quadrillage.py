"""A coarse grid over the zone that settles most buildings without any geometry: far from the boundary, all in or all out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

MIN_CELL_M = 50.0
MAX_CELLS = 1_000_000
INSIDE, OUTSIDE, NEAR = 1, 0, 2


@dataclass(frozen=True)
class Grid:
    """crossed_sum: (rows + 1, columns + 1) summed area table of cells the boundary may cross; inside: (rows, columns) bool, right
    for the other cells. Row 0 is the southern one. The outer ring of cells lies out of the zone."""

    x0: float
    y0: float
    cell: float
    crossed_sum: np.ndarray
    inside: np.ndarray

    def classify(self, bounds: np.ndarray) -> np.ndarray:
        """(n,) INSIDE, OUTSIDE or NEAR (the boundary may pass through) of boxes (n, 4) minx, miny, maxx, maxy."""
        rows, columns = self.inside.shape
        c0, r0 = self._cell(bounds[:, 0], self.x0), self._cell(bounds[:, 1], self.y0)
        c1, r1 = self._cell(bounds[:, 2], self.x0), self._cell(bounds[:, 3], self.y0)
        away = (c1 < 0) | (r1 < 0) | (c0 >= columns) | (r0 >= rows)
        c0, c1 = np.clip(c0, 0, columns - 1), np.clip(c1, 0, columns - 1)
        r0, r1 = np.clip(r0, 0, rows - 1), np.clip(r1, 0, rows - 1)
        table = self.crossed_sum
        crossed = table[r1 + 1, c1 + 1] - table[r0, c1 + 1] - table[r1 + 1, c0] + table[r0, c0]
        state = np.where(crossed > 0, NEAR, self.inside[r0, c0].astype(np.int8))
        state[away] = OUTSIDE
        return state

    def _cell(self, values: np.ndarray, origin: float) -> np.ndarray:
        return np.floor((values - origin) / self.cell).astype(np.int64)


def split_edges(edges: np.ndarray, longest: float) -> np.ndarray:
    """(m', 4) the same edges cut in pieces of `longest` metres at most."""
    length = np.hypot(edges[:, 2] - edges[:, 0], edges[:, 3] - edges[:, 1])
    count = np.maximum(1, np.ceil(length / longest)).astype(np.int64)
    if (count == 1).all():
        return edges
    edge = np.repeat(np.arange(len(edges)), count)
    rank = np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count)
    start, step = edges[edge, :2], (edges[edge, 2:] - edges[edge, :2])
    first, last = (rank / count[edge])[:, None], ((rank + 1) / count[edge])[:, None]
    return np.column_stack([start + step * first, start + step * last])


def lay(edges: np.ndarray, bounds: np.ndarray) -> Grid:
    """The grid of a valid zone. edges: (m, 4) of its boundary; bounds: its envelope."""
    width, height = bounds[2] - bounds[0], bounds[3] - bounds[1]
    cell = max(MIN_CELL_M, float(np.sqrt(width * height / MAX_CELLS)), max(width, height) / (MAX_CELLS / 8))
    x0, y0 = bounds[0] - 1.5 * cell, bounds[1] - 1.5 * cell
    columns, rows = int(width / cell) + 4, int(height / cell) + 4
    crossed = np.zeros((rows, columns), dtype=np.int32)
    pieces = split_edges(edges, cell)
    slack = 1e-6  # a piece that ends on a cell's side belongs to both sides
    low = np.floor((np.minimum(pieces[:, :2], pieces[:, 2:]) - slack - (x0, y0)) / cell).astype(np.int64)
    high = np.floor((np.maximum(pieces[:, :2], pieces[:, 2:]) + slack - (x0, y0)) / cell).astype(np.int64)
    for dx in range(3):
        for dy in range(3):
            crossed[np.minimum(low[:, 1] + dy, high[:, 1]), np.minimum(low[:, 0] + dx, high[:, 0])] = 1
    table = np.zeros((rows + 1, columns + 1), dtype=np.int64)
    np.cumsum(np.cumsum(crossed, axis=0), axis=1, out=table[1:, 1:])
    return Grid(float(x0), float(y0), cell, table, _parity(edges, x0, y0, cell, rows, columns))


def _parity(edges: np.ndarray, x0: float, y0: float, cell: float, rows: int, columns: int) -> np.ndarray:
    """(rows, columns) bool: an odd number of edges lies west of the centre of the cell."""
    low, high = np.minimum(edges[:, 1], edges[:, 3]), np.maximum(edges[:, 1], edges[:, 3])
    first = np.ceil((low - y0) / cell - 0.5).astype(np.int64)  # centre lines y with low <= y < high
    last = np.ceil((high - y0) / cell - 0.5).astype(np.int64)
    count = last - first
    edge = np.repeat(np.arange(len(edges)), count)
    row = first[edge] + np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count)
    y = y0 + (row + 0.5) * cell
    x1, y1, x2, y2 = edges[edge].T
    x = x1 + (y - y1) / (y2 - y1) * (x2 - x1)
    column = np.clip(np.ceil((x - x0) / cell - 0.5).astype(np.int64), 0, columns - 1)
    turns = np.bincount(row * columns + column, minlength=rows * columns).reshape(rows, columns)
    return (np.cumsum(turns, axis=1) & 1).astype(bool)
