"""A detection model that the service has chosen for faces, people or plates: an ONNX file with its metadata inside (or in a .json beside it).

Metadata as QGIS users of detection models know them: class_names, tiles_size, tiles_overlap, resolution (cm), det_conf, det_iou_thresh,
det_type, standardization_mean and _std. None is delivered with the suite. What it finds is only proposed.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, Dict, List, NamedTuple, Optional, Tuple

import numpy as np

from shared.errors import BadInput
from shared.espace import Espace
from shared.jobs import JobContext

PLACE = ("photos", "modeles", "floutage.onnx")  # under the work space: found without being named
WIDEN = 0.15  # of a box on each side: a face is more than its detection
MOST, MOST_CANDIDATES = 200, 5000
TYPES = {
    "YOLO_Ultralytics": "colonnes", "YOLO_v8": "colonnes", "YOLO_v9": "colonnes",
    "YOLO_v5_or_v7_default": "lignes", "YOLO_v6": "lignes",
    "YOLO_bout_en_bout": "coins", "YOLO_v10": "coins",
}  # fmt: skip
UNFIT = "Le modèle « {name} » ne convient pas : {why}."


class Model(NamedTuple):
    name: str
    session: Any
    classes: Tuple[str, ...]
    tile: int
    overlap: float
    resolution_cm: Optional[float]
    conf: float
    iou: float
    mean: np.ndarray
    std: np.ndarray
    layout: str


def find(espace: Espace, given: Any) -> Optional[Path]:
    """The model named, else the one put in its place in the work space. Raises BadInput."""
    if given:
        if not Path(given).is_file():
            raise BadInput(f"Le modèle « {given} » est introuvable.")
        return Path(given)
    path = espace.root.joinpath(*PLACE)
    return path if path.is_file() else None


def load(path: Path) -> Model:
    """Raises BadInput."""
    import onnxruntime

    data = path.read_bytes()
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    try:
        session = onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime has a family of its own
        raise BadInput(UNFIT.format(name=path.name, why="ce n'est pas un fichier ONNX lisible"), str(error)) from error
    meta: Dict[str, Any] = dict(session.get_modelmeta().custom_metadata_map)
    beside = path.with_name(path.name + ".json")
    try:
        if beside.is_file():
            meta.update(json.loads(beside.read_text("utf-8")))
        names = _json(meta.get("class_names", meta.get("names")))
        classes = tuple(str(names[key]) for key in sorted(names, key=int)) if isinstance(names, dict) else tuple(map(str, names or ()))
        (entry,) = session.get_inputs()
        side = entry.shape[2] if isinstance(entry.shape[2], int) else int(float(_json(meta.get("tiles_size", 640))))
        layout = TYPES[str(_json(meta.get("det_type", "YOLO_Ultralytics")))]
        numbers = [
            float(_json(meta.get(key, default))) for key, default in (("tiles_overlap", 20), ("det_conf", 0.3), ("det_iou_thresh", 0.5))
        ]
        resolution = float(_json(meta.get("resolution") or 0)) or None
        mean, std = (np.array(_json(meta.get(f"standardization_{key}", default)), np.float32).reshape(-1, 1, 1) for key, default in (("mean", [0.0]), ("std", [1.0])))  # fmt: skip
    except (KeyError, ValueError, TypeError, IndexError, OSError) as error:
        raise BadInput(UNFIT.format(name=path.name, why="ses métadonnées (class_names, det_type, tiles_size…) ne sont pas lisibles"), repr(error)) from error  # fmt: skip
    if not classes or entry.type != "tensor(float)" or len(entry.shape) != 4 or entry.shape[1] != 3 or not 64 <= side <= 4096:
        raise BadInput(UNFIT.format(name=path.name, why="il faut des noms de classes et une entrée de 3 bandes en nombres réels"))
    if not (0 <= numbers[0] < 90 and 0 < numbers[1] < 1 and 0 < numbers[2] <= 1 and (std > 0).all() and len(mean) in (1, 3)):
        raise BadInput(UNFIT.format(name=path.name, why="ses seuils ou sa normalisation sont hors de leurs bornes"))
    named = f"{path.name} ({hashlib.sha256(data).hexdigest()[:8]})"
    return Model(named, session, classes, side, numbers[0] / 100, resolution, numbers[1], numbers[2], mean, std, layout)


def propose(path: Path, picture: Path, pixel_cm: Optional[float], ctx: JobContext) -> List[Dict[str, Any]]:
    """Rectangles of what the model finds in a photograph, the surest first. pixel_cm: of the photograph on the ground, if known."""
    import cv2

    model = load(path)
    image = cv2.imdecode(np.fromfile(picture, np.uint8), cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION)
    if image is None:
        raise BadInput(f"La photo « {picture.name} » ne peut pas être décodée : elle est endommagée.")
    scale = min(4.0, max(0.1, pixel_cm / model.resolution_cm)) if model.resolution_cm and pixel_cm else 1.0
    seen = (
        image
        if scale == 1.0
        else cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    )
    found = _thin(np.concatenate(_tiles(model, seen[:, :, ::-1], ctx)), model.iou)[:MOST]
    height, width = image.shape[:2]
    out: List[Dict[str, Any]] = []
    for x1, y1, x2, y2, score, which in found:
        more = WIDEN * (x2 - x1), WIDEN * (y2 - y1)
        box = [(x1 - more[0]) / scale, (y1 - more[1]) / scale, (x2 + more[0]) / scale, (y2 + more[1]) / scale]
        left, top, right, bottom = (int(round(float(np.clip(value, 0, side)))) for value, side in zip(box, (width, height, width, height)))
        if right - left >= 2 and bottom - top >= 2:
            motive = f"{model.classes[int(which)]} ({100 * score:.0f} %)"
            out.append({"zone": f"{left},{top},{right},{top},{right},{bottom},{left},{bottom}", "motif": motive, "parcelles": [], "part": round((right - left) * (bottom - top) / (width * height), 6), "source": f"modèle {model.name}"})  # fmt: skip
    return out


def _tiles(model: Model, image: np.ndarray, ctx: JobContext) -> List[np.ndarray]:
    side, step = model.tile, max(1, int(model.tile * (1 - model.overlap)))
    height, width = image.shape[:2]
    starts = [(top, left) for top in _starts(height, side, step) for left in _starts(width, side, step)]
    out = [np.empty((0, 6))]
    entry = model.session.get_inputs()[0].name
    for rank, (top, left) in enumerate(starts):
        ctx.progress(rank / len(starts), "Détection")
        part = image[top : top + side, left : left + side]
        tile = np.zeros((3, side, side), np.float32)
        tile[:, : part.shape[0], : part.shape[1]] = np.moveaxis(part, 2, 0).astype(np.float32) / 255
        raw = np.asarray(model.session.run(None, {entry: ((tile - model.mean) / model.std)[None].astype(np.float32)})[0])
        rows = _decode(raw[0], model) if raw.ndim == 3 else None
        if rows is None:
            raise BadInput(UNFIT.format(name=model.name, why=f"sa sortie {raw.shape} ne correspond pas à son type et à ses classes"))
        rows[:, [0, 2]] += left
        rows[:, [1, 3]] += top
        out.append(rows)
    return out


def _starts(length: int, side: int, step: int) -> List[int]:
    return [*range(0, max(1, length - side), step), *([length - side] if length > side else [])]


def _decode(one: np.ndarray, model: Model) -> Optional[np.ndarray]:
    """Rows x1, y1, x2, y2, score, class above the threshold; None when the shape does not fit."""
    n = len(model.classes)
    if model.layout == "coins":
        if one.shape[1] < 6:
            return None
        rows = one[:, :6].astype(float)
        return rows[(rows[:, 4] >= model.conf) & (rows[:, 5] >= 0) & (rows[:, 5] < n)]
    if model.layout == "colonnes":
        if one.shape[0] < 4 + n:
            return None
        centre, scores = one[:4].T.astype(float), one[4 : 4 + n].T.astype(float)
    else:
        if one.shape[1] != 5 + n:
            return None
        centre, scores = one[:, :4].astype(float), (one[:, 5:] * one[:, 4:5]).astype(float)
    best = scores.max(axis=1)
    kept = best >= model.conf
    centre, half = centre[kept], centre[kept, 2:4] / 2
    return np.column_stack([centre[:, :2] - half, centre[:, :2] + half, best[kept], scores[kept].argmax(axis=1)])


def _thin(rows: np.ndarray, limit: float) -> np.ndarray:
    """The best of boxes that overlap, whatever their class."""
    rows = rows[np.argsort(-rows[:, 4], kind="stable")][:MOST_CANDIDATES]
    kept = []
    while len(rows):
        first, rows = rows[0], rows[1:]
        kept.append(first)
        w = np.minimum(first[2], rows[:, 2]) - np.maximum(first[0], rows[:, 0])
        h = np.minimum(first[3], rows[:, 3]) - np.maximum(first[1], rows[:, 1])
        common = np.clip(w, 0, None) * np.clip(h, 0, None)
        areas = (rows[:, 2] - rows[:, 0]) * (rows[:, 3] - rows[:, 1]) + (first[2] - first[0]) * (first[3] - first[1])
        rows = rows[common / np.maximum(areas - common, 1e-9) < limit]
    return np.array(kept).reshape(-1, 6)


def _json(value: Any) -> Any:
    """A metadata value: a text may hold JSON, or the dictionary that Ultralytics writes in Python."""
    if not isinstance(value, str):
        return value
    for text in (value, value.replace("'", '"')):
        try:
            return json.loads(text)
        except ValueError:
            continue
    try:  # {0: "person"}
        import ast

        return ast.literal_eval(value)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):  # nested beyond reason
        return value
