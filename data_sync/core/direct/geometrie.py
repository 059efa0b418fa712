"""GeoJSON in degrees to WKB in Lambert-93; and the area of a department."""

from __future__ import annotations

import math
from typing import Any, Iterable, List, Optional, Sequence, Tuple

import numpy as np
import shapely
from pyproj import Transformer

from shared.errors import BadInput, DdtmError
from shared.espace import Espace
from shared.gpkg.read import rows

Emprise = Tuple[float, float, float, float]
MARGE_M = 5_000.0
# Where the pack does not tell: bounds of the department in Lambert-93 (metres).
EMPRISES = {"34": (665_000.0, 6_230_000.0, 800_000.0, 6_321_000.0)}
_TO_L93 = Transformer.from_crs(4326, 2154, always_xy=True)
_TO_WGS = Transformer.from_crs(2154, 4326, always_xy=True)


def point_l93(lon: Optional[float], lat: Optional[float]) -> Optional[bytes]:
    """WKB of a point, or None when the coordinates are absent or of nowhere in mainland France."""
    found = xy_l93(lon, lat)
    return shapely.to_wkb(shapely.Point(found)) if found else None


def xy_l93(lon: Optional[float], lat: Optional[float]) -> Optional[Tuple[float, float]]:
    if lon is None or lat is None or not (-6 <= lon <= 11 and 40 <= lat <= 52):
        return None
    x, y = _TO_L93.transform(lon, lat)
    return (x, y) if math.isfinite(x) and math.isfinite(y) else None


def degres(box: Emprise) -> Tuple[float, float, float, float]:
    """lon/lat bounds that hold the box."""
    xs, ys = _TO_WGS.transform([box[0], box[2], box[0], box[2]], [box[1], box[1], box[3], box[3]])
    return min(xs), min(ys), max(xs), max(ys)


def forme_l93(geojson: Any) -> Optional[shapely.Geometry]:
    """A GeoJSON geometry in degrees as a valid Lambert-93 shape; None when it is unreadable or empty."""
    try:
        shape = shapely.geometry.shape(geojson)
        if shape.is_empty or not np.isfinite(shapely.get_coordinates(shape)).all():
            return None
        made = shapely.transform(shapely.force_2d(shape), lambda xy: np.column_stack(_TO_L93.transform(xy[:, 0], xy[:, 1])))
    except (AttributeError, KeyError, TypeError, ValueError, IndexError, shapely.errors.ShapelyError):
        return None
    return made if np.isfinite(shapely.get_coordinates(made)).all() else None


def points_wkb(places: Sequence[Tuple[float, float]]) -> Optional[bytes]:
    return shapely.to_wkb(shapely.MultiPoint(list(places))) if places else None


def lignes_wkb(shape: Optional[shapely.Geometry]) -> Optional[bytes]:
    """The lines of a shape as WKB of a MultiLineString, None when it has none."""
    if shape is None:
        return None
    lines = [part for part in shapely.get_parts(shape) if part.geom_type == "LineString" and part.length > 0]
    return shapely.to_wkb(shapely.MultiLineString(lines)) if lines else None


def dans(wkb: Optional[bytes], box: Emprise, marge: float = 0.0) -> bool:
    if wkb is None:
        return False
    minx, miny, maxx, maxy = shapely.bounds(shapely.from_wkb(wkb))
    return minx <= box[2] + marge and maxx >= box[0] - marge and miny <= box[3] + marge and maxy >= box[1] - marge


def emprise(espace: Espace, departement: str, told: Optional[Iterable[float]] = None) -> Emprise:
    """Bounds (Lambert-93) of what is asked for: those given, else those of the pack's communes, else a department's we know."""
    if told is not None:
        box = tuple(told)
        if len(box) != 4 or not all(isinstance(v, (int, float)) and math.isfinite(v) for v in box) or box[0] >= box[2] or box[1] >= box[3]:
            raise BadInput("L'emprise est incomprise : donnez xmin,ymin,xmax,ymax en Lambert-93.")
        return float(box[0]), float(box[1]), float(box[2]), float(box[3])
    whole = _communes(espace, departement)
    if whole is not None:
        minx, miny, maxx, maxy = shapely.bounds(whole)
        return minx - MARGE_M, miny - MARGE_M, maxx + MARGE_M, maxy + MARGE_M
    if departement in EMPRISES:
        return EMPRISES[departement]
    raise BadInput(f"L'étendue du département « {departement} » est inconnue : installez son paquet, ou donnez une emprise en Lambert-93.")


def contour(espace: Espace, departement: str) -> Optional[bytes]:
    """Outline of the department as WKB of a MultiPolygon, from the pack's communes; None without them."""
    whole = _communes(espace, departement)
    if whole is None:
        return None
    parts = [shapely.Polygon(part.exterior) for part in shapely.get_parts(whole.buffer(30).buffer(-30)) if part.geom_type == "Polygon"]
    return shapely.to_wkb(shapely.MultiPolygon(parts)) if parts else None


def _communes(espace: Espace, departement: str) -> Optional[shapely.Geometry]:
    try:
        found = rows(espace.referentiel_gpkg, "commune", "code_insee LIKE ?", parameters=(f"{departement}%",), fields=("code_insee",))
    except DdtmError:
        return None
    shapes: List[shapely.Geometry] = [shapely.from_wkb(row["geom"]) for row in found if row["geom"]]
    return shapely.union_all(shapes) if shapes else None
