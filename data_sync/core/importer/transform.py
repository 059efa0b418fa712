"""Raw rows of a source to rows of a catalogue layer, by the table of a profile, with a report of each row."""

from __future__ import annotations

import uuid
from typing import Any, Mapping, Optional, Tuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from shared import catalogue
from shared.catalogue import CRS_EPSG
from shared.errors import BadInput
from shared.jobs import JobContext

from . import columns, converters, crs, duplicates, geometry
from .model import Keep, Profile, normal
from .report import ASIDE, ImportReport
from .source import Source, find_column, is_shapefile
from .steps import STEPS

_NAMESPACE = uuid.UUID("6f0c3a52-3d1e-4c6e-9f52-0a7b5f5d3434")
_DTYPE = {"entier": "Int64", "reel": "float64", "booleen": "boolean"}


def to_layer(source: Source, profile: Profile, options: Mapping[str, Any], report: ImportReport, ctx: JobContext) -> gpd.GeoDataFrame:
    """The rows of `source` as `profile.layer`: every catalogue field, `uuid`, geometry in EPSG:2154 (all None for a table).

    options: constants given with the import (epsg, millesime, nom, date…) and paths of side tables. Raises BadInput when
    the file is not what the profile expects.
    """
    for name in profile.steps:
        source = STEPS[name](source, profile, options, report)
    _must_look_right(source, profile)
    rows = np.asarray(source.frame.index, dtype=np.int64)
    frame = _useful(source, profile)
    geom, declared = source.geometry, options.get("epsg") or source.crs
    if geom is not None and len(geom) != len(frame):
        geom = geom[rows]
    selected = np.ones(len(frame), dtype=bool)
    for rule in profile.keep:
        selected &= _select(frame, rule, source, rows, selected, report)
    frame, rows = frame[selected], rows[selected]
    geom = geom[selected] if geom is not None else None
    ctx.progress(0.2, f"{profile.title} : conversion de {len(frame)} lignes")
    table, good = columns.convert(frame, profile, options, is_shapefile(source), rows, report)
    ctx.progress(0.5, f"{profile.title} : géométries")
    made = _geometry(geom, frame, profile, declared, rows, report, source)
    shapes: Optional[np.ndarray] = None
    if made is not None:
        shapes, sound = made
        good &= sound
    table, rows, order = table[good], rows[good], _order(frame[good], profile, source)
    shapes = shapes[good] if shapes is not None else None
    ctx.progress(0.8, f"{profile.title} : doublons")
    table, shapes, rows = duplicates.resolve(table, shapes, rows, order, profile, report)
    report.kept_rows = rows
    table["uuid"] = _uuids(table, shapes, profile)
    return _typed(table, shapes, profile.layer)


def _must_look_right(source: Source, profile: Profile) -> None:
    names = list(source.frame.columns)
    for group in profile.expects:
        if not find_column(names, group, is_shapefile(source)):
            seen = ", ".join(str(column) for column in names[:12]) or "aucune"
            raise BadInput(
                f"Ce fichier ne ressemble pas à « {profile.title} » : colonne « {group[0]} » absente "
                f"(colonnes lues : {seen}). Choisissez un autre profil ou un autre fichier."
            )
    if profile.geometry == "source" and source.geometry is None and not profile.xy:
        raise BadInput(f"Ce fichier n'a pas de géométrie alors que « {profile.title} » en demande une.")


def _useful(source: Source, profile: Profile) -> pd.DataFrame:
    """The columns that the profile reads, missing values as None."""
    groups = [column.names for column in profile.columns] + [rule.names for rule in profile.keep] + [profile.latest]
    groups += [names for way in profile.xy for names in (way.x, way.y)]
    wanted = {name for group in groups for name in find_column(list(source.frame.columns), group, is_shapefile(source))}
    frame = source.frame[[name for name in source.frame.columns if name in wanted]]
    return frame.astype(object).where(frame.notna(), None)


def _select(frame: pd.DataFrame, rule: Keep, source: Source, rows: np.ndarray, selected: np.ndarray, report: ImportReport) -> np.ndarray:
    found = find_column(list(frame.columns), rule.names, is_shapefile(source))
    if not found:
        return np.ones(len(frame), dtype=bool)
    values = frame[found[0]]
    code = values.map(lambda value: "" if converters.is_empty(value) else normal(converters.text(value)[0] or ""))
    ok = np.ones(len(frame), dtype=bool)
    if rule.values:
        ok &= np.asarray(code.isin({normal(value) for value in rule.values}))
    if rule.prefixes:
        ok &= np.asarray(code.str.startswith(tuple(normal(prefix) for prefix in rule.prefixes)))
    if rule.excluded:
        ok &= ~np.asarray(code.isin({normal(value) for value in rule.excluded}))
    empty = np.asarray(code == "")
    ok = np.where(empty, rule.empty_too, ok)
    dropped = selected & ~ok
    report.add(ASIDE, rule.reason, rows[dropped], list(values[dropped]))
    return ok


def _geometry(geom, frame, profile: Profile, declared, rows, report, source: Source) -> Optional[Tuple[np.ndarray, np.ndarray]]:
    target = catalogue.LAYERS[profile.layer].geometry
    if target is None:
        return None
    if geom is None:
        geom, declared = _from_xy(frame, profile, source)
    shapes, sound = geometry.conform(geom, target, rows, report, profile.to_point)
    shapes, placed = crs.to_lambert(shapes, declared, rows, report, None if declared else profile.default_epsg)
    return shapes, sound & placed


def _from_xy(frame: pd.DataFrame, profile: Profile, source: Source):
    for way in profile.xy:
        x = find_column(list(frame.columns), way.x, is_shapefile(source))
        y = find_column(list(frame.columns), way.y, is_shapefile(source))
        if x and y:
            numbers = [np.array([_number(value) for value in frame[name[0]]], dtype=float) for name in (x, y)]
            known = np.isfinite(numbers[0]) & np.isfinite(numbers[1])
            shapes = np.full(len(frame), None, dtype=object)
            shapes[known] = shapely.points(numbers[0][known], numbers[1][known])
            return shapes, way.epsg
    names = " ou ".join(f"{way.x[0]}, {way.y[0]}" for way in profile.xy)
    raise BadInput(f"Ce fichier n'a ni géométrie ni colonnes de coordonnées ({names}) pour « {profile.title} ».")


def _number(value: Any) -> float:
    try:
        number = converters.real(value)[0]
    except ValueError:
        return float("nan")
    return float("nan") if number is None else number


def _order(frame: pd.DataFrame, profile: Profile, source: Source) -> np.ndarray:
    """A date (ISO text, "" unknown) per row, by which the newest of two versions is told."""
    found = find_column(list(frame.columns), profile.latest, is_shapefile(source))
    if not found:
        return np.full(len(frame), "", dtype=object)
    return np.array([_day(value) for value in frame[found[0]]], dtype=object)


def _day(value: Any) -> str:
    try:
        return converters.moment(value)[0] or ""
    except ValueError:
        return ""


def _uuids(table: pd.DataFrame, shapes: Optional[np.ndarray], profile: Profile) -> list:
    """Stable identifiers: the same source row keeps its uuid from one import to the next, so that work layers still find it."""
    known = np.zeros(len(table), dtype=bool)
    names = np.full(len(table), "", dtype=object)
    if profile.key:
        known = np.asarray(table[list(profile.key)].notna().all(axis=1))
        names[known] = _glued(table.loc[known, list(profile.key)])
    if not known.all():
        names[~known] = _glued(table[~known])
        if shapes is not None:
            names[~known] += shapely.to_wkb(shapes[~known], hex=True)
    rank = pd.Series(names).groupby(names).cumcount() if len(names) else ()
    prefix = f"{profile.layer}|{profile.name}|"
    return [str(uuid.uuid5(_NAMESPACE, f"{prefix}{name}|{number}")) for name, number in zip(names, rank)]


def _glued(table: pd.DataFrame) -> np.ndarray:
    """One text a row: its values joined."""
    columns = [table[name].astype(str) for name in table.columns]
    return np.asarray(columns[0].str.cat(columns[1:], sep="|") if len(columns) > 1 else columns[0], dtype=object)


def _typed(table: pd.DataFrame, shapes: Optional[np.ndarray], layer: str) -> gpd.GeoDataFrame:
    typed = {}
    for item in catalogue.LAYERS[layer].all_fields:
        values = table[item.name].to_numpy(dtype=object)
        typed[item.name] = pd.array(values, dtype=_DTYPE[item.type]) if item.type in _DTYPE else values
    shapes = shapes if shapes is not None else np.full(len(table), None, dtype=object)
    return gpd.GeoDataFrame(typed, geometry=gpd.GeoSeries(shapes, crs=CRS_EPSG), crs=CRS_EPSG)
