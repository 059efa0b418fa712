"""The ground: a general relief through known altitudes, wrinkles, and valleys that rivers have dug down to the sea."""

from __future__ import annotations

from dataclasses import dataclass
from typing import List

import numpy as np
import shapely
from scipy import ndimage
from scipy.interpolate import RBFInterpolator

from .courbes import along, smooth, wander
from .faits import Facts, River
from .grille import Grid
from .hasard import uniform_of
from .territoire import Territory

CELL = 50.0
RIVER_STEP = 50.0
BED = 1.5  # water's surface below the banks, m


@dataclass(frozen=True)
class Course:
    """A river as drawn: vertices about every 50 m, banks' altitude (never rising downstream), metres from the source."""

    river: River
    line: np.ndarray  # (k, 2)
    bank: np.ndarray  # (k,)
    chainage: np.ndarray  # (k,)


@dataclass(frozen=True)
class Terrain:
    grid: Grid
    altitude: np.ndarray  # (rows, columns) float32, m NGF; 0 in the sea
    land: np.ndarray  # bool, neither sea nor lagoon nor lake
    courses: List[Course]
    nearest: np.ndarray  # (rows, columns) int32, vertex of the nearest river, index into the stacked courses
    distance: np.ndarray  # (rows, columns) float32, m to that vertex

    @property
    def bank(self) -> np.ndarray:
        """Altitude of the banks at each stacked vertex."""
        return np.concatenate([course.bank for course in self.courses])

    @property
    def course_of(self) -> np.ndarray:
        """Index of the course of each stacked vertex."""
        return np.repeat(np.arange(len(self.courses)), [len(course.line) for course in self.courses])

    def hand(self) -> np.ndarray:
        """Height above the banks of the nearest river (rows, columns), m."""
        return self.altitude - self.bank[self.nearest].astype(np.float32)


def build(facts: Facts, territory: Territory, seed: int) -> Terrain:
    """Terrain of the territory's frame; rivers that do not touch the domain are left out."""
    grid = Grid.around(territory.domain.bounds, CELL, 1500.0)
    relief = _relief(facts, grid, seed)
    sea = grid.mask(territory.sea)
    shore = ndimage.distance_transform_edt(~sea) * CELL if sea.any() else np.full(grid.shape, 1e6)
    relief = np.minimum(relief, 0.7 + shore * 0.02 + np.maximum(shore - 400.0, 0.0) * 0.1) if sea.any() else relief
    uneven = 0.6 * _noise(seed, grid, 2600.0, 9) + 0.5 * _noise(seed, grid, 1100.0, 10)
    for x, y, top, radius in facts.summits:
        _raise(relief, uneven, grid, x, y, top, radius)
    courses = _courses(facts, territory, grid, relief, seed)
    vertices = np.concatenate([course.line for course in courses])
    row, column = grid.cells(vertices)
    owner = np.full(grid.shape, -1, dtype=np.int32)
    owner[row[::-1], column[::-1]] = np.arange(len(vertices))[::-1]
    away, (near_row, near_column) = ndimage.distance_transform_edt(owner < 0, return_indices=True)
    nearest = owner[near_row, near_column]
    distance = (away * CELL).astype(np.float32)
    bank = np.concatenate([course.bank for course in courses])[nearest]
    altitude = _dig(relief, bank, distance, _noise(seed, grid, 2400.0, 7), _noise(seed, grid, 500.0, 8))
    still = np.zeros(grid.shape, dtype=bool)
    for ring, nature in zip(territory.lagoons.geometry, territory.lagoons["nature"]):
        wet = grid.mask(ring)
        if wet.any():
            altitude[wet] = 0.2 if nature == "lagune" else float(np.quantile(altitude[wet], 0.1))
            still |= wet
    altitude = np.where(sea, 0.0, np.maximum(altitude, 0.2)).astype(np.float32)
    return Terrain(grid, altitude, ~sea & ~still, courses, nearest, distance)


def _relief(facts: Facts, grid: Grid, seed: int) -> np.ndarray:
    """General relief on a 1 km mesh through the known altitudes, then wrinkles in proportion to the height."""
    coarse = Grid(grid.left, grid.top, 1000.0, int(grid.rows * grid.cell / 1000) + 2, int(grid.columns * grid.cell / 1000) + 2)
    x, y = coarse.centres()
    mesh = np.column_stack([m.ravel() for m in np.meshgrid(x, y)])
    rbf = RBFInterpolator(facts.heights[:, :2] / 1000.0, np.sqrt(facts.heights[:, 2]), kernel="linear", smoothing=0.05)
    trend = np.maximum(rbf(mesh / 1000.0), 0.0).reshape(coarse.shape) ** 2
    trend = coarse.resample(ndimage.gaussian_filter(trend, 0.8), grid, order=3)
    rough, fine = np.zeros(grid.shape), np.zeros(grid.shape)
    for octave, length in enumerate((6400.0, 3200.0, 1600.0, 800.0, 400.0, 200.0)):
        noise = _noise(seed, grid, length, octave)
        if octave < 4:
            rough += (1.0 - np.abs(noise) * 2.0) * 0.55**octave  # ridges
        else:
            fine += noise * 0.5 ** (octave - 4)
    height = np.clip(trend - 12.0, 0.0, None)
    return np.maximum(trend, 0.3) + (rough - 0.7) * np.minimum(height * 0.22, 130.0) + fine * np.clip(0.25 + height * 0.03, 0.25, 9.0)


def _noise(seed: int, grid: Grid, length: float, octave: int) -> np.ndarray:
    """Smooth noise in [-1, 1] of one wavelength, tied to the map (the same place gets the same value in every pack)."""
    first_x, first_y = int(np.floor(grid.left / length)) - 1, int(np.floor((grid.top - grid.rows * grid.cell) / length)) - 1
    rows, columns = int(grid.rows * grid.cell / length) + 6, int(grid.columns * grid.cell / length) + 6
    key = (np.arange(first_y, first_y + rows)[:, None].astype(np.int64) << 24) + np.arange(first_x, first_x + columns)[None, :]
    values = (uniform_of(seed + 1000 * (octave + 1), key.astype(np.uint64)) * 2.0 - 1.0).astype(np.float32)
    x, y = grid.centres()
    return 1.6 * _spline(_spline(values, y / length - first_y, 0), x / length - first_x, 1)


def _spline(values: np.ndarray, at: np.ndarray, axis: int) -> np.ndarray:
    """Cubic B-spline through the mesh `values` along one axis, at positions counted in mesh steps."""
    base, t = np.floor(at).astype(int), (at - np.floor(at)).astype(np.float32)
    weights = ((1 - t) ** 3 / 6, (3 * t**3 - 6 * t**2 + 4) / 6, (-3 * t**3 + 3 * t**2 + 3 * t + 1) / 6, t**3 / 6)
    shape = (-1, 1) if axis == 0 else (1, -1)
    return sum(np.take(values, base - 1 + i, axis=axis) * w.reshape(shape) for i, w in enumerate(weights))


def _raise(relief: np.ndarray, uneven: np.ndarray, grid: Grid, x: float, y: float, top: float, radius: float) -> None:
    """Lift the relief, in place, to a summit of that altitude whose slopes follow the noise `uneven`."""
    reach = 3.0 * radius
    (low, high), (left, right) = grid.cells(np.array([[x - reach, y + reach], [x + reach, y - reach]]))
    columns, rows = grid.centres()
    window = (slice(low, high + 1), slice(left, right + 1))
    gap = np.hypot(columns[None, window[1]] - x, (rows[window[0], None] - y) * 1.4) / radius * (1.0 + 0.38 * uneven[window])
    here = relief[window]
    np.maximum(here, np.where(gap < 3.0, top * np.exp(-(gap**2) * 1.1) + here * np.minimum(gap / 3.0, 1.0), -1.0), out=here)


def _courses(facts: Facts, territory: Territory, grid: Grid, relief: np.ndarray, seed: int) -> List[Course]:
    out = []
    frame = shapely.buffer(territory.domain, 2500.0)
    for river in facts.rivers:
        line = wander(seed, smooth(river.points, RIVER_STEP), 110.0, 450.0, "river", river.name)
        if not shapely.intersects(shapely.LineString(line), frame):
            continue
        ground = grid.at(relief, line)
        bank = np.minimum.accumulate(np.maximum(ground - 3.0 - np.minimum(ground * 0.12, 60.0), 0.6))
        bank = np.minimum.accumulate(np.minimum(bank, ndimage.gaussian_filter1d(bank, 25, mode="nearest") + 0.5))
        out.append(Course(river, line, bank, along(line)))
    return [_joined(course, out) for course in out]


def _joined(course: Course, all_courses: List[Course]) -> Course:
    """A tributary ends at the banks of the river it meets."""
    mouth = course.line[-1]
    for other in all_courses:
        gap = np.hypot(*(other.line - mouth).T)
        if other is not course and gap.min() < 150.0:
            level = other.bank[int(gap.argmin())]
            drop = np.clip(1.0 - (course.chainage[-1] - course.chainage) / 4000.0, 0.0, 1.0)
            bank = np.minimum.accumulate(np.maximum(course.bank * (1 - drop) + np.minimum(level, course.bank) * drop, level))
            return Course(course.river, np.vstack([course.line[:-1], other.line[int(gap.argmin())]]), bank, course.chainage)
    return course


def _dig(relief: np.ndarray, bank: np.ndarray, distance: np.ndarray, broad: np.ndarray, small: np.ndarray) -> np.ndarray:
    """Flood plains at the level of the banks, wide near the sea and narrow in the hills, then slopes up to the relief.

    broad, small: noise in [-1, 1] that makes the plain's width and its ground uneven.
    """
    width = (250.0 + 2300.0 * np.exp(-bank / 30.0)) * (1.0 + 0.5 * broad)
    rise = np.clip((distance - 0.12 * width) / width, 0.0, 1.0)
    rise = rise * rise * (3.0 - 2.0 * rise)
    plain = bank + 0.3 + 0.0012 * distance + (0.55 * small + 0.5 * broad + 0.35) * np.clip(distance / 500.0, 0.0, 1.0)
    near = plain + np.maximum(relief - plain, 0.0) * rise
    ground = near + np.minimum(relief - plain, 0.0) * np.clip(
        distance / width - 0.6, 0.0, 1.0
    )  # a plain below its river's banks stays below
    return np.where(distance < 30.0, bank - BED, ground)
