"""Photographs that see a place, the best first. Standard library only: the viewer asks it in the QGIS process too."""

from __future__ import annotations

import struct
from typing import Any, Dict, List, Mapping, Sequence, Tuple

from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg.read import layer_names, rows
from shared.jobs import JobContext, Params

Ring = List[Tuple[float, float]]
CUT_PENALTY = 1.5
NONE_YET = "Aucune photo de drone dans les données de travail : importez d'abord une carte."


def run(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """Job of `voir`. params: espace, point ("x,y" or {"x", "y"}) in Lambert 93, limite."""
    espace = Espace.at(params["espace"])
    x, y = _place(params.get("point"))
    found = photos_at(espace, x, y, int(params.get("limite") or 20))
    best = f" La meilleure : {found[0]['nom']}." if found else ""
    return {"phrase": f"{len(found)} photo(s) voient ce point.{best}", "nombre": len(found), "photos": found}


def photos_at(espace: Espace, x: float, y: float, limit: int = 50) -> List[Dict[str, Any]]:
    """Rows of `drone_photo` with pixel_cm, incertitude_m, tronquee, emprise (WKB, hexadecimal) and `excentrement`: 0 in the middle of
    the footprint, 1 at its edge. Raises BadInput when no photograph was ever imported."""
    path = espace.travail_gpkg
    if not path.exists() or "drone_emprise" not in layer_names(path):
        raise BadInput(NONE_YET)
    seen = []
    for area in rows(path, "drone_emprise", bbox=(x, y, x, y)):
        polygons = polygons_of(area["geom"])
        if any(inside(polygon, x, y) for polygon in polygons):
            seen.append((_rank(area, polygons, x, y), area))
    seen.sort(key=lambda item: item[0])
    chosen = seen[:limit]
    by_sha = {row["sha256"]: row for row in rows(path, "drone_photo", {"sha256": [area["sha256"] for _, area in chosen]})} if chosen else {}
    out = []
    for (_, off), area in chosen:
        photo = by_sha.get(area["sha256"])
        if photo is None:
            continue
        try:
            where = str(espace.piece(photo["fichier"]))
        except BadInput:  # a row that leads elsewhere is nobody's photograph
            continue
        kept = {name: photo[name] for name in ("nom", "sha256", "fichier", "heure_locale", "cap", "inclinaison")}
        place = struct.unpack_from("<2d", photo["geom"], 5) if photo["geom"] else (None, None)
        out.append(
            {
                **kept, "x": place[0], "y": place[1], "pixel_cm": area["pixel_cm"], "incertitude_m": area["incertitude_m"],
                "tronquee": area["tronquee"], "excentrement": round(off, 2), "emprise": area["geom"].hex(), "chemin": where,
            }
        )  # fmt: skip
    return out


def affairs_near(espace: Espace, x: float, y: float) -> List[Tuple[str, str, float]]:
    """(uuid, number, metres) of the offence affairs placed on the map, the nearest first."""
    path = espace.travail_gpkg
    if not path.exists() or "affaire_lucca" not in layer_names(path):
        return []
    found = []
    for row in rows(path, "affaire_lucca"):
        if row["geom"]:
            px, py = struct.unpack_from("<2d", row["geom"], 5)
            found.append((row["uuid"], row["numero"], ((px - x) ** 2 + (py - y) ** 2) ** 0.5))
    return sorted(found, key=lambda item: item[2])


def _rank(area: Mapping[str, Any], polygons: Sequence[List[Ring]], x: float, y: float) -> Tuple[float, float]:
    """Fine ground pixels first, then places near the middle; views cut at the horizon last."""
    corners = [point for polygon in polygons for point in polygon[0]]
    cx, cy = sum(px for px, _ in corners) / len(corners), sum(py for _, py in corners) / len(corners)
    reach = max(((px - cx) ** 2 + (py - cy) ** 2) ** 0.5 for px, py in corners) or 1.0
    off = min(1.0, ((x - cx) ** 2 + (y - cy) ** 2) ** 0.5 / reach)
    score = (area["pixel_cm"] or 1000.0) * (1 + off) * (CUT_PENALTY if area["tronquee"] else 1.0)
    return score, off


def polygons_of(wkb: bytes) -> List[List[Ring]]:
    """Rings of a MultiPolygon in little-endian 2D WKB (what `rows` gives)."""
    (count,) = struct.unpack_from("<I", wkb, 5)
    at, out = 9, []
    for _ in range(count):
        (rings,) = struct.unpack_from("<I", wkb, at + 5)
        at += 9
        polygon: List[Ring] = []
        for _ in range(rings):
            (points,) = struct.unpack_from("<I", wkb, at)
            flat = struct.unpack_from(f"<{2 * points}d", wkb, at + 4)
            polygon.append(list(zip(flat[::2], flat[1::2])))
            at += 4 + 16 * points
        out.append(polygon)
    return out


def inside(polygon: Sequence[Ring], x: float, y: float) -> bool:
    """Even-odd rule over the outer ring and the holes."""
    within = False
    for ring in polygon:
        for (x1, y1), (x2, y2) in zip(ring, ring[1:]):
            if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
                within = not within
    return within


def _place(given: Any) -> Tuple[float, float]:
    try:
        if isinstance(given, dict):
            return float(given["x"]), float(given["y"])
        x, y = str(given).replace(";", ",").split(",")
        return float(x), float(y)
    except (ValueError, KeyError, TypeError) as error:
        raise BadInput("Le point est illisible : donnez X,Y en Lambert 93, par exemple 772000,6274000.") from error


def tell(result: Mapping[str, Any]) -> str:
    """What the command line prints."""
    lines = [result["phrase"]]
    for row in result["photos"]:
        pixel = f"{row['pixel_cm']:.1f} cm".replace(".", ",") if row["pixel_cm"] is not None else "finesse inconnue"
        lines.append(f"  {row['nom']}  {row['heure_locale'] or 'heure inconnue'}  {pixel}  {row['chemin']}")
    return "\n".join(lines)
