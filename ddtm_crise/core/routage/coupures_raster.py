"""Roads under water: segments where a depth grid passes a threshold."""

from __future__ import annotations

import os

import numpy as np
import rasterio
import shapely
from rasterio.windows import Window

from shared.errors import BadInput

from .reseau import Network

HALF_MM = 0.0005  # grids are single precision: 0.40 m is not more than 0.40 m
STEP_M = 10.0  # a road is looked at every 10 m at least


def depth_arcs(network: Network, path: str, threshold: float) -> np.ndarray:
    """Both directions of the ground-level and underground segments with more than `threshold` metres of water somewhere.

    path: depth raster (metres, EPSG:2154, nodata = dry). Raises BadInput when it is unreadable or in another system.
    """
    try:
        with rasterio.open(path) as raster:
            if raster.crs is not None and raster.crs.to_epsg() not in (2154, None):
                raise BadInput(f"La grille de hauteurs d'eau « {os.path.basename(path)} » n'est pas en Lambert 93 : importez-la d'abord.")
            near = network.within(tuple(raster.bounds))
            near = near[network.graph.level[near] <= 0]
            if not len(near):
                return np.empty(0, dtype=np.int64)
            points, line = shapely.get_coordinates(shapely.segmentize(network.lines[near], STEP_M), return_index=True)
            rows, columns = rasterio.transform.rowcol(raster.transform, points[:, 0], points[:, 1])
            rows, columns = np.asarray(rows), np.asarray(columns)
            inside = (rows >= 0) & (rows < raster.height) & (columns >= 0) & (columns < raster.width)
            if not inside.any():
                return np.empty(0, dtype=np.int64)
            top, left = int(rows[inside].min()), int(columns[inside].min())
            window = Window(left, top, int(columns[inside].max()) - left + 1, int(rows[inside].max()) - top + 1)
            depth = raster.read(1, window=window, masked=True).filled(0.0).astype(float)
    except rasterio.errors.RasterioError as error:
        raise BadInput(f"La grille de hauteurs d'eau « {os.path.basename(path)} » est illisible.", str(error)) from error
    depth = np.nan_to_num(depth, nan=0.0)
    wet = np.zeros(len(points), dtype=bool)
    wet[inside] = depth[rows[inside] - top, columns[inside] - left] > threshold + HALF_MM
    cut = near[np.unique(line[wet])]
    return np.concatenate([cut, cut + network.segments])
