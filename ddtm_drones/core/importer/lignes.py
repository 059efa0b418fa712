"""From what was read to the rows of the layers drone_media, drone_photo, drone_trace and drone_position."""

from __future__ import annotations

import datetime as dt
import struct
from pathlib import Path
from typing import Any, Dict, List, Optional, Sequence, Tuple

from shared.catalogue import LAYERS
from shared.errors import BadInput
from shared.gpkg.values import format_instant

from ..meta import heures
from ..meta.journaux import read_csv_log, read_kml_log
from ..meta.srt import read_srt, thin
from ..projection import to_lambert

READERS = {".srt": read_srt, ".csv": read_csv_log, ".kml": read_kml_log}
_PHOTO_FIELDS = [field.name for field in LAYERS["drone_photo"].fields]


def media_row(entry: Dict[str, Any], fichier: str, import_id: str, mission_uuid: Optional[str]) -> Dict[str, Any]:
    return {
        **{name: entry[name] for name in ("nom", "chemin", "sha256", "taille", "nature", "heure_utc")},
        "fichier": fichier,
        "import_id": import_id,
        "mission_uuid": mission_uuid,
    }


def photo_row(entry: Dict[str, Any], photo: Dict[str, Any], fichier: str, mission_uuid: Optional[str]) -> Dict[str, Any]:
    """The geometry is in Lambert 93, None without a position."""
    row = {name: photo.get(name) for name in _PHOTO_FIELDS}
    row.update(nom=entry["nom"], sha256=entry["sha256"], fichier=fichier, mission_uuid=mission_uuid)
    if photo["heure_utc"] is not None:
        row["heure_utc"] = format_instant(photo["heure_utc"])
    row["geom"] = None
    if photo["longitude"] is not None:
        row["geom"] = point(*to_lambert(photo["longitude"], photo["latitude"]))
    return row


def track_rows(entry: Dict[str, Any], path: Path, mission_uuid: Optional[str], zone: str) -> Tuple[List[Dict], List[Dict], str]:
    """(rows of drone_trace, rows of drone_position, remark) of a log; a file that is no log of positions gives none."""
    try:
        log = READERS[Path(entry["nom"]).suffix.lower()](path)
    except BadInput as error:
        return [], [], error.message
    positions = thin(log["positions"])
    if not positions:
        return [], [], f"« {entry['nom']} » ne contient aucune position."
    places = [to_lambert(position["longitude"], position["latitude"]) for position in positions]
    common = {"nom": entry["nom"], "sha256": entry["sha256"], "mission_uuid": mission_uuid}
    moments = [_moment(position["horloge"], zone) for position in positions]
    lost = log["blocs_sans_position"]
    length = sum(_distance(a, b) for a, b in zip(positions, positions[1:]))
    known = [moment for moment in moments if moment]
    trace = {
        **common,
        "format": log["format"],
        "debut_utc": min(known) if known else None,
        "fin_utc": max(known) if known else None,
        "positions": len(log["positions"]),
        "longueur_m": round(length, 1),
        "remarques": f"{lost} enregistrement(s) sur {log['blocs']} sans position" if lost else None,
        "geom": line(places) if len(places) > 1 else None,
    }
    details = [
        {
            **common,
            "rang": rank,
            "seconde": position["seconde"],
            "heure_utc": moment,
            **{name: position[name] for name in ("hauteur_decollage", "altitude_abs", "cap", "inclinaison")},
            "geom": point(*place),
        }
        for rank, (position, place, moment) in enumerate(zip(positions, places, moments))
    ]
    return [trace], details, ""


def _moment(clock: Optional[dt.datetime], zone: str) -> Optional[str]:
    if clock is None:
        return None
    return format_instant(clock if clock.tzinfo is not None else heures.in_zone(clock, zone))


def _distance(a: Dict[str, Any], b: Dict[str, Any]) -> float:
    """Metres on the sphere: Lambert lengths would be wrong far from France."""
    from math import asin, cos, radians, sin, sqrt

    lat_a, lat_b = radians(a["latitude"]), radians(b["latitude"])
    half = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin(radians(b["longitude"] - a["longitude"]) / 2) ** 2
    return 2 * 6_371_000 * asin(sqrt(min(1.0, half)))


def point(x: float, y: float) -> bytes:
    return struct.pack("<BI2d", 1, 1, x, y)


def line(places: Sequence[Tuple[float, float]]) -> bytes:
    return struct.pack(f"<BII{2 * len(places)}d", 1, 2, len(places), *(value for place in places for value in place))
