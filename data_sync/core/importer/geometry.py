"""Geometries made fit for the catalogue: two dimensions, valid, of the layer's type, or refused with a reason."""

from __future__ import annotations

from typing import Tuple

import numpy as np
import shapely

from .report import REFUSED, REPAIRED, ImportReport

_POINT, _LINE, _POLYGON = 0, 1, 2
_DIMENSION = {"Point": _POINT, "MultiPoint": _POINT, "MultiLineString": _LINE, "MultiPolygon": _POLYGON}
_FRENCH = {_POINT: "point", _LINE: "ligne", _POLYGON: "surface"}
_MULTI = {"MultiPoint": shapely.multipoints, "MultiLineString": shapely.multilinestrings, "MultiPolygon": shapely.multipolygons}
AREA_CHANGE = 0.01


def conform(
    geometry: np.ndarray, target: str, rows: np.ndarray, report: ImportReport, to_point: bool = False
) -> Tuple[np.ndarray, np.ndarray]:
    """Repair an array of shapely geometries for a layer of type `target`.

    geometry: (n,) objects in any system; rows: (n,) positions in the source, for the report. Returns `(repaired (n,)
    object array, kept (n,) bool)`; a refused row has None. Z is dropped without touching x and y.
    """
    geometry = np.asarray(geometry, dtype=object).copy()
    kept = np.ones(len(geometry), dtype=bool)
    dimension = _DIMENSION[target]

    def refuse(mask: np.ndarray, reason: str) -> None:
        report.add(REFUSED, reason, rows[mask])
        kept[mask] = False
        geometry[mask] = None

    absent = shapely.is_missing(geometry) | shapely.is_empty(geometry)
    refuse(absent, "géométrie absente ou vide")
    raised = kept & shapely.has_z(geometry)
    geometry[raised] = shapely.force_2d(geometry[raised])
    report.add(REPAIRED, "altitude (3D) retirée de la géométrie", rows[raised])
    bounds = shapely.bounds(geometry)
    refuse(kept & ~np.isfinite(bounds).all(axis=1), "coordonnées non finies")

    if to_point and dimension == _POINT:
        surface = kept & (shapely.get_dimensions(geometry) > 0)
        broken = surface & ~shapely.is_valid(geometry)
        geometry[broken] = shapely.make_valid(geometry[broken])
        geometry[surface] = shapely.point_on_surface(geometry[surface])
        report.add(REPAIRED, "surface ou ligne ramenée à un point", rows[surface])

    if dimension == _POLYGON:
        invalid = kept & ~shapely.is_valid(geometry)
        if invalid.any():
            before = shapely.area(geometry[invalid])
            geometry[invalid] = [_polygons(item) for item in shapely.make_valid(geometry[invalid])]
            lost = invalid & (shapely.is_missing(geometry) | shapely.is_empty(geometry))
            after = shapely.area(geometry[invalid])
            moved = np.zeros(len(geometry), dtype=bool)
            moved[np.flatnonzero(invalid)] = np.abs(after - before) > AREA_CHANGE * np.maximum(before, after)
            report.add(REPAIRED, "surface invalide (croisements) réparée", rows[invalid & ~lost & ~moved])
            report.add(REPAIRED, "surface invalide réparée, aire modifiée de plus de 1 % : à vérifier", rows[invalid & ~lost & moved])
            refuse(kept & lost, "géométrie irréparable")

    wrong = kept & (_single_dimension(geometry) != dimension)
    mixed = wrong & (shapely.get_type_id(geometry) == 7)
    geometry[mixed] = [_of_dimension(item, dimension) for item in geometry[mixed]]
    rescued = mixed & ~shapely.is_empty(geometry)
    report.add(REPAIRED, f"collection ramenée à ses parties de type {_FRENCH[dimension]}", rows[rescued])
    refuse(wrong & ~rescued, f"géométrie d'un autre type ({_FRENCH[dimension]} attendu)")

    if dimension == _POLYGON:
        refuse(kept & (shapely.area(geometry) <= 0), "surface nulle")
    if dimension == _LINE:
        refuse(kept & (shapely.length(geometry) <= 0), "ligne de longueur nulle")
    _promote(geometry, kept, target, rows, report)
    return geometry, kept


def _single_dimension(geometry: np.ndarray) -> np.ndarray:
    """Dimension of homogeneous geometries, -1 for collections and missing ones."""
    dimension = shapely.get_dimensions(geometry)
    dimension[shapely.get_type_id(geometry) == 7] = -1
    return dimension


def _polygons(item):
    """The polygon part of what make_valid returns (spikes and bridges come out as lines and points)."""
    return _of_dimension(item, _POLYGON)


def _of_dimension(item, dimension: int):
    parts = [part for part in _flatten(item) if shapely.get_dimensions(part) == dimension and not shapely.is_empty(part)]
    if not parts:
        return shapely.from_wkt("GEOMETRYCOLLECTION EMPTY")
    if dimension == _POLYGON:
        return shapely.union_all(parts) if len(parts) > 1 else parts[0]
    return shapely.multilinestrings(parts) if dimension == _LINE else shapely.multipoints(parts)


def _flatten(item):
    if shapely.get_type_id(item) >= 4:
        for part in shapely.get_parts(item):
            yield from _flatten(part)
    elif item is not None:
        yield item


def _promote(geometry: np.ndarray, kept: np.ndarray, target: str, rows: np.ndarray, report: ImportReport) -> None:
    kinds = shapely.get_type_id(geometry)
    if target == "Point":
        several = kept & (kinds == 4)
        count = shapely.get_num_geometries(geometry)
        report.add(REPAIRED, "plusieurs points : le premier est gardé", rows[several & (count > 1)])
        geometry[several] = shapely.get_geometry(geometry[several], 0)
        return
    single = kept & np.isin(kinds, (0, 1, 2, 3))
    where = np.flatnonzero(single)
    if len(where):
        geometry[where] = _MULTI[target](geometry[where], indices=np.arange(len(where)))
