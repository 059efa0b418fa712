"""Raw outputs of the known families of detectors -> rows x1, y1, x2, y2, score, class in tile pixels.

Layouts (n = classes): a table, one decoder each.
- YOLO_v5_or_v7_default [N, boxes, 5+n] centre, size, objectness, classes; YOLO_v6 the same, objectness not counted
- YOLO_v9, YOLO_Ultralytics, YOLO_Ultralytics_segmentation [N, 4+n(+masks, or points of a pose), boxes]
- YOLO_Ultralytics_obb [N, 4+n+1, boxes]: the same and an angle; rows then have three columns more: width, height, angle (radians)
- YOLO_bout_en_bout [N, boxes, 6(+masks or points)] corners, score, class (YOLOv10, YOLO26)
- DDTM_centre [N, n+4, h, w] logits per class, then centre offset (cells), log of width and height (pixels)
"""

from __future__ import annotations

from typing import Callable, Dict, List

import numpy as np

from ..errors import BadInput

MAX_CANDIDATES = 2_000  # per tile, best first
_ALIASES = {
    "yolo_v5_or_v7_default": "v5", "yolo_v5": "v5", "yolo_v7": "v5", "yolo_v6": "v6", "yolo_v9": "v8", "yolo_v8": "v8",
    "yolo_ultralytics": "v8", "yolo_ultralytics_segmentation": "v8", "yolo_v10": "fin", "yolo_bout_en_bout": "fin", "ddtm_centre": "centre",
    "yolo_ultralytics_obb": "obb", "yolo_obb": "obb",
}  # fmt: skip
FRACTION = 1.5  # no frame of a whole tile in pixels is that small
FRACTIONS = "Le modèle « {name} » donne des cadres en fractions de l'image : exportez-le avec des cadres en pixels, puis recommencez."
MISMATCH = "La sortie du modèle « {name} » ne correspond pas à son type ({kind}) et à ses {n} classe(s) : vérifiez det_type et class_names."


def resolve_layout(declared: str, outputs: List[np.ndarray], n: int, name: str, points: int = 0) -> str:
    """The decoder to use: the declared type, checked against one real output, else what the shapes say. Raises BadInput."""
    key = declared.lower()
    if key and key not in _ALIASES:
        raise BadInput(
            f"Le modèle « {name} » est d'un type que cette extension ne lit pas ({declared}) : types lus : {', '.join(_ALIASES)}."
        )
    first = outputs[0] if outputs and isinstance(outputs[0], np.ndarray) else np.empty(0)
    kind = _ALIASES.get(key) or _by_shape(first, n, points)
    if not kind or not _FITS[kind](first.shape, n, points):
        raise BadInput(MISMATCH.format(name=name, kind=declared or "non déclaré", n=n), f"shape {first.shape}")
    frames = {"v8": first[:, :4], "obb": first[:, :4]}.get(kind, first[..., :4]) if kind != "centre" else np.empty(0)
    if frames.size and 0 < np.abs(np.nan_to_num(frames)).max() <= FRACTION:
        raise BadInput(FRACTIONS.format(name=name))
    return kind


def _by_shape(first: np.ndarray, n: int, points: int) -> str:
    """The decoder that the shape suits; corners and class numbers are told from centres and class scores by their values."""
    fitting = [kind for kind, fits in _FITS.items() if fits(first.shape, n, points)]
    if "fin" in fitting:
        rows = first.reshape(-1, first.shape[-1]).astype(np.float64)
        ordered = (rows[:, 2] >= rows[:, 0]) & (rows[:, 3] >= rows[:, 1])
        named = (rows[:, 5] == np.floor(rows[:, 5])) & (rows[:, 5] >= 0) & (rows[:, 5] < n)
        if (ordered & named).all():
            return "fin"
        fitting.remove("fin")
    return fitting[0] if fitting else ""


_FITS: Dict[str, Callable[[tuple, int, int], bool]] = {
    "centre": lambda s, n, p: len(s) == 4 and s[1] == n + 4,
    "v8": lambda s, n, p: len(s) == 3 and (s[1] in (n + 4, n + 4 + p) or (s[1] == n + 36 and s[2] > s[1])),
    "obb": lambda s, n, p: len(s) == 3 and s[1] == n + 5 and s[2] != n + 5,
    "v5": lambda s, n, p: len(s) == 3 and s[2] == n + 5,
    "v6": lambda s, n, p: len(s) == 3 and s[2] == n + 5,
    "fin": lambda s, n, p: len(s) == 3 and s[2] in (6, 38, 6 + p) and s[1] <= 1000,
}


def decode(kind: str, outputs: List[np.ndarray], n: int, conf: float, tile: int, name: str = "", points: int = 0) -> List[np.ndarray]:
    """One array [k, 6] a tile, score >= conf, best first."""
    raw = np.asarray(outputs[0], dtype=np.float32)
    if not _FITS[kind](raw.shape, n, points):
        raise BadInput(MISMATCH.format(name=name, kind=kind, n=n), f"shape {raw.shape}")
    return [_best(_DECODERS[kind](one, n, conf, tile), conf) for one in raw]


def _v5(one: np.ndarray, n: int, conf: float, tile: int) -> np.ndarray:
    one = one[one[:, 4] >= conf]
    return _centred(one[:, :4], one[:, 5 : 5 + n] * one[:, 4:5])


def _v6(one: np.ndarray, n: int, conf: float, tile: int) -> np.ndarray:
    return _centred(one[:, :4], one[:, 5 : 5 + n])


def _v8(one: np.ndarray, n: int, conf: float, tile: int) -> np.ndarray:
    keep = one[4 : 4 + n].max(axis=0) >= conf
    return _centred(one[:4, keep].T, one[4 : 4 + n, keep].T)


def _oriented(one: np.ndarray, n: int, conf: float, tile: int) -> np.ndarray:
    keep = one[4 : 4 + n].max(axis=0) >= conf
    rows = _centred(one[:4, keep].T, one[4 : 4 + n, keep].T)
    size, angle = one[2:4, keep].T.astype(np.float64), one[4 + n, keep].astype(np.float64)
    cos, sin = np.abs(np.cos(angle)), np.abs(np.sin(angle))
    half = np.stack([size[:, 0] * cos + size[:, 1] * sin, size[:, 0] * sin + size[:, 1] * cos], axis=1) / 2
    middle = (rows[:, :2] + rows[:, 2:4]) / 2
    return np.column_stack([middle - half, middle + half, rows[:, 4:6], size, angle])


def _end_to_end(one: np.ndarray, n: int, conf: float, tile: int) -> np.ndarray:
    rows = one[one[:, 4] >= conf, :6].astype(np.float64)
    return rows[(rows[:, 5] >= 0) & (rows[:, 5] < n)]


_AROUND = np.array([(-1, -1), (-1, 0), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 0), (1, 1)])
_BEFORE = np.array([[spot < (0, 0)] for spot in map(tuple, _AROUND.tolist())])


def _centre(one: np.ndarray, n: int, conf: float, tile: int) -> np.ndarray:
    logits, geometry = one[:n], one[n : n + 4]
    height, width = logits.shape[1:]
    threshold = np.log(conf / (1 - conf)) if 0 < conf < 1 else (-np.inf if conf <= 0 else np.inf)
    spots = np.flatnonzero(logits >= threshold)
    if not len(spots):
        return np.empty((0, 6))
    which, rows, columns = np.unravel_index(spots, logits.shape)
    value = logits[which, rows, columns]
    y, x = rows + _AROUND[:, :1], columns + _AROUND[:, 1:]
    inside = (y >= 0) & (y < height) & (x >= 0) & (x < width)
    near = logits[which, np.clip(y, 0, height - 1), np.clip(x, 0, width - 1)]
    lower = np.where(_BEFORE, value > near, value >= near)  # a flat top gives one peak, not several
    peak = (lower | ~inside).all(axis=0)
    which, rows, columns = which[peak], rows[peak], columns[peak]
    score = 1 / (1 + np.exp(-logits[which, rows, columns].astype(np.float64)))
    dx, dy, log_w, log_h = (geometry[i, rows, columns].astype(np.float64) for i in range(4))
    x, y = (columns + 0.5 + dx) * tile / width, (rows + 0.5 + dy) * tile / height
    w, h = np.exp(np.clip(log_w, -4, 9)), np.exp(np.clip(log_h, -4, 9))
    return np.stack([x - w / 2, y - h / 2, x + w / 2, y + h / 2, score, which.astype(np.float64)], axis=1)


_DECODERS = {"v5": _v5, "v6": _v6, "v8": _v8, "fin": _end_to_end, "centre": _centre, "obb": _oriented}


def _centred(geometry: np.ndarray, scores: np.ndarray) -> np.ndarray:
    if not len(geometry):
        return np.empty((0, 6))
    geometry = geometry.astype(np.float64)
    which = scores.argmax(axis=1)
    half = geometry[:, 2:4] / 2
    return np.column_stack([geometry[:, :2] - half, geometry[:, :2] + half, scores[np.arange(len(scores)), which], which])


def _best(rows: np.ndarray, conf: float) -> np.ndarray:
    rows = rows[np.isfinite(rows).all(axis=1)] if len(rows) else rows
    rows = rows[(rows[:, 4] >= conf) & (rows[:, 2] > rows[:, 0]) & (rows[:, 3] > rows[:, 1])]
    return rows[np.argsort(-rows[:, 4], kind="stable")[:MAX_CANDIDATES]]
