"""The job « comparer_modeles »: the new model against the old one on held-out reviews, before it may replace it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Dict, List

import numpy as np

from shared.catalogue.aigle import CLASSE_DETECTION
from shared.detecteur.cadres import thin
from shared.errors import BadInput
from shared.jobs import JobContext

from ..inference.fusion import mark_cut, merge
from ..inference.grille import grid_of
from ..inference.modele import Model, open_model
from .mesure import Matched, Seen, figures, interval, match, resample

FLOOR = 0.01  # scores below it count for nothing
FEWEST = 10  # true things of a class before it can forbid a replacement
CLASS_LOSS, TOTAL_LOSS = 0.05, 0.02  # of F1
UNKNOWN = Matched(np.empty(0), np.empty(0, bool), 0, 0.0)  # a class that nobody boxed in a picture says nothing there


class _Size:
    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height


def run(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """params: jeu (folder of exporter_apprentissage), ancien, nouveau (models), partie (val). Result: phrase, remplacer (bool), modeles
    (figures by class with intervals), difference_f1 (interval). Raises BadInput."""
    folder = Path(str(params.get("jeu") or ""))
    part = str(params.get("partie") or "val")
    about = describe(folder)
    pictures = sorted(file for file in (folder / part / "images").glob("*") if file.suffix.lower() in (".png", ".jpg"))
    if not pictures:
        raise BadInput(f"Le jeu « {folder.name} » n'a aucune image dans « {part} » : exportez-le avec une part de validation.")
    models = {}
    for key in ("ancien", "nouveau"):
        if not params.get(key):
            raise BadInput("Deux modèles sont à comparer : indiquez l'ancien et le nouveau.")
        models[key] = open_model(str(params[key]), ctx, int(params.get("fils") or 0))
        if models[key].channels != 3:
            raise BadInput(f"Le modèle « {models[key].name} » lit {models[key].channels} canaux ; le jeu en a 3.")
    matched: Dict[str, Dict[str, List[Matched]]] = {key: {code: [] for code in CLASSE_DETECTION.codes} for key in models}
    for number, file in enumerate(pictures):
        for key, model in models.items():
            ctx.progress(number / len(pictures), f"Image {number + 1} sur {len(pictures)}")
            seen = look(file, model, about["resolution_cm"])
            for index, code in enumerate(CLASSE_DETECTION.codes):
                boxed = code in about["completes"].get(file.stem, CLASSE_DETECTION.codes)
                matched[key][code].append(match(seen, index) if boxed else UNKNOWN)
    return _judge(matched, models, len(pictures))


def describe(folder: Path) -> Dict[str, Any]:
    try:
        about = json.loads((folder / "jeu.json").read_text(encoding="utf-8"))
        if about["classes"] != list(CLASSE_DETECTION.codes):
            raise ValueError("classes")
        return {**about, "resolution_cm": float(about["resolution_cm"]), "completes": dict(about.get("completes") or {})}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadInput(f"« {folder.name} » n'est pas un jeu exporté par cette extension : exportez-en un.", str(error)) from error


def look(file: Path, model: Model, resolution: float) -> Seen:
    from PIL import Image

    with Image.open(file) as opened:
        picture = opened.convert("RGB")
    size = picture.size
    factor = resolution / model.resolution_cm if model.resolution_cm else 1.0
    if abs(factor - 1) > 0.005:
        picture = picture.resize(
            (max(1, round(size[0] * factor)), max(1, round(size[1] * factor))),
            Image.Resampling.BOX if factor < 1 else Image.Resampling.BILINEAR,
        )
    pixels = np.asarray(picture).transpose(2, 0, 1)
    height, width = pixels.shape[1:]
    grid = grid_of(_Size(width, height), model.tile, model.overlap)
    lines = []
    for row in range(grid.rows):
        found = []
        for order in range(row * grid.columns, (row + 1) * grid.columns):
            x, y = grid.origin(order)
            part = pixels[:, y : y + grid.tile, x : x + grid.tile]
            tile = np.zeros((1, 3, grid.tile, grid.tile), np.uint8)
            tile[0, :, : part.shape[1], : part.shape[2]] = part
            boxes = model.decode(model.run(tile), FLOOR)[0]
            boxes = boxes[[model.classes[int(i)] is not None for i in boxes[:, 5]]] if len(boxes) else boxes
            found.append(mark_cut(thin(boxes, model.iou), grid, order))
        lines.append(np.concatenate(found))
    merged = [
        [*(box[:4] / np.tile((width, height), 2)), box[4], CLASSE_DETECTION.codes.index(model.classes[int(box[5])])]
        for box in merge(lines, grid, model.iou)
    ]
    folder, stem = file.parents[1], file.stem
    km2 = size[0] * size[1] * (resolution / 100) ** 2 / 1e6
    return Seen(np.array(merged).reshape(-1, 6), _boxes(folder / "labels" / f"{stem}.txt"), _boxes(folder / "ignore" / f"{stem}.txt"), km2)


def _boxes(file: Path) -> np.ndarray:
    rows = []
    try:
        for line in file.read_text(encoding="ascii").splitlines() if file.is_file() else ():
            code, x, y, w, h = (float(part) for part in line.split())
            rows.append([x - w / 2, y - h / 2, x + w / 2, y + h / 2, code])
    except ValueError as error:
        raise BadInput(f"« {file.name} » du jeu est illisible : exportez le jeu de nouveau.", str(error)) from error
    return np.array(rows).reshape(-1, 5)


def _judge(matched: Dict[str, Dict[str, List[Matched]]], models: Dict[str, Model], count: int) -> Dict[str, Any]:
    draws = resample(count)
    tables: Dict[str, Any] = {}
    pooled: Dict[str, List[float]] = {}
    for key, by_class in matched.items():
        conf, rows = models[key].conf, {}
        for code, pictures in by_class.items():
            if sum(p.truths for p in pictures) or any((p.scores >= conf).any() for p in pictures):
                spread = [figures([pictures[i] for i in draw], conf)["f1"] for draw in draws]
                rows[code] = {
                    **{name: round(value, 3) for name, value in figures(pictures, conf).items()},
                    "f1_intervalle": interval(spread),
                }
        pooled[key] = [_pooled(by_class, draw, conf) for draw in draws]
        tables[key] = {"modele": models[key].name, "seuil": conf, "f1": round(_pooled(by_class, range(count), conf), 3), "classes": rows}
    low, high = interval(np.array(pooled["nouveau"]) - np.array(pooled["ancien"]))
    lost = [
        code for code, old in tables["ancien"]["classes"].items()
        if old["vrais"] >= FEWEST and tables["nouveau"]["classes"].get(code, {"f1": 0.0})["f1"] < old["f1"] - CLASS_LOSS
    ]  # fmt: skip
    replace = low >= -TOTAL_LOSS and not lost
    why = f"perd plus de {_number(CLASS_LOSS)} de F1 sur {', '.join(lost)}" if lost else "n'est pas sûrement aussi bon"
    verdict = "peut remplacer l'ancien" if replace else f"ne doit pas remplacer l'ancien : il {why}"
    before, after = (_number(tables[key]["f1"]) for key in ("ancien", "nouveau"))
    gap = f"écart de {_number(low, '+')} à {_number(high, '+')}"
    sentence = f"Le nouveau modèle {verdict} (F1 {before} puis {after}, {gap}, {count} images)."
    return {"phrase": sentence, "remplacer": replace, "modeles": tables, "difference_f1": (low, high), "images": count}


def _number(value: float, sign: str = "") -> str:
    return f"{value:{sign}.2f}".replace(".", ",")


def _pooled(by_class: Dict[str, List[Matched]], draw: Any, conf: float) -> float:
    """F1 over all classes together."""
    good = wrong = truths = 0
    for pictures in by_class.values():
        for i in draw:
            kept = pictures[i].scores >= conf
            good += int((pictures[i].right & kept).sum())
            wrong += int((~pictures[i].right & kept).sum())
            truths += pictures[i].truths
    return 2 * good / max(1, good + wrong + truths)


def tell(result: Dict[str, Any]) -> str:
    """The figures as text."""
    lines: List[str] = [result["phrase"]]
    for table in result["modeles"].values():
        lines.append(f"{table['modele']} (seuil {table['seuil']:.2f})")
        for code, row in table["classes"].items():
            low, high = row["f1_intervalle"]
            lines.append(
                f"  {code:<13} vrais {row['vrais']:>4}  P {row['precision']:.2f}  R {row['rappel']:.2f}  F1 {row['f1']:.2f} ({low:.2f} à {high:.2f})"
                f"  AP50 {row['ap50']:.2f}  fausses alertes {row['fausses_alertes_km2']:.1f}/km²"
            )
    return "\n".join(lines)
