"""A made-up flight over a made-up ground, so that the truth is known: photographs with GPS noise, of a flat or hilly place."""

from __future__ import annotations

import io
import math
from pathlib import Path
from typing import Callable, Dict, Optional, Sequence, Tuple

import cv2
import numpy as np
from PIL import Image
from pyproj import Transformer

from . import fabrique as f

CELL = 0.10  # metres of a cell of the ground
SIZE = (640, 480)
FOCAL = 640.0
HEIGHT = 60.0
ORIGIN = (772_000.0, 6_274_000.0)  # lower left corner of the ground, in Lambert 93


def texture(metres: int = 160, seed: int = 3) -> np.ndarray:
    """Ground with detail at every size."""
    rng = np.random.default_rng(seed)
    side = int(metres / CELL)
    out = cv2.resize(rng.uniform(60, 180, (side // 60, side // 60, 3)).astype(np.float32), (side, side), interpolation=cv2.INTER_CUBIC)
    for _ in range(side * side // 500):  # roofs, stones, bushes
        x, y, w, h = *rng.integers(0, side, 2), *rng.integers(4, 40, 2)
        colour = tuple(float(value) for value in rng.uniform(20, 235, 3))
        if rng.random() < 0.5:
            cv2.ellipse(out, ((float(x), float(y)), (float(w), float(h)), float(rng.uniform(0, 180))), colour, -1)
        else:
            cv2.rectangle(out, (int(x), int(y)), (int(x + w), int(y + h)), colour, -1)
    return np.clip(out + rng.normal(0, 6, out.shape), 0, 255).astype(np.uint8)


def truth(
    place: Tuple[float, float], heading: float, points: np.ndarray, height: float = HEIGHT, tilt: Tuple[float, float] = (0.0, 0.0)
) -> np.ndarray:
    """Map coordinates of pixels (from the middle, y down) of a photograph that looks straight down, or `tilt` = (degrees lifted towards the
    top of the picture, degrees turned clockwise about where it looks) from there."""
    metres, turn = height / FOCAL, math.radians(heading)
    if any(tilt):
        # turned in its own plane first, then leaned: a pixel's ray swings about the axis that goes to the picture's right
        lean, roll = math.radians(tilt[0]), math.radians(tilt[1])
        across, ahead = (
            points[:, 0] * math.cos(roll) - points[:, 1] * math.sin(roll),
            -points[:, 0] * math.sin(roll) - points[:, 1] * math.cos(roll),
        )
        down = FOCAL * math.cos(lean) - ahead * math.sin(lean)
        points = np.column_stack([FOCAL * across / down, -FOCAL * (ahead * math.cos(lean) + FOCAL * math.sin(lean)) / down])
    right, forward = points[:, 0] * metres, -points[:, 1] * metres
    return np.column_stack([
        place[0] + right * math.cos(turn) + forward * math.sin(turn), place[1] - right * math.sin(turn) + forward * math.cos(turn),
    ])  # fmt: skip


def fly(
    folder: Path,
    *,
    strips: int = 3,
    per_strip: int = 4,
    base: float = 14.0,
    noise: float = 0.5,
    flipped: Sequence[int] = (),
    metres: int = 160,
    seed: int = 3,
    warp: float = 0.0,
    hill: Optional[Callable[[np.ndarray, np.ndarray], np.ndarray]] = None,
    tilt: Optional[Callable[[int], Tuple[float, float]]] = None,
) -> Dict[str, Tuple[Tuple[float, float], float]]:
    """Write the photographs of a flight in strips; returns {name: (true place, true heading)}.

    flipped: strips whose stored heading is wrong by 180 degrees. warp: metres by which "relief" tears each photograph. hill: height of the
    ground (map coordinates) above the level that the flying height is measured from. tilt: how each photograph looks aside (see `truth`), by its number.
    """
    folder.mkdir(parents=True, exist_ok=True)
    ground = texture(metres, seed)
    rng = np.random.default_rng(seed + 1)
    back = Transformer.from_crs(2154, 4326, always_xy=True)
    side = ground.shape[0]
    true: Dict[str, Tuple[Tuple[float, float], float]] = {}
    start = (metres - (per_strip - 1) * base) / 2, (metres - (strips - 1) * base * 1.3) / 2
    for strip in range(strips):
        heading = 90.0 if strip % 2 == 0 else 270.0
        ranks = range(per_strip) if strip % 2 == 0 else reversed(range(per_strip))
        for step, rank in enumerate(ranks):
            number = strip * per_strip + step
            place = ORIGIN[0] + start[0] + rank * base, ORIGIN[1] + start[1] + strip * base * 1.3
            columns, lines = np.meshgrid(np.arange(SIZE[0]) + 0.5 - SIZE[0] / 2, np.arange(SIZE[1]) + 0.5 - SIZE[1] / 2)
            lean = tilt(number) if tilt else (0.0, 0.0)
            at = flat = truth(place, heading, np.column_stack([columns.ravel(), lines.ravel()]), tilt=lean)
            for _ in range(12 if hill else 0):  # where each ray meets the hill
                at = place + (flat - place) * ((HEIGHT - hill(at[:, 0], at[:, 1])) / HEIGHT)[:, None]
            x, y = (
                ((at[:, 0] - ORIGIN[0]) / CELL - 0.5).reshape(columns.shape),
                (side - (at[:, 1] - ORIGIN[1]) / CELL - 0.5).reshape(columns.shape),
            )
            if warp:
                bump = warp / CELL * np.sin(x / 90) * np.cos(y / 70)
                x, y = x + bump * columns / 320, y + bump * lines / 320
            pixels = cv2.remap(ground, x.astype(np.float32), y.astype(np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
            seen = place[0] + rng.normal(0, noise), place[1] + rng.normal(0, noise)
            longitude, latitude = back.transform(*seen)
            stored = (heading + (180 if strip in flipped else 0) + rng.normal(0, 3)) % 360
            name = f"DJI_{number + 1:04d}.JPG"
            hour = f"2026:06:12 14:{number // 60:02d}:{number % 60:02d}"
            made = f.dji(
                longitude,
                latitude,
                height=HEIGHT,
                yaw=stored,
                pitch=lean[0] - 90,
                GimbalRollDegree=lean[1],
                hour=hour,
                CalibratedFocalLength=FOCAL,
            )
            stream = io.BytesIO()
            Image.fromarray(pixels[:, :, ::-1]).save(stream, "JPEG", quality=88)
            header_end = made.index(b"\xff\xe0", 2) if made[2:4] != b"\xff\xe1" else _after_tags(made)
            (folder / name).write_bytes(made[:header_end] + stream.getvalue()[2:])
            true[name] = place, heading
    return true


def _after_tags(data: bytes) -> int:
    at = 2
    while data[at : at + 2] == b"\xff\xe1":
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return at
