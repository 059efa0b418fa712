"""Rasters of the pack: ground, hillshade and depths of the lower Lez, as cloud-optimised GeoTIFF in EPSG:2154."""

from __future__ import annotations

from pathlib import Path
from typing import Dict, List, Optional

import numpy as np
import rasterio

from .crues import RASTER_GAUGE, Flood
from .grille import Grid
from .terrain import Terrain

DRY = -9999.0
SUN_AZIMUTH, SUN_HEIGHT = 315.0, 45.0
LABEL = "Paquet d'exercice"


def write(folder: Path, ground: Terrain, floods: List[Flood]) -> List[Dict[str, Optional[str]]]:
    """Write the rasters and return the rows of the table `raster`."""
    _cog(folder / "mnt.tif", ground.grid, np.where(ground.altitude > 0, np.round(ground.altitude, 2), DRY).astype(np.float32), DRY)
    _cog(folder / "ombrage.tif", ground.grid, hillshade(ground.altitude, ground.grid.cell), None)
    rows: List[Dict[str, Optional[str]]] = [
        {"nom": "Altitude du terrain (EXERCICE)", "role": "mnt", "fichier": "mnt.tif", "unite": "m NGF"},
        {"nom": "Ombrage du relief (EXERCICE)", "role": "ombrage", "fichier": "ombrage.tif"},
    ]
    for rank, flood in enumerate((one for one in floods if one.gauge.code == RASTER_GAUGE), 1):
        name = f"hauteur_lez_{rank}.tif"
        _cog(folder / name, flood.grid, np.where(np.isfinite(flood.depth), np.round(flood.depth, 2), DRY).astype(np.float32), DRY)
        rows.append(
            {"nom": f"Hauteur d'eau, {flood.scenario}", "role": "hauteur_eau", "fichier": name, "unite": "m", "scenario": flood.scenario}
        )
    return [{"unite": None, "scenario": None, "source": LABEL, "millesime": "EXERCICE", **row} for row in rows]


def hillshade(altitude: np.ndarray, cell: float) -> np.ndarray:
    """(rows, columns) uint8, 1 to 255, relief exaggerated twice."""
    dy, dx = np.gradient(altitude.astype(np.float32) * 2.0, cell)
    azimuth, height = np.radians(SUN_AZIMUTH), np.radians(SUN_HEIGHT)
    light = np.sin(height) + np.cos(height) * (-dx * np.sin(azimuth) + dy * np.cos(azimuth))
    return np.clip(light / np.sqrt(1.0 + dx * dx + dy * dy) * 255.0, 1.0, 255.0).astype(np.uint8)


def _cog(path: Path, grid: Grid, values: np.ndarray, nodata: float | None) -> None:
    options = {"compress": "DEFLATE", "predictor": "YES", "blocksize": 512, "overview_resampling": "AVERAGE", "num_threads": 2}
    with rasterio.open(path, "w", driver="COG", height=grid.rows, width=grid.columns, count=1, dtype=values.dtype, crs="EPSG:2154", transform=grid.transform, nodata=nodata, **options) as out:  # fmt: skip
        out.write(values, 1)
