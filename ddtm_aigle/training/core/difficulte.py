"""Which pictures without anything deceive a model: they are then drawn more often."""

from __future__ import annotations

from typing import Any

import numpy as np

from shared.detecteur.decodage import decode

from .jeu import Jeu, pixels
from .reseau import MULTIPLE

ALARM, EASY, MOST = 0.25, 0.15, 8.0  # score of a false alarm; weight of a picture without any; greatest weight


def hardness(model: Any, data: Jeu, device: Any) -> np.ndarray:
    """One weight a picture: EASY plus its number of false alarms, 0 for pictures that hold things."""
    import torch

    training, out = model.training, np.zeros(len(data.samples))
    model.eval()
    for index, sample in enumerate(data.samples):
        if len(sample.boxes):
            continue
        picture = pixels(sample.file)
        side = -(-max(picture.shape[:2]) // MULTIPLE) * MULTIPLE
        square = np.zeros((side, side, 3), np.uint8)
        square[: picture.shape[0], : picture.shape[1]] = picture
        with torch.no_grad():
            raw = model(torch.from_numpy(square).to(device).permute(2, 0, 1)[None].float().div(255)).float().cpu().numpy()
        found = decode("centre", [raw], len(data.classes), ALARM, side)[0]
        wrong = sum(bool(sample.complete[int(row[5])]) and not _inside(row, sample.ignored) for row in found)
        out[index] = min(MOST, EASY + wrong)
    model.train(training)
    return out


def _inside(row: np.ndarray, regions: np.ndarray) -> bool:
    x, y = (row[0] + row[2]) / 2, (row[1] + row[3]) / 2
    return any(x1 <= x <= x2 and y1 <= y <= y2 for x1, y1, x2, y2 in regions)
