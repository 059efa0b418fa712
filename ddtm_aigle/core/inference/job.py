"""The job « detecter »: every thing the model sees in a picture, as rows of the work GeoPackage. Resumable, idempotent."""

from __future__ import annotations

import hashlib
import json
import os
import time
import uuid
from pathlib import Path
from typing import Any, Dict, List, Optional, Sequence, Tuple

import numpy as np
import shapely

from shared.catalogue.aigle import CLASSE_DETECTION
from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg import read, write
from shared.jobs import JobContext

from .. import lecture, lieux, vols
from ..arguments import integer, real
from ..modeles.service import NOTICE, in_service
from ..travail import NAMESPACE, work_file
from . import couverture, dates, ecriture, fusion, grappe, mosaique
from .grille import Grid, grid_of
from .image import Picture, open_picture
from .modele import Model, open_model
from .parcours import run_tiles
from .reprise import Progress

GDAL_CACHE_MB = 128
BATCH = 4
PARCEL_LABELS = ("id", "idu", "id_parcelle", "geo_parcelle", "numero")


def run(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """params: images (files or folders), modele; optional millesime, vol (day or interval), vols (layer of flight days), zones
    (layers), champ_zone, parcelles, classes, seuil, canaux (rvb|irc), bandes ("1,2,3"), lot, fils, recommencer, decalage, dask (tcp://host:port or local:N).

    Result: phrase, detections, ajoutees, deja_fait, tuiles, reprises, surface_km2, passage, notes, tuiles_par_seconde. Raises BadInput.
    """
    import rasterio

    started = time.monotonic()
    espace = Espace.at(params.get("espace"))
    images = params.get("images") or []
    files = mosaique.sheets([images] if isinstance(images, str) else list(images))
    if not files:
        raise BadInput("Aucune image n'est donnée : indiquez un fichier, un dossier de dalles ou une mosaïque VRT.")
    threads = integer(params, "fils", 0, 0, 64)
    model = open_model(model_path(params, espace), ctx, threads)
    with rasterio.Env(GDAL_CACHEMAX=GDAL_CACHE_MB, GDAL_NUM_THREADS="1", GDAL_PAM_ENABLED="NO"):
        return _detect(params, ctx, espace, files, model, started)


def _detect(params: Dict[str, Any], ctx: JobContext, espace: Espace, files: List[str], model: Model, started: float) -> Dict[str, Any]:
    folder = espace.travail_gpkg.parent / "detections"
    name = picture_name(files)
    picture = open_picture(
        mosaique.as_one(files, folder), name, channels=model.channels, resolution_cm=model.resolution_cm,
        wanted=model.bands, bands=bands_of(params.get("bandes")), kind=params.get("canaux"),
    )  # fmt: skip
    conf = real(params, "seuil", model.conf, 0.001, 0.999)
    wanted = _classes(params.get("classes"), model)
    flight_given = vols.parse_flight(str(params["vol"])) if params.get("vol") else None
    year = vols.vintage(optional_integer(params, "millesime"), flight_given, os.path.basename(files[0]) if len(files) > 1 else name)
    flight = flight_given or vols.whole_year(year)
    flights = (
        lecture.read_several(params["vols"], espace, params.get("champ_vol"), "vols", vols.DATE_FIELDS) if params.get("vols") else None
    )
    zones, named = _zones(params, espace, picture)
    parcels = lecture.read_several(params["parcelles"], espace, None, "parcelles", PARCEL_LABELS) if params.get("parcelles") else None
    mask = lecture.mask_of(zones)
    shift = tuple(params.get("decalage") or (0, 0))
    grid = grid_of(picture, model.tile, model.overlap, (int(shift[0]), int(shift[1])))
    image_id = mosaique.fingerprint(files)
    key = [
        image_id,
        mosaique.stamps(files),
        model.sha256,
        conf,
        sorted(wanted),
        list(picture.bands),
        list(grid.shift),
        year,
        "" if mask is None else shapely.to_wkb(mask).hex(),
    ]
    run_id = str(uuid.uuid5(NAMESPACE, json.dumps(key)))
    path = work_file(espace)
    earlier = read.rows(path, "detection_passage", {"uuid": run_id}, deleted=True)
    if earlier and not params.get("recommencer"):
        again = _already(earlier[0], run_id, picture)
        if flight_given or flights is not None:
            moved = dates.redate(path, run_id, name, year, _footprint(picture, None), flight, flights)
            again["phrase"] += f" Dates de vol mises à jour sur {_plural(moved, 'détection', 'détections')}." if moved else ""
        return again
    orders = np.concatenate(list(grid.orders(picture, mask)))
    if not len(orders):
        raise BadInput(f"Les zones choisies ne touchent pas l'image « {name} » : vérifiez les zones ou choisissez une autre image.")
    progress = Progress(folder / f"{hashlib.sha256(run_id.encode()).hexdigest()[:24]}.sqlite")
    finished = False
    try:
        todo = orders[~np.isin(orders, progress.done())]
        seconds = _infer(picture, model, grid, orders, todo, conf, progress, params, ctx.step(0.0, 0.97))
        ctx.progress(0.97, "Fusion des tuiles et écriture")
        merged = fusion.merge(progress.rows(grid), grid, model.iou)
        counts = ecriture.write_detections(
            path, merged, picture, model, grid, image_id, run_id, year, flight, flights, named, mask, parcels, espace, wanted, ctx
        )  # fmt: skip
        seen = couverture.covered(picture, grid, progress.holes(), mask)
        couverture.record(path, run_id, year, couverture.by_flight(seen, flight, flights))
        area = _area_km2(picture, grid, orders)
        record = {
            "image": name, "millesime": year, "modele": model.name, "modele_sha256": model.sha256, "classes": ",".join(sorted(wanted)),
            "seuil": conf, "resolution_cm": model.resolution_cm or picture.resolution_cm, "tuiles": len(orders), "surface_km2": round(area, 4),
            "detections": counts["vues"], "duree_s": round(time.monotonic() - started, 2), "emprise": shapely.simplify(seen, 1.0).wkt,
            "date_vol_debut": flight.earliest.isoformat(), "date_vol_fin": flight.latest.isoformat(),
        }  # fmt: skip
        if earlier:
            write.update_rows(path, "detection_passage", [{"uuid": run_id, **record}], author="ddtm_aigle")
        else:
            write.insert_rows(path, "detection_passage", [{"uuid": run_id, **record}], author="ddtm_aigle")
        if flight_given or flights is not None:
            dates.redate(path, run_id, name, year, _footprint(picture, None), flight, flights)
        finished = True
        blind = 1 - seen.area / max(_footprint(picture, mask).area, 1e-9)
    finally:
        progress.close(finished)
    resumed = len(orders) - len(todo)
    notes = picture.notes + (
        [f"{100 * blind:.0f} % de la zone n'est pas photographiée (vide, noir ou blanc uni) : rien n'y sera dit absent."]
        if blind > 0.005
        else []
    )
    notes += [NOTICE] if model.demonstration else []
    sentence = f"{_plural(counts['vues'], 'objet vu', 'objets vus')} sur {_ground(area)} de « {name} » (millésime {year})"
    sentence += f", dont {counts['ajoutees']} nouveau(x) dans les données de travail." if counts["ajoutees"] != counts["vues"] else "."
    if resumed:
        sentence += f" Reprise : {_plural(resumed, 'tuile était déjà faite', 'tuiles étaient déjà faites')}."
    return {
        "phrase": sentence, "detections": counts["vues"], "ajoutees": counts["ajoutees"], "deja_fait": False, "tuiles": len(orders),
        "reprises": resumed, "surface_km2": area, "passage": run_id, "millesime": year, "notes": notes,
        "tuiles_par_seconde": round(len(todo) / seconds, 2) if seconds else None, "demonstration": model.demonstration,
    }  # fmt: skip


def _infer(
    picture: Picture,
    model: Model,
    grid: Grid,
    orders: np.ndarray,
    todo: np.ndarray,
    conf: float,
    progress: Progress,
    params: Dict[str, Any],
    ctx: JobContext,
) -> float:
    total, done = len(orders), len(orders) - len(todo)
    one = _area_km2(picture, grid, orders) / total
    state = {"done": done}

    def tell(number: int) -> None:
        state["done"] += number
        ctx.progress(state["done"] / total, f"{_ground(state['done'] * one)} sur {_ground(total * one)}")

    began = time.monotonic()
    batch = min(model.batch, 16) or integer(params, "lot", BATCH, 1, 64)
    readers = integer(params, "lecteurs", 1, 1, 8)
    if params.get("dask"):
        path = os.path.abspath(model_path(params, Espace.at(params.get("espace"))))
        grappe.run_parts(str(params["dask"]), path, model.sha256, picture, grid, todo, conf, progress.save, tell, batch)
    else:
        run_tiles(picture, model, grid, todo, conf, model.iou, progress.save, tell, batch, readers)
    return time.monotonic() - began


def _already(row: Dict[str, Any], run_id: str, picture: Picture) -> Dict[str, Any]:
    return {
        "phrase": f"« {row['image']} » a déjà été analysée avec ce modèle et ces réglages : {row['detections']} objet(s), rien à refaire.",
        "detections": row["detections"], "ajoutees": 0, "deja_fait": True, "tuiles": row["tuiles"], "reprises": 0,
        "surface_km2": row["surface_km2"], "passage": run_id, "millesime": row["millesime"], "notes": picture.notes,
    }  # fmt: skip


def _area_km2(picture: Picture, grid: Grid, orders: np.ndarray) -> float:
    """Ground read, each tile counted for its own stride so that overlaps are not counted twice."""
    row, column = np.divmod(orders, grid.columns)
    w = np.clip(picture.width - column * grid.stride, 0, np.where(column == grid.columns - 1, grid.tile, grid.stride))
    h = np.clip(picture.height - row * grid.stride, 0, np.where(row == grid.rows - 1, grid.tile, grid.stride))
    side = picture.resolution_cm / 100 * (picture.scale[0] * picture.scale[1]) ** 0.5
    return float((w * h).sum() * side * side / 1e6)


def _footprint(picture: Picture, mask: Optional[Any]) -> Any:
    w, h = float(picture.width), float(picture.height)
    whole = shapely.Polygon(picture.to_ground(np.array([0, w, w, 0]), np.array([0, 0, h, h])))
    seen = whole if mask is None else shapely.intersection(whole, mask)
    return shapely.set_precision(shapely.simplify(seen, 1.0), 0.1)


def _zones(params: Dict[str, Any], espace: Espace, picture: Picture) -> Tuple[List[lecture.Shapes], List[lecture.Shapes]]:
    """(all zones at stake asked for, those that the pack does not name by itself)."""
    box = _footprint(picture, None).bounds
    every, named = [], []
    for source in _list(params.get("zones")):
        if source in lieux.STAKES:
            every.append(lieux.stake(source, espace, box))
            continue
        every.append(lecture.read_shapes(source, espace, params.get("champ_zone")))
        if source not in {zoning.layer for zoning in lieux.ZONINGS}:
            named.append(every[-1])
    return every, named


def picture_name(files: Sequence[str]) -> str:
    """The file's name, or that of the folder of sheets with their number."""
    if len(files) == 1:
        return os.path.basename(files[0])
    return f"{os.path.basename(os.path.dirname(os.path.abspath(files[0])))} ({len(files)} dalles)"


def model_path(params: Dict[str, Any], espace: Espace) -> str:
    if params.get("modele"):
        return str(params["modele"])
    return str(in_service(Path(espace.root)))


def _classes(value: Any, model: Model) -> List[str]:
    known = sorted({code for code in model.classes if code})
    asked = _list(value)
    wrong = [code for code in asked if code not in CLASSE_DETECTION.codes]
    if wrong:
        raise BadInput(f"Classe inconnue : « {wrong[0]} » ; classes : {', '.join(CLASSE_DETECTION.codes)}.")
    unseen = [code for code in asked if code not in known]
    if unseen:
        raise BadInput(f"Le modèle « {model.name} » ne cherche pas « {unseen[0]} » : il cherche {', '.join(known)}.")
    return asked or known


def bands_of(value: Any) -> Optional[Tuple[int, ...]]:
    if not value:
        return None
    try:
        return tuple(int(item) for item in (str(value).split(",") if isinstance(value, str) else value))
    except (TypeError, ValueError):
        raise BadInput(f"Canaux « {value} » illisibles : écrivez par exemple 1,2,3.") from None


def _list(value: Any) -> List[str]:
    if not value:
        return []
    items: Sequence[Any] = value.split(",") if isinstance(value, str) else value
    return [str(item).strip() for item in items if str(item).strip()]


def optional_integer(params: Dict[str, Any], key: str) -> Optional[int]:
    return None if params.get(key) in (None, "") else integer(params, key, 0, 0, 9999)


def _ground(area: float) -> str:
    if area < 0.1:
        return f"{100 * area:.2f} ha".replace(".", ",")
    return (f"{area:.2f}".replace(".", ",") if area < 10 else f"{area:,.0f}".replace(",", " ")) + " km²"


def _plural(count: int, one: str, many: str) -> str:
    return f"{count} {one if count < 2 else many}"
