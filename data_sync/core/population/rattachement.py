"""Which commune and which square each building belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Dict, Tuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from shared.errors import BadInput

from . import regles
from .ages import known_shares


@dataclass(frozen=True)
class Communes:
    """c communes. geometry: polygons or None; people: (c,) legal population, NaN unknown; seat: (c, 2) chef-lieu, NaN unknown."""

    code: np.ndarray
    nom: np.ndarray
    people: np.ndarray
    geometry: np.ndarray
    seat: np.ndarray

    def __len__(self) -> int:
        return len(self.code)


@dataclass(frozen=True)
class Squares:
    """q inhabited squares. people: (q,) > 0; imputed: (q,) bool; shares: (q, 10) age shares, NaN rows where unknown."""

    geometry: np.ndarray
    people: np.ndarray
    imputed: np.ndarray
    shares: np.ndarray

    def __len__(self) -> int:
        return len(self.people)


def read_communes(frame: gpd.GeoDataFrame, census: pd.DataFrame | None) -> Communes:
    """Rows of `commune`, one a code. Raises BadInput without commune, code, or any population at all."""
    if frame is None or not len(frame) or "code_insee" not in frame:
        raise BadInput("Aucune commune dans les données : importez d'abord les communes (Admin Express).")
    frame = frame[frame["code_insee"].notna()].drop_duplicates("code_insee")
    code = frame["code_insee"].astype(str).str.strip().to_numpy(dtype="U5")
    people = pd.to_numeric(frame.get("population", pd.Series(np.nan, index=frame.index)), errors="coerce").to_numpy(float, na_value=np.nan)
    if census is not None and len(census) and "population" in census:
        counts = latest(census).set_index("code_insee")["population"]
        counted = pd.to_numeric(counts.reindex(code), errors="coerce").to_numpy(float, na_value=np.nan)
        people = np.where(np.isfinite(people), people, counted)
    people = np.where(people >= 0, people, np.nan)
    geometry = np.array(frame.geometry.to_numpy(), dtype=object) if hasattr(frame, "geometry") else np.full(len(frame), None, dtype=object)
    present = ~shapely.is_missing(geometry)
    geometry[present] = shapely.make_valid(shapely.force_2d(geometry[present]))
    seat = np.column_stack(
        [
            pd.to_numeric(frame.get(name, pd.Series(np.nan, index=frame.index)), errors="coerce").to_numpy(float, na_value=np.nan)
            for name in ("x_chef_lieu", "y_chef_lieu")
        ]
    )
    lost = ~np.isfinite(seat).all(axis=1) & present & ~shapely.is_empty(geometry)
    if lost.any():
        seat[lost] = shapely.get_coordinates(shapely.point_on_surface(geometry[lost]))
    return Communes(code, frame["nom"].fillna("").astype(str).to_numpy(dtype=str), people, geometry, seat)


def read_squares(frame: gpd.GeoDataFrame | None) -> Squares | None:
    """Inhabited rows of `carreau_population`, or None when there is none."""
    if frame is None or not len(frame) or "ind" not in frame:
        return None
    people = pd.to_numeric(frame["ind"], errors="coerce").fillna(0.0).to_numpy(float)
    frame = frame[(people > 0) & frame.geometry.notna().to_numpy() & ~frame.geometry.is_empty.to_numpy()]
    if not len(frame):
        return None
    imputed = (
        pd.to_numeric(frame["i_est_200"], errors="coerce").fillna(0).to_numpy() > 0 if "i_est_200" in frame else np.zeros(len(frame), bool)
    )
    geometry = shapely.force_2d(np.array(frame.geometry.to_numpy(), dtype=object))
    people = pd.to_numeric(frame["ind"], errors="coerce").to_numpy(float)
    return Squares(geometry, people, imputed, known_shares(frame))


def latest(census: pd.DataFrame) -> pd.DataFrame:
    """One row a commune: the last year."""
    frame = census[census["code_insee"].notna()].assign(code_insee=lambda table: table["code_insee"].astype(str).str.strip())
    if "annee" in frame:
        frame = frame.sort_values("annee", kind="stable")
    return frame.drop_duplicates("code_insee", keep="last")


def commune_of(communes: Communes, code: np.ndarray, x: np.ndarray, y: np.ndarray) -> Tuple[np.ndarray, Dict[str, int]]:
    """((k,) commune index or -1, counts of what was done).

    The published code when it is one of the communes, else the commune that holds the point, else the nearest within 1 km.
    """
    known: Dict[str, int] = {str(value): i for i, value in enumerate(communes.code)}
    out = np.array([known.get(str(value), -1) for value in code], dtype=np.int64) if len(code) else np.empty(0, np.int64)
    todo = np.flatnonzero(out < 0)
    usable = np.flatnonzero(~shapely.is_missing(communes.geometry) & ~shapely.is_empty(communes.geometry))
    if not len(todo) or not len(usable):
        return out, {"rattachés à la commune la plus proche": 0, "hors des communes": int((out < 0).sum())}
    shapes = communes.geometry[usable]
    points = shapely.points(x[todo], y[todo])
    tree = shapely.STRtree(shapes)
    point, shape = tree.query(points, predicate="intersects")
    point, first = np.unique(point, return_index=True)  # on a common boundary: the first commune
    out[todo[point]] = usable[shape[first]]
    astray = np.flatnonzero(out < 0)
    near = 0
    if len(astray):
        (row, shape), _ = tree.query_nearest(shapely.points(x[astray], y[astray]), max_distance=regles.RATTACHEMENT_M, return_distance=True)
        row, first = np.unique(row, return_index=True)
        out[astray[row]] = usable[shape[first]]
        near = len(row)
    return out, {"rattachés à la commune la plus proche": near, "hors des communes": int((out < 0).sum())}


def square_of(squares: Squares, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """(k,) index of the square that holds each point, -1 = none (nobody lives there)."""
    out = np.full(len(x), -1, dtype=np.int64)
    point, square = shapely.STRtree(squares.geometry).query(shapely.points(x, y), predicate="intersects")
    point, first = np.unique(point, return_index=True)
    out[point] = square[first]
    return out
