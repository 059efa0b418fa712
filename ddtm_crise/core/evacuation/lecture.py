"""Shapes given by a person or another program: a file of any vector format, WKT, GeoJSON, hexadecimal WKB."""

from __future__ import annotations

import json
import math
import os
import re
from typing import Any, List, Sequence, Tuple

import numpy as np
import pyogrio
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

from shared.errors import BadInput

from . import filtre

UNREADABLE = "La zone donnée n'est ni un fichier, ni une géométrie lisible : redessinez-la ou choisissez un fichier de zones."
DRAWN = "Zone dessinée"
_WKT = re.compile(r"^\s*(SRID=(\d+);)?\s*(MULTI)?(POLYGON|LINESTRING|POINT|GEOMETRYCOLLECTION)", re.IGNORECASE)
LONGEST_PART_M = 500.0  # straight edges of another coordinate system are cut in such parts before they are moved


def shapes(item: Any) -> Tuple[List[shapely.Geometry], str]:
    """(geometries in EPSG:2154, label) of one item: path, WKT (SRID=n; accepted), GeoJSON text or object, hexadecimal WKB, or
    {"chemin", "couche", "filtre"} / {"geom" or "wkt" or "geojson", "epsg", "libelle"}. WKT and WKB are EPSG:2154 unless said,
    GeoJSON is longitude and latitude unless its numbers cannot be. Raises BadInput."""
    if isinstance(item, dict) and item.get("chemin"):
        return _file(str(item["chemin"]), item.get("couche") or None, item.get("filtre"))
    if isinstance(item, dict) and not item.get("type"):
        given = next((item[name] for name in ("geom", "wkt", "geojson") if item.get(name)), None)
        found, label = _text(given, item.get("epsg")) if isinstance(given, str) else (_geojson(given, item.get("epsg")), DRAWN)
        return found, str(item.get("libelle") or label)
    if isinstance(item, dict):
        return _geojson(item, None), DRAWN
    if isinstance(item, (str, os.PathLike)):
        return _text(os.fspath(item), None)
    raise BadInput(UNREADABLE, repr(item)[:200])


def _text(text: str, epsg: Any) -> Tuple[List[shapely.Geometry], str]:
    match = _WKT.match(text)
    try:
        if match:
            found = shapely.from_wkt(text[match.end(1) :] if match.group(1) else text)
            return _to_lambert([found], match.group(2) or epsg or 2154), DRAWN
        if text.lstrip().startswith("{"):
            return _geojson(json.loads(text), epsg), DRAWN
        if len(text) > 18 and re.fullmatch(r"[0-9a-fA-F]+", text):
            return _to_lambert([shapely.from_wkb(text)], epsg or 2154), DRAWN
    except (shapely.errors.ShapelyError, ValueError) as error:
        raise BadInput(UNREADABLE, str(error)) from error
    return _file(text, None, None)


def _file(path: str, layer: Any, conditions: Any) -> Tuple[List[shapely.Geometry], str]:
    path, _, rest = path.partition("|layername=")
    name = os.path.basename(path)
    if not os.path.exists(path):
        raise BadInput(f"Le fichier de zone « {name} » est introuvable : vérifiez son emplacement.", path)
    try:
        spatial = [str(one) for one, kind in pyogrio.list_layers(path) if kind is not None]
        if not spatial:
            raise BadInput(f"« {name} » ne contient aucune couche cartographique : choisissez un fichier de zones.")
        chosen = layer or rest or spatial[0]
        if chosen not in spatial:
            raise BadInput(f"« {name} » n'a pas de couche « {chosen} » : couches possibles {', '.join(spatial)}.")
        frame = pyogrio.read_dataframe(path, layer=chosen)
    except BadInput:
        raise
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, OSError, ValueError, RuntimeError) as error:
        raise BadInput(
            f"Le fichier de zone « {name} » est illisible : ouvrez-le dans QGIS et enregistrez-le en GeoPackage.", str(error)
        ) from error
    if "statut" in frame:
        frame = frame[frame["statut"].astype(str) != "supprime"]
    if conditions:
        frame = frame[filtre.mask(filtre.parse(conditions), frame, name)]
    frame = frame[frame.geometry.notna()]
    if not len(frame):
        raise BadInput(f"La couche « {chosen} » de « {name} » ne contient aucun objet à évacuer : dessinez la zone ou changez de couche.")
    if frame.crs is None:
        raise BadInput(f"« {name} » ne dit pas son système de coordonnées : enregistrez-le en Lambert 93 (EPSG:2154).")
    label = os.path.splitext(name)[0] if len(spatial) == 1 else chosen
    return _to_lambert(list(frame.geometry), frame.crs), label


def _geojson(value: Any, epsg: Any) -> List[shapely.Geometry]:
    features: Any = value.get("features") if isinstance(value, dict) and value.get("type") == "FeatureCollection" else [value]
    try:
        geometries = [one["geometry"] if one.get("type") == "Feature" else one for one in features]
        found = [shapely.from_geojson(json.dumps(one)) for one in geometries if one]
    except (TypeError, KeyError, AttributeError, ValueError, shapely.errors.ShapelyError) as error:
        raise BadInput(UNREADABLE, str(error)) from error
    if epsg is None:
        crs = value.get("crs") if isinstance(value, dict) else None
        named = (crs or {}).get("properties", {}).get("name") if isinstance(crs, dict) else None
        extent = np.abs(shapely.total_bounds(found)) if found else np.zeros(4)
        epsg = named or (2154 if extent.max() > 400 else 4326)
    return _to_lambert(found, epsg)


def _to_lambert(found: List[shapely.Geometry], crs: Any) -> List[shapely.Geometry]:
    """2D geometries moved to EPSG:2154, long straight edges cut first so that they follow the other system's lines."""
    found = [shapely.force_2d(one) for one in found if one is not None]
    try:
        system = CRS.from_user_input(int(crs) if str(crs).isdigit() else crs)
        if system.to_epsg() != 2154:
            move = Transformer.from_crs(system, 2154, always_xy=True).transform
            unit = LONGEST_PART_M / 111_000.0 if system.is_geographic else LONGEST_PART_M
            found = [
                shapely.transform(shapely.segmentize(one, unit), lambda xy: np.column_stack(move(xy[:, 0], xy[:, 1]))) for one in found
            ]
    except (CRSError, ProjError, ValueError) as error:
        raise BadInput(
            f"Le système de coordonnées « {crs} » de la zone est inconnu : enregistrez-la en Lambert 93 (EPSG:2154).", str(error)
        ) from error
    if any(not math.isfinite(value) for one in found for value in shapely.bounds(one) if not one.is_empty):
        raise BadInput("La zone a des coordonnées impossibles : vérifiez son système de coordonnées, puis redessinez-la.")
    if in_degrees(found):
        raise BadInput("La zone est en degrés, alors qu'elle se dit en Lambert 93 : écrivez « SRID=4326; » devant, ou donnez des mètres.")
    return found


def in_degrees(found: Sequence[shapely.Geometry]) -> bool:
    """True when metres of EPSG:2154 cannot be meant: the whole is where longitudes and latitudes of France are."""
    west, south, east, north = shapely.total_bounds(list(found)) if len(found) else [np.nan] * 4
    return bool(west >= -10.0 and east <= 15.0 and south >= 38.0 and north <= 55.0)
