"""A training set on disk: `<jeu>/{train,val,test}/{images,labels,ignore}` and `jeu.json`, as « exporter_apprentissage » writes it.

Boxes are YOLO text (class xc yc w h, relative). Two more keys of jeu.json may say what a picture cannot be judged on and where it comes from:
`completes` {picture: classes all of whose things are boxed} (absent: all) and `familles` {picture: kind of ground}.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Dict, List, Sequence, Tuple

import numpy as np

from shared.errors import BadInput

PARTS = ("train", "val", "test")
SUFFIXES = (".png", ".jpg", ".jpeg", ".tif", ".tiff")


@dataclass(frozen=True)
class Sample:
    """One picture: its boxes x1, y1, x2, y2, class and regions x1, y1, x2, y2 in pixels; `complete` per class of the set."""

    name: str
    file: Path
    boxes: np.ndarray
    ignored: np.ndarray
    complete: np.ndarray
    family: str
    size: Tuple[int, int]  # width, height


@dataclass(frozen=True)
class Jeu:
    """What `jeu.json` says, and the pictures of one part."""

    folder: Path
    classes: Tuple[str, ...]
    resolution_cm: float
    samples: Tuple[Sample, ...]


def read(folder: Path, part: str) -> Jeu:
    """Every picture of a part, sorted by name. Raises BadInput with one sentence."""
    about = describe(folder)
    classes, full = tuple(about["classes"]), about.get("completes") or {}
    families = about.get("familles") or {}
    samples = []
    for file in sorted((folder / part / "images").glob("*")):
        if file.suffix.lower() not in SUFFIXES:
            continue
        size = _size(file)
        boxes = boxes_of(folder / part / "labels" / f"{file.stem}.txt", size, len(classes))
        ignored = boxes_of(folder / part / "ignore" / f"{file.stem}.txt", size, len(classes))[:, :4]
        complete = np.array([file.stem not in full or code in full[file.stem] for code in classes])
        samples.append(Sample(file.stem, file, boxes, ignored, complete, str(families.get(file.stem, "")), size))
    if not samples:
        raise BadInput(f"Le jeu « {folder.name} » n'a aucune image dans « {part} » : préparez-le de nouveau, ou changez de partie.")
    return Jeu(folder, classes, float(about["resolution_cm"]), tuple(samples))


def only(data: Jeu, wanted: Sequence[str]) -> Jeu:
    """The same pictures with these classes alone, numbered in this order; boxes of other classes go."""
    places = [data.classes.index(code) for code in wanted]
    samples = []
    for sample in data.samples:
        kept = sample.boxes[np.isin(sample.boxes[:, 4], places)].copy()
        kept[:, 4] = [places.index(int(code)) for code in kept[:, 4]]
        samples.append(replace(sample, boxes=kept, complete=sample.complete[places]))
    return Jeu(data.folder, tuple(wanted), data.resolution_cm, tuple(samples))


def seen_classes(data: Jeu) -> Tuple[str, ...]:
    """Classes of which at least one thing is boxed."""
    return tuple(code for index, code in enumerate(data.classes) if any((s.boxes[:, 4] == index).any() for s in data.samples))


def describe(folder: Path) -> Dict[str, Any]:
    """The content of jeu.json. Raises BadInput."""
    try:
        about = json.loads((folder / "jeu.json").read_text(encoding="utf-8"))
        if not about["classes"] or float(about["resolution_cm"]) <= 0:
            raise ValueError("classes, resolution_cm")
        return about
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadInput(f"« {folder.name} » n'est pas un jeu d'apprentissage (jeu.json illisible) : préparez-le.", str(error)) from error


def boxes_of(file: Path, size: Tuple[int, int], classes: int) -> np.ndarray:
    """Rows x1, y1, x2, y2, class in pixels of a YOLO text file; none when there is no file. Raises BadInput."""
    rows: List[Sequence[float]] = []
    if file.is_file():
        try:
            for line in file.read_text(encoding="ascii").splitlines():
                if line.strip():
                    code, x, y, w, h = (float(part) for part in line.split())
                    if not (0 <= code < classes and code == int(code) and w > 0 and h > 0):
                        raise ValueError(line)
                    rows.append(((x - w / 2) * size[0], (y - h / 2) * size[1], (x + w / 2) * size[0], (y + h / 2) * size[1], code))
        except ValueError as error:
            raise BadInput(f"« {file.name} » a une ligne illisible : écrivez « classe xc yc l h », de 0 à 1.", str(error)) from error
    return np.array(rows, np.float32).reshape(-1, 5)


def text_of(boxes: np.ndarray, size: Tuple[int, int]) -> str:
    """YOLO text of rows x1, y1, x2, y2, class in pixels."""
    lines = []
    for x1, y1, x2, y2, code in boxes:
        x, y, w, h = (x1 + x2) / 2 / size[0], (y1 + y2) / 2 / size[1], (x2 - x1) / size[0], (y2 - y1) / size[1]
        lines.append(f"{int(code)} {x:.6f} {y:.6f} {w:.6f} {h:.6f}\n")
    return "".join(lines)


def pixels(file: Path) -> np.ndarray:
    """[height, width, 3] uint8."""
    from PIL import Image

    with Image.open(file) as opened:
        return np.array(opened.convert("RGB"))


def _size(file: Path) -> Tuple[int, int]:
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(file) as opened:
            return opened.size
    except (OSError, UnidentifiedImageError) as error:
        raise BadInput(f"« {file.name} » n'est pas une image lisible : retirez-la du jeu.", str(error)) from error
