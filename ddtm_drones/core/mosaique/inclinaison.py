"""Photographs that do not look exactly straight down: their points where a camera at the same place, looking straight down, would see them.

On level ground the two pictures differ by a homography, and the middle of the second lies under the camera, where GPS is. Coordinates are
pixels from the middle, y down.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import List, Optional, Sequence

import numpy as np

from ..emprise import camera
from .liens import Features
from .vues import View

LEAST_DEG = 0.2  # less than this is the gimbal's own noise


def angle(view: View) -> float:
    """Degrees between where the photograph looks and straight down; 0 when it does not say."""
    return abs(90 + view.pitch) if view.pitch is not None else 0.0


def homography(view: View) -> Optional[np.ndarray]:
    """From the picture to the one seen straight down (3 x 3); None for a picture that looks straight down or does not say."""
    if view.pitch is None or not view.focal or angle(view) < LEAST_DEG:
        return None
    right, up, forward = camera.axes(0.0, view.pitch, view.roll or 0.0)
    turn = np.column_stack([right, -up, forward])  # columns: the picture's right, down, and where it looks, in east, north, up
    facing = np.array([[1.0, 0, 0], [0, -1.0, 0], [0, 0, -1.0]])  # the same of a camera that looks straight down
    scale = np.diag([view.focal, view.focal, 1.0])
    found: np.ndarray = scale @ facing @ turn @ np.linalg.inv(scale)
    return found / found[2, 2]


def homographies(views: Sequence[View]) -> List[Optional[np.ndarray]]:
    return [homography(view) for view in views]


def apply(matrix: Optional[np.ndarray], points: np.ndarray) -> np.ndarray:
    if matrix is None:
        return points
    seen = points @ matrix[:, :2].T + matrix[:, 2]
    return seen[:, :2] / seen[:, 2:]


def straightened(matrices: Sequence[Optional[np.ndarray]], features: Sequence[Features]) -> List[Features]:
    """Features where they would be seen straight down."""
    return [replace(one, points=apply(matrix, one.points)) for matrix, one in zip(matrices, features)]


def words(views: Sequence[View]) -> str:
    """Largest tilt, in French."""
    return f"{max(angle(view) for view in views):.1f}°".replace(".", ",")


def heading_of(parameters: np.ndarray) -> float:
    """Degrees from grid north of the top of a picture laid by a similarity."""
    return math.degrees(-math.atan2(parameters[1], parameters[0])) % 360
