"""What one layer tells another: commune codes by place, the name and state of a plan from its perimeter, doubtful positions."""

from __future__ import annotations

from typing import Optional

import geopandas as gpd
import numpy as np
import shapely

from .report import ImportReport

NEAR_M = 500.0  # simplified boundaries are ten to fifty metres off: a school on the edge is not misplaced


def chief_places(communes: gpd.GeoDataFrame) -> str:
    """Fill missing chef-lieu coordinates with a point inside the commune, in place; returns a French note ("" = nothing done)."""
    missing = communes["x_chef_lieu"].isna().to_numpy()
    if not missing.any():
        return ""
    points = shapely.point_on_surface(communes.geometry.to_numpy()[missing])
    communes.loc[missing, "x_chef_lieu"] = shapely.get_x(points)
    communes.loc[missing, "y_chef_lieu"] = shapely.get_y(points)
    return f"Chef-lieu non fourni pour {int(missing.sum())} communes : un point intérieur à la commune en tient lieu."


def commune_of(geometry: np.ndarray, communes: gpd.GeoDataFrame) -> np.ndarray:
    """Code INSEE (object, None outside) of the commune holding each geometry's inner point. geometry: (n,), EPSG:2154."""
    found = np.full(len(geometry), None, dtype=object)
    if not len(communes) or not len(geometry):
        return found
    points = shapely.point_on_surface(geometry)
    tree = shapely.STRtree(communes.geometry.to_numpy())
    point, commune = tree.query(points, predicate="intersects")
    codes = communes["code_insee"].to_numpy(dtype=object)
    found[point[::-1]] = codes[commune[::-1]]
    return found


def commune_codes(frame: gpd.GeoDataFrame, communes: gpd.GeoDataFrame) -> None:
    """Fill empty `code_insee` (and `commune` where the layer has it) by position, in place."""
    empty = frame["code_insee"].isna().to_numpy()
    if not empty.any():
        return
    codes = commune_of(frame.geometry.to_numpy()[empty], communes)
    frame.loc[empty, "code_insee"] = codes
    if "commune" in frame.columns:
        names = dict(zip(communes["code_insee"], communes["nom"]))
        blank = frame["commune"].isna().to_numpy()
        frame.loc[blank, "commune"] = [names.get(code) for code in frame.loc[blank, "code_insee"]]


def doubtful_positions(frame: gpd.GeoDataFrame, communes: gpd.GeoDataFrame, report: Optional[ImportReport], departement: str) -> int:
    """Mark establishments that lie away from the commune they name, in place; returns how many.

    A row is doubtful when its code_insee is known and its point lies more than NEAR_M outside that commune, or when its
    postal code is of the department and its point is in none of its communes.
    """
    if not len(frame) or not len(communes):
        return 0
    shape = dict(zip(communes["code_insee"], communes.geometry))
    points = frame.geometry.to_numpy()
    named = [shape.get(code) for code in frame["code_insee"]]
    known = np.array([item is not None for item in named])
    away = np.zeros(len(frame), dtype=bool)
    away[known] = shapely.distance(points[known], np.array([item for item in named if item is not None], dtype=object)) > NEAR_M
    if departement:
        posted = frame["code_postal"].fillna("").astype(str).str.startswith(departement).to_numpy() & ~known
        whole = shapely.union_all(communes.geometry.to_numpy())
        away[posted] = shapely.distance(points[posted], whole) > NEAR_M
    approximate = frame["precision_localisation"].fillna("").astype(str).str.contains("approximative").to_numpy()
    away &= ~approximate
    frame.loc[away, "precision_localisation"] = "douteuse : hors de la commune indiquée"
    if report is not None and away.any():
        report.note(f"{int(away.sum())} positions douteuses (hors de la commune ou du département indiqué) : gardées et marquées.")
    return int(away.sum())


def plan_names(zones: gpd.GeoDataFrame, perimeters: gpd.GeoDataFrame) -> None:
    """Give zones the name and state of their plan, by code_procedure, in place."""
    for field, source in (("nom", "nom"), ("etat_procedure", "etat_procedure")):
        if field not in zones.columns:
            continue
        known = perimeters[perimeters[source].notna() & (perimeters[source] != "inconnu")].drop_duplicates("code_procedure")
        values = dict(zip(known["code_procedure"], known[source]))
        empty = zones[field].isna().to_numpy()
        zones.loc[empty, field] = [values.get(code) for code in zones.loc[empty, "code_procedure"]]
