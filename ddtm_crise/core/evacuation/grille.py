"""A grid of water depths as a zone, and its values under points.

The zone is the exact union of the squares of the pixels deeper than the threshold: a building astride such a square counts for its
covered share, as with any other zone (sampling one point a building would not say that).
"""

from __future__ import annotations

import os
from typing import List

import numpy as np
import rasterio
import rasterio.features
import shapely
from pyproj import Transformer

from shared.errors import BadInput
from shared.jobs import JobContext

MAX_PIXELS = 400_000_000


def depth_zone(path: str, threshold: float, ctx: JobContext) -> List[shapely.Geometry]:
    """Polygons (EPSG:2154) where the grid's first band is strictly deeper than `threshold` metres. Raises BadInput."""
    return ctx.cached(path, f"ddtm_crise.evacuation.grille.{threshold!r}", lambda name: _polygonise(name, threshold))


def sample(path: str, points: np.ndarray) -> np.ndarray:
    """(n,) value of the pixel under each point (n, 2) EPSG:2154; NaN out of the grid or without data."""
    out = np.full(len(points), np.nan)
    if not len(points):
        return out
    try:
        with rasterio.open(path) as raster:
            x, y = points.T
            if raster.crs is not None and raster.crs.to_epsg() != 2154:
                x, y = Transformer.from_crs(2154, raster.crs.to_wkt(), always_xy=True).transform(x, y)
            known = np.isfinite(x) & np.isfinite(y)
            for i, value in zip(np.flatnonzero(known), raster.sample(np.column_stack([x, y])[known], indexes=1, masked=True)):
                out[i] = np.nan if np.ma.is_masked(value[0]) else float(value[0])
    except (rasterio.errors.RasterioError, OSError) as error:
        raise BadInput(f"La grille « {os.path.basename(path)} » est illisible : réinstallez le paquet de données.", str(error)) from error
    return out


def _polygonise(path: str, threshold: float) -> List[shapely.Geometry]:
    name = os.path.basename(path)
    try:
        with rasterio.open(path) as raster:
            if raster.crs is None:
                raise BadInput(f"La grille « {name} » ne dit pas son système de coordonnées : enregistrez-la en Lambert 93 (EPSG:2154).")
            if raster.width * raster.height > MAX_PIXELS:
                raise BadInput(f"La grille « {name} » est trop grande pour ce poste : découpez-la sur la zone utile.")
            depth = raster.read(1, masked=True)
            wet = np.asarray(
                (depth.filled(np.nan) if np.issubdtype(depth.dtype, np.floating) else depth.astype(float).filled(np.nan)) > threshold
            )
            transform, epsg, crs = raster.transform, raster.crs.to_epsg(), raster.crs.to_wkt()
    except (rasterio.errors.RasterioError, OSError) as error:
        raise BadInput(f"La grille « {name} » est introuvable ou illisible.", str(error)) from error
    pieces = [
        _polygon(shape)
        for shape, value in rasterio.features.shapes(wet.astype(np.uint8), mask=wet, connectivity=4, transform=transform)
        if value == 1
    ]
    if epsg != 2154:
        move = Transformer.from_crs(crs, 2154, always_xy=True).transform
        pieces = [shapely.transform(shapely.segmentize(one, max(1e-9, shapely.length(one) / 400)), _moved(move)) for one in pieces]
    return pieces


def _polygon(shape: dict) -> shapely.Polygon:
    shell, *holes = shape["coordinates"]
    return shapely.Polygon(shell, holes)


def _moved(move):
    return lambda points: np.column_stack(move(points[:, 0], points[:, 1]))
