"""Pools that are drawn, laid on ground without any: when a set has too few of them to tell their shapes, waters and shadows.

What is drawn beside them and is no pool (a blue roof, a tarp, a trampoline, a patch of shadow or of turf) teaches what a blue or a dark patch
is not. Everything is drawn at four times the pixel and brought down, as a sensor does.
"""

from __future__ import annotations

from typing import List, Optional, Sequence, Tuple

import cv2
import numpy as np

FINE = 4  # drawn pixels a pixel
PIXEL = 30.48  # cm: of the lengths below
LENGTH = (14.0, 52.0)  # pixels: 4 to 16 m
DECOY = 0.45  # share of what is drawn that is no pool
# water: hue (0-180), saturation, value, each from .. to ..; how often
WATERS = (
    ((88, 102), (70, 170), (170, 250), 0.5),  # clear, tiled or painted
    ((84, 98), (25, 80), (195, 252), 0.15),  # very bright, white bottom
    ((98, 114), (110, 215), (70, 190), 0.15),  # deep blue
    ((72, 96), (90, 200), (45, 130), 0.16),  # green, dark or in the shade
    ((22, 60), (60, 150), (45, 105), 0.04),  # left to the weeds
)
COPINGS = ((205, 255), (8, 60))  # value and saturation of the rim: stone, concrete
Patch = Tuple[np.ndarray, np.ndarray, Optional[np.ndarray]]


def laid(image: np.ndarray, taken: Sequence[np.ndarray], draw: np.random.Generator, pixel: float = PIXEL) -> Tuple[np.ndarray, np.ndarray]:
    """image [h, w, 3] uint8 (pixel in cm) with one to three things drawn where nothing of `taken` (rows x1, y1, x2, y2) lies; rows x1, y1, x2, y2 of the pools."""
    image, size = image.copy(), image.shape[0]
    busy = [row[:4] for rows in taken for row in rows]
    boxes: List[np.ndarray] = []
    light = float(np.clip(image[image.any(axis=2)].mean() / 110 if image.any() else 1, 0.6, 1.35)) ** 0.7
    for _ in range(int(draw.integers(1, 4))):
        pool = draw.random() >= DECOY
        colour, cover, water = _pool(draw, PIXEL / pixel) if pool else _decoy(draw, PIXEL / pixel)
        h, w = colour.shape[:2]
        if h >= size or w >= size:
            continue
        x, y = int(draw.integers(size - w)), int(draw.integers(size - h))
        if any(a < x + w + 2 and c > x - 2 and b < y + h + 2 and d > y - 2 for a, b, c, d in busy):
            continue
        busy.append(np.array([x, y, x + w, y + h]))
        ground = image[y : y + h, x : x + w].astype(np.float32)
        noise = draw.normal(0, draw.uniform(1, 5), (h, w, 1)).astype(np.float32)
        painted = np.clip(colour * light + noise, 0, 255)
        image[y : y + h, x : x + w] = (painted * cover[..., None] + ground * (1 - cover[..., None])).astype(np.uint8)
        if water is not None:
            rows, columns = np.flatnonzero((water > 0.5).any(axis=1)), np.flatnonzero((water > 0.5).any(axis=0))
            if len(rows) and len(columns):
                boxes.append(np.array([x + columns[0], y + rows[0], x + columns[-1] + 1, y + rows[-1] + 1], np.float32))
    return image, np.array(boxes, np.float32).reshape(-1, 4)


def _pool(draw: np.random.Generator, scale: float) -> Patch:
    length = float(np.exp(draw.uniform(*np.log(LENGTH))))
    width = float(np.clip(length * draw.uniform(0.4, 0.75), 9, 30))
    side = int(np.ceil(np.hypot(length, width) * 1.5)) + 10
    basin = _turned(_outline(length, width, draw), side, draw.uniform(0, np.pi))
    rim = int(round(draw.uniform(0.9, 3.5) * FINE))
    kerb = cv2.dilate(basin, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * rim + 1, 2 * rim + 1)))
    whole = kerb
    if draw.random() < 0.6:  # a terrace around it
        reach = int(round(draw.uniform(3, 9) * FINE))
        whole = cv2.dilate(kerb, cv2.getStructuringElement(cv2.MORPH_RECT, (2 * reach + 1, 2 * reach + 1)))
        shift = draw.uniform(-0.5, 0.5, 2) * reach
        whole = np.maximum(kerb, cv2.warpAffine(whole, np.array([[1, 0, shift[0]], [0, 1, shift[1]]]), whole.shape[::-1]))
    colour = _plain(_stone(draw, draw.uniform(0.55, 1.0)), whole.shape, draw, 6)
    colour = np.where(kerb[..., None] > 0, _plain(_stone(draw, 1.0), whole.shape, draw, 3), colour)
    colour = np.where(basin[..., None] > 0, _water(basin, draw), colour)
    if draw.random() < 0.5:
        colour = _shadow(colour, draw)
    return _brought_down(colour, whole, basin, draw, scale)


def _decoy(draw: np.random.Generator, scale: float) -> Patch:
    kind = int(draw.integers(5))
    length = float(np.exp(draw.uniform(np.log(9), np.log(50))))
    width = max(5.0, length * float(draw.uniform(0.35, 1.0)))
    side = int(np.ceil(np.hypot(length, width) * 1.3)) + 12
    angle = draw.uniform(0, np.pi)
    shape = np.zeros((side * FINE, side * FINE), np.uint8)
    if kind == 0:  # a trampoline: a dark disc, a blue ring
        centre, radius = (side * FINE // 2,) * 2, int(draw.uniform(4, 8) * FINE)
        cv2.circle(shape, centre, radius, (255,), -1)
        colour = _plain(_hsv(draw, (98, 118), (120, 220), (90, 190)), shape.shape, draw, 3)
        cv2.circle(colour, centre, int(radius * draw.uniform(0.7, 0.85)), tuple(float(v) for v in draw.uniform(15, 60, 1).repeat(3)), -1)
        return _brought_down(colour, shape, None, draw, scale)
    shape = _turned(_rectangle(length, width), side, angle)
    if kind == 1:  # a blue or green-blue roof: two slopes, a shadow on one side
        colour = _plain(_hsv(draw, (88, 125), (40, 170), (80, 210)), shape.shape, draw, 4)
        slope = _half(shape.shape, angle)
        colour = colour * np.where(slope, draw.uniform(0.6, 0.9), 1.0)[..., None].astype(np.float32)
        away = draw.uniform(-4, 4, 2) * FINE
        cast = np.maximum(shape, cv2.warpAffine(shape, np.array([[1, 0, away[0]], [0, 1, away[1]]]), shape.shape[::-1]))
        colour = np.where(shape[..., None] > 0, colour, np.float32(draw.uniform(15, 45)))
        return _brought_down(colour, cast, None, draw, scale)
    if kind == 2:  # a tarp, folded: blue, uneven
        colour = _plain(_hsv(draw, (100, 118), (140, 235), (100, 220)), shape.shape, draw, 26)
    elif kind == 3:  # a patch of shadow
        colour = _plain(np.array([18, 22, 30], np.float32) * float(draw.uniform(0.6, 2.2)), shape.shape, draw, 6)
    else:  # turf
        colour = _plain(_hsv(draw, (32, 62), (60, 170), (60, 150)), shape.shape, draw, 10)
    return _brought_down(colour, shape, None, draw, scale)


def _rectangle(length: float, width: float) -> np.ndarray:
    return np.array([[-length, -width], [length, -width], [length, width], [-length, width]]) / 2


def _outline(length: float, width: float, draw: np.random.Generator) -> List[np.ndarray]:
    """Polygons whose union is the basin, about its centre, in pixels."""
    kind = draw.random()
    if kind < 0.45:  # a rectangle, at times with a step or a corner of another
        parts = [_rectangle(length, width)]
        if draw.random() < 0.4:
            extra = _rectangle(length * draw.uniform(0.2, 0.6), width * draw.uniform(0.4, 0.9))
            parts.append(extra + np.array([draw.uniform(-0.5, 0.5) * length, draw.choice([-0.5, 0.5]) * width]))
        return parts
    angles = np.linspace(0, 2 * np.pi, 72, endpoint=False)
    if kind < 0.6:  # round, oval
        return [np.column_stack([np.cos(angles) * length, np.sin(angles) * width * draw.choice([1.0, 1.3])]) / 2]
    if kind < 0.7:  # rounded rectangle
        power = draw.uniform(0.25, 0.6)
        return [np.column_stack([np.sign(np.cos(angles)) * np.abs(np.cos(angles)) ** power * length,
                                 np.sign(np.sin(angles)) * np.abs(np.sin(angles)) ** power * width]) / 2]  # fmt: skip
    waves = sum(draw.uniform(-0.22, 0.22) / n * 2 * np.cos(n * angles + draw.uniform(0, 2 * np.pi)) for n in (2, 3, 4))
    radius = np.maximum(0.35, 1 + waves)  # free form, bean
    return [np.column_stack([np.cos(angles) * radius * length, np.sin(angles) * radius * width]) / 2]


def _turned(parts: object, side: int, angle: float) -> np.ndarray:
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    out = np.zeros((side * FINE, side * FINE), np.uint8)
    for part in parts if isinstance(parts, list) else [parts]:
        cv2.fillPoly(out, [np.round((part @ turn + side / 2) * FINE).astype(np.int32)], (255,))
    return out


def _hsv(draw: np.random.Generator, hue: Tuple[float, float], saturation: Tuple[float, float], value: Tuple[float, float]) -> np.ndarray:
    one = np.array([[[draw.uniform(*hue), draw.uniform(*saturation), draw.uniform(*value)]]], np.float32)
    return cv2.cvtColor(np.clip(one, 0, 255).astype(np.uint8), cv2.COLOR_HSV2RGB)[0, 0].astype(np.float32)


def _stone(draw: np.random.Generator, bright: float) -> np.ndarray:
    value, saturation = COPINGS
    return _hsv(draw, (8, 28), saturation, (value[0] * bright, value[1] * bright))


def _plain(colour: np.ndarray, shape: Tuple[int, ...], draw: np.random.Generator, uneven: float) -> np.ndarray:
    """A colour, uneven at the scale of a metre."""
    h, w = shape[:2]
    coarse = draw.normal(0, uneven, (max(2, h // (3 * FINE)), max(2, w // (3 * FINE)))).astype(np.float32)
    return colour[None, None] + cv2.resize(coarse, (w, h), interpolation=cv2.INTER_CUBIC)[..., None]


def _half(shape: Tuple[int, ...], angle: float) -> np.ndarray:
    rows, columns = np.mgrid[: shape[0], : shape[1]]
    return (columns - shape[1] / 2) * -np.sin(angle) + (rows - shape[0] / 2) * np.cos(angle) > 0


def _water(basin: np.ndarray, draw: np.random.Generator) -> np.ndarray:
    """From the shallow end to the deep one; a paler step along an edge, at times."""
    hue, saturation, value, _ = WATERS[int(draw.choice(len(WATERS), p=[row[3] for row in WATERS]))]
    water = _plain(_hsv(draw, hue, saturation, value), basin.shape, draw, float(draw.uniform(1, 7)))
    rows, columns = np.mgrid[: basin.shape[0], : basin.shape[1]]
    way = draw.uniform(0, 2 * np.pi)
    along = ((columns - basin.shape[1] / 2) * np.cos(way) + (rows - basin.shape[0] / 2) * np.sin(way)) / (basin.shape[0] / 2)
    water = water * (1 + draw.uniform(0, 0.3) * along)[..., None].astype(np.float32)
    if draw.random() < 0.3:
        depth = cv2.distanceTransform(basin, cv2.DIST_L2, 3) / FINE
        edge = (depth < draw.uniform(0.8, 2.5)) & (along > draw.uniform(-0.5, 0.4))
        water = np.where(edge[..., None], water * 0.5 + 120, water)
    return water.astype(np.float32)


def _shadow(colour: np.ndarray, draw: np.random.Generator) -> np.ndarray:
    """Of a house (a straight edge) or of a tree (a few discs)."""
    h, w = colour.shape[:2]
    mask = np.zeros((h, w), np.float32)
    if draw.random() < 0.5:
        mask[_half((h, w), draw.uniform(0, 2 * np.pi)) & _half((h, w), draw.uniform(0, 2 * np.pi))] = 1
        mask = np.roll(mask, (int(draw.uniform(-0.3, 0.3) * h), int(draw.uniform(-0.3, 0.3) * w)), (0, 1))
    else:
        for _ in range(int(draw.integers(2, 7))):
            cv2.circle(mask, (int(draw.uniform(0, w)), int(draw.uniform(0, h))), int(draw.uniform(2, 6) * FINE), (1.0,), -1)
    soft = cv2.GaussianBlur(mask, (0, 0), 0.6 * FINE)[..., None]
    tone = float(draw.uniform(0.3, 0.65)) * np.array([0.85, 1.0, 1.1], np.float32)
    return colour * (1 - soft * (1 - tone))


def _brought_down(colour: np.ndarray, cover: np.ndarray, water: Optional[np.ndarray], draw: np.random.Generator, scale: float) -> Patch:
    """At the pixel of the picture, cut to what is covered, as sharp as a sensor is."""
    side = max(3, int(round(cover.shape[0] / FINE * scale)))
    blur = float(draw.uniform(0.35, 0.8)) * FINE / scale
    fine = cv2.GaussianBlur(colour.astype(np.float32), (0, 0), blur)
    small, mask = (cv2.resize(a, (side, side), interpolation=cv2.INTER_AREA) for a in (fine, cover.astype(np.float32) / 255))
    mask = cv2.GaussianBlur(mask, (0, 0), 0.5)
    rows, columns = np.flatnonzero((mask > 0.02).any(axis=1)), np.flatnonzero((mask > 0.02).any(axis=0))
    cut = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    seen = None if water is None else cv2.resize(water.astype(np.float32) / 255, (side, side), interpolation=cv2.INTER_AREA)[cut]
    return small[cut], mask[cut], seen
