"""Zones made fit for counting: valid, 2D, one MultiPolygon, without losing any ground the hand has drawn."""

from __future__ import annotations

from typing import Iterable, List, Tuple

import numpy as np
import shapely

POLYGON, MULTI, COLLECTION = 3, 6, 7


def polygons(geometry: shapely.Geometry) -> List[shapely.Polygon]:
    """Every polygon of a geometry, collections opened, lines and points left out, Z dropped."""
    parts = [shapely.force_2d(geometry)]
    out: List[shapely.Polygon] = []
    while parts:
        part = parts.pop()
        kind = shapely.get_type_id(part)
        if kind == POLYGON:
            out.append(part)
        elif kind in (MULTI, COLLECTION):
            parts.extend(shapely.get_parts(part))
    return [one for one in reversed(out) if not one.is_empty]


def corrected(polygon: shapely.Polygon) -> Tuple[shapely.Geometry, bool]:
    """(valid polygon or multipolygon covering all the ground drawn, True when the shape had to be corrected).

    A ring that crosses itself encloses several loops. The usual repairs drop some of them (where two loops overlap, the even-odd
    rule leaves a hole): for an evacuation every loop of an outer ring counts as drawn. A ring that only touches itself at its own
    vertices is a hole written in the outer ring (old formats): it stays a hole. Holes, repaired the same way, are then removed.
    """
    if polygon.is_valid:
        return polygon, False
    shell = _filled(polygon.exterior)
    holes = [_filled(ring) for ring in polygon.interiors]
    if holes:
        shell = shapely.difference(shell, shapely.union_all(holes))
    return shell, True


def merged(geometries: Iterable[shapely.Geometry]) -> Tuple[shapely.MultiPolygon, bool]:
    """(union as one valid MultiPolygon, True when a shape had to be corrected). Empty when nothing has a surface."""
    parts: List[shapely.Geometry] = []
    changed = False
    for geometry in geometries:
        if geometry is None:
            continue
        if geometry.is_valid and shapely.get_type_id(geometry) in (POLYGON, MULTI):
            parts.append(shapely.force_2d(geometry))
            continue
        for polygon in polygons(geometry):
            shape, repaired = corrected(polygon)
            changed |= repaired
            parts.append(shape)
    united = parts[0] if len(parts) == 1 else shapely.union_all(parts) if parts else shapely.MultiPolygon()
    pieces = [one for one in polygons(united) if one.area > 0]
    return shapely.MultiPolygon(pieces), changed


def _filled(ring: shapely.LinearRing) -> shapely.Geometry:
    """The ground a ring encloses: all its loops when it crosses itself, else its even-odd interior."""
    face = shapely.Polygon(ring)
    if face.is_valid:
        return face
    nodes = shapely.unary_union(shapely.LineString(ring.coords))
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(nodes)))
    if not len(faces):
        return shapely.Polygon()
    if _crosses_itself(ring, nodes):
        return shapely.union_all(faces)
    whole = shapely.make_valid(face)
    return shapely.union_all(polygons(whole))


def _crosses_itself(ring: shapely.LinearRing, nodes: shapely.Geometry) -> bool:
    """True when noding made vertices that nobody had put: strokes cross between vertices."""
    own = {tuple(point) for point in shapely.get_coordinates(ring).tolist()}
    return any(tuple(point) not in own for point in shapely.get_coordinates(nodes).tolist())


def segments(zone: shapely.MultiPolygon) -> np.ndarray:
    """(m, 4) x1, y1, x2, y2 of every edge of the boundary."""
    rings = shapely.get_rings(shapely.get_parts(zone))
    coords, ring = shapely.get_coordinates(rings, return_index=True)
    follows = np.flatnonzero(ring[1:] == ring[:-1])
    return np.column_stack([coords[follows], coords[follows + 1]])
