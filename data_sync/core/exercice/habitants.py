"""The exercise census and the 200 m squares, both true to the legal population and to the people of the buildings."""

from __future__ import annotations

from typing import List

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely

from shared.arrays.population import AGE_COLUMNS, PopulationArrays

from .faits import POPULATION_YEAR, Place
from .hasard import generator

# Age shares of a young city and of an old village; a commune lies in between.
YOUNG = np.array([0.042, 0.021, 0.052, 0.072, 0.155, 0.215, 0.170, 0.095, 0.125, 0.053])
OLD = np.array([0.026, 0.015, 0.045, 0.072, 0.048, 0.118, 0.186, 0.160, 0.235, 0.095])
CELL = 200.0
PEOPLE_PER_HOUSEHOLD = 2.05


def communes(places: List[Place], cells: np.ndarray) -> gpd.GeoDataFrame:
    """The layer `commune`."""
    return gpd.GeoDataFrame({
        "code_insee": [place.code for place in places], "nom": [place.name for place in places],
        "population": [place.population for place in places], "millesime_population": POPULATION_YEAR,
        "code_epci": [place.epci_code for place in places], "nom_epci": [place.epci for place in places],
        "code_arrondissement": [place.district for place in places],
        "x_chef_lieu": [place.centre[0] for place in places], "y_chef_lieu": [place.centre[1] for place in places],
    }, geometry=list(cells), crs=2154)  # fmt: skip


def census(places: List[Place], buildings: gpd.GeoDataFrame, seed: int) -> pd.DataFrame:
    """The table `population_commune`; ages are whole and add up to the population."""
    dwellings = buildings.groupby("code_insee")["nombre_de_logements"].sum()
    rows = []
    for place in places:
        random = generator(seed, "census", place.code)
        youth = np.clip((np.log10(max(place.population, 50)) - 2.0) / 3.4 + random.normal(0, 0.13), 0.0, 1.0)
        shares = (OLD + (YOUNG - OLD) * youth) * random.uniform(0.92, 1.08, len(OLD))
        ages = whole(shares / shares.sum() * place.population, place.population)
        homes = int(dwellings.get(place.code, 0))
        households = min(round(place.population / PEOPLE_PER_HOUSEHOLD), homes)
        rows.append((place.code, POPULATION_YEAR, place.population, households, homes, households, *ages))
    columns = ["code_insee", "annee", "population", "menages", "logements", "residences_principales", *AGE_COLUMNS]
    return pd.DataFrame(rows, columns=columns)


def whole(values: np.ndarray, total: int) -> np.ndarray:
    """Whole numbers near `values` that add up to `total` (largest remainders)."""
    floor = np.floor(values).astype(np.int64)
    order = np.argsort(floor - values, kind="stable")
    floor[order[: int(total - floor.sum())]] += 1
    return floor


def squares(people: PopulationArrays) -> gpd.GeoDataFrame:
    """The layer `carreau_population`: people of the buildings gathered in the 200 m squares of the European grid (EPSG:3035)."""
    to_grid = pyproj.Transformer.from_crs(2154, 3035, always_xy=True)
    east, north = (np.floor(np.asarray(v) / CELL).astype(np.int64) for v in to_grid.transform(people.x, people.y))
    cell, row = np.unique(np.column_stack([north, east]), axis=0, return_inverse=True)
    row = np.asarray(row).reshape(-1)
    count = len(cell)
    north, east = cell[:, 0] * CELL, cell[:, 1] * CELL
    back = pyproj.Transformer.from_crs(3035, 2154, always_xy=True)
    corners = [back.transform(east + dx * CELL, north + dy * CELL) for dx, dy in ((0, 0), (1, 0), (1, 1), (0, 1), (0, 0))]
    rings = np.stack([np.column_stack(corner) for corner in corners], axis=1)
    total = np.bincount(row, people.people, count)
    flats = np.bincount(row, people.people * (people.dwellings >= 3), count) / np.maximum(total, 1e-9)
    order = np.lexsort((people.commune, row))
    pair = np.column_stack([row, people.commune])[order]
    weight = people.people[order]
    first = np.flatnonzero(np.concatenate([[True], (np.diff(pair, axis=0) != 0).any(axis=1)]))
    share = np.add.reduceat(weight, first)
    best = np.lexsort((share, pair[first, 0]))
    main = np.empty(count, dtype=np.int64)
    main[pair[first[best], 0]] = pair[first[best], 1]  # the last write of a square is its largest commune
    frame = {
        "idcar_200m": [f"CRS3035RES200mN{n:.0f}E{e:.0f}" for n, e in zip(north, east)],
        "millesime": POPULATION_YEAR, "i_est_200": (total < 22).astype(int), "lcog_geo": people.codes_insee[main],
        "ind": total, "men": total / PEOPLE_PER_HOUSEHOLD, "men_coll": total / PEOPLE_PER_HOUSEHOLD * flats,
        "men_mais": total / PEOPLE_PER_HOUSEHOLD * (1 - flats), "ind_inc": 0.0,
    }  # fmt: skip
    for index, name in enumerate(AGE_COLUMNS):
        frame[name] = np.bincount(row, people.ages[:, index], count)
    return gpd.GeoDataFrame(frame, geometry=shapely.polygons(rings), crs=2154)
