"""Photographs made ready for a document: right way up, small enough to print, the original left alone."""

from __future__ import annotations

import io
import re
from typing import Any, Dict, List, Mapping, Sequence, Tuple

from shared.errors import BadInput

from .blocs import Photo

PIXELS, MOST = 1000, 2100  # long side: at least 295 dots an inch where a photograph is printed 86 mm wide; never more than MOST
TURNED = (2, 3, 4, 5, 6, 7, 8)  # EXIF orientations


def printable(data: bytes, name: str) -> bytes:
    """A JPEG of PIXELS to MOST on its long side, upright. Raises BadInput when the picture cannot be read.

    A JPEG is decoded at a half, a quarter or an eighth of its size: no other reduction is needed, and it is quick."""
    from PIL import Image, ImageOps

    try:
        with Image.open(io.BytesIO(data)) as picture:
            turned = picture.getexif().get(0x0112) in TURNED
            if picture.format == "JPEG":
                picture.draft("RGB", _reduced(picture.size))
            shown = ImageOps.exif_transpose(picture) if turned else picture
            shown = shown if shown.mode == "RGB" else shown.convert("RGB")
            if max(shown.size) > MOST:
                shown.thumbnail((PIXELS, PIXELS))
            out = io.BytesIO()
            shown.save(out, "JPEG", quality=82, exif=b"")
            return out.getvalue()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise BadInput(
            f"La photographie « {name} » est illisible : joignez une autre copie de l'original.", type(error).__name__
        ) from error


def _reduced(size: Tuple[int, int]) -> Tuple[int, int]:
    ratio = PIXELS / max(size)
    return max(1, int(size[0] * ratio)), max(1, int(size[1] * ratio))


def sheet(depot: Any, pieces: Sequence[Mapping[str, Any]]) -> List[Photo]:
    """Every photograph, each checked against its hash, with its caption and its whole hash."""
    out = []
    for rank, row in enumerate([row for row in pieces if row.get("type") == "photo"], 1):
        data = printable(depot.pieces.read(row["sha256"], row["nom"]), row["nom"])
        caption = f"Photographie {rank} : {row.get('legende') or row['nom']}{_taken(row.get('prise_le'))}."
        out.append(Photo(data, caption, row["sha256"], row.get("largeur_m")))
    return out


def _taken(text: Any) -> str:
    """« , prise le 10/03/2026 à 9 h 41 » from the writings that cameras and people use; another text as it is."""
    found = re.match(r"(\d{4})[-:](\d{2})[-:](\d{2})(?:[T ](\d{2}):(\d{2}))?", str(text or ""))
    if not found:
        return f", prise le {text}" if text else ""
    year, month, day, hour, minute = found.groups()
    return f", prise le {day}/{month}/{year}" + (f" à {int(hour)}\u00a0h\u00a0{minute}" if hour else "")


def blanks(photos: Sequence[Photo]) -> List[Photo]:
    """The same captions under white pictures of the same size, to count pages."""
    from PIL import Image

    made: Dict[Tuple[int, int], bytes] = {}
    out_list: List[Photo] = []
    for photo in photos:
        with Image.open(io.BytesIO(photo.image)) as picture:
            size = picture.size
        if size not in made:
            out = io.BytesIO()
            Image.new("L", size, 255).save(out, "JPEG", quality=10)
            made[size] = out.getvalue()
        out_list.append(photo._replace(image=made[size]))
    return out_list


def kinds(name: str, data: bytes) -> Dict[str, str]:
    """{"type"}: photo, pdf or autre, from the first bytes."""
    if data[:3] == b"\xff\xd8\xff" or data[:8] == b"\x89PNG\r\n\x1a\n":
        return {"type": "photo"}
    return {"type": "pdf" if data[:5] == b"%PDF-" else "autre"}
