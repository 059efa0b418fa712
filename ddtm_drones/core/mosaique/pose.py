"""Where each photograph lies on the map: by a similarity on level ground (fast mosaic), or by the rays of a whole camera on a surface."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict, List, Optional, Sequence, Tuple

import numpy as np

from . import ajustement, inclinaison
from .relief import Relief
from .vues import View

Grid = Tuple[np.ndarray, np.ndarray]


class Placement:
    """What drawing a mosaic and stating its worth need of it. Points are full-size pixels from the middle of a picture, y down."""

    metres_per_pixel: float
    shifts: np.ndarray  # (n,) metres from the GPS position, on the map
    headings: np.ndarray  # (n,) degrees from grid north

    def outline(self, rank: int) -> np.ndarray:
        """Corners on the map, wide enough to hold all that the photograph sees."""
        raise NotImplementedError

    def ground(self, rank: int, points: np.ndarray) -> np.ndarray:
        """Map coordinates of pixels."""
        raise NotImplementedError

    def pixels(self, rank: int, west: float, north: float, pixel: float, width: int, height: int) -> Grid:
        """(u, v) of the pixels of a block of the mosaic in photograph `rank`."""
        raise NotImplementedError


class Flat(Placement):
    """Similarities, of pictures straightened by `tilts` and brought to a level plane by `relief`."""

    def __init__(
        self, views: Sequence[View], solution: ajustement.Solution, tilts: Sequence[Optional[np.ndarray]], relief: Optional[Relief] = None
    ) -> None:
        self.views, self.solution, self.relief = views, solution, relief
        self.tilts: List[Optional[np.ndarray]] = list(tilts)
        self.metres_per_pixel = solution.metres_per_pixel
        self.shifts = ajustement.gps_shift(views, solution)
        self.headings = np.array([inclinaison.heading_of(one) for one in solution.parameters])

    def outline(self, rank: int) -> np.ndarray:
        reach = self.relief.lowest if self.relief is not None else 1.0
        w, h = self.views[rank].width / 2, self.views[rank].height / 2
        corners = inclinaison.apply(self.tilts[rank], np.array([(-w, -h), (w, -h), (w, h), (-w, h)]))
        return ajustement.ground(self.solution.parameters[rank], reach * corners)

    def ground(self, rank: int, points: np.ndarray) -> np.ndarray:
        straight = inclinaison.apply(self.tilts[rank], points)
        places = ajustement.ground(self.solution.parameters[rank], straight)
        for _ in range(3 if self.relief is not None else 0):
            factors = self.relief.factors(rank, places[:, 0], places[:, 1])  # type: ignore[union-attr]
            places = ajustement.ground(self.solution.parameters[rank], straight / factors[:, None])
        return places

    def pixels(self, rank: int, west: float, north: float, pixel: float, width: int, height: int) -> Grid:
        a, b, x, y = self.solution.parameters[rank]
        square = a * a + b * b
        east = (np.arange(width, dtype=np.float32) + 0.5) * pixel + np.float32(west - x)
        up = np.float32(north - y) - (np.arange(height, dtype=np.float32) + 0.5) * pixel
        u = ((a * east[None, :] + b * up[:, None]) / square).astype(np.float32)
        v = ((b * east[None, :] - a * up[:, None]) / square).astype(np.float32)
        if self.relief is not None:
            rise = self.relief.over(rank, west, north, pixel, width, height)
            u, v = u * rise, v * rise
        tilt = self.tilts[rank]
        if tilt is None:
            return u, v
        m = np.linalg.inv(tilt).astype(np.float32)
        depth = m[2, 0] * u + m[2, 1] * v + m[2, 2]
        return (m[0, 0] * u + m[0, 1] * v + m[0, 2]) / depth, (m[1, 0] * u + m[1, 1] * v + m[1, 2]) / depth


@dataclass
class Laid:
    """Photographs laid on the map, and what that is worth."""

    views: List[View]
    placed: Placement
    quality: Dict[str, Any]
    notes: List[str]
    doubts: List[str]  # reasons to refuse, in French
    turned: List[int]  # photographs whose stored heading is wrong by about 180 degrees
    method: str
    corrected: bool  # for relief


def metres(value: float) -> str:
    return f"{value:.2f} m".replace(".", ",")
