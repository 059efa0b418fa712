"""Hazard and regulation zones of the exercise: rivers' reference flood and sea, by commune, standard « exercice »."""

from __future__ import annotations

from typing import Dict, List, Tuple

import geopandas as gpd
import numpy as np
import shapely
from scipy import ndimage

from .surfaces import by_commune, classes
from .terrain import Terrain
from .territoire import Territory

LEVELS = (0.5, 1.0, 2.0)
LEVEL_NAMES = ("faible", "moyen", "fort", "tres_fort")
SEA_LEVEL, SEA_REACH = 2.0, 1_500.0  # reference storm surge, m NGF, and how far inland
RIVER, SEA = "Débordement de cours d'eau", "Submersion marine"
ZONES = {
    "RN": ("Zone rouge naturelle (EXERCICE)", "interdiction_stricte"),
    "RU": ("Zone rouge urbanisée (EXERCICE)", "interdiction"),
    "BU": ("Zone bleue urbanisée (EXERCICE)", "prescription"),
}


def build(
    territory: Territory, terrain: Terrain, depth: np.ndarray, buildings: gpd.GeoDataFrame
) -> Tuple[gpd.GeoDataFrame, gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """(zone_alea, zone_reglementaire_ppr, perimetre_ppr). depth: reference flood on the terrain's grid, NaN where dry."""
    inside = terrain.grid.mask(territory.department)
    wet = np.isfinite(depth) & inside
    surge = _surge(territory, terrain) & inside & ~wet
    cells = territory.communes.geometry.to_numpy()
    basins = _basins(terrain)
    hazard: Dict[object, shapely.Geometry] = {}
    for basin, courses in basins.items():
        mine = wet & np.isin(terrain.course_of, courses)[terrain.nearest]
        for level, shape in classes(np.nan_to_num(depth), mine, LEVELS, LEVEL_NAMES, terrain.grid):
            hazard[(basin, RIVER, level)] = shape
    for level, shape in classes(SEA_LEVEL - terrain.altitude, surge, LEVELS[:2], LEVEL_NAMES[:3], terrain.grid):
        hazard[("LITTORAL", SEA, level)] = shape
    alea = [
        (_code(basin), "exercice", kind, level, "Crue ou tempête de référence", geometry)
        for (basin, kind, level), _, geometry in by_commune(hazard, cells)
    ]
    columns = ["code_procedure", "standard", "type_alea", "niveau_alea", "occurrence", "geometry"]
    zones = _regulation(territory, terrain, depth, surge, wet, buildings, basins, cells)
    return gpd.GeoDataFrame(alea, columns=columns, geometry="geometry", crs=2154), zones, _perimeters(zones, territory)


def _surge(territory: Territory, terrain: Terrain) -> np.ndarray:
    water = ~terrain.land & (terrain.altitude < SEA_LEVEL)
    if not water.any():
        return np.zeros(terrain.grid.shape, dtype=bool)
    near = ndimage.distance_transform_edt(~water) * terrain.grid.cell < SEA_REACH
    return terrain.land & near & ~water & (terrain.altitude < SEA_LEVEL)


def _basins(terrain: Terrain) -> Dict[str, List[int]]:
    """Basin -> courses: tributaries go with the river they join."""
    parent = {
        "Mosson": "Lez",
        "Coulazou": "Lez",
        "Lergue": "Hérault",
        "Vis": "Hérault",
        "Peyne": "Hérault",
        "Thongue": "Hérault",
        "Jaur": "Orb",
    }
    out: Dict[str, List[int]] = {}
    for index, course in enumerate(terrain.courses):
        out.setdefault(parent.get(course.river.name, course.river.name), []).append(index)
    return out


def _code(basin: str) -> str:
    return "EX34-" + basin.upper().replace("É", "E")


def _regulation(territory, terrain, depth, surge, wet, buildings, basins, cells) -> gpd.GeoDataFrame:
    """Red in the country and under a metre of water or more, blue in towns under less."""
    points = shapely.get_coordinates(shapely.centroid(buildings.geometry.to_numpy()))
    row, column = terrain.grid.cells(points)
    built = np.bincount(row * terrain.grid.columns + column, minlength=depth.size).reshape(depth.shape).astype(np.float32)
    town = ndimage.uniform_filter(built, 5) > 0.30
    deep = np.nan_to_num(depth) >= 1.0
    kind = np.where(~town, 2, np.where(deep, 1, 0)) + 0.5
    shapes: Dict[object, shapely.Geometry] = {}
    for basin, courses in basins.items():
        mine = wet & np.isin(terrain.course_of, courses)[terrain.nearest]
        for zone, shape in classes(kind, mine, (1.0, 2.0), ("BU", "RU", "RN"), terrain.grid):
            shapes[(basin, zone)] = shape
    for zone, shape in classes(kind, surge, (1.0, 2.0), ("BU", "RU", "RN"), terrain.grid):
        shapes[("LITTORAL", zone)] = shape
    rows = []
    for (basin, zone), index, geometry in by_commune(shapes, cells):
        label, rule = ZONES[zone]
        code = territory.places[index].code
        name = f"PPRI d'exercice {basin}" if basin != "LITTORAL" else "PPR littoral d'exercice"
        rows.append(
            (
                _code(basin),
                "exercice",
                name,
                f"{_code(basin)}-{code}-{zone}",
                zone,
                label,
                rule,
                "approuve",
                rule != "interdiction_stricte",
                geometry,
            )
        )
    columns = [
        "code_procedure",
        "standard",
        "nom",
        "id_zone",
        "code_zone",
        "libelle_zone",
        "type_reglement",
        "etat_procedure",
        "obligation_travaux",
        "geometry",
    ]
    return gpd.GeoDataFrame(rows, columns=columns, geometry="geometry", crs=2154)


def _perimeters(zones: gpd.GeoDataFrame, territory: Territory) -> gpd.GeoDataFrame:
    """The communes that a plan's zones touch."""
    shape_of = dict(zip(territory.communes["code_insee"], territory.communes.geometry))
    rows = []
    for code, group in zones.groupby("code_procedure", sort=True):
        communes = sorted({one.rsplit("-", 2)[1] for one in group["id_zone"]})
        rows.append(
            (code, "exercice", group["nom"].iloc[0], "approuve", "2020-01-01", shapely.unary_union([shape_of[one] for one in communes]))
        )
    return gpd.GeoDataFrame(
        rows, columns=["code_procedure", "standard", "nom", "etat_procedure", "date_approbation", "geometry"], geometry="geometry", crs=2154
    )
