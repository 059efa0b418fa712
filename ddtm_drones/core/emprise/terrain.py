"""Heights of the ground: a window of the terrain raster kept in memory, sampled bilinearly; or a flat ground."""

from __future__ import annotations

import os
from typing import Optional, Tuple

import numpy as np

from shared.errors import BadInput

MAX_CELLS = 60_000_000
UNREADABLE = "Le terrain « {name} » n'est pas un raster lisible."


class Flat:
    """Ground at one height everywhere."""

    relief = False
    cell = 5.0

    def __init__(self, height: float = 0.0) -> None:
        self.height = self.low = height

    def at(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        return np.full(np.shape(x), self.height)


class Grid:
    """A raster window, NaN where the raster says nothing. x, y are in the raster's own system."""

    relief = True

    def __init__(self, heights: np.ndarray, west: float, north: float, cell: Tuple[float, float]) -> None:
        self.heights, self.west, self.north, (self.dx, self.dy) = heights, west, north, cell
        self.cell = min(cell)
        self.low = float(np.nanmin(heights)) if np.isfinite(heights).any() else np.nan

    def at(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """Between the centres of the four cells around; NaN outside."""
        column = (np.asarray(x) - self.west) / self.dx - 0.5
        row = (self.north - np.asarray(y)) / self.dy - 0.5
        height, width = self.heights.shape
        inside = (column >= -0.5) & (column <= width - 0.5) & (row >= -0.5) & (row <= height - 0.5)
        column, row = np.clip(column, 0, width - 1), np.clip(row, 0, height - 1)
        left, top = np.minimum(column.astype(np.intp), max(width - 2, 0)), np.minimum(row.astype(np.intp), max(height - 2, 0))
        fx, fy = column - left, row - top
        right, bottom = np.minimum(left + 1, width - 1), np.minimum(top + 1, height - 1)
        z = self.heights
        found = (z[top, left] * (1 - fx) + z[top, right] * fx) * (1 - fy) + (z[bottom, left] * (1 - fx) + z[bottom, right] * fx) * fy
        return np.where(inside, found, np.nan)


def load(path: os.PathLike[str] | str, bounds: Tuple[float, float, float, float]) -> Optional[Grid]:
    """The part of a raster in `bounds` (xmin, ymin, xmax, ymax in the raster's system); None when they do not meet.

    Raises BadInput when the file is no raster in Lambert 93.
    """
    import rasterio
    from rasterio.errors import RasterioError
    from rasterio.windows import Window, from_bounds

    check(path)
    try:
        with rasterio.open(path) as raster:
            wanted = from_bounds(*bounds, transform=raster.transform)
            col, row = int(np.floor(wanted.col_off)) - 2, int(np.floor(wanted.row_off)) - 2
            right, bottom = int(np.ceil(wanted.col_off + wanted.width)) + 2, int(np.ceil(wanted.row_off + wanted.height)) + 2
            col, row, right, bottom = max(col, 0), max(row, 0), min(right, raster.width), min(bottom, raster.height)
            if right <= col or bottom <= row:
                return None
            if (right - col) * (bottom - row) > MAX_CELLS:
                raise BadInput("Les photos couvrent trop de terrain pour être traitées d'un coup : importez-les site par site.")
            heights = raster.read(1, window=Window(col, row, right - col, bottom - row), masked=True).astype("float64").filled(np.nan)
            step = raster.transform
            grid = Grid(heights, step.c + col * step.a, step.f + row * step.e, (step.a, -step.e))
    except RasterioError as error:
        raise BadInput(UNREADABLE.format(name=os.path.basename(os.fspath(path))), str(error)) from error
    return grid if np.isfinite(grid.low) else None


def check(path: os.PathLike[str] | str) -> None:
    """Raises BadInput unless `path` is a north-up raster in Lambert 93."""
    import rasterio
    from rasterio.errors import RasterioError

    name = os.path.basename(os.fspath(path))
    if not os.path.exists(path):
        raise BadInput(f"Le terrain « {path} » est introuvable.")
    try:
        with rasterio.open(path) as raster:
            if raster.crs is None or raster.crs.to_epsg() not in (2154, None):
                raise BadInput(f"Le terrain « {name} » n'est pas en Lambert 93 : reprojetez-le (EPSG:2154).", str(raster.crs))
            if raster.transform.b or raster.transform.d or raster.transform.e > 0:
                raise BadInput(f"Le terrain « {name} » n'est pas orienté au nord : rééchantillonnez-le.")
    except RasterioError as error:
        raise BadInput(UNREADABLE.format(name=name), str(error)) from error
