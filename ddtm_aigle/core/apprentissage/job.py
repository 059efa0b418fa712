"""The job « exporter_apprentissage »: reviewed detections as a training set (pictures, YOLO boxes, regions to ignore), made whole or not at all.

A square of ground belongs to one part (train or val) in every vintage, so that a model is never judged on a place it has seen.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any, Dict, List, Sequence, Tuple

import numpy as np
import shapely

from shared.catalogue.aigle import CLASSE_DETECTION
from shared.documents import write_whole
from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg import read
from shared.gpkg.values import utc_now
from shared.jobs import JobContext

from ..arguments import integer, real
from ..filtre.regles import POSITIVE
from ..inference.image import Picture, open_picture
from ..inference.job import GDAL_CACHE_MB, bands_of, picture_name
from ..inference.mosaique import as_one, sheets
from ..inference.parcours import read_tile
from ..travail import existing_work_file
from ..vols import vintage

SQUARE = 500.0  # metres: the unit of ground that is in train or in val
KEPT = 0.4  # a box of which less than this lies in the tile becomes a region to ignore
Box = Tuple[int, float, float, float, float]


def run(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """params: images (one file or folder a vintage, year in its name), sortie (a new folder), tuile (pixels, 512), resolution (cm, 20),
    part_validation (0.2), canaux, bandes. Result: phrase, dossier, tuiles, boites, par_classe, negatifs."""
    import rasterio

    espace = Espace.at(params.get("espace"))
    path = existing_work_file(espace)
    items = params.get("images") or []
    items = [items] if isinstance(items, str) else list(items)
    if not items:
        raise BadInput("Aucune image n'est donnée : indiquez une image ou un dossier par millésime.")
    target = Path(params["sortie"]) if params.get("sortie") else espace.sorties / "apprentissage"
    if target.exists():
        raise BadInput(f"Le dossier « {target.name} » existe déjà : choisissez un autre nom, rien n'est écrasé.")
    tile, share = integer(params, "tuile", 512, 64, 4096), real(params, "part_validation", 0.2, 0.0, 0.9)
    resolution = real(params, "resolution", 20, 1, 200)
    rows = [row for row in read.rows(path, "detection") if row["geom"]]
    if not any(row["validation"] != "non_verifie" or row["source"] == "dessin" for row in rows):
        raise BadInput("Aucune détection n'a encore été revue : donnez des verdicts, puis exportez.")
    target.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=target.name, suffix=".part", dir=target.parent))
    counts: Dict[str, Any] = {"tuiles": 0, "train": 0, "val": 0, "negatifs": 0, "par_classe": {}}
    try:
        with rasterio.Env(GDAL_CACHEMAX=GDAL_CACHE_MB, GDAL_PAM_ENABLED="NO"):
            for number, item in enumerate(items):
                files = sheets([item])
                name = os.path.basename(os.path.normpath(item)) if os.path.isdir(item) else picture_name(files)
                year = vintage(None, None, name)
                picture = open_picture(
                    as_one(files, path.parent / "detections"), name, channels=3, resolution_cm=resolution,
                    bands=bands_of(params.get("bandes")), kind=params.get("canaux"),
                )  # fmt: skip
                step = ctx.step(number / len(items), (number + 1) / len(items))
                _picture(picture, [row for row in rows if row["millesime"] == year], year, number, tile, share, staging, counts, step)
        if not counts["tuiles"]:
            raise BadInput("Aucune détection revue ne tombe sur ces images : vérifiez les millésimes dans leurs noms.")
        _manifest(staging, counts, tile, resolution, share)
        os.chmod(staging, 0o755)
        os.rename(staging, target)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise
    boxes = sum(counts["par_classe"].values())
    sentence = (
        f"{counts['tuiles']} tuile(s) et {boxes} cadre(s) exportés ({counts['train']} d'apprentissage, {counts['val']} de validation)"
    )
    return {
        "phrase": f"{sentence}, dont {counts['negatifs']} tuile(s) sans aucun objet.",
        "dossier": str(target),
        "boites": boxes,
        **counts,
    }


def _picture(
    picture: Picture,
    rows: Sequence[Dict[str, Any]],
    year: int,
    number: int,
    tile: int,
    share: float,
    folder: Path,
    counts: Dict[str, Any],
    ctx: JobContext,
) -> None:
    from PIL import Image

    boxes = [(row, _pixels(picture, shapely.from_wkb(row["geom"]))) for row in rows]
    reviewed = [item for item in boxes if item[0]["validation"] != "non_verifie" or item[0]["source"] == "dessin"]
    cells = sorted({(int((b[0] + b[2]) / 2 // tile), int((b[1] + b[3]) / 2 // tile)) for _, b in reviewed})
    with picture.open() as handle:
        for index, (column, line) in enumerate(cells):
            ctx.progress(index / len(cells), f"Tuiles de {year} : {index} sur {len(cells)}")
            x, y = column * tile, line * tile
            if not (0 <= x < picture.width and 0 <= y < picture.height):
                continue
            pixels, _ = read_tile(picture, handle, x, y, tile)
            if pixels is None:
                continue
            labels, ignored = _labels(boxes, x, y, tile)
            part = _part(picture.to_ground(np.array([x + tile / 2]), np.array([y + tile / 2]))[0], share)
            stem = f"{year}_{number}_{column}_{line}"
            for kind in ("images", "labels", "ignore"):
                (folder / part / kind).mkdir(parents=True, exist_ok=True)
            Image.fromarray(np.ascontiguousarray(pixels.transpose(1, 2, 0))).save(folder / part / "images" / f"{stem}.png")
            (folder / part / "labels" / f"{stem}.txt").write_text(_text(labels), encoding="ascii")
            (folder / part / "ignore" / f"{stem}.txt").write_text(_text(ignored), encoding="ascii")
            counts["tuiles"] += 1
            counts[part] += 1
            counts["negatifs"] += not labels
            for box in labels:
                code = CLASSE_DETECTION.codes[box[0]]
                counts["par_classe"][code] = counts["par_classe"].get(code, 0) + 1


def _pixels(picture: Picture, shape: Any) -> Tuple[float, float, float, float]:
    """Upright box of a ground shape in model pixels."""
    points = [picture.from_ground(x, y) for x, y in shapely.get_coordinates(shape)]
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return min(xs), min(ys), max(xs), max(ys)


def _labels(boxes: Sequence[Tuple[Dict[str, Any], Tuple[float, ...]]], x: int, y: int, tile: int) -> Tuple[List[Box], List[Box]]:
    """(things, regions to ignore) of a tile: what nobody has looked at is ignored, what is invalidated is background."""
    things: List[Box] = []
    ignored: List[Box] = []
    for row, (x1, y1, x2, y2) in boxes:
        left, top, right, bottom = max(x1 - x, 0), max(y1 - y, 0), min(x2 - x, tile), min(y2 - y, tile)
        if right <= left or bottom <= top or row["validation"] == "invalide":
            continue
        box = (
            CLASSE_DETECTION.codes.index(row["classe"]), (left + right) / 2 / tile, (top + bottom) / 2 / tile, (right - left) / tile, (bottom - top) / tile,
        )  # fmt: skip
        whole = (right - left) * (bottom - top) >= KEPT * (x2 - x1) * (y2 - y1)
        sure = row["validation"] in POSITIVE or row["source"] == "dessin"
        (things if sure and whole else ignored).append(box)
    return sorted(things), sorted(ignored)


def _part(centre: np.ndarray, share: float) -> str:
    """train or val, by the square of ground alone."""
    square = f"{int(centre[0] // SQUARE)}|{int(centre[1] // SQUARE)}"
    number = int.from_bytes(hashlib.sha256(square.encode()).digest()[:4], "big") / 2**32
    return "val" if number < share else "train"


def _text(boxes: Sequence[Box]) -> str:
    return "".join(f"{code} {' '.join(f'{value:.6f}' for value in rest)}\n" for code, *rest in boxes)


def _manifest(folder: Path, counts: Dict[str, Any], tile: int, resolution: float, share: float) -> None:
    content = {
        "classes": list(CLASSE_DETECTION.codes), "tuile_px": tile, "resolution_cm": resolution, "part_validation": share, "exporte_le": utc_now(),
        "carre_m": SQUARE, **counts,
        "lecture": "labels: class xc yc w h, relative; ignore: regions that must neither count as right nor as wrong; an empty file is a picture without any object.",
    }  # fmt: skip
    write_whole(folder / "jeu.json", json.dumps(content, ensure_ascii=False, indent=1).encode("utf-8"))
