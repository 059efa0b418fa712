"""The camera: where each pixel looks, in metres east, north and up."""

from __future__ import annotations

import math
from typing import Tuple

import numpy as np


def axes(yaw: float, pitch: float, roll: float) -> Tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(right, up, forward) unit vectors of the picture. Degrees: yaw clockwise from north, pitch -90 straight down, roll clockwise."""
    y, p, r = (math.radians(angle) for angle in (yaw, pitch, roll))
    forward = np.array([math.sin(y) * math.cos(p), math.cos(y) * math.cos(p), math.sin(p)])
    right = np.array([math.cos(y), -math.sin(y), 0.0])
    up = np.cross(right, forward)
    return math.cos(r) * right - math.sin(r) * up, math.sin(r) * right + math.cos(r) * up, forward


def directions(
    columns: np.ndarray, rows: np.ndarray, size: Tuple[int, int], focal: float, yaw: float, pitch: float, roll: float
) -> np.ndarray:
    """Unit directions (n, 3) of pixels; (0, 0) is the upper left corner of the picture, the optical axis goes through its centre."""
    right, up, forward = axes(yaw, pitch, roll)
    across, down = (np.asarray(columns) - size[0] / 2) / focal, (np.asarray(rows) - size[1] / 2) / focal
    rays = across[:, None] * right - down[:, None] * up + forward
    return rays / np.linalg.norm(rays, axis=1)[:, None]


def border(size: Tuple[int, int], per_side: int) -> Tuple[np.ndarray, np.ndarray]:
    """Pixels along the border, clockwise from the upper left corner."""
    width, height = size
    steps = np.linspace(0, 1, per_side, endpoint=False)
    columns = np.concatenate([steps * width, np.full(per_side, width), width - steps * width, np.zeros(per_side)])
    rows = np.concatenate([np.zeros(per_side), steps * height, np.full(per_side, height), height - steps * height])
    return columns, rows
