"""Where streets and country roads may meet: town lattices that grow from each centre, and a sparse country lattice."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from scipy.spatial import cKDTree

from .faits import Place
from .hasard import generator, uniform_of
from .terrain import Terrain
from .territoire import Territory

COUNTRY_STEP = 560.0


@dataclass
class Lattice:
    xy: np.ndarray  # (n, 2)
    urban: np.ndarray  # (n,) bool
    place: np.ndarray  # (n,) index into territory.places + territory.outside
    depth: np.ndarray  # (n,) 0 in the centre to 1 at the edge of the town, 2 in the country


def street_nodes(population: int) -> int:
    """How many street crossings a town of that size has."""
    return int(20 + 0.092 * min(population, 20_000) ** 0.93 + 0.0145 * max(0, population - 20_000))


def build(territory: Territory, terrain: Terrain, barriers: shapely.Geometry, seed: int) -> Lattice:
    """barriers: where no crossing may stand (water, motorways and their margins)."""
    places = territory.places + territory.outside
    seeds = cKDTree(np.array([place.centroid for place in places]))
    towns = [_town(place, index, territory, seed) for index, place in enumerate(places)]
    xy = np.vstack([town[0] for town in towns])
    place = np.repeat(np.arange(len(places)), [len(town[0]) for town in towns])
    score = np.concatenate([town[1] for town in towns])
    wanted = np.array([town[2] for town in towns])
    free = (seeds.query(xy)[1] == place) & _dry(xy, territory, terrain, barriers)
    xy, place, score = xy[free], place[free], score[free]
    order = np.lexsort((score, place))
    xy, place, score = xy[order], place[order], score[order]
    starts = np.searchsorted(place, np.arange(len(places)))
    rank = np.arange(len(place)) - starts[place]
    kept = rank < wanted[place]
    xy, place, rank = xy[kept], place[kept], rank[kept]
    depth = np.sqrt((rank + 0.5) / np.maximum(np.bincount(place, minlength=len(places))[place], 1))
    country = _country(territory, terrain, seed)
    country = country[_dry(country, territory, terrain, barriers)]
    country = country[cKDTree(xy).query(country)[0] > 190.0]
    return Lattice(
        np.vstack([xy, country]), np.repeat([True, False], [len(xy), len(country)]),
        np.concatenate([place, seeds.query(country)[1]]), np.concatenate([depth, np.full(len(country), 2.0)]),
    )  # fmt: skip


def _town(place: Place, index: int, territory: Territory, seed: int):
    """(candidates (k, 2), score: the lower the sooner built, number wanted) of one town, more than it needs."""
    random = generator(seed, "town", place.code)
    wanted = max(12, int(street_nodes(place.population) * territory.density))
    if place.outside:
        wanted = max(30, wanted // 3)
    spacing = 70.0 if place.population > 20_000 else 74.0
    reach = spacing * np.sqrt(wanted / np.pi) * 1.9 + 350.0
    steps = np.arange(-reach, reach, spacing)
    u, v = (m.ravel() for m in np.meshgrid(steps, steps * random.uniform(0.92, 1.18)))
    theta = random.uniform(0, np.pi / 2)
    x, y = u * np.cos(theta) - v * np.sin(theta), u * np.sin(theta) + v * np.cos(theta)
    phase = random.uniform(0, 2 * np.pi, 6)
    bend = min(reach * 0.16, 130.0)
    x = x + bend * np.sin(y / (reach * 0.45) + phase[0]) + random.normal(0, spacing * 0.15, len(x))
    y = y + bend * np.sin(x / (reach * 0.38) + phase[1]) + random.normal(0, spacing * 0.15, len(y))
    radius, angle = np.hypot(x, y), np.arctan2(y, x)
    lobes = (
        1
        + 0.18 * np.sin(2 * angle + phase[2])
        + 0.14 * np.sin(3 * angle + phase[3])
        + 0.10 * np.sin(5 * angle + phase[4])
        + 0.06 * np.sin(9 * angle + phase[5])
    )
    core = radius < min(420.0, reach * 0.25)  # the old town is less regular
    x, y = x + random.normal(0, spacing * 0.14, len(x)) * core, y + random.normal(0, spacing * 0.14, len(y)) * core
    return np.column_stack([x, y]) + np.array(place.centre), radius / lobes * random.uniform(0.93, 1.07, len(x)), wanted


def _country(territory: Territory, terrain: Terrain, seed: int) -> np.ndarray:
    """Shaken lattice tied to the map, thinner in the mountains."""
    left, bottom, right, top = territory.domain.bounds
    column = np.arange(int(left // COUNTRY_STEP), int(right // COUNTRY_STEP) + 1)
    row = np.arange(int(bottom // COUNTRY_STEP), int(top // COUNTRY_STEP) + 1)
    i, j = (m.ravel() for m in np.meshgrid(column, row))
    key = ((i.astype(np.uint64) << np.uint64(24)) + j.astype(np.uint64)) * np.uint64(4)
    dx, dy, chance = (uniform_of(seed, key + np.uint64(k)) for k in range(3))
    xy = np.column_stack([(i + 0.1 + 0.8 * dx) * COUNTRY_STEP, (j + 0.1 + 0.8 * dy) * COUNTRY_STEP])
    height = terrain.grid.at(terrain.altitude, xy)
    return xy[chance < np.clip(1.05 - height / 1100.0, 0.35, 1.0)]


def _dry(xy: np.ndarray, territory: Territory, terrain: Terrain, barriers: shapely.Geometry) -> np.ndarray:
    points = shapely.points(xy)
    domain = shapely.buffer(territory.domain, -25.0)
    shapely.prepare(domain)
    row, column = terrain.grid.cells(xy)
    land = terrain.land[row, column] & shapely.contains(domain, points)
    wet = np.unique(shapely.STRtree(points).query(np.array(shapely.get_parts(barriers), dtype=object), predicate="contains")[1])
    land[wet] = False
    return land
