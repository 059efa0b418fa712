"""Flight logs exported as CSV or KML (the makers' own encrypted logs need their online keys: export them first)."""

from __future__ import annotations

import csv
import datetime as dt
import os
import re
from typing import Any, Dict, List, Optional
from xml.etree import ElementTree

from shared.errors import BadInput

from .heures import read_date
from .photo import number

FOOT = 0.3048
_LIMIT = 64 << 20
# field -> what a column's name must hold, in order of preference
COLUMNS = {
    "latitude": ("latitude", "lat"),
    "longitude": ("longitude", "longtitude", "lon", "lng"),
    "hauteur_decollage": ("height_above_takeoff", "relativeheight", "relative_altitude", "rel_alt", "height"),
    "altitude_abs": ("altitude_above_sealevel", "absolutealtitude", "abs_alt", "altitude"),
    "cap": ("gimbal_heading", "gimbal.yaw", "gimbalyaw"),
    "inclinaison": ("gimbal_pitch", "gimbal.pitch", "gimbalpitch"),
    "horloge": ("datetime(utc)", "datetime_utc", "utc", "datetime", "timestamp", "date_time"),
    "milliseconde": ("time(millisecond)", "time_ms", "milliseconds"),
}


def read_csv_log(path: os.PathLike[str] | str) -> Dict[str, Any]:
    """The shape of `read_srt`. Raises BadInput when no column of positions is found."""
    with open(path, encoding="utf-8-sig", errors="replace", newline="") as file:
        sample = file.read(8192)
        file.seek(0)
        separator = max(",;\t", key=sample.split("\n", 1)[0].count)
        rows = csv.DictReader(file, delimiter=separator)
        names = {field: _column(field, rows.fieldnames or []) for field in COLUMNS}
        if not names["latitude"] or not names["longitude"]:
            raise BadInput(f"« {os.path.basename(path)} » n'est pas un journal de vol : colonnes latitude et longitude introuvables.")
        positions, count = [], 0
        for row in rows:
            count += 1
            values: Dict[str, Any] = {field: _cell(row, name) for field, name in names.items() if field not in ("horloge", "milliseconde")}
            if not _placed(values):
                continue
            clock, zone = read_date(row.get(names["horloge"] or "") or "")
            if clock is not None and zone is None and "utc" in (names["horloge"] or "").lower():
                zone = dt.timezone.utc
            millisecond = _cell(row, names["milliseconde"])
            values.update(
                horloge=clock.replace(tzinfo=zone) if clock and zone else clock,
                seconde=millisecond / 1000 if millisecond is not None else None,
            )
            if values["cap"] is not None:
                values["cap"] %= 360
            positions.append(values)
    return {"format": "CSV", "positions": positions, "blocs": count, "blocs_sans_position": count - len(positions)}


def read_kml_log(path: os.PathLike[str] | str) -> Dict[str, Any]:
    """The shape of `read_srt`, from gx:Track (with hours) or LineString. Raises BadInput when unreadable."""
    with open(path, "rb") as file:
        body = file.read(_LIMIT)
    if b"<!ENTITY" in body or b"<!DOCTYPE" in body or b"\0" in body:  # UTF-16 would hide them
        raise BadInput(f"« {os.path.basename(path)} » est refusé : ce KML déclare des entités ou n'est pas en UTF-8.")
    try:
        root = ElementTree.fromstring(body)
    except ElementTree.ParseError as error:
        raise BadInput(f"« {os.path.basename(path)} » n'est pas un KML lisible : réexportez-le.", str(error)) from error
    positions: List[Dict[str, Any]] = []
    count = 0
    for track in root.iter():
        kind = track.tag.rpartition("}")[2]
        if kind == "Track":
            hours = [child.text for child in track if child.tag.endswith("}when")]
            places = [(child.text or "").split() for child in track if child.tag.endswith("}coord")]
        elif kind == "LineString":
            hours = []
            places = [point.split(",") for child in track if child.tag.endswith("coordinates") for point in (child.text or "").split()]
        else:
            continue
        for rank, place in enumerate(places):
            count += 1
            parts = [number(part) for part in place] + [None, None, None]
            values: Dict[str, Any] = {"longitude": parts[0], "latitude": parts[1], "altitude_abs": parts[2]}
            if not _placed(values):
                continue
            clock, zone = read_date(hours[rank] if rank < len(hours) else None)
            values.update(
                horloge=clock.replace(tzinfo=zone) if clock and zone else clock,
                seconde=None,
                hauteur_decollage=None,
                cap=None,
                inclinaison=None,
            )
            positions.append(values)
    return {"format": "KML", "positions": positions, "blocs": count, "blocs_sans_position": count - len(positions)}


def _column(field: str, names: Any) -> Optional[str]:
    """The first column whose name begins with one of the words of the field (units after it are allowed)."""
    cleaned = {name: re.sub(r"\s+", "_", (name or "").strip().lower()) for name in names}
    for word in COLUMNS[field]:
        for name, text in cleaned.items():
            if text == word or re.match(re.escape(word) + r"[\[(_.]", text) or text.endswith("." + word):
                return name
    return None


def _cell(row: Dict[str, Any], name: Optional[str]) -> Optional[float]:
    value = number(row.get(name) or "") if name else None
    return value * FOOT if value is not None and name and re.search(r"feet|\bft\b|\[ft\]", name, re.I) else value


def _placed(values: Dict[str, Any]) -> bool:
    longitude, latitude = values["longitude"], values["latitude"]
    if longitude is None or latitude is None or not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        return False
    return not (abs(longitude) < 1e-6 and abs(latitude) < 1e-6)
