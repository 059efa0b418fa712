"""Answers as files people use: GPX for a phone, CSV for the office, GeoJSON; each written whole or not at all."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime
from pathlib import Path
from typing import Any, Callable, Dict, List, Optional
from xml.sax.saxutils import escape

import numpy as np
import shapely
from pyproj import Transformer

from shared.documents import file_stem, free_path, write_whole
from shared.errors import BadInput

HIDDEN = ("geom", "etapes", "calcul_uuid")


def export(
    target: str, result: Dict[str, Any], rows: List[Dict[str, Any]], name: str, sheet: Optional[Callable[[Dict[str, Any]], bytes]] = None
) -> List[str]:
    """Write `rows` (geom = hexadecimal WKB, EPSG:2154) to `target`: one file by its extension, or every format in a folder.

    name: the theme in the file names of a folder (AAAAMMJJ_HHMM_theme_lieu); sheet(result) makes the PDF where there is one. Returns the paths. Raises BadInput
    for another extension.
    """
    writers: Dict[str, Callable[[], bytes]] = {".csv": lambda: table(rows), ".geojson": lambda: geojson(result, rows)}
    if all(shapely.get_dimensions(shapely.from_wkb(row["geom"])) == 1 for row in rows):
        writers[".gpx"] = lambda: gpx(result, rows)
    if sheet is not None:
        writers[".pdf"] = lambda: sheet(result)
    path = Path(target)
    if path.suffix.lower() in writers:
        files = [path]
    elif path.suffix == "":
        moment = datetime.fromisoformat(result["calcule_le"]).astimezone()
        stem = file_stem(moment, name, str(result.get("titre") or (rows[0].get("libelle") if rows else "") or name))
        files = [free_path(path / (f"{stem}_a4.pdf" if suffix == ".pdf" else f"{stem}{suffix}")) for suffix in writers]
    else:
        raise BadInput(f"Format de sortie inconnu : « {path.suffix} ». Formats possibles : {', '.join(writers)} ou un dossier.")
    for file in files:
        write_whole(file, writers[file.suffix.lower()]())
    return [str(file) for file in files]


def geojson(result: Dict[str, Any], rows: List[Dict[str, Any]]) -> bytes:
    """Longitude, latitude (the format's own rule)."""
    features = []
    for row in rows:
        shape = shapely.transform(shapely.from_wkb(row["geom"]), _lonlat)
        features.append({"type": "Feature", "properties": _shown(row), "geometry": json.loads(shapely.to_geojson(shape))})
    body = {"type": "FeatureCollection", "properties": {"phrase": result["phrase"], "exercice": result["exercice"]}, "features": features}
    return json.dumps(body, ensure_ascii=False).encode("utf-8")


def gpx(result: Dict[str, Any], rows: List[Dict[str, Any]]) -> bytes:
    """One track a route, WGS 84."""
    out = ['<?xml version="1.0" encoding="UTF-8"?>', '<gpx version="1.1" creator="ddtm_crise" xmlns="http://www.topografix.com/GPX/1/1">']
    for row in rows:
        stamp = "EXERCICE - " if result["exercice"] else ""
        out.append(f"<trk><name>{escape(stamp + row['libelle'])}</name><desc>{escape(row['description'])}</desc>")
        for part in shapely.get_parts(shapely.from_wkb(row["geom"])):
            points = _lonlat(shapely.get_coordinates(part))
            out.append("<trkseg>" + "".join(f'<trkpt lat="{lat:.6f}" lon="{lon:.6f}"/>' for lon, lat in points) + "</trkseg>")
        out.append("</trk>")
    return "\n".join([*out, "</gpx>", ""]).encode("utf-8")


def table(rows: List[Dict[str, Any]]) -> bytes:
    """Semicolons, decimal commas and a byte-order mark: opens in the office's spreadsheet."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";")
    columns = list(dict.fromkeys(name for row in rows for name in _shown(row)))
    writer.writerow(columns)
    for row in rows:
        writer.writerow([str(row[name]).replace(".", ",") if isinstance(row.get(name), float) else row.get(name) for name in columns])
    return b"\xef\xbb\xbf" + stream.getvalue().encode("utf-8")


def _shown(row: Dict[str, Any]) -> Dict[str, Any]:
    return {name: value for name, value in row.items() if name not in HIDDEN}


def _lonlat(points: np.ndarray) -> np.ndarray:
    lon, lat = Transformer.from_crs(2154, 4326, always_xy=True).transform(points[:, 0], points[:, 1])
    return np.round(np.column_stack([lon, lat]), 6)
