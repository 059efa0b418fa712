"""Buildings beside the streets: town houses, detached houses, blocks of flats, businesses, farms and garden sheds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Dict, List, Tuple

import geopandas as gpd
import numpy as np
import shapely

from .faits import Place
from .hasard import uniform_of
from .territoire import Territory

CORNER = 12.0  # no building nearer to a crossing
ROAD_CLEARANCE = 2.2
PEOPLE_PER_DWELLING = 1.8
STREETS = ("Route à 1 chaussée", "Route empierrée", "Chemin")


@dataclass(frozen=True)
class Kind:
    """How one kind of building stands along a street (metres)."""

    frontage: float
    setback: float
    width: tuple
    depth: tuple
    storeys: tuple
    use: str
    nature: str


KINDS: Dict[str, Kind] = {
    "centre": Kind(9.6, 1.2, (8.8, 9.5), (9.0, 13.0), (2, 4), "Résidentiel", "Indifférenciée"),
    "pavillon": Kind(19.0, 4.5, (9.0, 14.0), (8.0, 11.5), (1, 2), "Résidentiel", "Indifférenciée"),
    "collectif": Kind(30.0, 5.0, (18.0, 26.0), (11.0, 14.0), (3, 6), "Résidentiel", "Indifférenciée"),
    "activite": Kind(40.0, 8.0, (22.0, 36.0), (14.0, 24.0), (1, 2), "Commercial et services", "Industriel, agricole ou commercial"),
    "ferme": Kind(240.0, 22.0, (12.0, 20.0), (9.0, 12.0), (1, 2), "Résidentiel", "Indifférenciée"),
    "hangar": Kind(320.0, 38.0, (18.0, 45.0), (12.0, 20.0), (1, 1), "Agricole", "Industriel, agricole ou commercial"),
}
NAMES = tuple(KINDS)
SHED_SHARE = 0.11


def target(population: int) -> int:
    """How many buildings a commune of that population has."""
    steps = ((5_000, 0.42), (20_000, 0.34), (60_000, 0.24), (400_000, 0.085))
    total, below = 0.0, 0
    for limit, ratio in steps:
        total += max(0, min(population, limit) - below) * ratio
        below = limit
    return int(30 + total)


def build(territory: Territory, roads: gpd.GeoDataFrame, rivers: gpd.GeoDataFrame, seed: int) -> gpd.GeoDataFrame:
    """The layer `batiment` (catalogue fields), EPSG:2154. rivers: lines with `largeur`."""
    places = territory.places + territory.outside
    slots = _slots(roads, places, seed)
    shapes = _footprints(slots, seed)
    code = _commune(territory, shapes)
    slots = {name: values[code >= 0] for name, values in slots.items()}
    shapes, code = shapes[code >= 0], code[code >= 0]
    wanted = np.array([max(12, int(target(place.population) * territory.density)) for place in territory.places])
    order = np.lexsort((slots["score"], code))
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order)) - np.searchsorted(code[order], np.arange(len(wanted)))[code[order]]
    first = np.flatnonzero(rank < wanted[code] * 1.3)
    first = first[np.argsort(rank[first], kind="stable")]
    slots, shapes, code = {name: values[first] for name, values in slots.items()}, shapes[first], code[first]
    free = _free(shapes, roads, rivers, territory)
    slots, shapes, code = {name: values[free] for name, values in slots.items()}, shapes[free], code[free]
    order = np.argsort(code, kind="stable")
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order)) - np.searchsorted(code[order], np.arange(len(wanted)))[code[order]]
    last = np.flatnonzero(rank < wanted[code])
    last = last[np.argsort(code[last], kind="stable")]
    return _table({name: values[last] for name, values in slots.items()}, shapes[last], code[last], territory.places, seed)


def _slots(roads: gpd.GeoDataFrame, places: List[Place], seed: int) -> Dict[str, np.ndarray]:
    """Every place where a building could stand: kind, middle of the front, direction of the street and of the house."""
    usable = (
        roads["nature"].isin(STREETS).to_numpy()
        & (roads["position_par_rapport_au_sol"] == "0").to_numpy()
        & (roads["lieu"] >= 0).to_numpy()
    )
    lines = roads.geometry.to_numpy()[usable]
    start, end = shapely.get_coordinates(shapely.get_point(lines, 0)), shapely.get_coordinates(shapely.get_point(lines, -1))
    depth, place = roads["profondeur"].to_numpy()[usable], roads["lieu"].to_numpy()[usable].astype(int)
    half = roads["largeur_de_chaussee"].to_numpy(dtype=float)[usable] / 2
    span = np.hypot(*(end - start).T)
    draw = [uniform_of(seed + 31, np.flatnonzero(usable).astype(np.uint64) * np.uint64(4) + np.uint64(k)) for k in range(3)]
    population = np.array([one.population for one in places])[place]
    kind = _kinds(depth, population, draw[0])
    out: Dict[str, List[np.ndarray]] = {name: [] for name in ("kind", "front", "along", "across", "score", "depth", "key")}
    for number, name in enumerate(NAMES):
        spec = KINDS[name]
        chosen = np.flatnonzero(kind == number) if name != "hangar" else np.flatnonzero((depth > 1.0) & (draw[1] < 0.22))
        for side in (1.0, -1.0):
            count = np.maximum(0, ((span[chosen] - 2 * CORNER) / spec.frontage)).astype(int)
            count = np.minimum(count, 1) if name in ("ferme", "hangar") else count
            edge = np.repeat(chosen, count)
            order = np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count)
            free = (span[edge] - 2 * CORNER - count.repeat(count) * spec.frontage) / 2
            at = CORNER + free + (order + 0.5) * spec.frontage
            along = (end[edge] - start[edge]) / span[edge][:, None]
            across = np.column_stack([along[:, 1], -along[:, 0]]) * side
            out["kind"].append(np.full(len(edge), number))
            out["front"].append(start[edge] + along * at[:, None] + across * (half[edge] + spec.setback)[:, None])
            out["along"].append(along)
            out["across"].append(across)
            key = np.flatnonzero(usable)[edge].astype(np.uint64) * np.uint64(4096) + (order * 16 + number * 2 + (side > 0)).astype(
                np.uint64
            )
            out["key"].append(key)
            out["score"].append(
                uniform_of(seed + 32, key) * 0.6 + np.minimum(depth[edge], 1.3) * 0.5 - (0.35 if name in ("ferme", "collectif") else 0.0)
            )
            out["depth"].append(depth[edge])
    return {name: np.concatenate(values) for name, values in out.items()}


def _kinds(depth: np.ndarray, population: np.ndarray, draw: np.ndarray) -> np.ndarray:
    """(e,) index into NAMES of what lines each street."""
    core = np.clip(0.22 + 0.05 * np.log10(np.maximum(population, 10) / 1000.0), 0.15, 0.34)
    flats = np.clip((np.log10(np.maximum(population, 10)) - 3.5) * 0.26, 0.0, 0.5)
    country = np.where(draw < 0.20, NAMES.index("ferme"), -1)
    town = np.select(
        [depth < core, draw < flats, (draw > 0.94) & (depth > 0.6)],
        [NAMES.index("centre"), NAMES.index("collectif"), NAMES.index("activite")],
        NAMES.index("pavillon"),
    )
    return np.where(depth <= 1.0, town, country)


def _footprints(slots: Dict[str, np.ndarray], seed: int) -> np.ndarray:
    """(n,) polygons: rectangles, and L shapes for some houses; also fills `width`, `length` and `storeys_draw` of the slots."""
    draw = [uniform_of(seed + 33, slots["key"] * np.uint64(4) + np.uint64(k)) for k in range(4)]
    low = np.array([[KINDS[name].width[0], KINDS[name].depth[0]] for name in NAMES])[slots["kind"]]
    high = np.array([[KINDS[name].width[1], KINDS[name].depth[1]] for name in NAMES])[slots["kind"]]
    width, length = (low + (high - low) * np.column_stack(draw[:2])).T
    loose = np.isin(slots["kind"], [NAMES.index("pavillon"), NAMES.index("ferme"), NAMES.index("hangar")])
    setback = np.where(loose, draw[2] * 4.0, 0.0)
    origin = slots["front"] + slots["across"] * setback[:, None]
    u, v = slots["along"] * (width / 2)[:, None], slots["across"] * length[:, None]
    ring = np.stack([origin - u, origin + u, origin + u + v, origin - u + v, origin - u], axis=1)
    shapes = shapely.polygons(ring)
    bent = np.flatnonzero(loose & (draw[3] < 0.3) & (slots["kind"] != NAMES.index("hangar")))
    o, u, v = origin[bent], u[bent], v[bent]
    shapes[bent] = shapely.polygons(np.stack([o - u, o + u, o + u + v * 0.6, o + v * 0.6, o + v, o - u + v, o - u], axis=1))
    slots["setback"], slots["draw"] = setback + length, draw[3]
    return _with_sheds(slots, shapes, seed)


def _with_sheds(slots: Dict[str, np.ndarray], shapes: np.ndarray, seed: int) -> np.ndarray:
    """Add a light shed behind some detached houses (kind -1)."""
    behind = np.flatnonzero((slots["kind"] == NAMES.index("pavillon")) & (uniform_of(seed + 34, slots["key"]) < SHED_SHARE))
    o = slots["front"][behind] + slots["across"][behind] * (slots["setback"][behind] + 3.0)[:, None]
    u, v = slots["along"][behind] * 2.0, slots["across"][behind] * 4.5
    sheds = shapely.polygons(np.stack([o - u, o + u, o + u + v, o - u + v, o - u], axis=1))
    for name in list(slots):
        extra = slots[name][behind].copy()
        slots[name] = np.concatenate([slots[name], np.full(len(behind), -1) if name == "kind" else extra])
    return np.concatenate([shapes, sheds])


def _commune(territory: Territory, shapes: np.ndarray) -> np.ndarray:
    """(n,) index of the commune that holds the first corner, -1 outside."""
    first = shapely.points(shapely.get_coordinates(shapely.get_point(shapely.get_exterior_ring(shapes), 0)))
    cells = territory.communes.geometry.to_numpy()
    code = np.full(len(shapes), -1)
    cell, point = shapely.STRtree(first).query(cells, predicate="contains")
    code[point] = cell
    return code


def _free(shapes: np.ndarray, roads: gpd.GeoDataFrame, rivers: gpd.GeoDataFrame, territory: Territory) -> np.ndarray:
    """(n,) bool: touches no road, river, lagoon, sea nor any building that comes before."""
    free = np.ones(len(shapes), dtype=bool)
    tree = shapely.STRtree(shapes)
    line = roads.geometry.to_numpy()
    wide = (roads["nature"] == "Type autoroutier").to_numpy()
    for chosen, distance in ((~wide, ROAD_CLEARANCE), (wide, 18.0)):
        free[tree.query(line[chosen], predicate="dwithin", distance=distance)[1]] = False
    reaches, river = short_parts(rivers.geometry.to_numpy())
    banks = rivers["largeur"].to_numpy(dtype=float)[river] / 2 + 8.0
    free[tree.query(reaches, predicate="dwithin", distance=banks)[1]] = False
    wet = np.array([*shapely.get_parts(territory.sea), *territory.lagoons.geometry], dtype=object)
    free[tree.query(wet, predicate="intersects")[1]] = False
    left = np.flatnonzero(free)
    shrunk = shapely.STRtree(shapes[left])
    i, j = shrunk.query(shapes[left], predicate="intersects")
    free[left[np.maximum(i, j)[i != j]]] = False
    return free


def short_parts(lines: np.ndarray, vertices: int = 8) -> Tuple[np.ndarray, np.ndarray]:
    """(pieces of a few vertices, index of the line of each): a long line's envelope is useless to a spatial index."""
    parts, owner = [], []
    for index, line in enumerate(lines):
        points = shapely.get_coordinates(line)
        for start in range(0, max(1, len(points) - 1), vertices):
            parts.append(points[start : start + vertices + 1])
            owner.append(index)
    return np.array([shapely.LineString(part) for part in parts], dtype=object), np.array(owner, dtype=int)


def _table(slots: Dict[str, np.ndarray], shapes: np.ndarray, code: np.ndarray, places: List[Place], seed: int) -> gpd.GeoDataFrame:
    kind, draw = slots["kind"], uniform_of(seed + 35, slots["key"] * np.uint64(2) + (slots["kind"] < 0))
    population = np.array([place.population for place in places])[code]
    low = np.array([*(KINDS[name].storeys[0] for name in NAMES), 1])[kind]
    high = np.array([*(KINDS[name].storeys[1] for name in NAMES), 1])[kind]
    flats = kind == NAMES.index("collectif")
    high = np.where(flats, np.select([population > 100_000, population > 15_000], [9, 6], 4), high)
    low = np.where(flats & (population > 100_000), 4, low)
    storeys = (low + np.floor(draw * (high - low + 1))).astype(int)
    area = shapely.area(shapes)
    use = np.array([*(KINDS[name].use for name in NAMES), "Annexe"], dtype=object)[kind]
    nature = np.array([*(KINDS[name].nature for name in NAMES), "Indifférenciée"], dtype=object)[kind]
    activity = kind == NAMES.index("activite")
    use = np.where(activity & (draw < 0.3), "Industriel", use)
    shops = np.isin(kind, [NAMES.index("centre"), NAMES.index("collectif")]) & (slots["draw"] > 0.9)
    return gpd.GeoDataFrame({
        "cleabs": [f"BATIMENTX{index:015d}" for index in range(1, len(shapes) + 1)],
        "nature": nature, "usage_1": use, "usage_2": np.where(shops, "Commercial et services", np.array(None)),
        "construction_legere": kind < 0, "etat_de_l_objet": "En service",
        "nombre_de_logements": _dwellings(kind, storeys, area, code, places), "nombre_d_etages": storeys,
        "hauteur": np.round(np.where(kind < 0, 2.3, storeys * 2.9 + 1.0 + (activity * 3.5)), 1),
        "code_insee": np.array([place.code for place in places], dtype=object)[code],
    }, geometry=shapes, crs=2154)  # fmt: skip


def _dwellings(kind: np.ndarray, storeys: np.ndarray, area: np.ndarray, code: np.ndarray, places: List[Place]) -> np.ndarray:
    """(n,) whole dwellings: one a house; flats and town houses share what the commune still needs by their floors."""
    houses = np.isin(kind, [NAMES.index("pavillon"), NAMES.index("ferme")])
    shared = np.isin(kind, [NAMES.index("centre"), NAMES.index("collectif")])
    need = np.array([place.population / PEOPLE_PER_DWELLING for place in places])
    rest = np.maximum(need - np.bincount(code, houses, minlength=len(places)), 0.0)
    floors = storeys * area * shared
    total = np.maximum(np.bincount(code, floors, minlength=len(places)), 1.0)
    flats = np.clip(np.round(rest[code] * floors / total[code]), 1, np.maximum(1, np.floor(floors / 38.0)))
    return np.where(houses, 1, np.where(shared, flats, 0)).astype(int)
