"""Job of `flouter`: a copy of a photograph with zones made unreadable; the original is never touched, the copy names its hash."""

from __future__ import annotations

import hashlib
import io
import re
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional, Tuple

from shared.errors import BadInput
from shared.espace import Espace
from shared.fichiers import ecrire_entier
from shared.gpkg.read import layer_names, rows
from shared.gpkg.values import utc_now
from shared.gpkg.write import insert_rows
from shared.jobs import JobContext, Params

from ..importer import travail
from ..preuve.copie import hash_file
from ..preuve.depot import Depot

FOLDER = "floutees"
BLOCKS = 6  # a zone keeps at most this many blocks along its long side: nothing can be read back
QUALITY = 92
Shape = List[Tuple[int, int]]  # corners of a polygon; a rectangle has its four


def run(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: espace, photo (SHA-256 or name in the register; a picture kept from a video too), zones (in pixels, separated by " ; ": x1,y1,x2,y2 is a rectangle,
    x1,y1,x2,y2,x3,y3... a polygon; or a list of such), sans_zone (true: looked at, nothing to hide), origine (of the zones, in words), auteur."""
    from PIL import Image

    espace = Espace.at(params["espace"])
    photo = _of_video(espace, params.get("photo")) or find(espace, params.get("photo"))
    source = espace.piece(photo["fichier"])
    if not source.is_file() or hash_file(source, ctx.check_cancel) != photo["sha256"]:
        raise BadInput("L'original manque ou a été altéré : lancez « Vérifier l'intégrité des originaux ».")
    shapes = _shapes(params.get("zones"))
    if not shapes and not params.get("sans_zone"):
        raise BadInput("Indiquez au moins une zone à flouter, ou déclarez qu'il n'y a rien à cacher.")
    try:
        with Image.open(source) as opened:
            image = opened.convert("RGB")
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise BadInput(f"La photo « {photo['nom']} » ne peut pas être décodée.", str(error)) from error
    for shape in shapes:
        hide(image, shape)
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=QUALITY, subsampling=0)  # no EXIF: its thumbnail would show what is hidden
    data = stream.getvalue()
    sha = hashlib.sha256(data).hexdigest()
    target = Depot(espace).root / FOLDER / f"{Path(photo['nom']).stem}_{photo['sha256'][:8]}_floutee_{sha[:8]}.jpg"
    target.parent.mkdir(parents=True, exist_ok=True)
    ecrire_entier(target, data)
    row = {
        "nom": target.name, "chemin": photo["nom"], "sha256": sha, "taille": len(data), "nature": "derive", "parent_sha256": photo["sha256"],
        "fichier": target.relative_to(espace.root).as_posix(), "mission_uuid": photo["mission_uuid"], "heure_utc": photo["heure_utc"],
        "origine": params.get("origine") or (f"{len(shapes)} zone(s) tracée(s) à la main" if shapes else "examinée, rien à cacher"),
    }  # fmt: skip
    travail.ready(espace)  # a work file of before lacks a field
    if not rows(espace.travail_gpkg, "drone_media", {"sha256": sha}, fields=["sha256"]):
        insert_rows(espace.travail_gpkg, "drone_media", [row], params.get("auteur") or None)
    told = f"{len(shapes)} zone(s) floutée(s)" if shapes else "rien à cacher, déclaré après examen"
    return {"phrase": f"{photo['nom']} : {told} ; copie {target.name}.", "sha256": sha, "parent_sha256": photo["sha256"], "fait_le": utc_now(), "fichiers": [str(target)], "sortie": str(target)}  # fmt: skip


def _of_video(espace: Espace, wanted: Any) -> Optional[Dict[str, Any]]:
    """The picture kept from a video of this name or hash, if any."""
    text = str(wanted or "").strip()
    path = espace.travail_gpkg
    if not text or not path.exists() or "drone_media" not in layer_names(path):
        return None
    found = rows(path, "drone_media", "nature = 'derive' AND (sha256 = ? OR nom = ?)", parameters=(text, text))
    videos = (
        rows(path, "drone_media", {"nature": "video", "sha256": [row["parent_sha256"] for row in found]}, fields=["sha256"])
        if found
        else []
    )
    kept = [row for row in found if row["parent_sha256"] in {video["sha256"] for video in videos}]
    return kept[0] if kept else None


def find(espace: Espace, wanted: Any) -> Dict[str, Any]:
    """The one photograph of the register of this hash or name. Raises BadInput."""
    text = str(wanted or "").strip()
    found: List[Dict[str, Any]] = []
    if text and espace.travail_gpkg.exists() and "drone_photo" in layer_names(espace.travail_gpkg):
        found = rows(espace.travail_gpkg, "drone_photo", "sha256 = ? OR nom = ?", parameters=(text, text))
    if not found:
        raise BadInput(f"La photo « {text} » n'est pas au registre : importez-la d'abord.")
    if len(found) > 1:
        raise BadInput(f"Plusieurs photos s'appellent « {text} » : donnez son empreinte SHA-256.")
    return found[0]


def hide(image: Any, shape: Shape) -> None:
    """Make the inside of a polygon unreadable, in place: the mean of a few blocks, nothing of the pixels. Raises BadInput outside the picture."""
    from PIL import Image, ImageDraw, ImageFilter

    xs, ys = [x for x, _ in shape], [y for _, y in shape]
    left, top, right, bottom = max(0, min(xs)), max(0, min(ys)), min(image.width, max(xs)), min(image.height, max(ys))
    if right - left < 2 or bottom - top < 2:
        raise BadInput("Une zone à flouter est vide ou hors de la photo : donnez ses sommets en pixels, depuis le coin haut gauche.")
    part = image.crop((left, top, right, bottom))
    longest = max(part.size)
    size = max(1, round(BLOCKS * part.width / longest)), max(1, round(BLOCKS * part.height / longest))
    plain = part.resize(size, Image.BOX).resize(part.size, Image.BILINEAR).filter(ImageFilter.GaussianBlur(longest / BLOCKS / 2))
    mask = Image.new("L", part.size, 0)
    ImageDraw.Draw(mask).polygon([(x - left, y - top) for x, y in shape], fill=255, outline=255)
    image.paste(plain, (left, top), mask)


def _shapes(given: Any) -> List[Shape]:
    parts = given if isinstance(given, (list, tuple)) else [part for part in re.split(r"[;\n]", str(given or "")) if part.strip()]
    out: List[Shape] = []
    for part in parts:
        try:
            numbers = [int(float(value)) for value in (part if isinstance(part, (list, tuple)) else str(part).split(","))]
            if len(numbers) < 4 or len(numbers) % 2:
                raise ValueError(part)
        except (ValueError, OverflowError) as error:
            raise BadInput(
                f"Zone à flouter illisible : « {part} ». Donnez x1,y1,x2,y2 pour un rectangle, ou trois sommets et plus, en pixels, séparés par « ; »."
            ) from error
        if len(numbers) == 4:
            x1, y1, x2, y2 = numbers
            # the rectangle stops before its right and lower edges, as everywhere in pictures
            left, top, right, bottom = min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)
            out.append([(left, top), (right, top), (right, bottom), (left, bottom)])
        else:
            out.append(list(zip(numbers[::2], numbers[1::2])))
    return out


def tell(result: Mapping[str, Any]) -> str:
    """What the command line prints."""
    return "\n".join([result["phrase"], *result["fichiers"]])
