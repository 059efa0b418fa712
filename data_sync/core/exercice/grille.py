"""The raster frame of the pack: one square grid in EPSG:2154, and reading values at points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Tuple

import numpy as np
import rasterio
import rasterio.features
import rasterio.transform
import shapely
from scipy import ndimage


@dataclass(frozen=True)
class Grid:
    """Row 0 is north; (left, top) is the outer corner of the first cell; `cell` metres."""

    left: float
    top: float
    cell: float
    rows: int
    columns: int

    @classmethod
    def around(cls, bounds: Tuple[float, float, float, float], cell: float, margin: float) -> Grid:
        left = np.floor((bounds[0] - margin) / 200.0) * 200.0
        top = np.ceil((bounds[3] + margin) / 200.0) * 200.0
        return cls(left, top, cell, int(np.ceil((top - bounds[1] + margin) / cell)), int(np.ceil((bounds[2] + margin - left) / cell)))

    @property
    def transform(self) -> rasterio.Affine:
        return rasterio.transform.from_origin(self.left, self.top, self.cell, self.cell)

    @property
    def shape(self) -> Tuple[int, int]:
        return self.rows, self.columns

    def centres(self) -> Tuple[np.ndarray, np.ndarray]:
        """(x of the columns, y of the rows)."""
        return self.left + (np.arange(self.columns) + 0.5) * self.cell, self.top - (np.arange(self.rows) + 0.5) * self.cell

    def cells(self, points: np.ndarray) -> Tuple[np.ndarray, np.ndarray]:
        """(row, column) of the points (k, 2), clipped to the grid."""
        row = np.clip(((self.top - points[:, 1]) / self.cell).astype(np.int64), 0, self.rows - 1)
        return row, np.clip(((points[:, 0] - self.left) / self.cell).astype(np.int64), 0, self.columns - 1)

    def at(self, raster: np.ndarray, points: np.ndarray) -> np.ndarray:
        """Bilinear values of `raster` at points (k, 2)."""
        row, column = (self.top - points[:, 1]) / self.cell - 0.5, (points[:, 0] - self.left) / self.cell - 0.5
        return ndimage.map_coordinates(raster, [row, column], order=1, mode="nearest")

    def mask(self, shape: shapely.Geometry) -> np.ndarray:
        """True where the centre of the cell is in the geometry."""
        if shapely.is_empty(shape):
            return np.zeros(self.shape, dtype=bool)
        return rasterio.features.rasterize([(shape, 1)], out_shape=self.shape, transform=self.transform, dtype=np.uint8).astype(bool)

    def window(self, bounds: Tuple[float, float, float, float], cell: float) -> Grid:
        """A grid of finer or equal cells over a part of this one."""
        left = max(self.left, np.floor(bounds[0] / 200.0) * 200.0)
        top = min(self.top, np.ceil(bounds[3] / 200.0) * 200.0)
        right, bottom = min(self.left + self.columns * self.cell, bounds[2]), max(self.top - self.rows * self.cell, bounds[1])
        return Grid(left, top, cell, max(1, int((top - bottom) / cell)), max(1, int((right - left) / cell)))

    def resample(self, raster: np.ndarray, target: Grid, order: int = 1) -> np.ndarray:
        """`raster` of this grid on the cells of another grid."""
        x, y = target.centres()
        row, column = np.meshgrid((self.top - y) / self.cell - 0.5, (x - self.left) / self.cell - 0.5, indexing="ij")
        return ndimage.map_coordinates(raster, [row, column], order=order, mode="nearest")
