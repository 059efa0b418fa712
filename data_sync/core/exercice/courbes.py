"""Smooth lines through way points, and lines that wander as nature does."""

from __future__ import annotations

import numpy as np
import shapely

from .hasard import generator


def smooth(points: np.ndarray, step: float) -> np.ndarray:
    """Centripetal Catmull-Rom curve through `points` (k, 2), sampled about every `step` metres; passes through each point."""
    points = np.asarray(points, dtype=float)
    if len(points) < 3:
        return resample(points, step)
    ends = np.vstack([2 * points[0] - points[1], points, 2 * points[-1] - points[-2]])
    knots = np.concatenate([[0.0], np.cumsum(np.sqrt(np.maximum(np.hypot(*np.diff(ends, axis=0).T), 1.0)))])
    out = [points[:1]]
    for i in range(1, len(ends) - 2):
        p0, p1, p2, p3 = ends[i - 1 : i + 3]
        t0, t1, t2, t3 = knots[i - 1 : i + 3]
        count = max(1, int(np.hypot(*(p2 - p1)) / step))
        t = np.linspace(t1, t2, count + 1)[1:, None]
        a1 = (t1 - t) / (t1 - t0) * p0 + (t - t0) / (t1 - t0) * p1
        a2 = (t2 - t) / (t2 - t1) * p1 + (t - t1) / (t2 - t1) * p2
        a3 = (t3 - t) / (t3 - t2) * p2 + (t - t2) / (t3 - t2) * p3
        b1 = (t2 - t) / (t2 - t0) * a1 + (t - t0) / (t2 - t0) * a2
        b2 = (t3 - t) / (t3 - t1) * a2 + (t - t1) / (t3 - t1) * a3
        out.append((t2 - t) / (t2 - t1) * b1 + (t - t1) / (t2 - t1) * b2)
    return np.vstack(out)


def resample(points: np.ndarray, step: float) -> np.ndarray:
    """The line `points` with vertices about every `step` metres (its own vertices are not kept)."""
    chainage = along(points)
    count = max(1, int(round(chainage[-1] / step)))
    at = np.linspace(0.0, chainage[-1], count + 1)
    return np.column_stack([np.interp(at, chainage, points[:, 0]), np.interp(at, chainage, points[:, 1])])


def along(points: np.ndarray) -> np.ndarray:
    """(k,) metres from the first point along the line."""
    return np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])


def normals(points: np.ndarray) -> np.ndarray:
    """(k, 2) unit vectors to the right of the direction of travel at each vertex."""
    tangent = np.gradient(points, axis=0)
    tangent /= np.maximum(np.hypot(tangent[:, 0], tangent[:, 1]), 1e-9)[:, None]
    return np.column_stack([tangent[:, 1], -tangent[:, 0]])


def wander(seed: int, points: np.ndarray, amplitude: float, wavelength: float, *what: object) -> np.ndarray:
    """The line shifted sideways by a smooth random amount (at most about `amplitude`), its two ends kept."""
    chainage = along(points)
    knots = np.arange(0.0, chainage[-1] + 2 * wavelength, wavelength)
    shift = np.interp(chainage, knots, generator(seed, "wander", *what).uniform(-amplitude, amplitude, len(knots)))
    fade = np.clip(np.minimum(chainage, chainage[-1] - chainage) / wavelength, 0.0, 1.0)
    return points + normals(points) * (shift * fade)[:, None]


def blob(seed: int, ring: np.ndarray, amplitude: float) -> shapely.Polygon:
    """A smooth closed shape through the points of `ring`."""
    closed = np.vstack([ring, ring[:2]])
    curve = smooth(closed, 80.0)[: -max(1, int(np.hypot(*(closed[-1] - closed[-2])) / 80.0))]
    shape = shapely.make_valid(shapely.Polygon(wander(seed, np.vstack([curve, curve[:1]]), amplitude, 400.0, "blob", round(ring[0, 0]))))
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    return max(parts, key=lambda part: part.area)
