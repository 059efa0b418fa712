"""Hydrography of the exercise: rivers, surfaces, gauge stations and flood marks."""

from __future__ import annotations

from typing import List

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from .crues import Flood
from .faits import Facts
from .hasard import generator
from .terrain import Terrain
from .territoire import Territory

OFFSHORE = 15_000.0
SURFACE_FROM = 20.0  # rivers at least that wide are surfaces too
MARK_EVERY = 40


def lines(ground: Terrain) -> gpd.GeoDataFrame:
    """Rivers as drawn: nom, largeur."""
    table = {"nom": [course.river.name for course in ground.courses], "largeur": [course.river.width for course in ground.courses]}
    return gpd.GeoDataFrame(table, geometry=[shapely.LineString(course.line) for course in ground.courses], crs=2154)


def margins(ground: Terrain, away: float) -> List[shapely.Geometry]:
    """Beds and banks: where nothing is built."""
    return [shapely.LineString(course.line).buffer(course.river.width / 2 + away, quad_segs=3) for course in ground.courses]


def streams(ground: Terrain, territory: Territory) -> gpd.GeoDataFrame:
    """troncon_hydrographique."""
    frame = shapely.buffer(territory.domain, 1500.0)
    rows = [
        (f"TRON_EAUX{index:08d}", course.river.name, course.river.basin_km2, course.river.importance, shapely.intersection(shapely.LineString(course.line), frame))
        for index, course in enumerate(ground.courses, 1)
    ]  # fmt: skip
    table = gpd.GeoDataFrame(rows, columns=["cleabs", "nom", "bassin_km2", "importance", "geometry"], geometry="geometry", crs=2154)
    return table[~table.geometry.is_empty].reset_index(drop=True)


def surfaces(ground: Terrain, territory: Territory) -> gpd.GeoDataFrame:
    """surface_hydrographique: sea off the coast, lagoons and lakes, beds of the wide rivers."""
    left, bottom, right, top = territory.domain.bounds
    sea = shapely.intersection(territory.sea, shapely.box(left - OFFSHORE, bottom - OFFSHORE, right + OFFSHORE, top))
    rows = [("Mer Méditerranée", "Mer", sea)] if not shapely.is_empty(sea) else []
    nature = {"lagune": "Lagune", "lac": "Retenue-barrage"}
    rows += [(name, nature[kind], shape) for name, kind, shape in territory.lagoons[["nom", "nature", "geometry"]].itertuples(index=False)]
    frame = shapely.difference(shapely.buffer(territory.domain, 300.0), shapely.union_all([territory.sea, *territory.lagoons.geometry]))
    for course in ground.courses:
        if course.river.width >= SURFACE_FROM:
            bed = shapely.intersection(shapely.LineString(course.line).buffer(course.river.width / 2, quad_segs=3, cap_style="flat"), frame)
            rows += [(course.river.name, "Ecoulement naturel", bed)] if not shapely.is_empty(bed) else []
    table = gpd.GeoDataFrame(rows, columns=["nom", "nature", "geometry"], geometry="geometry", crs=2154)
    return table.assign(cleabs=[f"SURF_EAUX{index:08d}" for index in range(1, len(table) + 1)])


def stations(facts: Facts, territory: Territory) -> gpd.GeoDataFrame:
    """station_hydrometrique, those near the domain."""
    near = shapely.buffer(territory.domain, 300.0)
    rows = [
        (gauge.code, gauge.name, gauge.river, gauge.zero, gauge.basin_km2, shapely.Point(gauge.x, gauge.y))
        for gauge in facts.gauges if shapely.contains(near, shapely.Point(gauge.x, gauge.y))
    ]  # fmt: skip
    columns = ["code_station", "nom", "cours_d_eau", "zero_echelle", "bassin_km2", "geometry"]
    return gpd.GeoDataFrame(rows, columns=columns, geometry="geometry", crs=2154)


def marks(floods: List[Flood], ground: Terrain, buildings: gpd.GeoDataFrame, territory: Territory, seed: int) -> gpd.GeoDataFrame:
    """repere_crue: on some of the buildings that the second stage of each gauge reaches."""
    points = shapely.get_coordinates(shapely.centroid(buildings.geometry.to_numpy()))
    name_of = dict(zip(territory.communes["code_insee"], territory.communes["nom"]))
    parts = []
    for flood in floods:
        if flood.stage != flood.gauge.stages[min(1, len(flood.gauge.stages) - 1)]:
            continue
        left, top = flood.grid.left, flood.grid.top
        right, bottom = left + flood.grid.columns * flood.grid.cell, top - flood.grid.rows * flood.grid.cell
        near = np.flatnonzero((points[:, 0] > left) & (points[:, 0] < right) & (points[:, 1] > bottom) & (points[:, 1] < top))
        depth = flood.depth[flood.grid.cells(points[near])]
        wet = near[np.isfinite(depth) & (depth > 0.2)]
        chosen = np.sort(generator(seed, "marks", flood.gauge.code).permutation(wet)[: max(1, min(30, len(wet) // MARK_EVERY))])
        if not len(wet):
            continue
        level = ground.grid.at(ground.altitude, points[chosen]) + flood.depth[flood.grid.cells(points[chosen])]
        parts.append(gpd.GeoDataFrame({
            "cours_d_eau": flood.gauge.river, "commune": [name_of[code] for code in buildings["code_insee"].to_numpy()[chosen]],
            "altitude_eau": np.round(level, 2), "date_crue_source": "29/09/2014", "date_crue": "2014-09-29", "annee_crue": 2014,
            "description": "Repère fictif (EXERCICE) : laisse sur façade",
        }, geometry=shapely.points(np.round(points[chosen], 1)), crs=2154))  # fmt: skip
    if not parts:
        return gpd.GeoDataFrame({"numero": []}, geometry=[], crs=2154)
    table = gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), geometry="geometry", crs=2154)
    return table.assign(numero=[f"EX-RC-{index:04d}" for index in range(1, len(table) + 1)])
