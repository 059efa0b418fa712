"""One crop for training, drawn from a set: turned, mirrored, scaled, recoloured, pictures joined, things pasted on empty ground.

Every crop depends on the seed and its number alone, whatever the number of readers.
"""

from __future__ import annotations

from typing import Dict, List, Optional, Sequence, Tuple

import cv2
import numpy as np

from . import dessin
from .cible import STRIDE
from .jeu import Sample, pixels

SEEN = 0.35  # share of a thing inside the crop from which it is taught; below, the place is passed over
EMPTY_SHARE, HARD_SHARE = 0.4, 0.5  # of the crops come from pictures without anything; when the deceiving ones are known
JOINED, PASTED, SOFT, SHADED, DARK = 0.25, 0.3, 0.25, 0.25, 0.2  # chances
SCALES = (0.75, 1.4)
Crop = Tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


class Source:
    """Pictures in memory and how often each is drawn: every class as often as its weight says (alike), whatever its number of pictures."""

    def __init__(
        self,
        samples: Sequence[Sample],
        classes: int,
        size: int,
        seed: int,
        hardness: Optional[np.ndarray] = None,
        weights: Optional[Sequence[float]] = None,
        drawn: Tuple[float, int, float] = (0.0, -1, dessin.PIXEL),
    ) -> None:
        """drawn: share of the crops on which pools are drawn, the code of a pool, the pixel in cm."""
        wanted = np.ones(classes) if weights is None else np.array(weights, float)
        self.samples, self.classes, self.size, self.seed = list(samples), classes, size, seed
        self.drawn, self.pool, self.pixel = drawn
        self._pixels: Dict[int, np.ndarray] = {}
        chance = np.zeros(len(self.samples))
        having = [np.array([(s.boxes[:, 4] == code).any() for s in self.samples]) for code in range(classes)]
        for where, times in zip(having, wanted):
            if where.any():
                chance[where] += times / where.sum()
        chance /= max(chance.sum(), 1e-9)
        empty = np.array([not len(s.boxes) for s in self.samples])
        if empty.any():
            share = EMPTY_SHARE if hardness is None else HARD_SHARE
            weight = np.ones(len(empty)) if hardness is None else np.maximum(hardness, 1e-6)
            chance = chance * (1 - share)
            chance[empty] = share * weight[empty] / weight[empty].sum()
        self.chance = chance / chance.sum()
        self._things = [(i, j) for i, s in enumerate(self.samples) for j, box in enumerate(s.boxes) if _pastable(box)]
        counts = np.bincount([int(self.samples[i].boxes[j, 4]) for i, j in self._things], minlength=classes).astype(float)
        weight = np.array([wanted[int(self.samples[i].boxes[j, 4])] / counts[int(self.samples[i].boxes[j, 4])] for i, j in self._things])
        self._thing_chance = weight / weight.sum() if len(weight) else weight

    def picture(self, index: int) -> np.ndarray:
        if index not in self._pixels:
            self._pixels[index] = pixels(self.samples[index].file)
        return self._pixels[index]

    def crop(self, number: int) -> Crop:
        """image [size, size, 3] uint8, boxes, ignored, known [classes, size/4, size/4]."""
        draw = np.random.default_rng([self.seed, number])
        if draw.random() < JOINED:
            crop = self._joined(draw)
        else:
            crop = self._one(draw)
        if draw.random() < PASTED and len(self._things):
            crop = self._pasted(crop, draw)
        if self.drawn and draw.random() < self.drawn:
            image, pools = dessin.laid(crop[0], crop[1:3], draw, self.pixel)
            rows = np.column_stack([pools, np.full(len(pools), self.pool)]).astype(np.float32)
            crop = (image, np.concatenate([crop[1], rows]), *crop[2:])
        return (_recoloured(crop[0], draw), *crop[1:])

    def _one(self, draw: np.random.Generator) -> Crop:
        index = int(draw.choice(len(self.samples), p=self.chance))
        sample, size = self.samples[index], self.size
        scale = float(np.exp(draw.uniform(*np.log(SCALES))))
        flip, turn = bool(draw.integers(2)), int(draw.integers(4))
        w, h = sample.size
        span = size / scale
        centre = [draw.uniform(min(span / 2, side / 2), max(side - span / 2, side / 2)) for side in (w, h)]
        if len(sample.boxes) and draw.random() < 0.7:  # a thing in the crop, anywhere in it
            weight = self._rarity(sample)
            box = sample.boxes[int(draw.choice(len(sample.boxes), p=weight))]
            for axis, side in ((0, w), (1, h)):
                middle = (box[axis] + box[axis + 2]) / 2 + draw.uniform(-0.35, 0.35) * span
                centre[axis] = float(np.clip(middle, min(span / 2, side / 2), max(side - span / 2, side / 2)))
        linear = np.array([[scale, 0], [0, scale]]) @ (np.diag([-1.0, 1.0]) if flip else np.eye(2))
        for _ in range(turn):
            linear = np.array([[0, -1], [1, 0]]) @ linear
        shift = np.array([size / 2, size / 2]) - linear @ np.array(centre)
        matrix = np.column_stack([linear, shift])
        picture = self.picture(index)
        # pixel centres lie at .5: the same matrix, moved by half a pixel on both sides
        sampled = matrix.copy()
        sampled[:, 2] += linear @ np.array([0.5, 0.5]) - 0.5
        image = cv2.warpAffine(picture, sampled, (size, size), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
        inside = moved(np.array([[0, 0, w, h, 0]], np.float32), matrix)[0, :4]
        known = np.zeros((self.classes, size // STRIDE, size // STRIDE), bool)
        x1, y1, x2, y2 = (int(round(float(v) / STRIDE)) for v in inside)
        known[sample.complete, max(0, y1) : max(0, y2), max(0, x1) : max(0, x2)] = True
        return _within(image, moved(sample.boxes, matrix), moved(sample.ignored, matrix), known, (0, 0, size, size))

    def _rarity(self, sample: Sample) -> np.ndarray:
        counts = np.bincount(sample.boxes[:, 4].astype(int), minlength=self.classes)
        weight = 1 / np.sqrt(counts[sample.boxes[:, 4].astype(int)])
        return weight / weight.sum()

    def _joined(self, draw: np.random.Generator) -> Crop:
        size = self.size
        cut = int(draw.integers(size // 4 // STRIDE, 3 * size // 4 // STRIDE)) * STRIDE
        first, second = self._one(draw), self._one(draw)
        image, known = first[0].copy(), first[3].copy()
        parts = [(0, 0, cut, size), (cut, 0, size, size)] if draw.integers(2) else [(0, 0, size, cut), (0, cut, size, size)]
        x1, y1, x2, y2 = parts[1]
        image[y1:y2, x1:x2] = second[0][y1:y2, x1:x2]
        cells = np.s_[:, y1 // STRIDE : y2 // STRIDE, x1 // STRIDE : x2 // STRIDE]
        known[cells] = second[3][cells]
        kept = [_within(image, crop[1], crop[2], known, part) for crop, part in zip((first, second), parts)]
        return image, np.concatenate([k[1] for k in kept]), np.concatenate([k[2] for k in kept]), known

    def _pasted(self, crop: Crop, draw: np.random.Generator) -> Crop:
        image, boxes, ignored, known = crop
        image = image.copy()
        for _ in range(int(draw.integers(1, 4))):
            i, j = self._things[int(draw.choice(len(self._things), p=self._thing_chance))]
            x1, y1, x2, y2, code = self.samples[i].boxes[j]
            border = 2
            picture = self.picture(i)
            left, top = max(0, int(x1) - border), max(0, int(y1) - border)
            piece = picture[top : int(np.ceil(y2)) + border, left : int(np.ceil(x2)) + border]
            box = np.array([x1 - left, y1 - top, x2 - left, y2 - top])
            if draw.integers(2):
                piece, box = piece[:, ::-1], np.array([piece.shape[1] - box[2], box[1], piece.shape[1] - box[0], box[3]])
            if draw.integers(2):
                piece, box = piece.transpose(1, 0, 2), box[[1, 0, 3, 2]]
            piece = _tinted(piece, draw)
            h, w = piece.shape[:2]
            if w >= self.size or h >= self.size:
                continue
            x, y = int(draw.integers(self.size - w)), int(draw.integers(self.size - h))
            place = np.array([[x - 4, y - 4, x + w + 4, y + h + 4]], np.float32)
            if _touch(place, boxes) or _touch(place, ignored):
                continue
            mask: np.ndarray = np.zeros((h, w), np.float32)
            mask[1:-1, 1:-1] = 1
            mask = cv2.GaussianBlur(mask, (0, 0), 1.0)[..., None]
            target = image[y : y + h, x : x + w]
            image[y : y + h, x : x + w] = (piece * mask + target * (1 - mask)).astype(np.uint8)
            boxes = np.concatenate([boxes, [[box[0] + x, box[1] + y, box[2] + x, box[3] + y, code]]]).astype(np.float32)
        return image, boxes, ignored, known


def moved(boxes: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    """Boxes through a similarity made of quarter turns: upright again."""
    out = boxes.copy()
    if len(boxes):
        a = boxes[:, 0:2] @ matrix[:, :2].T + matrix[:, 2]
        b = boxes[:, 2:4] @ matrix[:, :2].T + matrix[:, 2]
        out[:, 0:2], out[:, 2:4] = np.minimum(a, b), np.maximum(a, b)
    return out


def _within(image: np.ndarray, boxes: np.ndarray, ignored: np.ndarray, known: np.ndarray, part: Tuple[int, int, int, int]) -> Crop:
    """What of the boxes lies in a part of the crop: taught, passed over, or gone."""
    low, high = np.array(part[:2] * 2, np.float32), np.array(part[2:] * 2, np.float32)
    kept: List[np.ndarray] = []
    over: List[np.ndarray] = [row[:4] for row in np.clip(ignored[:, :4], low, high) if (row[2:4] > row[:2]).all()]
    for box in boxes:
        cut = np.clip(box[:4], low, high)
        share = max(0.0, float((cut[2] - cut[0]) * (cut[3] - cut[1]))) / max(float((box[2] - box[0]) * (box[3] - box[1])), 1e-6)
        if share >= SEEN:
            kept.append(np.array([*cut, box[4]], np.float32))
        elif share > 0:
            over.append(cut)
    return image, np.array(kept, np.float32).reshape(-1, 5), np.array(over, np.float32).reshape(-1, 4), known


def _pastable(box: np.ndarray) -> bool:
    return bool(8 <= min(box[2] - box[0], box[3] - box[1]) and max(box[2] - box[0], box[3] - box[1]) <= 80)


def _touch(place: np.ndarray, others: np.ndarray) -> bool:
    if not len(others):
        return False
    w = np.minimum(place[:, 2], others[:, 2]) - np.maximum(place[:, 0], others[:, 0])
    h = np.minimum(place[:, 3], others[:, 3]) - np.maximum(place[:, 1], others[:, 1])
    return bool(((w > 0) & (h > 0)).any())


def _tinted(piece: np.ndarray, draw: np.random.Generator) -> np.ndarray:
    """A thing seen with another paint, another water or another light than the ground it is laid on."""
    hsv = cv2.cvtColor(np.ascontiguousarray(piece), cv2.COLOR_RGB2HSV).astype(np.float32)
    hsv[..., 0] = (hsv[..., 0] + draw.uniform(-8, 8)) % 180
    hsv[..., 1:] *= draw.uniform([0.7, 0.65], [1.2, 1.15])
    return cv2.cvtColor(np.clip(hsv, 0, 255).astype(np.uint8), cv2.COLOR_HSV2RGB)


def _shaded(image: np.ndarray, draw: np.random.Generator) -> np.ndarray:
    """The shadow of a wall or of a tree across the picture: darker, a little bluer, soft at its edge."""
    size = image.shape[0]
    centre, reach = draw.uniform(0, size, 2), draw.uniform(0.1, 0.45) * size
    angles = np.sort(draw.uniform(0, 2 * np.pi, int(draw.integers(3, 8))))
    rays = reach * draw.uniform(0.5, 1.4, len(angles))
    corners = centre + np.column_stack([np.cos(angles), np.sin(angles)]) * rays[:, None]
    mask = np.zeros(image.shape[:2], np.float32)
    cv2.fillPoly(mask, [np.round(corners).astype(np.int32)], (1.0,))
    soft = cv2.GaussianBlur(mask, (0, 0), float(draw.uniform(0.8, 3)))[..., None]
    light = draw.uniform(0.35, 0.75) * np.array([0.95, 1.0, 1.08], np.float32)
    return image * (1 - soft * (1 - light))


def _recoloured(image: np.ndarray, draw: np.random.Generator) -> np.ndarray:
    """Brightness, contrast, gamma, saturation, balance of the channels; now and then a shadow, a dark picture, a softer one."""
    out = image.astype(np.float32) / 255
    if draw.random() < SHADED:
        out = _shaded(out, draw)
    if draw.random() < DARK:
        out = out ** float(draw.uniform(1.2, 1.9))
    out = out ** float(np.exp(draw.uniform(-0.35, 0.35)))
    grey = out.mean(axis=2, keepdims=True)
    out = grey + (out - grey) * draw.uniform(0.6, 1.4)
    out = (out - 0.5) * draw.uniform(0.75, 1.3) + 0.5 + draw.uniform(-0.1, 0.1)
    out = out * draw.uniform(0.92, 1.08, 3).astype(np.float32)
    if draw.random() < SOFT:
        out = cv2.GaussianBlur(out, (0, 0), float(draw.uniform(0.4, 1.1)))
    if draw.random() < SOFT:
        out = out + draw.normal(0, draw.uniform(0.005, 0.03), out.shape)
    return (np.clip(out, 0, 1) * 255).astype(np.uint8)
