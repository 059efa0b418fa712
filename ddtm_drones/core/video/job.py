"""Job of `image_video`: one picture of a video, by its second, with the place of the drone then. The video is only read."""

from __future__ import annotations

import contextlib
import hashlib
from pathlib import Path
from typing import Any, Dict, Mapping, Tuple

from shared.documents import write_whole
from shared.errors import BadInput
from shared.espace import Espace
from shared.fichiers import ecrire_entier
from shared.gpkg.read import rows
from shared.gpkg.write import insert_rows
from shared.jobs import JobContext, Params

from ..preuve.copie import hash_file
from ..preuve.depot import Depot
from . import trajet

FOLDER, DERIVED = "apercus", "derives"
HELD = 400  # previews kept
QUALITY, PREVIEW_QUALITY = 95, 82


def run(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: espace, video (name or hash), seconde, largeur (of a preview, px), sortie (.jpg: the whole picture, put on the register as
    derived from the video, whose hash is checked first), auteur."""
    espace = Espace.at(params["espace"])
    video = trajet.find(espace, params.get("video"))
    path = espace.piece(video["fichier"])
    if not path.is_file():
        raise BadInput("L'original de cette vidéo n'est plus au dépôt : lancez « Vérifier l'intégrité des originaux ».")
    try:
        second = max(0.0, float(params.get("seconde") or 0.0))
    except (TypeError, ValueError) as error:
        raise BadInput("La seconde est un nombre, par exemple 12,5.") from error
    place = trajet.at(trajet.positions(espace, video["trajet"]), second)
    told = _when(video["nom"], second) if place is None else _told(video["nom"], second, place)
    result: Dict[str, Any] = {"seconde": second, "trajet": bool(video["trajet"]), "position": place, "sha256_video": video["sha256"]}
    if params.get("sortie"):
        target = Path(params["sortie"])
        if target.suffix.lower() not in (".jpg", ".jpeg"):
            raise BadInput("L'image d'une vidéo est un JPEG : donnez un nom qui finit par .jpg.")
        if hash_file(path, ctx.check_cancel) != video["sha256"]:
            raise BadInput("La vidéo a été altérée depuis son importation : lancez « Vérifier l'intégrité des originaux ».")
        data, duration, full = _frame(path, second, 0, QUALITY)
        sha = hashlib.sha256(data).hexdigest()
        kept = Depot(espace).root / DERIVED / f"{Path(video['nom']).stem}_{int(second * 1000):07d}ms_{sha[:8]}.jpg"
        kept.parent.mkdir(parents=True, exist_ok=True)
        ecrire_entier(kept, data)
        target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(target, data)
        row = {
            "nom": kept.name, "chemin": f"{video['nom']} à {int(second * 1000)} ms", "sha256": sha, "taille": len(data), "nature": "derive",
            "parent_sha256": video["sha256"], "fichier": kept.relative_to(espace.root).as_posix(), "mission_uuid": video["mission_uuid"],
        }  # fmt: skip
        if not rows(espace.travail_gpkg, "drone_media", {"sha256": sha}, fields=["sha256"]):
            insert_rows(espace.travail_gpkg, "drone_media", [row], params.get("auteur") or None)
        return {
            **result,
            "phrase": f"{told} : image extraite.",
            "sha256": sha,
            "duree_s": duration,
            "largeur_px": full,
            "fichiers": [str(target)],
            "sortie": str(target),
        }
    width = int(params.get("largeur") or 960)
    if not 64 <= width <= 8000:
        raise BadInput("La largeur de l'aperçu est comprise entre 64 et 8 000 pixels.")
    folder = Depot(espace).root / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{video['sha256'][:16]}_{int(second * 1000):07d}_{width}.jpg"
    data, duration, full = _frame(path, second, width, PREVIEW_QUALITY)
    _prune(folder)
    ecrire_entier(target, data)
    return {**result, "phrase": f"{told}.", "duree_s": duration, "largeur_px": full, "fichiers": [str(target)], "sortie": str(target)}


def _frame(path: Path, second: float, width: int, quality: int) -> Tuple[bytes, float, int]:
    """(JPEG, length of the video in seconds, width of its pictures). width: 0 keeps the size. Raises BadInput."""
    import cv2

    capture = cv2.VideoCapture(str(path))
    try:
        rate, count = capture.get(cv2.CAP_PROP_FPS), capture.get(cv2.CAP_PROP_FRAME_COUNT)
        if not capture.isOpened() or not rate > 0 or not count > 0:
            raise BadInput("Cette vidéo ne peut pas être lue : elle est endommagée, ou son format est inconnu.")
        duration = count / rate
        if second > duration:
            raise BadInput(f"La vidéo ne dure que {duration:.1f} s : choisissez un instant avant sa fin.".replace(".", ",", 1))
        capture.set(cv2.CAP_PROP_POS_MSEC, 1000 * min(second, max(0.0, duration - 1 / rate)))
        fine, picture = capture.read()
        if not fine:
            raise BadInput("Cet instant de la vidéo ne peut pas être lu : essayez une seconde avant ou après.")
    finally:
        capture.release()
    full = int(picture.shape[1])
    if width and full > width:
        picture = cv2.resize(picture, (width, round(picture.shape[0] * width / picture.shape[1])), interpolation=cv2.INTER_AREA)
    _, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return data.tobytes(), float(duration), full


def _prune(folder: Path) -> None:
    held = sorted(folder.glob("*.jpg"), key=lambda path: path.stat().st_mtime)
    for path in held[: max(0, len(held) - HELD + 1)]:
        with contextlib.suppress(OSError):
            path.unlink()


def _when(name: str, second: float) -> str:
    return f"{name} à " + f"{second:.1f} s".replace(".", ",")


def _told(name: str, second: float, place: Mapping[str, Any]) -> str:
    parts = [_when(name, second), f"drone en {place['x']:.0f} ; {place['y']:.0f}"]
    if place["hauteur_decollage"] is not None:
        parts.append(f"à {place['hauteur_decollage']:.0f} m de haut")
    return ", ".join(parts)


def tell(result: Mapping[str, Any]) -> str:
    """What the command line prints."""
    return "\n".join([result["phrase"], *result["fichiers"]])
