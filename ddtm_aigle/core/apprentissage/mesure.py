"""How good a detector is on pictures with known boxes: AP50, precision, recall, F1, false alarms per km2, with bootstrap intervals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Dict, List, Sequence, Tuple

import numpy as np

from shared.detecteur.cadres import iou_with

IOU, INSIDE = 0.5, 0.5
RESAMPLES, SEED = 400, 20


@dataclass(frozen=True)
class Seen:
    """One picture: detections rows x1, y1, x2, y2, score, class; truths and regions to ignore rows x1, y1, x2, y2, class; area in km2."""

    found: np.ndarray
    truths: np.ndarray
    ignored: np.ndarray
    km2: float


@dataclass(frozen=True)
class Matched:
    """One class in one picture: score and rightness of each counted detection, number of true things, area."""

    scores: np.ndarray
    right: np.ndarray
    truths: int
    km2: float


def match(seen: Seen, code: int) -> Matched:
    """Best score first, each true thing once; a detection that lies mostly in an ignored region counts neither way."""
    found = seen.found[seen.found[:, 5] == code]
    truths = seen.truths[seen.truths[:, 4] == code]
    found = found[np.argsort(-found[:, 4], kind="stable")]
    free = np.ones(len(truths), bool)
    scores: List[float] = []
    right: List[bool] = []
    for box in found:
        overlap = np.where(free, iou_with(box, truths), 0.0) if len(truths) else np.empty(0)
        if len(overlap) and overlap.max() >= IOU:
            free[int(overlap.argmax())] = False
            scores.append(float(box[4]))
            right.append(True)
        elif not _ignored(box, seen.ignored):
            scores.append(float(box[4]))
            right.append(False)
    return Matched(np.array(scores), np.array(right, bool), len(truths), seen.km2)


def _ignored(box: np.ndarray, regions: np.ndarray) -> bool:
    if not len(regions):
        return False
    w = np.clip(np.minimum(box[2], regions[:, 2]) - np.maximum(box[0], regions[:, 0]), 0, None)
    h = np.clip(np.minimum(box[3], regions[:, 3]) - np.maximum(box[1], regions[:, 1]), 0, None)
    return bool((w * h).max() >= INSIDE * (box[2] - box[0]) * (box[3] - box[1]))


def figures(pictures: Sequence[Matched], conf: float) -> Dict[str, float]:
    """Precision, recall, F1 and false alarms per km2 at `conf`, AP50 over all scores."""
    scores = np.concatenate([p.scores for p in pictures]) if pictures else np.empty(0)
    right = np.concatenate([p.right for p in pictures]) if pictures else np.empty(0, bool)
    truths, km2 = sum(p.truths for p in pictures), sum(p.km2 for p in pictures)
    kept = scores >= conf
    good, wrong = int((right & kept).sum()), int((~right & kept).sum())
    return {
        "vrais": truths, "precision": good / max(1, good + wrong), "rappel": good / max(1, truths),
        "f1": 2 * good / max(1, good + wrong + truths), "fausses_alertes_km2": wrong / max(km2, 1e-12), "ap50": _ap(scores, right, truths),
    }  # fmt: skip


def _ap(scores: np.ndarray, right: np.ndarray, truths: int) -> float:
    if not truths or not len(scores):
        return 0.0
    order = np.argsort(-scores, kind="stable")
    good = np.cumsum(right[order])
    precision = good / np.arange(1, len(order) + 1)
    precision = np.maximum.accumulate(precision[::-1])[::-1]
    recall = np.concatenate([[0], good / truths])
    return float(((recall[1:] - recall[:-1]) * precision).sum())


def interval(values: Sequence[float]) -> Tuple[float, float]:
    low, high = np.percentile(values, (2.5, 97.5))
    return round(float(low), 3), round(float(high), 3)


def resample(count: int) -> np.ndarray:
    """RESAMPLES draws of `count` pictures with replacement, always the same."""
    return np.random.default_rng(SEED).integers(0, count, (RESAMPLES, count))
