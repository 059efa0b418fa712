"""People per inhabited building: `population.npz`.

One row per building that is given at least a fraction of a person. n = buildings, c = communes, a = 10 age columns.
Coordinates are EPSG:2154 metres. Sums over the buildings of a commune equal the commune's legal population.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

import numpy as np

from . import store

KIND, VERSION = "population", 1
AGE_COLUMNS = ("ind_0_3", "ind_4_5", "ind_6_10", "ind_11_17", "ind_18_24", "ind_25_39", "ind_40_54", "ind_55_64", "ind_65_79", "ind_80p")


@dataclass(frozen=True)
class PopulationArrays:
    """Footprints are stored as ragged arrays of MultiPolygons, the layout of `shapely.to_ragged_array`."""

    x: np.ndarray  # (n,) float64, a point inside the footprint
    y: np.ndarray  # (n,) float64
    coords: np.ndarray  # (m, 2) float64, vertices of all rings
    ring_offsets: np.ndarray  # (r + 1,) int64, rings -> vertices
    polygon_offsets: np.ndarray  # (p + 1,) int64, polygons -> rings
    building_offsets: np.ndarray  # (n + 1,) int64, buildings -> polygons
    people: np.ndarray  # (n,) float64, residents at night, no rounding
    ages: np.ndarray  # (n, 10) float64, AGE_COLUMNS; rows add up to `people`
    dwellings: np.ndarray  # (n,) float64
    floors: np.ndarray  # (n,) float32, storeys, 1 = ground floor only, NaN unknown
    uncertainty: np.ndarray  # (n,) float32, relative half-width for one building (0.35 = +-35 %)
    commune: np.ndarray  # (n,) int32, index into codes_insee
    codes_insee: np.ndarray  # (c,) U5
    noms: np.ndarray  # (c,) unicode
    commune_people: np.ndarray  # (c,) float64, legal population used
    method: np.ndarray  # () unicode, French sentence: how people were spread
    millesime: np.ndarray  # () unicode, year of the counts
    exercise: np.ndarray  # () bool
    unit: np.ndarray  # (n,) int32, control unit: the part of a square (else the whole) of one commune whose count was spread

    def save(self, path: os.PathLike[str] | str) -> None:
        store.save(path, self, KIND, VERSION)

    @classmethod
    def load(cls, path: os.PathLike[str] | str) -> PopulationArrays:
        return store.load(path, cls, KIND, VERSION)
