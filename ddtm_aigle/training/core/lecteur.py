"""Crops and their targets as torch reads them."""

from __future__ import annotations

from typing import Any, List, Tuple

import cv2
import torch

from .augmentation import Source
from .cible import targets
from .dessin import PIXEL
from .jeu import Jeu


class Crops(torch.utils.data.Dataset):
    """Crop number `first` to `last` - 1 of a set."""

    def __init__(
        self,
        data: Jeu,
        size: int,
        seed: int,
        first: int,
        last: int,
        hardness: Any = None,
        weights: Any = None,
        drawn: Tuple[float, int, float] = (0.0, -1, PIXEL),
    ) -> None:
        cv2.setNumThreads(0)
        self.source = Source(data.samples, len(data.classes), size, seed, hardness, weights, drawn)
        self.size, self.first, self.last = size, first, last

    def __len__(self) -> int:
        return self.last - self.first

    def __getitem__(self, index: int) -> List[Any]:
        image, boxes, ignored, known = self.source.crop(self.first + index)
        return [torch.from_numpy(array) for array in (image, *targets(boxes, ignored, known, self.size))]
