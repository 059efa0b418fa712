"""One photograph's metadata as the fields of the layer `drone_photo`. What the file does not say is None, never 0."""

from __future__ import annotations

import math
import os
import re
from typing import Any, Dict, List, Optional, Tuple

from . import dialectes as d
from .exif import degrees, read_exif
from .heures import photo_hours
from .jpeg import Head, read_head, read_raw
from .xmp import Packet, UnsafePacket, read_xmp

_NUMBER = re.compile(r"\s*([-+]?\d+(?:[.,]\d+)?(?:[eE][-+]?\d+)?)\s*(?:/\s*(\d+(?:\.\d+)?))?")
CLOCK_TOLERANCE_S = 120
FAR_APART_M = 50.0
NADIR_FLIP_PITCH = -80.0
MIN_THERMAL_BYTES = 100_000


def read_photo(path: os.PathLike[str] | str, zone: str = "Europe/Paris", temperatures: bool = True) -> Dict[str, Any]:
    """Fields of `drone_photo` (without nom, sha256, fichier, mission_uuid), plus `horloge` and `identifiant`."""
    head = read_head(path)
    remarks: List[str] = []
    if not head.is_jpeg:
        remarks.append("ce n'est pas un JPEG")
    elif not head.complete:
        remarks.append("en-tête endommagé")
    elif not head.has_end:
        remarks.append("fin de fichier absente : photo peut-être tronquée")
    exif = read_exif(head.exif)
    try:
        xmp = read_xmp(head.xmp)
    except UnsafePacket:
        xmp = {}
        remarks.append("XMP refusé : il déclare des entités ou est démesuré")
    numbers = {name: _first(xmp, rows) for name, rows in d.NUMBERS.items()}
    texts = {name: next((_text(xmp.get(row)) for row in rows if _text(xmp.get(row))), None) for name, rows in d.TEXTS.items()}
    out: Dict[str, Any] = {
        "marque": _text(exif.get("Make")) or texts["marque"],
        "modele": _text(exif.get("Model")) or texts["modele"],
        "n_serie": next((text for text in (texts["n_serie"], _text(exif.get("BodySerialNumber"))) if text and text.strip("0")), None),
        "largeur_px": head.width,
        "hauteur_px": head.height,
        "identifiant": texts["identifiant"],
        "hauteur_decollage": numbers["hauteur_decollage"],
        "cap_appareil": numbers["cap_appareil"],
        "type_altitude": d.ALTITUDES.get(texts["type_altitude"] or "", texts["type_altitude"]),
    }
    out.update(_position(exif, numbers, texts, remarks))
    out.update(_orientation(xmp, remarks))
    out.update(_focal(exif, numbers, texts, out))
    out.update(photo_hours(exif, texts["heure_creation"], texts["utc_exposition"], zone))
    if out["ecart_horloge_s"] is not None and abs(out["ecart_horloge_s"]) > CLOCK_TOLERANCE_S:
        remarks.append(f"horloge de l'appareil décalée de {_span(out['ecart_horloge_s'])} par rapport au GPS")
    out["rtk"] = d.RTK.get(texts["rtk"] or "", f"code {texts['rtk']}" if texts["rtk"] else None)
    spreads = [value for value in (numbers["precision_lat"], numbers["precision_lon"]) if value]
    out["precision_h"] = math.hypot(*spreads) if len(spreads) == 2 else exif.get("GPSHPositioningError")
    out["precision_v"] = numbers["precision_v"] or None
    out.update(_laser(numbers, texts))
    out.update(_thermal(path, head, remarks, temperatures))
    out["remarques"] = " ; ".join(remarks) or None
    return out


def number(text: Any) -> Optional[float]:
    """A finite number out of a text ("+39.80", "12,5", "1/3"), else None."""
    if isinstance(text, (int, float)) and not isinstance(text, bool):
        return float(text) if math.isfinite(text) else None
    match = _NUMBER.match(text) if isinstance(text, str) else None
    if not match:
        return None
    value = float(match.group(1).replace(",", "."))
    if match.group(2):
        value = value / float(match.group(2)) if float(match.group(2)) else math.nan
    return value if math.isfinite(value) else None


def _text(value: Any) -> Optional[str]:
    text = value.replace("\0", "").strip() if isinstance(value, str) else ""
    return text or None


def _first(xmp: Packet, rows: Tuple[d.Row, ...]) -> Optional[float]:
    for row in rows:
        value = number(xmp.get(row))
        if value is not None:
            return value
    return None


def _usable(longitude: Optional[float], latitude: Optional[float]) -> bool:
    if longitude is None or latitude is None or not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        return False
    return not (abs(longitude) < 1e-6 and abs(latitude) < 1e-6)


def _position(exif: Dict[str, Any], numbers: Dict[str, Any], texts: Dict[str, Any], remarks: List[str]) -> Dict[str, Any]:
    by_exif = degrees(exif.get("GPSLongitude"), exif.get("GPSLongitudeRef")), degrees(exif.get("GPSLatitude"), exif.get("GPSLatitudeRef"))
    by_xmp = numbers["longitude"], numbers["latitude"]
    chosen = by_xmp if _usable(*by_xmp) else by_exif if _usable(*by_exif) else None
    if chosen is None:
        zero = any(pair[0] is not None and pair[1] is not None for pair in (by_exif, by_xmp))
        remarks.append("position (0, 0) ou impossible : écartée" if zero else "aucune position")
    elif _usable(*by_exif) and _usable(*by_xmp):
        east = math.radians(by_exif[0] - by_xmp[0]) * 6_371_000 * math.cos(math.radians(by_xmp[1]))
        north = math.radians(by_exif[1] - by_xmp[1]) * 6_371_000
        if math.hypot(east, north) > FAR_APART_M:
            remarks.append(f"EXIF et XMP donnent des positions distantes de {math.hypot(east, north):.0f} m")
    if texts["statut_gps"] and texts["statut_gps"].lower() == "invalid":
        remarks.append("l'appareil déclare son GPS non valable")
    altitude = numbers["altitude_abs"]
    if altitude is None and isinstance(exif.get("GPSAltitude"), float):
        below = exif.get("GPSAltitudeRef") == 1
        altitude = -exif["GPSAltitude"] if below else exif["GPSAltitude"]
    return {"longitude": chosen[0] if chosen else None, "latitude": chosen[1] if chosen else None, "altitude_abs": altitude}


def _orientation(xmp: Packet, remarks: List[str]) -> Dict[str, Any]:
    for label, yaw_row, pitch_row, roll_row, shift in d.ORIENTATIONS:
        yaw, pitch, roll = (number(xmp.get(row)) for row in (yaw_row, pitch_row, roll_row))
        if yaw is None and pitch is None:
            continue
        if pitch is not None:
            pitch += shift
        if roll is not None and yaw is not None and pitch is not None and abs(abs(roll) - 180) < 1 and pitch < NADIR_FLIP_PITCH:
            roll, yaw = 0.0, yaw + 180
            remarks.append("roulis de 180° près de la verticale : ramené à 0°, cap retourné")
        return {"cap": yaw % 360 if yaw is not None else None, "inclinaison": pitch, "roulis": roll, "source_orientation": label}
    return {"cap": None, "inclinaison": None, "roulis": None, "source_orientation": None}


def _focal(exif: Dict[str, Any], numbers: Dict[str, Any], texts: Dict[str, Any], photo: Dict[str, Any]) -> Dict[str, Any]:
    """Focal length in pixels of THIS file: calibrated values speak of the camera's full size, the file may be a reduction."""
    width = photo["largeur_px"]
    full = exif.get("PixelXDimension") if isinstance(exif.get("PixelXDimension"), int) else None
    ratio = width / full if width and full and full >= width else 1.0
    found: Tuple[Optional[float], Optional[str]] = (None, None)
    millimetres, equivalent = exif.get("FocalLength"), exif.get("FocalLengthIn35mmFilm")
    parts = (texts["dewarp"] or "").partition(";")[2].split(",")
    fx = number(parts[0]) if len(parts) >= 9 else None
    sensor = d.CAPTEURS_MM.get(photo["modele"] or "")
    pitch_resolution = exif.get("FocalPlaneXResolution")
    if fx and fx > 1:
        found = fx * ratio, "DewarpData"
    elif numbers["focale_calibree"] and numbers["focale_calibree"] > 1:
        found = numbers["focale_calibree"] * ratio, "CalibratedFocalLength"
    elif isinstance(millimetres, float) and millimetres > 0 and sensor and width:
        found = millimetres / sensor * width, "focale et capteur"
    elif isinstance(millimetres, float) and millimetres > 0 and isinstance(pitch_resolution, float) and pitch_resolution > 0:
        unit = {2: 25.4, 3: 10.0, 4: 1.0}.get(exif.get("FocalPlaneResolutionUnit") or 2, 25.4)
        found = millimetres * pitch_resolution / unit * ratio, "focale et pas des pixels"
    elif isinstance(equivalent, int) and equivalent > 0 and width:
        found = equivalent * width / 36.0, "équivalent 24 × 36"
    return {"focale_px": found[0], "source_focale": found[1]}


def _laser(numbers: Dict[str, Any], texts: Dict[str, Any]) -> Dict[str, Any]:
    fine = texts["statut_laser"] in (None, "Normal") and (numbers["laser_distance"] or 0) > 0
    aimed = fine and _usable(numbers["laser_longitude"], numbers["laser_latitude"])
    return {
        "laser_distance": numbers["laser_distance"] if fine else None,
        "laser_longitude": numbers["laser_longitude"] if aimed else None,
        "laser_latitude": numbers["laser_latitude"] if aimed else None,
    }


def _thermal(path: Any, head: Head, remarks: List[str], temperatures: bool) -> Dict[str, Any]:
    payload = sum(head.raw_sizes)
    infrared = payload >= MIN_THERMAL_BYTES or b"LWIR" in (head.xmp or b"")
    out: Dict[str, Any] = {"thermique": infrared, "temperature_min": None, "temperature_max": None}
    if not infrared or not temperatures:
        return out
    if payload not in d.RJPEG_TAILLES:
        remarks.append("photo thermique d'un format dont les températures ne sont pas connues")
        return out
    import numpy as np

    celsius = (np.frombuffer(read_raw(path, head), dtype="<u2") >> 2) / 16.0 - 273.15
    low, high = float(celsius.min()), float(celsius.max())
    if -60 <= low and high <= 600 and high - low < 500:
        out["temperature_min"], out["temperature_max"] = round(low, 1), round(high, 1)
    else:
        remarks.append("photo thermique : températures non lisibles dans ce format")
    return out


def _span(seconds: float) -> str:
    whole = int(abs(seconds))
    for size, name in ((86400, "jour(s)"), (3600, "h"), (60, "min")):
        if whole >= size:
            return f"{whole // size} {name}"
    return f"{whole} s"
