"""Footprints of photographs (rows of `drone_photo`) as rows of `drone_emprise`."""

from __future__ import annotations

import os
from typing import Any, Dict, List, Optional, Sequence, Tuple

import numpy as np

from shared.errors import BadInput
from shared.espace import Espace
from shared.jobs import JobContext

from ..projection import local_frame
from . import camera, rayons, zones
from .incertitude import ground_error
from .terrain import Flat, Grid, load

PER_SIDE = 10
NEEDED = ("longitude", "latitude", "cap", "inclinaison", "focale_px", "hauteur_decollage", "largeur_px", "hauteur_px")
Row = Dict[str, Any]


def footprints(
    photos: Sequence[Row], espace: Espace, mnt: Optional[str], takeoff: Optional[float], ctx: JobContext
) -> Tuple[List[Row], List[str]]:
    """(rows, French notes). mnt: terrain raster, by default the pack's own; takeoff: altitude of the take-off point."""
    ready = [photo for photo in photos if all(photo.get(name) is not None for name in NEEDED)]
    notes = []
    if len(ready) < len(photos):
        notes.append(f"{len(photos) - len(ready)} photo(s) sans emprise : position, orientation, focale ou hauteur manquante.")
    if not ready:
        return [], notes
    frames = [local_frame(photo["longitude"], photo["latitude"]) for photo in ready]
    ground = ground_under(frames, espace, mnt)
    base: Optional[float] = takeoff if takeoff is not None else takeoff_altitude(ready, frames, ground)
    if base is None or not ground.relief:
        ground, base = Flat(0.0), 0.0
    if not ground.relief:
        notes.append("Emprises sur un sol supposé plat, à l'altitude du décollage : aucun terrain ne couvre ces photos.")
    elif takeoff is None:
        notes.append(f"Altitude du décollage prise sous la première photo : {base:.1f} m. Indiquez-la si elle est connue.")
    rows, blind = [], 0
    for rank, (photo, frame) in enumerate(zip(ready, frames)):
        if rank % 50 == 0:
            ctx.progress(rank / len(ready), "Emprises des photos")
        row = footprint(photo, frame, base, ground)
        if row is None:
            blind += 1
        else:
            rows.append(row)
    if blind:
        notes.append(f"{blind} photo(s) sans emprise : elles ne voient pas le sol, ou leur hauteur les place sous le terrain.")
    zones.touch(rows, espace)
    return rows, notes


def footprint(photo: Row, frame: Any, base: float, ground: Any, max_range: float = rayons.MAX_RANGE_M) -> Optional[Row]:
    """One row, None when the photo sees no ground. frame: `local_frame` of its position; base: altitude of the take-off."""
    from shapely.geometry import MultiPolygon, Polygon
    from shapely.validation import make_valid

    place, matrix = frame
    altitude = base + photo["hauteur_decollage"]
    below = float(ground.at(np.array([place[0]]), np.array([place[1]]))[0])
    if np.isfinite(below) and altitude <= below:
        return None
    size = (photo["largeur_px"], photo["hauteur_px"])
    pose = (photo["focale_px"], photo["cap"], photo["inclinaison"], photo["roulis"] or 0.0)
    columns, lines = camera.border(size, PER_SIDE)
    middle = np.array([size[0] / 2])
    rays = camera.directions(np.append(columns, middle), np.append(lines, size[1] / 2), size, *pose)
    hits = rayons.cast(place, altitude, matrix, rays, ground, max_range)
    around = hits.hit[:-1]
    if not around.any():
        return None
    shape = make_valid(Polygon(np.column_stack([hits.x[:-1], hits.y[:-1]])))
    parts = [part for part in getattr(shape, "geoms", [shape]) if part.geom_type in ("Polygon", "MultiPolygon") and part.area > 0]
    if not parts:
        return None
    flat = [polygon for part in parts for polygon in getattr(part, "geoms", [part])]
    area = MultiPolygon(flat)
    aimed = bool(hits.hit[-1])
    stretch = abs(matrix[0][0] * matrix[1][1] - matrix[0][1] * matrix[1][0])
    above = float(altitude - hits.z[-1]) if aimed else None
    return {
        "nom": photo["nom"],
        "sha256": photo["sha256"],
        "mission_uuid": photo.get("mission_uuid"),
        "methode": "relief" if ground.relief else "plan",
        "tronquee": bool(not around.all()),
        "incertitude_m": round(ground_error(above, photo["inclinaison"], photo["precision_h"], photo["precision_v"], photo["rtk"]), 2)
        if above is not None
        else None,
        "surface_m2": round(area.area / stretch, 1),
        "pixel_cm": round(100 * float(hits.distance[-1]) / photo["focale_px"], 2) if aimed else None,
        "distance_m": round(float(hits.distance[-1]), 1) if aimed else None,
        "geom": area.wkb,
    }


def ground_under(frames: Sequence[Any], espace: Espace, mnt: Optional[str]) -> Any:
    path = mnt
    if not path:
        try:
            path = os.fspath(espace.generation / "mnt.tif")
        except BadInput:
            return Flat()
        if not os.path.isfile(path):
            return Flat()
    places = np.array([frame[0] for frame in frames])
    margin = rayons.MAX_RANGE_M * 1.05
    (west, south), (east, north) = places.min(axis=0) - margin, places.max(axis=0) + margin
    return load(path, (west, south, east, north)) or Flat()


def takeoff_altitude(photos: Sequence[Row], frames: Sequence[Any], ground: Any) -> Optional[float]:
    """Height of the ground under the first photograph; None where the terrain does not say."""
    if not isinstance(ground, Grid):
        return None
    order = sorted(range(len(photos)), key=lambda rank: (photos[rank].get("heure_utc") is None, photos[rank].get("heure_utc") or "", rank))
    x, y = frames[order[0]][0]
    height = float(ground.at(np.array([x]), np.array([y]))[0])
    return height if np.isfinite(height) else None
