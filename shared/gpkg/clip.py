"""Clipping by a rectangle that never gives up."""

from __future__ import annotations

from typing import Sequence

import shapely


def clipped(shape: shapely.Geometry, box: Sequence[float]) -> shapely.Geometry:
    """What of `shape` is in the box (xmin, ymin, xmax, ymax), in the shape's own CRS. GEOS's quick clipping stops on some rings that
    touch a corner of the box ("found 3 - must be 0 or >= 4"); overlay does not."""
    try:
        return shapely.clip_by_rect(shape, *box)
    except shapely.errors.GEOSException:
        return shapely.intersection(shape, shapely.box(*box))
