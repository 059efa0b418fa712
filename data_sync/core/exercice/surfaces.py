"""From rasters to polygons: nested levels that share their limits, so that classes neither overlap nor leave gaps."""

from __future__ import annotations

from typing import Any, Dict, List, Sequence, Tuple

import numpy as np
import rasterio.features
import rasterio.transform
import shapely

from .grille import Grid

SMALLEST = 4_000.0  # m²


def polygon(mask: np.ndarray, grid: Grid) -> shapely.Geometry:
    """The cells of `mask` as one valid (multi)polygon, the steps of the cells smoothed into slopes."""
    if not mask.any():
        return shapely.MultiPolygon()
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    window = (slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
    part = np.ascontiguousarray(mask[window])
    transform = rasterio.transform.from_origin(grid.left + columns[0] * grid.cell, grid.top - rows[0] * grid.cell, grid.cell, grid.cell)
    rings = [shapely.geometry.shape(shape) for shape, _ in rasterio.features.shapes(part.astype(np.uint8), mask=part, transform=transform)]
    smooth = shapely.make_valid(shapely.simplify(np.array(rings, dtype=object), grid.cell * 0.75))
    parts = shapely.get_parts(shapely.unary_union(smooth[shapely.area(smooth) >= SMALLEST]))
    return shapely.MultiPolygon([part for part in parts if part.geom_type == "Polygon"])


def classes(
    values: np.ndarray, wet: np.ndarray, limits: Sequence[float], names: Sequence[str], grid: Grid
) -> List[Tuple[str, shapely.Geometry]]:
    """(class, multipolygon) of `values` cut at the increasing `limits` where `wet`; names: one more than limits."""
    out, above = [], None
    levels = [polygon(wet & (values >= limit), grid) for limit in limits]
    shapes = [polygon(wet, grid), *levels]
    for name, shape in zip(reversed(names), reversed(shapes)):
        part = only_surfaces(shape if above is None else shapely.difference(shape, above))
        above = shape if above is None else shapely.union(above, shape)
        if not shapely.is_empty(part):
            out.append((name, part))
    return out[::-1]


def only_surfaces(shape: shapely.Geometry) -> shapely.Geometry:
    """The polygons of a geometry, as a MultiPolygon (empty when there is none)."""
    parts = [part for part in shapely.get_parts(shapely.make_valid(shape)) if part.geom_type in ("Polygon", "MultiPolygon")]
    return shapely.MultiPolygon([one for part in parts for one in shapely.get_parts(part) if one.area > 1.0])


def by_commune(shapes: Dict[Any, shapely.Geometry], cells: np.ndarray) -> List[Tuple[Any, int, shapely.Geometry]]:
    """(key, index of the commune, part of the shape in that commune), empty parts left out."""
    out = []
    tree = shapely.STRtree(cells)
    for key, shape in shapes.items():
        shapely.prepare(shape)
        hits = np.sort(tree.query(shape, predicate="intersects"))
        for index, part in zip(hits, shapely.intersection(shape, cells[hits])):
            part = only_surfaces(part)
            if part.area >= SMALLEST:
                out.append((key, int(index), part))
    return out
