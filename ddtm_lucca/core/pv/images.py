"""Photographs made ready for a document: right way up, small enough to print, the original left alone."""

from __future__ import annotations

import io
import re
from typing import Any, Dict, List, Mapping, Sequence, Tuple

from shared.errors import BadInput

from .blocs import Photo

PIXELS = 1600


def printable(data: bytes, name: str) -> bytes:
    """A JPEG of at most PIXELS on its long side. Raises BadInput when the picture cannot be read."""
    from PIL import Image, ImageOps

    try:
        with Image.open(io.BytesIO(data)) as picture:
            if picture.format == "JPEG":
                picture.draft("RGB", (PIXELS, PIXELS))
            upright = ImageOps.exif_transpose(picture).convert("RGB")
            upright.thumbnail((PIXELS, PIXELS))
            out = io.BytesIO()
            upright.save(out, "JPEG", quality=82)
            return out.getvalue()
    except (OSError, ValueError, SyntaxError) as error:
        raise BadInput(
            f"La photographie « {name} » est illisible : joignez une autre copie de l'original.", type(error).__name__
        ) from error


def sheet(depot: Any, pieces: List[Mapping[str, Any]]) -> List[Photo]:
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
    return f", prise le {day}/{month}/{year}" + (f" à {int(hour)} h {minute}" if hour else "")


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
