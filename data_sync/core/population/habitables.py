"""Which buildings house people, and how much each weighs in equivalent dwellings."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from . import regles


@dataclass(frozen=True)
class Housing:
    """Buildings that may house people. k rows.

    geometry: (k,) valid 2D polygons of positive area; tier: (k,) 1 = known as housing, 2 = use unknown; floor: (k,) m2 of housing
    floors; counted: (k,) dwellings as published, NaN unknown; floors: (k,) storeys, NaN unknown; uncertainty: (k,);
    code: (k,) INSEE code as published, "" unknown; convention: (k,) bool, footprint drawn by convention (address, urban zone).
    """

    geometry: np.ndarray
    tier: np.ndarray
    floor: np.ndarray
    counted: np.ndarray
    floors: np.ndarray
    uncertainty: np.ndarray
    code: np.ndarray
    convention: np.ndarray

    def __len__(self) -> int:
        return len(self.geometry)


def select(buildings: gpd.GeoDataFrame | None) -> Housing:
    """Housing among the rows of catalogue layer `batiment` (None or empty: no row)."""
    if buildings is None or not len(buildings):
        empty = np.empty(0)
        return Housing(
            np.empty(0, dtype=object),
            np.empty(0, dtype=np.int8),
            empty,
            empty,
            empty,
            empty,
            np.empty(0, dtype=object),
            np.empty(0, dtype=bool),
        )
    geometry = footprints(buildings.geometry.to_numpy())
    nature, first, second, state = (_word(buildings, name) for name in ("nature", "usage_1", "usage_2", "etat_de_l_objet"))
    counted = _number(buildings, "nombre_de_logements")
    has_dwellings = counted > 0
    main, side = first == regles.USAGE_HABITE, second == regles.USAGE_HABITE
    mute = np.isin(first, regles.USAGES_MUETS)
    convention = np.array([any(mark in text for mark in regles.NATURES_CONVENTIONNELLES) for text in nature], dtype=bool)
    area = shapely.area(geometry)
    never = (
        np.isin(nature, regles.NATURES_EXCLUES) & ~has_dwellings
        | np.isin(state, regles.ETATS_EXCLUS)
        | (_flag(buildings, "construction_legere") & ~has_dwellings)
        | (~has_dwellings & (area < regles.EMPRISE_MINIMALE_M2) & ~convention)
        | shapely.is_empty(geometry)
    )
    tier = np.where(has_dwellings | main | side, 1, np.where(mute, 2, 0))
    tier[never] = 0

    storeys, height = _number(buildings, "nombre_d_etages"), _number(buildings, "hauteur")
    known_storeys, known_height = storeys >= 1, height >= 1.0
    guessed = np.maximum(1.0, np.round(np.where(known_height, height, regles.HAUTEUR_ETAGE_M) / regles.HAUTEUR_ETAGE_M))
    levels = np.where(known_storeys, storeys, guessed)
    share = np.where(main | ~side, 1.0, regles.PART_USAGE_SECONDAIRE)
    evidence = np.select(
        [convention, has_dwellings, known_storeys, known_height], ["convention", "logements", "etages", "volume"], default="emprise"
    )
    uncertainty = pd.Series(evidence).map(regles.INCERTITUDE).to_numpy(dtype=float)
    uncertainty = np.where(tier == 2, np.minimum(0.99, uncertainty * regles.FACTEUR_USAGE_MUET), uncertainty)
    keep = np.flatnonzero(tier)
    return Housing(
        geometry=geometry[keep],
        tier=tier[keep].astype(np.int8),
        floor=(area * levels * share)[keep],
        counted=np.where(has_dwellings, counted, np.nan)[keep],
        floors=np.where(known_storeys | known_height, levels, np.nan)[keep],
        uncertainty=uncertainty[keep],
        code=_text(buildings, "code_insee")[keep],
        convention=convention[keep],
    )


def dwellings(housing: Housing, commune: np.ndarray, count: int) -> np.ndarray:
    """(k,) dwellings: as published, else floor area over the floor area per dwelling of the commune (else of the whole area).

    commune: (k,) index in 0..count - 1, the calibration group of each building.
    """
    known = np.isfinite(housing.counted)
    low, high = regles.SURFACE_PAR_LOGEMENT_BORNES

    def ratio(floor: np.ndarray, number: np.ndarray) -> np.ndarray:
        return np.clip(floor / np.maximum(number, 1e-9), low, high)

    overall = (
        float(ratio(housing.floor[known].sum(), housing.counted[known].sum()))
        if known.sum() >= regles.BATIMENTS_POUR_CALER
        else regles.SURFACE_PAR_LOGEMENT_M2
    )
    buildings = np.bincount(commune[known], minlength=count)
    floor = np.bincount(commune[known], weights=housing.floor[known], minlength=count)
    number = np.bincount(commune[known], weights=housing.counted[known], minlength=count)
    local = np.where(buildings >= regles.BATIMENTS_POUR_CALER, ratio(floor, number), overall)
    return np.where(known, housing.counted, housing.floor / local[commune])


def footprints(geometry: np.ndarray) -> np.ndarray:
    """(n,) valid 2D polygons of positive area; a footprint that has none becomes 4 m2 around where it was, or empty."""
    geometry = np.array(geometry, dtype=object, copy=True)
    geometry[shapely.is_missing(geometry)] = shapely.Polygon()
    geometry = shapely.force_2d(geometry)
    geometry[~np.isfinite(shapely.bounds(geometry)).all(axis=1)] = shapely.Polygon()
    bad = ~shapely.is_valid(geometry)
    if bad.any():
        geometry[bad] = [_polygons(one) for one in shapely.make_valid(geometry[bad])]
    polygonal = np.isin(shapely.get_type_id(geometry), (3, 6))
    flat = ~shapely.is_empty(geometry) & (~polygonal | (shapely.area(geometry) <= 0))
    if flat.any():
        first = shapely.points(np.array([shapely.get_coordinates(one)[0] for one in geometry[flat]]))
        geometry[flat] = shapely.buffer(first, 1.0, cap_style="square")
    return geometry


def _polygons(geometry: shapely.Geometry) -> shapely.Geometry:
    """The polygons of what make_valid gave; the geometry itself when it has none."""
    parts = shapely.get_parts(shapely.get_parts(geometry))  # a collection may hold multipolygons
    parts = parts[shapely.get_type_id(parts) == 3]
    return shapely.union_all(parts) if len(parts) else geometry


def _text(frame: pd.DataFrame, name: str) -> np.ndarray:
    if name not in frame:
        return np.full(len(frame), "", dtype=object)
    column = frame[name]
    return column.astype(object).where(column.notna(), "").astype(str).str.strip().to_numpy(dtype=object)


def _word(frame: pd.DataFrame, name: str) -> np.ndarray:
    words = np.array([word.lower() for word in _text(frame, name)], dtype=object)
    return words.astype(str)


def _number(frame: pd.DataFrame, name: str) -> np.ndarray:
    """NaN when absent or unreadable."""
    if name not in frame:
        return np.full(len(frame), np.nan)
    return pd.to_numeric(frame[name], errors="coerce").to_numpy(dtype=float, na_value=np.nan)


def _flag(frame: pd.DataFrame, name: str) -> np.ndarray:
    return np.isin(_word(frame, name), ("true", "1", "1.0", "oui", "t"))
