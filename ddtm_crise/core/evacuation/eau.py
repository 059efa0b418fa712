"""Altitude of the ground, depth of water and height above the water under points, where the pack has grids."""

from __future__ import annotations

import os
from typing import Dict, List, NamedTuple, Optional

import numpy as np
import rasterio
from rasterio.windows import Window

from shared.espace import Espace
from shared.gpkg import read
from shared.jobs import JobContext

from .grille import sample

REACH_M = 500.0  # beyond, the nearest water says nothing of the place


class Grids(NamedTuple):
    ground: Optional[str]
    depths: List[Dict[str, str]]  # nom, fichier (absolute), scenario


def grids(espace: Espace, ctx: JobContext) -> Grids:
    """The ground and depth grids that the pack declares and holds."""
    rows = ctx.cached(
        str(espace.referentiel_gpkg),
        "ddtm_crise.evacuation.grilles",
        lambda path: read.rows(path, "raster") if "raster" in read.layer_names(path) else [],
    )
    held = [{**row, "fichier": str(espace.generation / row["fichier"])} for row in rows]
    held = [row for row in held if os.path.isfile(row["fichier"])]
    ground = next((row["fichier"] for row in held if row["role"] == "mnt"), None)
    return Grids(ground, [row for row in held if row["role"] == "hauteur_eau"])


def choose(depths: List[Dict[str, str]], label: str, used: Optional[str]) -> Optional[Dict[str, str]]:
    """The depth grid that goes with the zone: the one it was made of, the one whose scenario its name tells, or the only one."""
    if used is not None:
        same = [row for row in depths if os.path.abspath(row["fichier"]) == os.path.abspath(used)]
        return same[0] if same else {"nom": os.path.basename(used), "fichier": used, "scenario": ""}
    told = [row for row in depths if row.get("scenario") and str(row["scenario"]).lower() in label.lower()]
    return told[0] if told else depths[0] if len(depths) == 1 else None


def heights(points: np.ndarray, ground: Optional[str], depth: Optional[str]) -> Dict[str, np.ndarray]:
    """{"altitude", "hauteur_eau", "altitude_sur_eau"}: (n,) metres, NaN unknown. points: (n, 2) EPSG:2154.

    altitude_sur_eau = minus the depth in the water; elsewhere the ground less the water level of the nearest wet pixel within 500 m.
    """
    altitude = sample(ground, points) if ground else np.full(len(points), np.nan)
    water = np.full(len(points), np.nan)
    above = np.full(len(points), np.nan)
    if depth and len(points):
        sampled = sample(depth, points)
        water = np.where(np.isnan(sampled), 0.0, np.maximum(sampled, 0.0))
        above = np.where(water > 0, -water, np.nan)
        if ground:
            dry = np.flatnonzero((water <= 0) & np.isfinite(altitude))
            near, level = _nearest_water(depth, points[dry])
            known = np.isfinite(level)
            surface = sample(ground, near[known]) + level[known]
            above[dry[known]] = altitude[dry[known]] - surface
    return {"altitude": altitude, "hauteur_eau": water, "altitude_sur_eau": above}


def _nearest_water(path: str, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """((n, 2) centre of the nearest wet pixel, (n,) its depth); NaN when there is none within reach."""
    where, level = np.full((len(points), 2), np.nan), np.full(len(points), np.nan)
    with rasterio.open(path) as raster:
        if raster.crs is None or raster.crs.to_epsg() != 2154:
            return where, level
        size = abs(raster.transform.a)
        reach = int(np.ceil(REACH_M / size))
        for i, (x, y) in enumerate(points):
            row, column = raster.index(x, y)
            top, left = max(0, row - reach), max(0, column - reach)
            height, width = min(raster.height, row + reach + 1) - top, min(raster.width, column + reach + 1) - left
            if height <= 0 or width <= 0:
                continue
            depth = raster.read(1, window=Window(left, top, width, height), masked=True).astype(float).filled(np.nan)
            rows, columns = np.nonzero(depth > 0)
            if not len(rows):
                continue
            away = np.hypot(rows + top - row, columns + left - column)
            best = int(np.argmin(away))
            if away[best] * size <= REACH_M:
                where[i] = raster.xy(int(rows[best] + top), int(columns[best] + left))
                level[i] = depth[rows[best], columns[best]]
    return where, level
