"""IGN: addresses found, features of the WFS and tiles of the WMTS, whole or not at all."""

from __future__ import annotations

import contextlib
import math
import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple

from shared.errors import BadInput, DdtmError

from ..client import Client
from ..contexte import Contexte
from ..geometrie import Emprise, degres, point_l93
from ..lecture import Illisible, lire_json, liste, nombre, objet, texte

ADRESSES, WFS, WMTS = "Géocodage IGN", "WFS de l'IGN", "Tuiles de l'IGN"
SCORE_MIN = 0.5
PAGE = 5000
PAGES_MAX = 60
SURFACE_MAX_KM2 = 400.0
TUILES_MAX = 3000
PIXELS = 256
SIGNATURES = {"png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff"}


@dataclass(frozen=True)
class Fond:
    """A tiled background: WMTS layer, style, format, smallest and largest zoom kept."""

    couche: str
    style: str
    format: str
    zoom_min: int
    zoom_max: int


def adresse(ctx: Contexte, demande: str) -> Tuple[Any, Optional[Dict[str, Any]]]:
    """(answer, {"adresse", "score", "precision", "code_insee", "commune", "geom"}); None when nothing is like it enough."""
    answer = ctx.client.get("geocodage", "search", {"q": demande, "limit": 1, "index": "address"}, rythme_s=7 * 86_400)
    try:
        features = liste(objet(lire_json(answer.corps, ADRESSES), ADRESSES).get("features"), ADRESSES)
    except Illisible:
        ctx.client.oublier(answer)
        raise
    if not features:
        return answer, None
    told = objet(features[0], ADRESSES)
    props, shape = objet(told.get("properties"), ADRESSES), told.get("geometry")
    place = shape.get("coordinates") if isinstance(shape, dict) else None
    score = nombre(props.get("score"))
    if score is None or score < SCORE_MIN or not isinstance(place, list) or len(place) < 2:
        return answer, None
    wkb = point_l93(nombre(place[0]), nombre(place[1]))
    if wkb is None:
        return answer, None
    return answer, {
        "adresse": texte(props.get("label"), 200),
        "score": round(min(score, 1.0), 3),
        "precision_adresse": texte(props.get("type") or props.get("_type"), 40),
        "code_insee": texte(props.get("citycode"), 10),
        "commune": texte(props.get("city"), 80),
        "geom": wkb,
    }


def objets(ctx: Contexte, couche: str, box: Emprise, cible: Path) -> int:
    """Write every feature of `couche` that meets the box in the new GeoPackage `cible`; returns how many. Raises Illisible when the
    service gave fewer than it announced: an extract that lacks buildings without a word would be believed."""
    import geopandas as gpd  # the engine's alone

    if (box[2] - box[0]) * (box[3] - box[1]) / 1e6 > SURFACE_MAX_KM2:
        raise BadInput(f"Le secteur dépasse {SURFACE_MAX_KM2:.0f} km² : choisissez-en un plus petit.")
    found: Dict[str, Dict[str, Any]] = {}
    announced: Optional[float] = None
    for page in range(PAGES_MAX):
        ctx.job.progress(min(0.9, page / 20), f"{WFS}, {len(found)} objets")
        params = {
            "SERVICE": "WFS", "VERSION": "2.0.0", "REQUEST": "GetFeature", "TYPENAMES": couche, "OUTPUTFORMAT": "application/json",
            "SRSNAME": "EPSG:2154", "BBOX": ",".join(f"{v:.1f}" for v in box) + ",EPSG:2154", "COUNT": PAGE, "STARTINDEX": page * PAGE,
            "SORTBY": "cleabs",
        }  # fmt: skip
        answer = ctx.client.get("wfs", "ows", params)
        try:
            told = objet(lire_json(answer.corps, WFS), WFS)
            features = liste(told.get("features"), WFS)
        except Illisible:
            ctx.client.oublier(answer)
            raise
        announced = nombre(told.get("numberMatched")) if announced is None else announced
        for one in features:
            if isinstance(one, dict) and isinstance(one.get("properties"), dict):
                key = texte(one["properties"].get("cleabs"), 60) or texte(one.get("id"), 80) or str(len(found))
                found[key] = {"type": "Feature", "properties": _plain(one["properties"]), "geometry": one.get("geometry")}
        if len(features) < PAGE:
            break
    if announced is not None and len(found) < announced:
        raise Illisible(f"{WFS} : {len(found)} objets reçus sur {announced:.0f} annoncés ; l'extrait n'est pas gardé, recommencez.")
    if announced is None and len(found) >= PAGE * PAGES_MAX:
        raise BadInput("Le secteur contient trop d'objets : choisissez-en un plus petit.")
    try:
        frame = gpd.GeoDataFrame.from_features(list(found.values()), crs=2154) if found else gpd.GeoDataFrame(geometry=[], crs=2154)
        frame.geometry = frame.geometry.force_2d()
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise Illisible(f"{WFS} : des géométries sont illisibles ; l'extrait n'est pas gardé.", str(error)[:200]) from error
    with _entier(cible) as part:
        frame.to_file(part, layer=couche.rpartition(":")[2], driver="GPKG", engine="pyogrio")
    return len(found)


def _plain(props: Dict[str, Any]) -> Dict[str, Any]:
    return {
        str(key)[:60]: value if isinstance(value, (str, int, float, bool)) or value is None else str(value)[:400]
        for key, value in props.items()
    }


def tuiles(ctx: Contexte, fond: Fond, box: Emprise, cible: Path, nom: str, mention: str) -> Tuple[int, int]:
    """Write the background of the box in the new MBTiles file `cible`; returns (tiles kept, tiles that the service does not have)."""
    wanted = liste_tuiles(box, fond.zoom_min, fond.zoom_max)
    if len(wanted) > TUILES_MAX:
        raise BadInput(f"Le secteur demande {len(wanted)} images (au plus {TUILES_MAX}) : choisissez-en un plus petit.")
    bounds = degres(box)
    absent = 0
    with _entier(cible) as part, contextlib.closing(sqlite3.connect(part)) as db:
        db.executescript(
            "CREATE TABLE metadata (name TEXT, value TEXT);"
            "CREATE TABLE tiles (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_data BLOB,"
            " PRIMARY KEY (zoom_level, tile_column, tile_row));"
        )
        told = {
            "name": nom, "format": fond.format, "type": "baselayer", "version": "1", "description": nom, "attribution": mention,
            "minzoom": fond.zoom_min, "maxzoom": fond.zoom_max, "bounds": ",".join(f"{v:.6f}" for v in bounds),
        }  # fmt: skip
        db.executemany("INSERT INTO metadata VALUES (?, ?)", [(key, str(value)) for key, value in told.items()])
        for rank, (zoom, column, row) in enumerate(wanted):
            if rank % 20 == 0:
                ctx.job.progress(rank / len(wanted), f"{WMTS}, image {rank + 1} sur {len(wanted)}")
            image = _tuile(ctx.client, fond, zoom, column, row)
            if image is None:
                absent += 1
            else:
                db.execute("INSERT INTO tiles VALUES (?, ?, ?, ?)", (zoom, column, 2**zoom - 1 - row, image))
        if absent == len(wanted):
            raise Illisible(f"{WMTS} : aucune image de cette zone.")
        db.commit()
    return len(wanted) - absent, absent


def _tuile(client: Client, fond: Fond, zoom: int, column: int, row: int) -> Optional[bytes]:
    params = {
        "SERVICE": "WMTS", "REQUEST": "GetTile", "VERSION": "1.0.0", "LAYER": fond.couche, "STYLE": fond.style, "TILEMATRIXSET": "PM",
        "FORMAT": "image/png" if fond.format == "png" else "image/jpeg", "TILEMATRIX": zoom, "TILEROW": row, "TILECOL": column,
    }  # fmt: skip
    answer = client.get_ou_rien("wmts", "", params, accepte="image/*")
    if answer is None:
        return None
    if not answer.corps.startswith(SIGNATURES[fond.format]):
        client.oublier(answer)
        raise Illisible(f"{WMTS} : le service a envoyé autre chose qu'une image.")
    return answer.corps


def liste_tuiles(box: Emprise, low: int, high: int) -> List[Tuple[int, int, int]]:
    """(zoom, column, row) of the Web Mercator tiles that meet the box, widest view first."""
    west, south, east, north = degres(box)
    out = []
    for zoom in range(low, high + 1):
        (left, bottom), (right, top) = _rang(west, south, zoom), _rang(east, north, zoom)
        out += [(zoom, column, row) for row in range(top, bottom + 1) for column in range(left, right + 1)]
    return out


def _rang(lon: float, lat: float, zoom: int) -> Tuple[int, int]:
    count = 2**zoom
    y = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2
    return min(count - 1, int((lon + 180) / 360 * count)), min(count - 1, int(y * count))


@contextlib.contextmanager
def _entier(cible: Path):
    """A file being made beside `cible`, put in its place when whole; nothing stays of it otherwise."""
    part = cible.with_name(f".{cible.stem}.part{cible.suffix}")
    part.unlink(missing_ok=True)
    try:
        yield part
        with open(part, "rb+") as stream:
            os.fsync(stream.fileno())
        os.replace(part, cible)
    except (sqlite3.Error, OSError) as error:
        raise DdtmError("L'extrait n'a pas pu être écrit : disque plein ou dossier protégé.", str(error)) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
