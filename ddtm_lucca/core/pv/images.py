"""Photographs made ready for a document: right way up, small enough to print, the original left alone."""

from __future__ import annotations

import io
from typing import Any, Dict, List, Mapping, Sequence, Tuple

from shared.errors import BadInput

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


def sheet(depot: Any, pieces: List[Mapping[str, Any]]) -> List[Tuple[bytes, str]]:
    """(picture, caption) of every photograph, each checked against its hash; the caption gives it in full."""
    out = []
    for rank, row in enumerate([row for row in pieces if row.get("type") == "photo"], 1):
        data = printable(depot.pieces.read(row["sha256"], row["nom"]), row["nom"])
        taken = f", prise le {row['prise_le']}" if row.get("prise_le") else ""
        out.append(
            (data, f"Photographie {rank} : {row.get('legende') or row['nom']}{taken}.\nSHA-256 {row['sha256'][:32]} {row['sha256'][32:]}")
        )
    return out


def blanks(photos: Sequence[Tuple[bytes, str]]) -> List[Tuple[bytes, str]]:
    """The same captions under white pictures of the same size, to count pages."""
    from PIL import Image

    made: Dict[Tuple[int, int], bytes] = {}
    out_list: List[Tuple[bytes, str]] = []
    for data, caption in photos:
        with Image.open(io.BytesIO(data)) as picture:
            size = picture.size
        if size not in made:
            out = io.BytesIO()
            Image.new("L", size, 255).save(out, "JPEG", quality=10)
            made[size] = out.getvalue()
        out_list.append((made[size], caption))
    return out_list


def kinds(name: str, data: bytes) -> Dict[str, str]:
    """{"type"}: photo, pdf or autre, from the first bytes."""
    if data[:3] == b"\xff\xd8\xff" or data[:8] == b"\x89PNG\r\n\x1a\n":
        return {"type": "photo"}
    return {"type": "pdf" if data[:5] == b"%PDF-" else "autre"}
