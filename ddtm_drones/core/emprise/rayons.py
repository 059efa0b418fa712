"""Where rays first meet the ground."""

from __future__ import annotations

from typing import Any, NamedTuple, Tuple

import numpy as np

MAX_RANGE_M = 1500.0
HALVINGS = 40
MAX_SAMPLES = 6000
Matrix = Tuple[Tuple[float, float], Tuple[float, float]]


class Hits(NamedTuple):
    x: np.ndarray  # map coordinates; where the ray is cut when it does not hit
    y: np.ndarray
    z: np.ndarray
    distance: np.ndarray  # metres from the camera along the ray
    hit: np.ndarray  # False: above the horizon, too far, or over unknown ground


def cast(
    place: Tuple[float, float], altitude: float, matrix: Matrix, rays: np.ndarray, ground: Any, max_range: float = MAX_RANGE_M
) -> Hits:
    """place, altitude: the camera on the map; matrix: metres east and north to map units; rays: unit vectors (n, 3).

    Every ray is sampled at half a cell of the terrain, and its first crossing refined by halving.
    """
    m = np.asarray(matrix)
    across = rays[:, :2] @ m.T  # map displacement per metre of ray
    level = np.hypot(rays[:, 0], rays[:, 1])
    down = -rays[:, 2]
    reach = np.where(level > 1e-9, max_range / np.maximum(level, 1e-9), np.inf)
    floor = (altitude - ground.low + 2.0) / np.maximum(down, 1e-9)  # below the lowest ground there is nothing more to meet
    end = np.where(down > 1e-9, np.minimum(reach, np.maximum(floor, 0.0)), reach)
    end = np.where(np.isfinite(end), end, max_range)
    count = int(np.clip(np.ceil((end * level).max() / (ground.cell / 2)), 8, MAX_SAMPLES))
    fractions = np.linspace(0.0, 1.0, count + 1)
    t = end[:, None] * fractions[None, :]
    clearance = altitude + t * rays[:, 2:3] - ground.at(place[0] + t * across[:, 0:1], place[1] + t * across[:, 1:2])
    unknown = np.isnan(clearance)
    met = (clearance <= 0) | unknown
    first = np.where(met.any(axis=1), met.argmax(axis=1), 0)
    everyone = np.arange(len(rays))
    hit = met.any(axis=1) & ~unknown[everyone, first] & (first > 0)
    low, high = t[everyone, np.maximum(first - 1, 0)], t[everyone, first]
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        z = altitude + middle * rays[:, 2]
        below = z <= ground.at(place[0] + middle * across[:, 0], place[1] + middle * across[:, 1])
        high, low = np.where(below, middle, high), np.where(below, low, middle)
    lost = np.where(met.any(axis=1), t[everyone, np.maximum(first - 1, 0)], np.minimum(end, reach))
    distance = np.where(hit, high, lost)
    return Hits(place[0] + distance * across[:, 0], place[1] + distance * across[:, 1], altitude + distance * rays[:, 2], distance, hit)
