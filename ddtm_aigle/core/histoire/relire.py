"""The job « relire »: where an old vintage shows nothing, the spot is looked at again with a lower threshold.

A thing found this way is a detection of origin « relecture », low score and all: the next crossing counts it, the agent sees it.
"""

from __future__ import annotations

import uuid
from typing import Any, Dict, List, Optional, Tuple

import numpy as np
import shapely

from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg import read, write
from shared.jobs import JobContext

from .. import vols
from ..arguments import integer, real
from ..inference import fusion, job, mosaique
from ..inference.classes import family
from ..inference.image import Picture, open_picture
from ..inference.modele import Model, open_model
from ..inference.parcours import read_tile
from ..travail import NAMESPACE, existing_work_file

LOW = 0.1
SHARE = 0.5  # of the smaller of the two surfaces, as for the crossing
AUTHOR = "ddtm_aigle"
Found = Tuple[Dict[str, Any], Any, float, str]  # object, ground shape, score, class


def run(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """params: images (files or folder of ONE old vintage), modele, millesime, vol, seuil (default LOW), canaux, bandes.

    Result: phrase, relus, retrouves, ajoutes. Only objects marked a_revoir that this vintage does not show are looked at.
    """
    import rasterio

    espace = Espace.at(params.get("espace"))
    path = existing_work_file(espace)
    images = params.get("images") or []
    files = mosaique.sheets([images] if isinstance(images, str) else list(images))
    if not files:
        raise BadInput("Aucune image n'est donnée : indiquez l'ancien millésime à relire.")
    model = open_model(job.model_path(params, espace), ctx, integer(params, "fils", 0, 0, 64))
    conf = real(params, "seuil", min(LOW, model.conf), 0.001, 0.999)
    with rasterio.Env(GDAL_CACHEMAX=job.GDAL_CACHE_MB, GDAL_PAM_ENABLED="NO"):
        source = mosaique.as_one(files, path.parent / "detections")
        name = job.picture_name(files)
        picture = open_picture(
            source, name, channels=model.channels, resolution_cm=model.resolution_cm, wanted=model.bands,
            bands=job.bands_of(params.get("bandes")), kind=params.get("canaux"),
        )  # fmt: skip
        given = vols.parse_flight(str(params["vol"])) if params.get("vol") else None
        year = vols.vintage(job.optional_integer(params, "millesime"), given, name)
        flight = given or vols.whole_year(year)
        todo = [
            row
            for row in read.rows(path, "objet_detecte", {"a_revoir": True})
            if row["geom"] and str(year) not in (row["millesimes"] or "").split(", ")
        ]
        found, looked = _look(todo, picture, model, conf, ctx)
    rows = [_row(*one, picture, model, year, flight) for one in found]
    known = {row["uuid"] for row in read.rows(path, "detection", {"millesime": year}, geometry=False, fields=["uuid"], deleted=True)}
    new = [row for row in {row["uuid"]: row for row in rows}.values() if row["uuid"] not in known]
    if new:
        write.insert_rows(path, "detection", new, author=AUTHOR)
    low = f"{conf:.2f}".replace(".", ",")
    sentence = f"{looked} endroit(s) relu(s) sur « {name} » (millésime {year}, seuil {low}) : {len(rows)} objet(s) retrouvé(s)"
    sentence += ". Croisez de nouveau les millésimes." if new else "."
    return {"phrase": sentence, "relus": looked, "retrouves": len(rows), "ajoutes": len(new), "millesime": year}


def _look(todo: List[Dict[str, Any]], picture: Picture, model: Model, conf: float, ctx: JobContext) -> Tuple[List[Found], int]:
    """Each thing found again, and the number of spots the picture covers."""
    found: List[Found] = []
    looked = 0
    with picture.open() as handle:
        for number, row in enumerate(todo):
            ctx.progress(number / len(todo), f"Relecture : {number} sur {len(todo)}")
            shape = shapely.from_wkb(row["geom"])
            centre = picture.from_ground(shape.centroid.x, shape.centroid.y)
            x, y = (round(value - model.tile / 2) for value in centre)
            if not (0 <= centre[0] < picture.width and 0 <= centre[1] < picture.height):
                continue
            pixels, _ = read_tile(picture, handle, x, y, model.tile)
            if pixels is None:
                continue
            looked += 1
            best = _best(row, shape, model.decode(model.run(pixels[None]), conf)[0], x, y, picture, model)
            if best is not None:
                found.append((row, *best))
    return found, looked


def _best(
    row: Dict[str, Any], shape: Any, boxes: np.ndarray, x: int, y: int, picture: Picture, model: Model
) -> Optional[Tuple[Any, float, str]]:
    kinds = {family(code) for code in (row["classes_vues"] or row["classe"]).split(", ")}
    for box in boxes:  # best score first
        code = model.classes[int(box[fusion.CLASS])]
        if code is None or family(code) not in kinds:
            continue
        xs, ys = box[[0, 2, 2, 0]] + x, box[[1, 1, 3, 3]] + y
        place = shapely.Polygon(picture.to_ground(xs, ys))
        if place.intersection(shape).area >= SHARE * min(place.area, shape.area):
            return place, float(box[fusion.SCORE]), code
    return None


def _row(
    thing: Dict[str, Any], place: Any, score: float, code: str, picture: Picture, model: Model, year: int, flight: vols.Flight
) -> Dict[str, Any]:
    earliest, latest = vols.span(flight)
    return {
        "uuid": str(uuid.uuid5(NAMESPACE, f"relecture|{thing['uuid']}|{year}|{model.sha256}")),
        "classe": code, "score": round(score, 4), "millesime": year, "date_vol_debut": earliest, "date_vol_fin": latest, "source": "relecture",
        "surface_m2": round(place.area, 2), "image": picture.name, "modele": model.name, "modele_sha256": model.sha256,
        **{name: thing[name] for name in ("parcelle", "code_insee", "commune", "zones")}, "geom": place.wkb,
    }  # fmt: skip
