"""A packed spatial index: the node tables of SQLite's rtree written at once, instead of one insertion per row.

SQLite's layout (rtree.c, unchanged since 2008): a node is a 2-byte depth (root only), a 2-byte cell count, then cells of
an 8-byte id and four big-endian 4-byte floats (minx, maxx, miny, maxy), padded to the node size. Envelopes are sorted
along a Hilbert curve and packed in full nodes, level by level (Kamel & Faloutsos 1993). `rtreecheck()` verifies it in the tests.
"""

from __future__ import annotations

import sqlite3
from typing import Iterator, Tuple

import numpy as np

MAX_CELLS, CELL_BYTES = 51, 24
_HILBERT_BITS = 16


def rebuild(connection: sqlite3.Connection, index: str, ids: np.ndarray, envelopes: np.ndarray) -> None:
    """Replace the content of the rtree table `index`, inside the caller's transaction.

    ids: (n,) int64 row ids; envelopes: (n, 4) float64 minx, maxx, miny, maxy. No NaN.
    """
    (page,) = connection.execute("PRAGMA page_size").fetchone()
    node_bytes = min(page - 64, 4 + CELL_BYTES * MAX_CELLS)
    capacity = (node_bytes - 4) // CELL_BYTES
    for table in ("node", "rowid", "parent"):
        connection.execute(f'DELETE FROM "{index}_{table}"')
    for number, data, children, leaf in _nodes(ids, envelopes, node_bytes, capacity):
        connection.execute(f'INSERT INTO "{index}_node" VALUES (?, ?)', (number, data))
        table = "rowid" if leaf else "parent"
        connection.executemany(f'INSERT OR REPLACE INTO "{index}_{table}" VALUES (?, {number})', children)


def entries(connection: sqlite3.Connection, index: str) -> Tuple[np.ndarray, np.ndarray]:
    """(ids, envelopes) held by the rtree table `index`, float32 outward rounding as stored."""
    held = connection.execute(f'SELECT id, minx, maxx, miny, maxy FROM "{index}"').fetchall()
    table = np.array(held, dtype=np.float64).reshape(len(held), 5)
    return table[:, 0].astype(np.int64), table[:, 1:]


def outward(envelopes: np.ndarray) -> np.ndarray:
    """Envelopes as float32, minima rounded down and maxima up, so that none shrinks."""
    out = envelopes.astype(np.float32)
    for column, toward, wrong in ((0, -np.inf, np.greater), (1, np.inf, np.less), (2, -np.inf, np.greater), (3, np.inf, np.less)):
        bad = wrong(out[:, column].astype(np.float64), envelopes[:, column])
        out[bad, column] = np.nextafter(out[bad, column], np.float32(toward))
    return out


def _nodes(ids, envelopes, node_bytes: int, capacity: int) -> Iterator[Tuple[int, bytes, list, bool]]:
    """(node number, blob, [(child id,)], is a leaf) of every node; number 1 is the root, the rest are counted from 2."""
    boxes = outward(envelopes)
    order = np.argsort(_hilbert(envelopes), kind="stable")
    ids, boxes = np.asarray(ids, dtype=np.int64)[order], boxes[order]
    depth, following = 0, 2
    while len(ids) > capacity:
        starts = np.arange(0, len(ids), capacity)
        numbers = np.arange(following, following + len(starts))
        following += len(starts)
        yield from _pack(numbers, starts, ids, boxes, node_bytes, capacity, depth == 0)
        boxes = np.column_stack([(np.minimum, np.maximum)[c % 2].reduceat(boxes[:, c], starts) for c in range(4)])
        ids = numbers.astype(np.int64)
        depth += 1
    root = bytearray(_blob(ids, boxes, node_bytes))
    root[0:2] = depth.to_bytes(2, "big")
    yield 1, bytes(root), [(int(i),) for i in ids], depth == 0


def _pack(numbers, starts, ids, boxes, node_bytes: int, capacity: int, leaf: bool):
    for number, start in zip(numbers.tolist(), starts.tolist()):
        part = slice(start, start + capacity)
        yield number, _blob(ids[part], boxes[part], node_bytes), [(i,) for i in ids[part].tolist()], leaf


def _blob(ids: np.ndarray, boxes: np.ndarray, node_bytes: int) -> bytes:
    cells = np.empty(len(ids), dtype=[("id", ">i8"), ("box", ">f4", (4,))])
    cells["id"], cells["box"] = ids, boxes
    return (b"\0\0" + len(ids).to_bytes(2, "big") + cells.tobytes()).ljust(node_bytes, b"\0")


def _hilbert(envelopes: np.ndarray) -> np.ndarray:
    """Place of each envelope's centre along a Hilbert curve of 2**16 x 2**16 cells over the whole extent."""
    if len(envelopes) == 0:
        return np.empty(0, dtype=np.uint64)
    centres = np.column_stack([envelopes[:, 0] + envelopes[:, 1], envelopes[:, 2] + envelopes[:, 3]])
    low = centres.min(axis=0)
    span = np.maximum(centres.max(axis=0) - low, 1e-9).max()
    cells = ((centres - low) / span * (2**_HILBERT_BITS - 1)).astype(np.int64)
    x, y = cells[:, 0].copy(), cells[:, 1].copy()
    place = np.zeros(len(x), dtype=np.int64)
    side = 2 ** (_HILBERT_BITS - 1)
    while side > 0:
        rx, ry = (x & side) > 0, (y & side) > 0
        place += side * side * ((3 * rx) ^ ry)
        flip = ~ry & rx
        x[flip], y[flip] = (2**_HILBERT_BITS - 1) - x[flip], (2**_HILBERT_BITS - 1) - y[flip]
        swap = ~ry
        x[swap], y[swap] = y[swap], x[swap].copy()
        side //= 2
    return place
