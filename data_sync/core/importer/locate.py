"""A point for rows published without coordinates: a geocoded table, else the commune, and the precision is always said."""

from __future__ import annotations

import dataclasses
import re
from typing import Any, Mapping, Optional

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely

from shared.catalogue import CRS_EPSG
from shared.errors import BadInput

from . import converters, encoding, table
from .model import Csv, Profile, normal
from .report import REPAIRED, ImportReport
from .source import Source, find_column

AT_COMMUNE = "commune (position approximative)"
_NAME, _ADDRESS, _POST = (
    ("nom_commercial", "nom", "nom_etablissement", "rslongue", "rs"),
    ("adresse", "adresse_1", "address"),
    ("code_postal", "postcode", "_code_postal"),
)
_COMMUNE = ("ligneacheminement", "commune", "nom_commune", "city", "libelle_commune")
_INSEE = ("_code_insee", "code_insee", "insee", "code_commune", "codeinsee", "com_code")
_LON, _LAT = ("longitude", "lon", "result_longitude"), ("latitude", "lat", "result_latitude")
_X, _Y = ("x", "coordx", "coordxet", "_x"), ("y", "coordy", "coordyet", "_y")


def locate(source: Source, profile: Profile, options: Mapping[str, Any], report: ImportReport) -> Source:
    """Give `source` a geometry in EPSG:2154 and a column `_precision`.

    In order: the row's own coordinates; the table options["jointure"] (CSV with nom, code_postal or code_insee, and
    longitude/latitude or x/y); the commune of options["communes"] (GeoDataFrame of catalogue communes). A row that
    nothing locates keeps no geometry and is refused further on.
    """
    frame = source.frame
    precision = pd.Series(None, index=frame.index, dtype=object)
    said = find_column(list(frame.columns), ("precision_localisation", "precision_loc", "_precision"), False)
    if said:
        precision = frame[said[0]].astype(object).where(frame[said[0]].notna(), None)
    points = _own_points(source, frame)
    if options.get("jointure"):
        points, precision = _from_table(str(options["jointure"]), frame, points, precision, report)
    communes = options.get("communes")
    if communes is not None and len(communes):
        points, precision = _from_commune(communes, frame, points, precision, report)
    return dataclasses.replace(source, frame=frame.assign(_precision=precision), geometry=points, crs=CRS_EPSG)


def _own_points(source: Source, frame: pd.DataFrame) -> np.ndarray:
    points = np.full(len(frame), None, dtype=object)
    if source.geometry is not None:
        known = ~(shapely.is_missing(source.geometry) | shapely.is_empty(source.geometry))
        points[known] = shapely.point_on_surface(source.geometry[known])
        declared = pyproj.CRS.from_user_input(source.crs) if source.crs is not None else pyproj.CRS.from_epsg(CRS_EPSG)
        if declared.to_epsg() != CRS_EPSG:
            move = pyproj.Transformer.from_crs(declared, CRS_EPSG, always_xy=True)
            points[known] = shapely.transform(points[known], lambda xy: np.column_stack(move.transform(xy[:, 0], xy[:, 1])))
        return points
    return _points(frame)


def _points(frame: pd.DataFrame) -> np.ndarray:
    """Points in EPSG:2154 from degree columns, else from Lambert-93 columns."""
    points = np.full(len(frame), None, dtype=object)
    for names, epsg in (((_LON, _LAT), 4326), ((_X, _Y), CRS_EPSG)):
        found = [find_column(list(frame.columns), group, False) for group in names]
        if not all(found):
            continue
        x, y = (np.array([_number(value) for value in frame[name[0]]], dtype=float) for name in found)
        if epsg == 4326:
            x, y = pyproj.Transformer.from_crs(4326, CRS_EPSG, always_xy=True).transform(x, y)
        known = np.isfinite(x) & np.isfinite(y) & np.array([point is None for point in points])
        points[known] = shapely.points(np.asarray(x)[known], np.asarray(y)[known])
    return points


def _number(value: Any) -> float:
    try:
        number = converters.real(value)[0]
    except ValueError:
        return float("nan")
    return float("nan") if number is None else number


def _from_table(path: str, frame, points, precision, report: ImportReport):
    side_report = ImportReport("jointure", "", path)
    side = table.read_csv(path, "", Profile("jointure", "Table géocodée", "etablissement", csv=Csv()), side_report)
    side_points = _points(side)
    if all(point is None for point in side_points):
        raise BadInput("La table géocodée n'a pas de coordonnées (colonnes longitude, latitude ou x, y).")
    places = {key: point for key, point in zip(_keys(side), side_points) if key and point is not None}
    missing = np.array([point is None for point in points])
    hits = np.zeros(len(frame), dtype=bool)
    for position, key in enumerate(_keys(frame)):
        if missing[position] and key in places:
            points[position], hits[position] = places[key], True
    precision[hits] = "adresse géocodée"
    report.add(REPAIRED, "position prise dans la table géocodée", frame.index[hits])
    return points, precision


def _keys(frame: pd.DataFrame) -> list:
    """Name and postal code, without accents, case or punctuation."""
    name, post = (find_column(list(frame.columns), names, False) for names in (_NAME, _POST))
    if not name:
        return [""] * len(frame)
    posts = frame[post[0]] if post else pd.Series("", index=frame.index)
    return [
        f"{normal(_sound(label))}|{normal(_sound(code))}" if not converters.is_empty(label) else ""
        for label, code in zip(frame[name[0]], posts)
    ]


def _sound(value: Any) -> str:
    return "" if converters.is_empty(value) else encoding.repair(str(value))[0]


_ABBREVIATIONS = ((re.compile(r"\bst\b"), "saint"), (re.compile(r"\bste\b"), "sainte"))


def commune_name(value: Any) -> str:
    """« ST GELY DU FESC », « 34980 Saint-Gély-du-Fesc CEDEX » -> "saint_gely_du_fesc"."""
    word = re.sub(r"^\d{5}\s+|\s+cedex.*$", "", _sound(value).strip(), flags=re.I)
    word = normal(word).replace("_", " ")
    for form, full in _ABBREVIATIONS:
        word = form.sub(full, word)
    return re.sub(r"^(l|le|la|les) ", "", word).replace(" ", "_")


def _from_commune(communes: gpd.GeoDataFrame, frame, points, precision, report: ImportReport):
    spot = {code: _centre(row) for code, row in zip(communes["code_insee"], communes.itertuples())}
    names = [commune_name(name) for name in communes["nom"]]
    by_name = {name: code for name, code in zip(names, communes["code_insee"]) if names.count(name) == 1}
    insee = find_column(list(frame.columns), _INSEE, False)
    label = find_column(list(frame.columns), _COMMUNE, False)
    missing = [position for position, point in enumerate(points) if point is None]
    hits = []
    for position in missing:
        row = frame.iloc[position]
        code = _sound(row[insee[0]]) if insee else ""
        if code not in spot and label:
            code = by_name.get(commune_name(row[label[0]]), "")
        if code in spot:
            points[position] = spot[code]
            precision.iloc[position] = AT_COMMUNE
            hits.append(position)
    report.add(REPAIRED, "sans coordonnées : placé au chef-lieu de la commune, position approximative", frame.index[hits])
    return points, precision


def _centre(row) -> Optional[shapely.Geometry]:
    if row.x_chef_lieu == row.x_chef_lieu and row.x_chef_lieu is not None:
        return shapely.points(float(row.x_chef_lieu), float(row.y_chef_lieu))
    return shapely.point_on_surface(row.geometry)
