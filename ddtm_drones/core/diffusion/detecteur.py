"""A detection model that the service has chosen for faces, people or plates, over a photograph: what it finds is only proposed.

The file is read by `shared.detecteur`, which says what its metadata are. None is delivered with the suite.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, List, Optional

import numpy as np

from shared.detecteur.cadres import thin
from shared.detecteur.modele import Detector, open_detector
from shared.errors import BadInput
from shared.espace import Espace
from shared.jobs import JobContext

from ..jpeg import decoded

PLACE = ("photos", "modeles", "floutage.onnx")  # under the work space: found without being named
WIDEN = 0.15  # of a box on each side: a face is more than its detection
MOST, MOST_CANDIDATES = 200, 5000


def find(espace: Espace, given: Any) -> Optional[Path]:
    """The model named, else the one put in its place in the work space. Raises BadInput."""
    if given:
        if not Path(given).is_file():
            raise BadInput(f"Le modèle « {given} » est introuvable.")
        return Path(given)
    path = espace.root.joinpath(*PLACE)
    return path if path.is_file() else None


def load(path: Path, ctx: JobContext) -> Detector:
    """Raises BadInput."""
    model = open_detector(str(path), ctx)
    if model.channels != 3:
        raise BadInput(f"Le modèle « {model.name} » ne convient pas : il veut {model.channels} bandes, et une photo en a 3.")
    return model


def propose(path: Path, picture: Path, pixel_cm: Optional[float], ctx: JobContext) -> List[Dict[str, Any]]:
    """Rectangles of what the model finds in a photograph, the surest first. pixel_cm: of the photograph on the ground, if known."""
    import cv2

    model = load(path, ctx)
    image = decoded(np.fromfile(picture, np.uint8), cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION)
    if image is None:
        raise BadInput(f"La photo « {picture.name} » ne peut pas être décodée : elle est endommagée.")
    scale = min(4.0, max(0.1, pixel_cm / model.resolution_cm)) if model.resolution_cm and pixel_cm else 1.0
    seen = (
        image
        if scale == 1.0
        else cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    )
    rows = np.concatenate(_tiles(model, seen[:, :, ::-1], ctx))
    rows = rows[np.argsort(-rows[:, 4], kind="stable")][:MOST_CANDIDATES]
    found = thin(rows, model.iou, between=model.iou)[:MOST]  # one zone a place, whatever the classes seen there
    height, width = image.shape[:2]
    out: List[Dict[str, Any]] = []
    for x1, y1, x2, y2, score, which in found:
        more = WIDEN * (x2 - x1), WIDEN * (y2 - y1)
        box = [(x1 - more[0]) / scale, (y1 - more[1]) / scale, (x2 + more[0]) / scale, (y2 + more[1]) / scale]
        left, top, right, bottom = (int(round(float(np.clip(value, 0, side)))) for value, side in zip(box, (width, height, width, height)))
        if right - left >= 2 and bottom - top >= 2:
            motive = f"{model.names[int(which)]} ({100 * score:.0f} %)"
            source = f"modèle {model.name} ({model.file_sha256[:8]})"
            out.append({"zone": f"{left},{top},{right},{top},{right},{bottom},{left},{bottom}", "motif": motive, "parcelles": [], "part": round((right - left) * (bottom - top) / (width * height), 6), "source": source})  # fmt: skip
    return out


def _tiles(model: Detector, image: np.ndarray, ctx: JobContext) -> List[np.ndarray]:
    """Rows x1, y1, x2, y2, score, class of each tile, in pixels of the image; a slanted box as the frame around it."""
    side, step = model.tile, max(1, int(model.tile * (1 - model.overlap / 100)))
    height, width = image.shape[:2]
    starts = [(top, left) for top in _starts(height, side, step) for left in _starts(width, side, step)]
    batch = model.batch or 1
    out = [np.empty((0, 6))]
    for rank in range(0, len(starts), batch):
        ctx.progress(rank / len(starts), "Détection")
        places = starts[rank : rank + batch]
        for (top, left), rows in zip(places, model.decode(model.run([_tile(image, side, *place) for place in places]), model.conf)):
            out.append(rows[:, :6] + np.array([left, top, left, top, 0, 0], float))
    return out


def _tile(image: np.ndarray, side: int, top: int, left: int) -> np.ndarray:
    part = image[top : top + side, left : left + side]
    tile = np.zeros((3, side, side), np.uint8)
    tile[:, : part.shape[0], : part.shape[1]] = np.moveaxis(part, 2, 0)
    return tile


def _starts(length: int, side: int, step: int) -> List[int]:
    return [*range(0, max(1, length - side), step), *([length - side] if length > side else [])]
