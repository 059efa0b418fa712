"""The ground as structure from motion saw it: a grid out of its cloud of points, or a terrain brought to the cloud's level."""

from __future__ import annotations

from typing import Optional, Tuple

import numpy as np

from ..emprise import terrain

SHARPEST = 2.0  # pixels: points seen worse than this are not believed
SPACING = 1.5  # cells are this many times wider than the points stand apart
MOST_CELLS = 4_000_000
FAR = 6.0  # of the spread of the heights: a point further than this from its neighbours is a wrong match


def of_cloud(points: np.ndarray, errors: np.ndarray, centre: np.ndarray, bounds: Tuple[float, float, float, float]) -> terrain.Grid:
    """points: (n, 3) around `centre`; bounds: map coordinates the grid must cover. Beyond the cloud, the nearest height holds."""
    from scipy.interpolate import LinearNDInterpolator, NearestNDInterpolator

    kept = points[errors < SHARPEST] if (errors < SHARPEST).sum() >= 10 else points
    kept = kept[_believable(kept)]
    places = kept[:, :2] + centre
    (west, south), (east, north) = places.min(axis=0), places.max(axis=0)
    cell = SPACING * float(np.sqrt(max(1.0, (east - west) * (north - south)) / len(kept)))
    west, south, east, north = min(west, bounds[0]), min(south, bounds[1]), max(east, bounds[2]), max(north, bounds[3])
    cell = max(cell, float(np.sqrt((east - west) * (north - south) / MOST_CELLS)))
    columns, rows = int(np.ceil((east - west) / cell)) + 1, int(np.ceil((north - south) / cell)) + 1
    x, y = np.meshgrid(west + (np.arange(columns) + 0.5) * cell, north - (np.arange(rows) + 0.5) * cell)
    middles, heights = _cells(places, kept[:, 2], west, north, cell, columns)
    z = LinearNDInterpolator(middles, heights)(x, y)
    lacking = ~np.isfinite(z)
    z[lacking] = NearestNDInterpolator(middles, heights)(x[lacking], y[lacking])
    return terrain.Grid(z, west, north, (cell, cell))


def of_terrain(cloud: terrain.Grid, points: np.ndarray, centre: np.ndarray, ground: terrain.Grid) -> Optional[Tuple[terrain.Grid, float]]:
    """(the terrain's heights on the cloud's grid, metres the terrain was moved by); None where they hardly meet."""
    places = points[:, :2] + centre
    gap = points[:, 2] - ground.at(places[:, 0], places[:, 1])
    gap = gap[np.isfinite(gap)]
    if len(gap) < 10:
        return None
    shift = float(np.median(gap))
    rows, columns = cloud.heights.shape
    fine = max(ground.cell, float(np.sqrt(rows * columns * cloud.dx * cloud.dy / MOST_CELLS)))
    columns, rows = int(columns * cloud.dx / fine) + 1, int(rows * cloud.dy / fine) + 1
    x, y = np.meshgrid(cloud.west + (np.arange(columns) + 0.5) * fine, cloud.north - (np.arange(rows) + 0.5) * fine)
    z = ground.at(x, y) + shift
    return terrain.Grid(np.where(np.isfinite(z), z, cloud_at(cloud, x, y)), cloud.west, cloud.north, (fine, fine)), shift


def cloud_at(grid: terrain.Grid, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Height, that of the nearest cell outside the grid."""
    rows, columns = grid.heights.shape
    return grid.at(
        np.clip(x, grid.west, grid.west + columns * grid.dx), np.clip(y, grid.north - rows * grid.dy, grid.north)
    )  # fmt: skip


def _believable(points: np.ndarray) -> np.ndarray:
    """Points whose height is that of their surroundings, up to the relief."""
    from scipy.spatial import cKDTree

    near = cKDTree(points[:, :2]).query(points[:, :2], k=min(9, len(points)))[1]
    off = np.abs(points[:, 2] - np.median(points[near, 2], axis=1))
    found: np.ndarray = off <= max(FAR * 1.48 * float(np.median(off)), 0.2)
    return found


def _cells(places: np.ndarray, heights: np.ndarray, west: float, north: float, cell: float, columns: int) -> Tuple[np.ndarray, np.ndarray]:
    """Mean place and median height of the points of each cell."""
    number = ((north - places[:, 1]) / cell).astype(int) * columns + ((places[:, 0] - west) / cell).astype(int)
    order = np.lexsort((heights, number))
    _, first, count = np.unique(number[order], return_index=True, return_counts=True)
    sums = np.add.reduceat(places[order], first, axis=0)
    return sums / count[:, None], heights[order][first + count // 2]
