"""Whole geometry columns into GeoPackage blobs: the rules of `geometry`, on arrays (engine, command line and tests only)."""

from __future__ import annotations

from typing import Any, List, Optional, Tuple

import geopandas as gpd
import numpy as np
import shapely

from ..catalogue import CRS_EPSG, Layer
from ..errors import BadInput
from .geometry import FRENCH

# shapely's type numbers
_KINDS = ("Point", "LineString", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon", "GeometryCollection")
_SINGLES = {4: (0,), 5: (1, 2), 6: (3,)}
_MAKERS = {4: shapely.multipoints, 5: shapely.multilinestrings, 6: shapely.multipolygons}
_HEADER = np.dtype([("magic", "S2"), ("version", "u1"), ("flags", "u1"), ("srs", "<i4"), ("box", "<f8", (4,))])
_SHORT = 8


def geometry_column(layer: Layer, frame: Any) -> Tuple[List[Optional[bytes]], np.ndarray]:
    """(blobs or None, (n, 4) float64 minx maxx miny maxy, NaN where there is nothing) of the rows of a GeoDataFrame.

    Raises BadInput when the frame has no geometry where the layer has one (or the reverse), another CRS than EPSG:2154,
    a geometry of another kind or with infinite coordinates.
    """
    is_geo = isinstance(frame, gpd.GeoDataFrame)
    if layer.geometry is None:
        if is_geo and frame.geometry.notna().any():
            raise BadInput(f"La table « {layer.title} » n'a pas de géométrie.")
        return [], np.empty((0, 4))
    if not is_geo:
        raise BadInput(f"Couche « {layer.title} » : les géométries manquent.")
    if frame.crs is None or frame.crs.to_epsg() != CRS_EPSG:
        shown = "inconnu" if frame.crs is None else f"« {frame.crs.name} »"
        raise BadInput(
            f"Couche « {layer.title} » : système de coordonnées {shown} au lieu de Lambert-93 (EPSG:{CRS_EPSG}) ; reprojetez la donnée."
        )
    shapes = _conformed(layer, layer.geometry, shapely.force_2d(np.asarray(frame.geometry.array, dtype=object)))
    bounds = shapely.bounds(shapes).reshape(-1, 4)
    coordinates = shapely.get_coordinates(shapes)
    if not np.isfinite(coordinates).all():
        raise BadInput(f"Couche « {layer.title} » : une géométrie a des coordonnées infinies ou absentes ; réparez la source.")
    envelopes = bounds[:, [0, 2, 1, 3]]
    return _blobs(shapes, envelopes), envelopes


def _conformed(layer: Layer, geometry: str, shapes: np.ndarray) -> np.ndarray:
    """The shapes in the layer's type: single parts promoted, a MultiPoint of one point taken apart for a Point layer."""
    wanted = _KINDS.index(geometry, 2) if geometry != "Point" else 0
    shapes = shapes.copy()
    kinds = shapely.get_type_id(shapes)
    if wanted == 0:
        lone = np.flatnonzero((kinds == 4) & (shapely.get_num_geometries(shapes) == 1))
        shapes[lone] = shapely.get_geometry(shapes[lone], 0)
    else:
        single = np.flatnonzero(np.isin(kinds, _SINGLES[wanted]))
        void = shapely.is_empty(shapes[single])
        full = single[~void]
        if len(full):
            shapes[full] = _MAKERS[wanted](shapes[full], indices=np.arange(len(full)))
        shapes[single[void]] = shapely.from_wkt(f"{geometry.upper()} EMPTY")
    kinds = shapely.get_type_id(shapes)
    bad = np.flatnonzero((kinds != wanted) & (kinds != -1))
    if len(bad):
        found = FRENCH[_KINDS[kinds[bad[0]]]]
        raise BadInput(
            f"Couche « {layer.title} » : elle attend {FRENCH[geometry]} ; "
            f"{len(bad)} géométrie(s) d'un autre type, dont la ligne {bad[0] + 1} ({found})."
        )
    return shapes


def _blobs(shapes: np.ndarray, envelopes: np.ndarray) -> List[Optional[bytes]]:
    """Headers and envelopes made for all rows at once, then glued to the WKB."""
    wkbs = shapely.to_wkb(shapes, byte_order=1, output_dimension=2, flavor="iso")
    points = shapely.get_type_id(shapes) == 0
    empty = np.isnan(envelopes[:, 0])
    head = np.zeros(len(shapes), dtype=_HEADER)
    head["magic"], head["srs"], head["box"] = b"GP", CRS_EPSG, envelopes
    head["flags"] = np.where(empty, 0x11, np.where(points, 0x01, 0x03))
    raw, size = head.tobytes(), _HEADER.itemsize
    lengths = np.where(points | empty, _SHORT, size).tolist()
    starts = range(0, size * len(shapes), size)
    return [None if wkb is None else raw[start : start + length] + wkb for wkb, start, length in zip(wkbs, starts, lengths)]
