"""The ground under a mosaic: how uneven it is, and the photographs' points and pixels brought to one level plane, when a terrain covers it.

A ground point `dz` above the plane, seen from `H` above the plane, lies H / (H - dz) times too far from the middle of the picture.
"""

from __future__ import annotations

import os
from dataclasses import replace
from typing import List, Optional, Sequence

import numpy as np

from shared.errors import BadInput
from shared.espace import Espace

from ..emprise import terrain
from ..projection import EPSG
from . import ajustement
from .ajustement import Solution
from .liens import Features
from .vues import View

FLAT = 0.02  # of the flying height: less relief than this does not show
MOST = 0.15  # more than this cannot be ignored
STEEPEST = 0.6  # more than this cannot be corrected either
STEP = 8  # pixels of the mosaic between two heights read


class Relief:
    """Terrain under a flight: `plane` is the level of the mosaic, `heights` of each photograph above it."""

    def __init__(self, grid: terrain.Grid, plane: float, spread: float, heights: np.ndarray) -> None:
        self.grid, self.plane, self.spread, self.heights = grid, plane, spread, heights

    @property
    def share(self) -> float:
        """Relief over flying height."""
        return self.spread / float(np.median(self.heights))

    @property
    def lowest(self) -> float:
        """Smallest factor by which a picture reaches over its place on the plane."""
        return float((self.heights.min() - (self.grid.low - self.plane)) / self.heights.min())

    def factors(self, rank: int, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """How many times further from the middle of photograph `rank` these places appear, against the plane. Unknown ground is the plane."""
        rise = np.nan_to_num(self.grid.at(x, y) - self.plane)
        height = self.heights[rank]
        return height / np.maximum(height - rise, 0.1 * height)

    def over(self, rank: int, west: float, north: float, pixel: float, width: int, height: int) -> np.ndarray:
        """`factors` of a block of the mosaic, read every STEP pixels."""
        import cv2

        columns, lines = max(2, -(-width // STEP)), max(2, -(-height // STEP))
        x = west + (np.arange(columns) + 0.5) * (width / columns) * pixel
        y = north - (np.arange(lines) + 0.5) * (height / lines) * pixel
        coarse = self.factors(rank, x[None, :], y[:, None])
        out: np.ndarray = cv2.resize(coarse.astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR)
        return out

    def flatten(self, solution: Solution, features: Sequence[Features]) -> List[Features]:
        """Features where they would be seen if the ground were level."""
        out = []
        for rank, one in enumerate(features):
            level = one.points
            for _ in range(3):
                places = ajustement.ground(solution.parameters[rank], level)
                level = one.points / self.factors(rank, places[:, 0], places[:, 1])[:, None]
            out.append(replace(one, points=level))
        return out


def under(
    views: Sequence[View], solution: Solution, epsg: int, espace: Espace, mnt: Optional[str], takeoff: Optional[float]
) -> Optional[Relief]:
    """None without terrain or flying heights. takeoff: its altitude, by default that of the ground under the first photograph.

    Raises BadInput when the terrain named is unusable.
    """
    path = mnt or _own(espace)
    if not path or epsg != EPSG or any(not view.above for view in views):
        return None
    margin = 0.5 * solution.metres_per_pixel * max(max(view.width, view.height) for view in views)
    places = solution.parameters[:, 2:]
    (west, south), (east, north) = places.min(axis=0) - margin, places.max(axis=0) + margin
    grid = terrain.load(path, (west, south, east, north))
    if grid is None:
        return None
    x, y = np.meshgrid(np.linspace(west, east, 60), np.linspace(south, north, 60))
    ground = grid.at(x, y)
    ground = ground[np.isfinite(ground)]
    base = takeoff if takeoff is not None else float(grid.at(np.array([views[0].x]), np.array([views[0].y]))[0])
    if not len(ground) or not np.isfinite(base):
        return None
    plane = float(np.median(ground))
    heights = np.array([view.above for view in views], float) + base - plane
    if heights.min() <= 5:
        raise BadInput("Le terrain passe au-dessus du vol : vérifiez l'altitude du décollage ou le modèle de terrain.")
    low, high = np.percentile(ground, (5, 95))
    return Relief(grid, plane, float(high - low), heights)


def _own(espace: Espace) -> Optional[str]:
    try:
        path = os.fspath(espace.generation / "mnt.tif")
    except BadInput:
        return None
    return path if os.path.isfile(path) else None
