"""Which photograph is seen where in a mosaic, as a layer."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, List, Sequence

from .pose import Laid


def write(target: Path, seams: Sequence[Any], laid: Laid, epsg: int) -> str:
    """The seams beside the mosaic, whole or not at all; returns the file."""
    import geopandas
    from shapely.geometry import MultiPolygon

    table: Dict[str, List[Any]] = {"photo": [], "cap_lu": [], "cap_retenu": [], "retournee": [], "decalage_gps_m": []}
    shapes = []
    for rank, geometry in seams:
        view = laid.views[rank]
        for name, value in (
            ("photo", view.name), ("cap_lu", view.yaw), ("cap_retenu", round(float(laid.placed.headings[rank]), 1)),
            ("retournee", rank in set(laid.turned)), ("decalage_gps_m", round(float(laid.placed.shifts[rank]), 2)),
        ):  # fmt: skip
            table[name].append(value)
        shapes.append(geometry if geometry.geom_type == "MultiPolygon" else MultiPolygon([geometry]))
    path = target.with_name(target.stem + "_coutures.gpkg")
    partial = path.with_name(path.stem + ".part.gpkg")
    try:
        geopandas.GeoDataFrame(table, geometry=shapes, crs=f"EPSG:{epsg}").to_file(partial, layer="coutures", driver="GPKG")
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return str(path)
