"""Days of flight learnt after a run: the detections and the ground of the run take them, nothing is looked at again."""

from __future__ import annotations

from typing import Any, Optional

import shapely

from shared.gpkg import read, write

from .. import vols
from ..lecture import Shapes
from ..vols import Flight
from . import couverture

AUTHOR = "ddtm_aigle"


def redate(path: Any, run_id: str, image: str, year: int, footprint: Any, flight: Flight, flights: Optional[Shapes]) -> int:
    """Number of detections of this picture whose days changed."""
    fields = ["uuid", "date_vol_debut", "date_vol_fin"]
    held = [
        row
        for row in read.rows(path, "detection", {"image": image, "millesime": year}, fields=fields, bbox=footprint.bounds)
        if row["geom"]
    ]
    changed = []
    if held:
        points = shapely.centroid(shapely.from_wkb([row["geom"] for row in held]))
        shapely.prepare(footprint)
        for row, when, here in zip(held, vols.flights_at(points, flight, flights), shapely.intersects(footprint, points)):
            days = vols.span(when)
            if here and (row["date_vol_debut"], row["date_vol_fin"]) != days:
                changed.append({"uuid": row["uuid"], "date_vol_debut": days[0], "date_vol_fin": days[1]})
    if changed:
        write.update_rows(path, "detection", changed, author=AUTHOR)
    ground = [row["geom"] for row in read.rows(path, "detection_couverture", {"passage_uuid": run_id}) if row["geom"]]
    if ground:
        couverture.record(path, run_id, year, couverture.by_flight(shapely.union_all(shapely.from_wkb(ground)), flight, flights))
    first, last = vols.span(flight)
    write.update_rows(path, "detection_passage", [{"uuid": run_id, "date_vol_debut": first, "date_vol_fin": last}], author=AUTHOR)
    return len(changed)
