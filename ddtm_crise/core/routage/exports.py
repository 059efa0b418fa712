"""A route as files people use: GPX for a phone, CSV, GeoJSON, GeoPackage-free; each written whole or not at all."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import tempfile
from pathlib import Path
from typing import Any, Callable, Dict, List
from xml.sax.saxutils import escape

import numpy as np
import shapely
from pyproj import Transformer

from shared.errors import BadInput, DdtmError

from .fiche import route_sheet

CSV_COLUMNS = (
    "rang",
    "type_itineraire",
    "libelle",
    "profil",
    "longueur_m",
    "duree_s",
    "ecart_s",
    "ecart_m",
    "description",
    "avertissement",
)


def export(target: str, result: Dict[str, Any]) -> List[str]:
    """Write the routes of a detour result to `target`: one file by its extension, or every format in a folder. Returns the paths."""
    path = Path(target)
    if path.suffix.lower() in WRITERS:
        files = [path]
    elif path.suffix == "":
        stem = "itineraire_" + str(result["calcule_le"])[:16].replace("-", "").replace(":", "").replace("T", "_")
        files = [path / f"{stem}{suffix}" for suffix in WRITERS]
    else:
        raise BadInput(f"Format de sortie inconnu : « {path.suffix} ». Formats possibles : {', '.join(WRITERS)} ou un dossier.")
    for file in files:
        write_whole(file, WRITERS[file.suffix.lower()](result))
    return [str(file) for file in files]


def write_whole(path: Path, content: bytes) -> None:
    """Write through a temporary file, fsync and rename. Raises DdtmError when the disk refuses."""
    temporary = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=path.name, suffix=".part", dir=path.parent)
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(temporary, path)
    except OSError as error:
        with contextlib.suppress(OSError):
            if temporary:
                os.unlink(temporary)
        raise DdtmError(f"Écriture impossible de « {path.name} » : disque plein ou dossier protégé.", str(error)) from error


def geojson(result: Dict[str, Any]) -> bytes:
    """Longitude, latitude (the format's own rule)."""
    features = []
    for row in result["itineraires"]:
        shape = shapely.transform(shapely.from_wkb(row["geom"]), _lonlat)
        properties = {name: row[name] for name in CSV_COLUMNS}
        features.append({"type": "Feature", "properties": properties, "geometry": json.loads(shapely.to_geojson(shape))})
    body = {"type": "FeatureCollection", "properties": {"phrase": result["phrase"], "exercice": result["exercice"]}, "features": features}
    return json.dumps(body, ensure_ascii=False).encode("utf-8")


def gpx(result: Dict[str, Any]) -> bytes:
    """One track a route, WGS 84."""
    out = ['<?xml version="1.0" encoding="UTF-8"?>', '<gpx version="1.1" creator="ddtm_crise" xmlns="http://www.topografix.com/GPX/1/1">']
    for row in result["itineraires"]:
        stamp = "EXERCICE - " if result["exercice"] else ""
        out.append(f"<trk><name>{escape(stamp + row['libelle'])}</name><desc>{escape(row['description'])}</desc>")
        for part in shapely.get_parts(shapely.from_wkb(row["geom"])):
            points = _lonlat(shapely.get_coordinates(part))
            out.append("<trkseg>" + "".join(f'<trkpt lat="{lat:.6f}" lon="{lon:.6f}"/>' for lon, lat in points) + "</trkseg>")
        out.append("</trk>")
    return "\n".join([*out, "</gpx>", ""]).encode("utf-8")


def table(result: Dict[str, Any]) -> bytes:
    """Semicolons, decimal commas and a byte-order mark: opens in the office's spreadsheet."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";")
    writer.writerow(CSV_COLUMNS)
    for row in result["itineraires"]:
        writer.writerow([str(row[name]).replace(".", ",") if isinstance(row[name], float) else row[name] for name in CSV_COLUMNS])
    return b"\xef\xbb\xbf" + stream.getvalue().encode("utf-8")


WRITERS: Dict[str, Callable[[Dict[str, Any]], bytes]] = {".gpx": gpx, ".csv": table, ".geojson": geojson, ".pdf": route_sheet}


def _lonlat(points: np.ndarray) -> np.ndarray:
    lon, lat = Transformer.from_crs(2154, 4326, always_xy=True).transform(points[:, 0], points[:, 1])
    return np.round(np.column_stack([lon, lat]), 6)
