"""Subtitles (SRT) of DJI videos, in all their dialects, as positions with their time. Broken blocks are counted, not fatal.

Dialects: bracketed pairs ([latitude: 43.5], the maker's [longtitude] too), `GPS(lon, lat, satellites)`, and
`GPS(lat, lon, 123.4M)` of some models, where the order is reversed and the third number is a height.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from typing import Any, Dict, List, Optional

_PAIR = re.compile(r"\b(latitude|longtitude|longitude|rel_alt|abs_alt|altitude|gb_yaw|gb_pitch|drone_yaw)\s*:\s*([-+]?\d+(?:\.\d+)?)", re.I)
_GPS = re.compile(r"\bGPS\s*\(\s*([-+]?[\d.]+)\s*,\s*([-+]?[\d.]+)\s*(?:,\s*([-+]?[\d.]+)\s*(M?)\s*)?\)", re.I)
_HEIGHT = re.compile(r"(?:\bH\s+|\bBAROMETER\s*:\s*)([-+]?\d+(?:\.\d+)?)")
_GIMBAL = re.compile(r"\bG\.PRY\s*\(\s*([-+]?[\d.]+)°?\s*,\s*([-+]?[\d.]+)°?\s*,\s*([-+]?[\d.]+)°?\s*\)")
_CLOCK = re.compile(r"(\d{4})[-.](\d{1,2})[-.](\d{1,2})\s+(\d{1,2}):(\d{2}):(\d{2})(?:[.,](\d{1,3}))?")
_CUE = re.compile(r"(\d+):(\d{2}):(\d{2})[,.](\d{1,3})\s*-->")
_LIMIT = 64 << 20
MIN_STEP_S = 1.0


def read_srt(path: os.PathLike[str] | str) -> Dict[str, Any]:
    """{"format", "positions": [...], "blocs", "blocs_sans_position"}.

    A position: seconde (video time, None when unknown), horloge (naive local datetime or None), longitude, latitude,
    hauteur_decollage, altitude_abs, cap, inclinaison; None where the block does not say.
    """
    with open(path, "rb") as file:
        text = file.read(_LIMIT).decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
    blocks = [block for block in re.split(r"\n\s*\n", text) if block.strip()]
    positions: List[Dict[str, Any]] = []
    names: Dict[str, int] = {}
    for block in blocks:
        found = _block(block)
        if found is not None:
            kind = found.pop("dialecte")
            names[kind] = names.get(kind, 0) + 1
            positions.append(found)
    main = max(names, key=lambda name: names[name]) if names else None
    return {
        "format": f"SRT {main}" if main else "SRT sans position",
        "positions": positions,
        "blocs": len(blocks),
        "blocs_sans_position": len(blocks) - len(positions),
    }


def _block(block: str) -> Optional[Dict[str, Any]]:
    pairs = {name.lower().replace("longtitude", "longitude"): float(value) for name, value in _PAIR.findall(block)}
    gps = _GPS.search(block)
    altitude: Optional[float] = pairs.get("abs_alt", pairs.get("altitude"))
    if "latitude" in pairs and "longitude" in pairs:
        longitude, latitude, kind = pairs["longitude"], pairs["latitude"], "à crochets"
    elif gps:
        try:
            first, second = float(gps.group(1)), float(gps.group(2))
            if gps.group(4):
                latitude, longitude, kind, altitude = first, second, "GPS(lat, lon, hauteur)", float(gps.group(3))
            else:
                longitude, latitude, kind = first, second, "GPS(lon, lat)"
        except ValueError:
            return None
    else:
        return None
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90) or (abs(longitude) < 1e-6 and abs(latitude) < 1e-6):
        return None
    by_text = _HEIGHT.search(block)
    relative = pairs.get("rel_alt", float(by_text.group(1)) if by_text else None)
    gimbal = _GIMBAL.search(block)
    yaw = float(gimbal.group(3)) if gimbal else pairs.get("gb_yaw")
    return {
        "dialecte": kind,
        "seconde": _cue(block),
        "horloge": _clock(block),
        "longitude": longitude,
        "latitude": latitude,
        "hauteur_decollage": relative,
        "altitude_abs": altitude,  # a lone "altitude" says neither above what nor which datum: kept as read
        "cap": yaw % 360 if yaw is not None else None,
        "inclinaison": float(gimbal.group(1)) if gimbal else pairs.get("gb_pitch"),
    }


def _cue(block: str) -> Optional[float]:
    match = _CUE.search(block)
    if not match:
        return None
    hours, minutes, seconds, fraction = match.groups()
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds) + int(f"{fraction:0<3}") / 1000


def _clock(block: str) -> Optional[dt.datetime]:
    match = _CLOCK.search(block)
    if not match:
        return None
    try:
        year, month, day, hour, minute, second = (int(match.group(rank)) for rank in range(1, 7))
        return dt.datetime(year, month, day, hour, minute, second, int(f"{match.group(7) or '0':0<6}"[:6]))
    except ValueError:
        return None


def thin(positions: List[Dict[str, Any]], step: float = MIN_STEP_S) -> List[Dict[str, Any]]:
    """One position per `step` seconds at most (video times, else clock); the first and the last are kept."""
    kept: List[Dict[str, Any]] = []
    last: Optional[float] = None
    for rank, position in enumerate(positions):
        moment = _moment(position)
        if moment is None or last is None or moment - last >= step - 1e-6 or moment < last or rank == len(positions) - 1:
            kept.append(position)
            last = moment
    return kept


def _moment(position: Dict[str, Any]) -> Optional[float]:
    if position["seconde"] is not None:
        return float(position["seconde"])
    clock: Optional[dt.datetime] = position["horloge"]
    return (clock - dt.datetime(2000, 1, 1)).total_seconds() if clock else None
