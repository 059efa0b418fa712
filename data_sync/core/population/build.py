"""From counts to people per building (`population.npz`).

Order of trust: the legal population of the commune is exact and always kept; inside a commune the 200 m squares say where people
are; inside a square (or the commune without squares) people follow dwellings, else housing floor area. Nobody vanishes: a square
without building keeps its people on its whole surface, a commune without building on a conventional footprint at its chef-lieu.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Dict, List, Tuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from shared.arrays.population import PopulationArrays
from shared.errors import BadInput
from shared.jobs import JobContext

from . import ages, regles
from .habitables import Housing, dwellings, footprints, select
from .rattachement import Communes, Squares, commune_of, latest, read_communes, read_squares, square_of

PERSONNES_PAR_LOGEMENT = 2.1  # dwellings of a place whose buildings are unknown
LOCATED = 0.99  # 1 is kept for people placed at a chef-lieu for want of anything better
CARREAUX_SUFFISANTS = 0.5  # squares that hold less than this share of a commune's people are incomplete: not used there


@dataclass
class _Rows:
    """Inhabited footprints being gathered, as lists of arrays to concatenate."""

    parts: Dict[str, List[np.ndarray]] = field(default_factory=dict)

    def add(self, **columns: np.ndarray) -> None:
        for name, values in columns.items():
            self.parts.setdefault(name, []).append(values)

    def __getitem__(self, name: str) -> np.ndarray:
        return np.concatenate(self.parts[name])


def build_population(
    buildings: gpd.GeoDataFrame | None,
    communes: gpd.GeoDataFrame,
    *,
    grid: gpd.GeoDataFrame | None = None,
    census: pd.DataFrame | None = None,
    millesime: str,
    exercise: bool,
    ctx: JobContext,
) -> PopulationArrays:
    """People, ages, dwellings and uncertainty of each inhabited building.

    buildings, communes, grid: catalogue layers batiment, commune and carreau_population, EPSG:2154 (buildings and grid may be
    None or empty); census: rows of population_commune. Each commune's buildings add up to its legal population. Raises BadInput
    when there is no commune or another coordinate system.
    """
    for frame, title in ((buildings, "bâtiments"), (communes, "communes"), (grid, "carreaux")):
        _must_be_lambert(frame, title)
    ctx.progress(0.02, "Population : lecture des communes et des carreaux")
    places = read_communes(communes, census)
    squares = read_squares(grid)
    ctx.progress(0.1, "Population : choix des bâtiments habités")
    housing = select(buildings)
    ctx.progress(0.3, "Population : rattachement aux communes et aux carreaux")
    x, y = _inside(housing.geometry)
    commune, notes = commune_of(places, housing.code, x, y)
    square = square_of(squares, x, y) if squares is not None else np.full(len(housing), -1, dtype=np.int64)
    kept = np.flatnonzero(commune >= 0)
    commune, square = commune[kept], square[kept]
    size = dwellings(_take(housing, kept), commune, len(places)) if len(kept) else np.empty(0)

    ctx.progress(0.5, "Population : répartition")
    rows = _Rows()
    imputed = squares.imputed[square] & (square >= 0) if squares is not None else np.zeros(len(kept), dtype=bool)
    doubt = housing.uncertainty[kept]
    in_squares, orphan, target = _by_squares(squares, places, commune, square, housing.tier[kept], size)
    legal = np.where(np.isfinite(places.people), places.people, target)
    used = (target > 0) & (target >= CARREAUX_SUFFISANTS * legal)
    notes["carreaux incomplets"] = int(((target > 0) & ~used & (legal > 0)).sum())
    chosen = np.where(used[commune], in_squares, _by_commune(commune, housing.tier[kept], size, len(places), legal))
    square = np.where(used[commune], square, -1)
    rows.add(
        geometry=housing.geometry[kept], people=chosen, dwellings=np.where(housing.convention[kept], np.nan, size), floors=housing.floors[kept], commune=commune, square=square,
        uncertainty=np.where(imputed & (square >= 0), np.minimum(LOCATED, doubt * regles.FACTEUR_IMPUTE), doubt),
    )  # fmt: skip
    notes["carreaux sans bâtiment"] = _add_squares(rows, squares, orphan, places, used)
    notes["communes sans bâtiment"] = _add_villages(rows, places, legal)

    ctx.progress(0.75, "Population : calage sur la population légale et âges")
    people = _calibrate(rows["people"], rows["commune"], legal)
    return _assemble(rows, people, places, squares, legal, census, notes, millesime, exercise, ctx)


def _by_squares(squares: Squares | None, places: Communes, commune: np.ndarray, square: np.ndarray, tier: np.ndarray, size: np.ndarray):
    """((k,) people by squares, commune index of each square without building or -1, (c,) people of each commune by squares)."""
    total = np.zeros(len(places))
    if squares is None:
        return np.zeros(len(square)), np.empty(0, dtype=np.int64), total
    held = square >= 0
    known = np.bincount(square[held & (tier == 1)], minlength=len(squares)) > 0
    candidate = held & ((tier == 1) | ~known[square])
    weight = np.where(candidate, size, 0.0)
    by_square = np.bincount(square[held], weights=weight[held], minlength=len(squares))
    people = np.where(candidate, squares.people[square] * weight / np.maximum(by_square[square], 1e-12), 0.0)
    empty = by_square <= 0
    orphan = np.full(len(squares), -1, dtype=np.int64)
    if empty.any():
        middle = shapely.get_coordinates(shapely.centroid(squares.geometry[empty]))
        orphan[empty] = commune_of(places, np.full(len(middle), ""), middle[:, 0], middle[:, 1])[0]
    total += np.bincount(commune, weights=people, minlength=len(places))
    total += np.bincount(orphan[orphan >= 0], weights=squares.people[orphan >= 0], minlength=len(places))
    return people, orphan, total


def _by_commune(commune: np.ndarray, tier: np.ndarray, size: np.ndarray, count: int, legal: np.ndarray) -> np.ndarray:
    """(k,) people when a whole commune is spread at once: on known housing, else on buildings of unknown use."""
    known = np.bincount(commune[tier == 1], minlength=count) > 0
    weight = np.where((tier == 1) | ~known[commune], size, 0.0)
    total = np.bincount(commune, weights=weight, minlength=count)
    return legal[commune] * weight / np.maximum(total[commune], 1e-12)


def _add_squares(rows: _Rows, squares: Squares | None, orphan: np.ndarray, places: Communes, used: np.ndarray) -> int:
    """Squares with people and no building: their own surface is the footprint."""
    which = np.flatnonzero((orphan >= 0) & used[orphan]) if squares is not None else np.empty(0, dtype=np.int64)
    if squares is not None and len(which):
        people = squares.people[which]
        doubt = regles.INCERTITUDE["carreau"] * np.where(squares.imputed[which], regles.FACTEUR_IMPUTE, 1.0)
        rows.add(
            geometry=footprints(squares.geometry[which]), people=people, dwellings=np.full(len(which), np.nan),
            floors=np.full(len(which), np.nan), commune=orphan[which], square=which, uncertainty=np.minimum(LOCATED, doubt),
        )  # fmt: skip
    return len(which)


def _add_villages(rows: _Rows, places: Communes, legal: np.ndarray) -> int:
    """Communes with people and no building at all: a square of conventional size at the chef-lieu."""
    given = np.bincount(rows["commune"], weights=rows["people"], minlength=len(places))
    which = np.flatnonzero((legal > 0) & (given <= 0) & np.isfinite(places.seat).all(axis=1))
    if len(which):
        half = np.clip(np.sqrt(legal[which] * regles.SOL_PAR_HABITANT_M2), *regles.COTE_VILLAGE_M) / 2.0
        x, y = places.seat[which].T
        rows.add(
            geometry=shapely.box(x - half, y - half, x + half, y + half), people=legal[which], dwellings=np.full(len(which), np.nan),
            floors=np.full(len(which), np.nan), commune=which, square=np.full(len(which), -1), uncertainty=np.full(len(which), regles.INCERTITUDE["village"]),
        )  # fmt: skip
    return len(which)


def _calibrate(people: np.ndarray, commune: np.ndarray, legal: np.ndarray) -> np.ndarray:
    """(n,) people whose sum over each commune is its legal population (to the last bits of a float)."""
    total = np.bincount(commune, weights=people, minlength=len(legal))
    return people * np.where(total > 0, legal / np.where(total > 0, total, 1.0), 0.0)[commune]


def _assemble(
    rows: _Rows, people: np.ndarray, places: Communes, squares: Squares | None, legal: np.ndarray, census: pd.DataFrame | None,
    notes: Dict[str, int], millesime: str, exercise: bool, ctx: JobContext,
) -> PopulationArrays:  # fmt: skip
    inhabited = np.flatnonzero(people > 0)
    people, commune, square = people[inhabited], rows["commune"][inhabited], rows["square"][inhabited]
    geometry = rows["geometry"][inhabited]
    share, last_resort = ages.shares(
        square, squares.shares if squares else None, squares.people if squares else None, commune, _census_shares(places, census), legal
    )
    by_age, homes = people[:, None] * share, rows["dwellings"][inhabited]
    unit = np.unique(np.column_stack([square, commune]), axis=0, return_inverse=True)[1].reshape(-1) if len(people) else np.empty(0)
    x, y = _inside(geometry)
    coords, offsets = _ragged(geometry)
    ctx.progress(1.0, "Population : terminé")
    return PopulationArrays(
        x=x, y=y, coords=coords, ring_offsets=offsets[0], polygon_offsets=offsets[1], building_offsets=offsets[2],
        people=people, ages=by_age, dwellings=np.where(np.isnan(homes), people / PERSONNES_PAR_LOGEMENT, homes), floors=rows["floors"][inhabited].astype(np.float32),
        uncertainty=rows["uncertainty"][inhabited].astype(np.float32), commune=commune.astype(np.int32),
        codes_insee=places.code.astype("U5"), noms=places.nom.astype(str), commune_people=legal_or_zero(legal),
        method=np.array(_method(notes, squares, census, last_resort, millesime)),
        millesime=np.array(str(millesime)), exercise=np.array(bool(exercise)), unit=unit.astype(np.int32),
    )  # fmt: skip


def legal_or_zero(legal: np.ndarray) -> np.ndarray:
    """(c,) the legal population, 0 where unknown."""
    return np.nan_to_num(legal, nan=0.0)


def _method(notes: Dict[str, int], squares: Squares | None, census: pd.DataFrame | None, last_resort: str, millesime: str) -> str:
    aged_squares = squares is not None and bool(np.isfinite(squares.shares[:, 0]).any())
    aged_census = census is not None and len(census) > 0 and bool(np.isfinite(ages.known_shares(census)[:, 0]).any())
    text = f"Population légale {millesime} de chaque commune, répartie sur les bâtiments d'habitation "
    text += "selon les carreaux de 200 m puis " if squares is not None else ""
    text += "au prorata des logements, à défaut de la surface de plancher (étages, hauteur, emprise). "
    levels = (["du carreau"] if aged_squares else []) + (["de la commune"] if aged_census else []) + ([last_resort] if last_resort else [])
    text += "Âges : structure " + ", à défaut ".join(levels or ["de la commune"]) + "."
    sentences = (
        ("communes sans bâtiment", "{n} commune(s) sans bâtiment connu : habitants placés sur une emprise conventionnelle au chef-lieu."),
        ("carreaux sans bâtiment", "{n} carreau(x) habité(s) sans bâtiment connu : habitants répartis sur tout le carreau."),
        ("carreaux incomplets", "{n} commune(s) aux carreaux incomplets : répartition communale."),
        ("hors des communes", "{n} bâtiment(s) hors de toute commune : écartés."),
    )
    return " ".join([text] + [words.format(n=notes[name]) for name, words in sentences if notes.get(name)])


def _census_shares(places: Communes, census: pd.DataFrame | None) -> np.ndarray:
    if census is None or not len(census):
        return np.full((len(places), len(ages.AGE_COLUMNS)), np.nan)
    return ages.known_shares(latest(census).set_index("code_insee").reindex(places.code))


def _inside(geometry: np.ndarray) -> Tuple[np.ndarray, np.ndarray]:
    points = shapely.get_coordinates(shapely.point_on_surface(geometry)) if len(geometry) else np.empty((0, 2))
    return np.ascontiguousarray(points[:, 0]), np.ascontiguousarray(points[:, 1])


def _ragged(geometry: np.ndarray) -> Tuple[np.ndarray, Tuple[np.ndarray, np.ndarray, np.ndarray]]:
    if not len(geometry):
        return np.empty((0, 2)), (np.zeros(1, np.int64), np.zeros(1, np.int64), np.zeros(1, np.int64))
    kind, coords, offsets = shapely.to_ragged_array(geometry)
    if kind == shapely.GeometryType.POLYGON:
        offsets = (*offsets, np.arange(len(geometry) + 1))
    first, second, third = (np.asarray(one, dtype=np.int64) for one in offsets)
    return coords, (first, second, third)


def _take(housing: Housing, rows: np.ndarray) -> Housing:
    return Housing(**{name: values[rows] for name, values in vars(housing).items()})


def _must_be_lambert(frame: Any, title: str) -> None:
    crs = getattr(frame, "crs", None) if frame is not None else None
    if crs is not None and crs.to_epsg() not in (2154, None):
        raise BadInput(f"Les {title} ne sont pas en Lambert 93 (EPSG:2154) : convertissez la couche puis relancez l'import.")
