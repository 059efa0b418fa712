"""Job of `flouter_video`: a copy of a video with zones and sections hidden, without its sound; the original is never touched."""

from __future__ import annotations

import contextlib
import os
import time
import uuid
from pathlib import Path
from typing import Any, Dict, Iterator, List, Mapping, Tuple

from shared.errors import BadInput
from shared.espace import Espace
from shared.fichiers import graver_dossier
from shared.gpkg.read import rows
from shared.gpkg.values import utc_now
from shared.gpkg.write import insert_rows
from shared.jobs import JobContext, Params

from ..importer import travail
from ..preuve.copie import hash_file
from ..preuve.depot import Depot
from ..video import trajet
from ..video.son import has_sound
from . import zones_video
from .flouter import FOLDER

WIDTH = 1920  # of the copy, by default: a video to hand over need not show more
CODEC = "mp4v"
PARTIAL, FORGOTTEN_S = ".part.mp4", 86_400.0  # the encoder goes by the name; what a killed copy left is removed a day later
LOST = 0.01  # share of the announced pictures that may lack at the end
DAMAGED = "Cette vidéo s'interrompt à {second} s sur {duration} s : son fichier est abîmé, rien n'a été écrit."


def run(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: espace, video (name or hash), zones (see `zones_video`; in pixels of the original), sans_zone (true: looked at, nothing to hide),
    largeur (of the copy, px; 0: that of the original), origine (of the zones, in words), auteur."""
    espace = Espace.at(params["espace"])
    video = trajet.find(espace, params.get("video"))
    source = espace.piece(video["fichier"])
    zones = zones_video.read(params.get("zones"))
    if not zones and not params.get("sans_zone"):
        raise BadInput("Indiquez au moins une zone à masquer, ou déclarez qu'il n'y a rien à cacher.")
    width = _width(params.get("largeur"))
    if not source.is_file() or hash_file(source, ctx.check_cancel) != video["sha256"]:
        raise BadInput("La vidéo manque ou a été altérée depuis son importation : lancez « Vérifier l'intégrité des originaux ».")
    folder = Depot(espace).root / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    _sweep(folder)
    partial = folder / f".{uuid.uuid4().hex}{PARTIAL}"
    try:
        seconds, hidden = _write(source, partial, zones, width, ctx)
        with open(partial, "rb+") as file:
            os.fsync(file.fileno())
        sha, size = hash_file(partial, ctx.check_cancel), partial.stat().st_size
        target = folder / f"{Path(video['nom']).stem}_{video['sha256'][:8]}_floutee_{sha[:8]}.mp4"
        os.replace(partial, target)
        graver_dossier(target.parent)
    finally:
        with contextlib.suppress(OSError):
            partial.unlink()
    row = {
        "nom": target.name, "chemin": video["nom"], "sha256": sha, "taille": size, "nature": "derive", "parent_sha256": video["sha256"],
        "fichier": target.relative_to(espace.root).as_posix(), "mission_uuid": video["mission_uuid"], "heure_utc": video["heure_utc"],
        "origine": params.get("origine") or (f"{len(zones)} zone(s) tracée(s) à la main" if zones else "examinée, rien à cacher"),
    }  # fmt: skip
    travail.ready(espace)  # a work file of before lacks a field
    if not rows(espace.travail_gpkg, "drone_media", {"sha256": sha}, fields=["sha256"]):
        insert_rows(espace.travail_gpkg, "drone_media", [row], params.get("auteur") or None)
    told = f"{len(zones)} zone(s) masquée(s) sur {hidden:.0f} s" if zones else "rien à cacher, déclaré après examen"
    sound = has_sound(source)
    heard = {True: "le son est retiré", False: "la vidéo n'avait pas de son", None: "aucun son n'est copié"}[sound]
    return {
        "phrase": f"{video['nom']} : {told} ; {heard} ; copie {target.name}.",
        "sha256": sha, "parent_sha256": video["sha256"], "duree_s": seconds, "secondes_masquees": hidden, "son_retire": bool(sound),
        "taille": size, "fait_le": utc_now(), "fichiers": [str(target)], "sortie": str(target),
    }  # fmt: skip


def _sweep(folder: Path) -> None:
    for leftover in folder.glob(f".*{PARTIAL}"):
        with contextlib.suppress(OSError):
            if time.time() - leftover.stat().st_mtime > FORGOTTEN_S:
                leftover.unlink()


def _width(given: Any) -> int:
    try:
        width = WIDTH if given in (None, "") else int(given)
    except (TypeError, ValueError) as error:
        raise BadInput("La largeur de la copie est un nombre de pixels.") from error
    if width and not 160 <= width <= 8192:
        raise BadInput("La largeur de la copie est comprise entre 160 et 8 192 pixels (0 : celle de l'original).")
    return width


def _write(source: Path, target: Path, zones: List[zones_video.Zone], width: int, ctx: JobContext) -> Tuple[float, float]:
    """Seconds of the copy, seconds where something is hidden. Raises BadInput when the video cannot be read to its end."""
    import cv2

    with _released(cv2.VideoCapture(str(source))) as capture:
        rate, count = float(capture.get(cv2.CAP_PROP_FPS)), float(capture.get(cv2.CAP_PROP_FRAME_COUNT))
        if not capture.isOpened() or not rate > 0 or not count > 0:
            raise BadInput("Cette vidéo ne peut pas être lue : elle est endommagée, ou son format est inconnu.")
        fine, picture = capture.read()
        if not fine:
            raise BadInput("Cette vidéo ne contient aucune image lisible.")
        full = picture.shape[1], picture.shape[0]
        _check(zones, full, count / rate)
        size = full if not width or width >= full[0] else (width, max(2, round(full[1] * width / full[0] / 2) * 2))
        done = hidden = 0
        with _released(cv2.VideoWriter(str(target), cv2.VideoWriter.fourcc(*CODEC), rate, size)) as writer:
            if not writer.isOpened():
                raise BadInput("Ce poste ne sait pas écrire de vidéo : réparez l'installation des bibliothèques (diagnostic).")
            while fine:
                held = [zone.at(done / rate, 1 / rate) for zone in zones]  # a picture more at either end: never one too few
                shapes = [shape for shown, shape in held if shown]
                zones_video.hide(picture, shapes)
                writer.write(cv2.resize(picture, size, interpolation=cv2.INTER_AREA) if size != full else picture)
                done, hidden = done + 1, hidden + bool(shapes)
                if done % 25 == 0:
                    ctx.progress(min(0.98, done / count), f"{done / rate:.0f} s sur {count / rate:.0f} s")
                fine, picture = capture.read()
    if done < count * (1 - LOST) - 2:
        raise BadInput(DAMAGED.format(second=f"{done / rate:.0f}", duration=f"{count / rate:.0f}"))
    with _released(cv2.VideoCapture(str(target))) as copy:  # what was written can be read again
        if abs(copy.get(cv2.CAP_PROP_FRAME_COUNT) - done) > 1 or not copy.read()[0]:
            raise BadInput("La copie de la vidéo ne se relit pas : vérifiez la place sur le disque, puis recommencez.")
    return done / rate, hidden / rate


def _check(zones: List[zones_video.Zone], size: Tuple[int, int], duration: float) -> None:
    for zone in zones:
        if zone.times[0] > duration:
            start, end = (f"{value:.1f} s".replace(".", ",") for value in (zone.times[0], duration))
            raise BadInput(f"Une zone commence à {start} : la vidéo ne dure que {end}.")
        if all(shape is not None and _outside(shape, size) for shape in zone.shapes):  # a sliding zone may come in or go out
            raise BadInput(f"Une zone est vide ou hors de l'image, qui fait {size[0]} × {size[1]} pixels.")


def _outside(shape: zones_video.Shape, size: Tuple[int, int]) -> bool:
    xs, ys = [x for x, _ in shape], [y for _, y in shape]
    return min(xs) >= size[0] or min(ys) >= size[1] or max(xs) <= 0 or max(ys) <= 0 or max(xs) - min(xs) < 2 or max(ys) - min(ys) < 2


@contextlib.contextmanager
def _released(handle: Any) -> Iterator[Any]:
    try:
        yield handle
    finally:
        handle.release()


def tell(result: Mapping[str, Any]) -> str:
    """What the command line prints."""
    return "\n".join([result["phrase"], *result["fichiers"]])
