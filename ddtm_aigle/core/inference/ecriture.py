"""Merged boxes -> rows of the layer « detection », the same uuid for the same thing seen again by the same model in the same picture."""

from __future__ import annotations

import itertools
import uuid
from typing import Any, Dict, Iterable, Iterator, List, Optional, Sequence, Set

import numpy as np
import shapely

from shared.detecteur.cadres import corners
from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg import read, write
from shared.jobs import JobContext

from .. import lecture, lieux, vols
from ..lecture import Shapes
from ..travail import NAMESPACE
from ..vols import Flight
from .fusion import CLASS, CUT, ORDER, ORIENTED, SCORE, X1, X2, Y1, Y2
from .grille import Grid
from .image import RVB, Picture
from .modele import Model

CHUNK = 5_000
SAME = 0.5  # intersection over union: two boxes of one run and class never share that much
SORT = ("classe", "date_vol_debut", "date_vol_fin")


def write_detections(
    path: Any,
    boxes: Iterable[np.ndarray],
    picture: Picture,
    model: Model,
    grid: Grid,
    image_id: str,
    run_id: str,
    year: int,
    flight: Flight,
    flights: Optional[Shapes],
    zones: Sequence[Shapes],
    mask: Optional[Any],
    parcels: Optional[Shapes],
    espace: Espace,
    wanted: Optional[Sequence[str]],
    ctx: JobContext,
) -> Dict[str, int]:
    """Add what is not there yet, CHUNK rows a transaction; rows already reviewed stay as they are. {"vues", "ajoutees"}."""
    seen = added = 0
    written: Set[str] = set()
    if mask is not None:
        shapely.prepare(mask)
    for part in _chunks(boxes):
        ctx.check_cancel()
        named = [model.classes[int(index)] for index in part[:, CLASS]]
        keep = np.array([code is not None and (not wanted or code in wanted) for code in named])
        part, classes = part[keep], [code for code, kept in zip(named, keep) if kept and code is not None]
        if not len(part):
            continue
        shapes = _polygons(part, picture)
        if mask is not None:
            inside = shapely.intersects(mask, shapes)
            part, shapes, classes = part[inside], shapes[inside], [code for code, kept in zip(classes, inside) if kept]
        if not len(part):
            continue
        seen += len(part)
        points = shapely.centroid(shapes)
        columns = {
            "places": _places(espace, shapes, points, parcels, zones),
            "flight": vols.flights_at(points, flight, flights),
        }
        rows = [_row(i, part, shapes, points, classes, columns, picture, model, grid, image_id, run_id, year) for i in range(len(part))]
        unique = {row["uuid"]: row for row in rows}
        known = {row["uuid"] for row in _known(path, list(unique))}
        new = _not_seen_before(path, [row for identifier, row in unique.items() if identifier not in known], written, max(SAME, model.iou))
        write.insert_rows(path, "detection", new, author="ddtm_aigle")
        added += len(new)
        written.update(row["uuid"] for row in new)
    return {"vues": seen, "ajoutees": added}


def _known(path: Any, ids: List[str]) -> List[Dict[str, Any]]:
    found: List[Dict[str, Any]] = []
    for start in range(0, len(ids), 500):
        found += read.rows(path, "detection", {"uuid": ids[start : start + 500]}, fields=["uuid"], geometry=False, deleted=True)
    return found


def _not_seen_before(path: Any, rows: List[Dict[str, Any]], written: Set[str], share: float) -> List[Dict[str, Any]]:
    """Without those that an earlier run of the same model saw at the same place on the same days: the sheet alone, the file delivered again,
    the same run on another processor (a hair's breadth makes another name). written: what this run has just added."""
    if not rows:
        return rows
    shapes = shapely.from_wkb([row["geom"] for row in rows])
    wanted = {"modele_sha256": rows[0]["modele_sha256"], "millesime": rows[0]["millesime"]}
    fields = ["uuid", "classe", "date_vol_debut", "date_vol_fin"]
    box = tuple(shapely.total_bounds(shapes))
    held = [row for row in read.rows(path, "detection", wanted, fields=fields, bbox=box) if row["geom"] and row["uuid"] not in written]
    if not held:
        return rows
    old = shapely.make_valid(shapely.from_wkb([row["geom"] for row in held]))
    mine, theirs = shapely.STRtree(old).query(shapes, predicate="intersects")
    common = shapely.area(shapely.intersection(shapes[mine], old[theirs]))
    alike = common >= share * (shapely.area(shapes[mine]) + shapely.area(old[theirs]) - common)
    seen = {i for i, j in zip(mine[alike].tolist(), theirs[alike].tolist()) if all(rows[i][name] == held[j][name] for name in SORT)}
    return [row for i, row in enumerate(rows) if i not in seen]


def _row(
    i: int, part: np.ndarray, shapes: np.ndarray, points: np.ndarray, classes: List[str], columns: Dict[str, Any],
    picture: Picture, model: Model, grid: Grid, image_id: str, run_id: str, year: int,
) -> Dict[str, Any]:  # fmt: skip
    centre, size = points[i], part[i, [X2, Y2]] - part[i, [X1, Y1]]
    key = f"{model.sha256}|{image_id}|{classes[i]}|{centre.x:.1f}|{centre.y:.1f}|{size[0]:.0f}|{size[1]:.0f}"
    row, column = divmod(int(part[i, ORDER]), grid.columns)
    earliest, latest = vols.span(columns["flight"][i])
    colour = ",".join(f"{value:.0f}" for value in part[i, 8:11]) if picture.band_names[:3] == RVB else None
    return {
        "uuid": str(uuid.uuid5(NAMESPACE, key)),
        "classe": classes[i],
        "score": round(float(part[i, SCORE]), 4),
        "millesime": year,
        "date_vol_debut": earliest,
        "date_vol_fin": latest,
        "surface_m2": round(float(shapely.area(shapes[i])), 2),
        "couleur": colour,
        **columns["places"][i],
        "image": picture.name,
        "tuile": f"L{row}C{column}",
        "modele": model.name,
        "modele_sha256": model.sha256,
        "passage_uuid": run_id,
        "geom": shapely.to_wkb(shapes[i]),
    }


def _polygons(part: np.ndarray, picture: Picture) -> np.ndarray:
    xs = part[:, [X1, X2, X2, X1]]
    ys = part[:, [Y1, Y1, Y2, Y2]]
    if part.shape[1] > ORIENTED:
        turned = np.isfinite(part[:, ORIENTED:]).all(axis=1) & (part[:, CUT] == 0)
        shape = corners(part[turned], ORIENTED)
        xs[turned], ys[turned] = shape[..., 0], shape[..., 1]
    ground = picture.to_ground(xs, ys)
    if not np.isfinite(ground).all():
        raise BadInput("La projection de l'image ne permet pas de placer les détections : reprojetez l'image en Lambert 93.")
    return shapely.polygons(ground)


def _places(
    espace: Espace, shapes: np.ndarray, points: np.ndarray, parcels: Optional[Shapes], zones: Sequence[Shapes]
) -> List[Dict[str, Any]]:
    """What the pack says of the places; parcels and zones given as files come first."""
    out = lieux.places(espace, shapes)
    held = parcels.texts_at(points) if parcels is not None else [[] for _ in points]
    for place, names, text in zip(out, held, lecture.zone_texts(zones, shapes)):
        place["parcelle"] = (names[0] if names else None) or place["parcelle"]
        place["zones"] = " ; ".join(part for part in (text, place["zones"]) if part) or None
    return out


def _chunks(boxes: Iterable[np.ndarray]) -> Iterator[np.ndarray]:
    stream = iter(boxes)
    while True:
        part = list(itertools.islice(stream, CHUNK))
        if not part:
            return
        yield np.array(part)
