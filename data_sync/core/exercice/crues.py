"""Floods of the exercise: water levels above the banks, spread over the ground they reach from the river."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Dict, List, Tuple

import geopandas as gpd
import numpy as np
import shapely
from scipy import ndimage

from .faits import Facts, Gauge
from .grille import Grid
from .surfaces import classes, polygon
from .terrain import Terrain

FINE = 25.0
SHALLOW = 0.05
FALL = 0.0009  # the water's surface falls by that much for each metre away from the river
DEPTH_LIMITS = (0.5, 1.0, 1.5, 2.0)
DEPTH_NAMES = ("0_050", "050_100", "100_150", "150_200", "200p")
DEFAULT_RISE = 1.8  # reference flood of the rivers without gauge, m above the banks
REACH_UP = 9_000.0
TAPER = 2_200.0  # a reach's flood shrinks to nothing over that length at its ends, the sea excepted
RASTER_GAUGE = "EX-LEZ-3"
PAST_FLOODS = (("EXERCICE 2014", "2014-09-29", ("Lez", "Mosson"), 1), ("EXERCICE 1996", "1996-01-28", ("Orb", "Libron"), 1))


@dataclass(frozen=True)
class Flood:
    """One stage at one gauge: depth of water (rows, columns) on `grid`, NaN where dry."""

    gauge: Gauge
    stage: float
    grid: Grid
    depth: np.ndarray

    @property
    def scenario(self) -> str:
        """No comma in it: filters on a field separate their values with commas."""
        metres, centimetres = divmod(round(self.stage * 100), 100)
        return f"{self.gauge.river} à {self.gauge.name.replace(' (EXERCICE)', '')} : {metres} m {centimetres:02d} (EXERCICE)"


def reaches(facts: Facts, terrain: Terrain) -> List[Tuple[Gauge, np.ndarray, np.ndarray]]:
    """(gauge, stacked vertices of its reach, share of the rise there): half-way to the gauges above and below, or to the mouth."""
    out, first = [], 0
    for course in terrain.courses:
        mine = [gauge for gauge in facts.gauges if gauge.river == course.river.name]
        at = [float(course.chainage[np.argmin(np.hypot(*(course.line - (gauge.x, gauge.y)).T))]) for gauge in mine]
        for index in np.argsort(at):
            before = [c for c in at if c < at[index]]
            after = [c for c in at if c > at[index]]
            low = (max(before) + at[index]) / 2 - TAPER / 2 if before else at[index] - REACH_UP
            high = (min(after) + at[index]) / 2 + TAPER / 2 if after else np.inf
            inside = np.flatnonzero((course.chainage >= low) & (course.chainage < high))
            edge = np.minimum(course.chainage[inside] - low, high - course.chainage[inside])
            out.append((mine[index], first + inside, np.clip(edge / TAPER, 0.0, 1.0) ** 0.7))
        first += len(course.line)
    return out


def floods(facts: Facts, terrain: Terrain) -> List[Flood]:
    """Every stage of every gauge that the territory holds, on a 25 m grid around its reach."""
    out = []
    for gauge, vertices, share in reaches(facts, terrain):
        if len(vertices) < 5:
            continue
        stacked = np.concatenate([course.line for course in terrain.courses])[vertices]
        grid = terrain.grid.window((*(stacked.min(axis=0) - 4000.0), *(stacked.max(axis=0) + 4000.0)), FINE)
        out += [
            Flood(gauge, stage, grid, _depth(terrain, grid, vertices, stacked, (stage - gauge.bankfull) * share)) for stage in gauge.stages
        ]
    return out


def _depth(terrain: Terrain, grid: Grid, vertices: np.ndarray, stacked: np.ndarray, rise: np.ndarray) -> np.ndarray:
    level = np.full(len(terrain.bank), np.nan)
    level[vertices] = terrain.bank[vertices] + rise
    top, left = terrain.grid.cells(np.array([[grid.left + 1.0, grid.top - 1.0]]))
    rows, columns = int(grid.rows * grid.cell / terrain.grid.cell) + 2, int(grid.columns * grid.cell / terrain.grid.cell) + 2
    part = (slice(int(top[0]), int(top[0]) + rows), slice(int(left[0]), int(left[0]) + columns))
    coarse = Grid(
        terrain.grid.left + int(left[0]) * terrain.grid.cell,
        terrain.grid.top - int(top[0]) * terrain.grid.cell,
        terrain.grid.cell,
        *terrain.altitude[part].shape,
    )
    depth = level[terrain.nearest[part]] - FALL * terrain.distance[part] - terrain.altitude[part]
    depth = np.where(terrain.land[part] & np.isfinite(depth), depth, -3.0)
    fine = coarse.resample(np.clip(depth, -3.0, 12.0), grid)
    wet = _reached(fine > SHALLOW, grid.cells(stacked))
    return np.where(wet, fine, np.nan).astype(np.float32)


def _reached(wet: np.ndarray, cells: Tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """Cells of `wet` joined to one of the river's cells."""
    label, count = ndimage.label(wet, structure=np.ones((3, 3)))
    keep = np.zeros(count + 1, dtype=bool)
    keep[label[cells]] = True
    keep[0] = False
    return keep[label]


def reference(facts: Facts, terrain: Terrain) -> np.ndarray:
    """(rows, columns) depth of the reference flood of every river on the terrain's grid, NaN where dry."""
    rise = np.full(len(terrain.bank), DEFAULT_RISE)
    for gauge, vertices, share in reaches(facts, terrain):
        rise[vertices] = np.maximum(rise[vertices] * (share < 1.0), (max(gauge.stages) - gauge.bankfull) * share)
    level = (terrain.bank + rise)[terrain.nearest]
    depth = level - FALL * terrain.distance - terrain.altitude
    wet = terrain.land & (depth > SHALLOW) & (terrain.distance < 4500.0)
    wet = _reached(wet, terrain.grid.cells(np.concatenate([course.line for course in terrain.courses])))
    return np.where(wet, depth, np.nan).astype(np.float32)


def zip_layer(all_floods: List[Flood]) -> gpd.GeoDataFrame:
    """zone_inondee_potentielle: five depth classes for each stage."""
    rows = []
    for flood in all_floods:
        wet = np.isfinite(flood.depth)
        for name, shape in classes(np.nan_to_num(flood.depth), wet, DEPTH_LIMITS, DEPTH_NAMES, flood.grid):
            rows.append((flood.gauge.code, flood.gauge.name, flood.gauge.river, flood.stage, name, flood.scenario, shape))
    columns = ["code_station", "station", "cours_d_eau", "hauteur_echelle", "classe_hauteur", "scenario", "geometry"]
    return gpd.GeoDataFrame(rows, columns=columns, geometry="geometry", crs=2154)


def past_layer(all_floods: List[Flood]) -> gpd.GeoDataFrame:
    """emprise_crue: what a past exercise flood covered."""
    rows = []
    for name, day, rivers, rank in PAST_FLOODS:
        chosen: Dict[str, Flood] = {}
        for flood in all_floods:
            if flood.gauge.river in rivers and flood.stage == flood.gauge.stages[min(rank, len(flood.gauge.stages) - 1)]:
                chosen[flood.gauge.code] = flood
        if chosen:
            shape = shapely.unary_union([polygon(np.isfinite(flood.depth), flood.grid) for flood in chosen.values()])
            rows.append((name, day, int(day[:4]), "Paquet d'exercice (évènement fictif)", shape))
    return gpd.GeoDataFrame(rows, columns=["nom", "date_evenement", "annee", "source", "geometry"], geometry="geometry", crs=2154)
