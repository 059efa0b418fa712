"""The grid of tiles of a picture (anchored at its corner), and which of them are worth reading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Iterator, Optional, Tuple

import numpy as np
import shapely


@dataclass(frozen=True)
class Grid:
    """Square tiles of `tile` model pixels every `stride`; shift moves the whole grid up and left (tests of the seams)."""

    width: int
    height: int
    tile: int
    stride: int
    shift: Tuple[int, int] = (0, 0)

    @property
    def columns(self) -> int:
        return _count(self.width + self.shift[0], self.tile, self.stride)

    @property
    def rows(self) -> int:
        return _count(self.height + self.shift[1], self.tile, self.stride)

    def origin(self, order: int) -> Tuple[int, int]:
        row, column = divmod(order, self.columns)
        return column * self.stride - self.shift[0], row * self.stride - self.shift[1]

    def orders(self, picture: Any, mask: Optional[Any]) -> Iterator[np.ndarray]:
        """Numbers of the tiles to read, one array a row of tiles; only those that meet `mask` (Lambert 93) when there is one."""
        tree = shapely.STRtree(shapely.get_parts(mask)) if mask is not None else None
        x0 = np.arange(self.columns) * self.stride - self.shift[0]
        left, right = np.clip(x0, 0, self.width), np.clip(x0 + self.tile, 0, self.width)
        for row in range(self.rows):
            y0 = row * self.stride - self.shift[1]
            top, bottom = np.clip([y0, y0 + self.tile], 0, self.height)
            orders = row * self.columns + np.arange(self.columns)
            if tree is not None:
                xs = np.stack([left, right, right, left], axis=1)
                ys = np.broadcast_to(np.array([top, top, bottom, bottom]), xs.shape)
                shapes = shapely.polygons(picture.to_ground(xs.astype(float), ys.astype(float)))
                orders = orders[np.unique(tree.query(shapes, predicate="intersects")[0])]
            yield orders


def _count(size: int, tile: int, stride: int) -> int:
    return 1 if size <= tile else 1 + -(-(size - tile) // stride)


def grid_of(picture: Any, tile: int, overlap_percent: float, shift: Tuple[int, int] = (0, 0)) -> Grid:
    stride = max(1, round(tile * (1 - overlap_percent / 100)))
    return Grid(picture.width, picture.height, tile, stride, shift)
