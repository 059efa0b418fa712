"""Headings out of GPS and ties, then every photograph as a similarity on the map: X = a·u + b·v + x, Y = b·u − a·v + y (v down)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Dict, List, Optional, Sequence, Tuple

import numpy as np

from .liens import Tie
from .vues import View

TIE_M = 0.5
SCALE_SPREAD = 0.02
ROUNDS = 8
FLIP_DEG = 90.0
LONG_BASE = 0.15  # of the picture's width: shorter baselines do not give a heading


@dataclass
class Solution:
    parameters: np.ndarray  # (n, 4): a, b, x, y
    headings: np.ndarray  # degrees from grid north, of the top of each picture
    metres_per_pixel: float  # by GPS distances over pixel distances
    scale_samples: int
    residuals: np.ndarray  # metres, every tie
    weights: np.ndarray
    ties: List[Tie]


def headings(views: Sequence[View], ties: Sequence[Tie]) -> Tuple[np.ndarray, float, int]:
    """(heading of each photograph, metres a pixel, number of baselines). Needs no compass: each tie says where the other
    picture's middle lies, GPS says in which direction that is. A photograph without a usable baseline takes its neighbour's."""
    votes: Dict[int, List[float]] = {k: [] for k in range(len(views))}
    scales = []
    for tie in ties:
        full = np.vstack([tie.matrix, [0, 0, 1]])
        other = (np.linalg.inv(full) @ [0, 0, 1])[:2]  # the middle of j seen in i
        pixels = float(np.hypot(*other))
        east, north = views[tie.j].x - views[tie.i].x, views[tie.j].y - views[tie.i].y
        metres = math.hypot(east, north)
        if pixels < LONG_BASE * views[tie.i].width or metres < 4 * max(views[tie.i].spread, views[tie.j].spread):
            continue
        azimuth, seen = math.degrees(math.atan2(east, north)), math.degrees(math.atan2(other[0], -other[1]))
        turn = math.degrees(math.atan2(tie.matrix[1, 0], tie.matrix[0, 0]))
        votes[tie.i].append((azimuth - seen) % 360)
        votes[tie.j].append((azimuth - seen - turn) % 360)
        scales.append(metres / pixels)
    found = np.array([_agreed(votes[k]) if votes[k] else math.nan for k in range(len(views))])
    for _ in range(len(views)):
        if not np.isnan(found).any():
            break
        for tie in ties:
            turn = math.degrees(math.atan2(tie.matrix[1, 0], tie.matrix[0, 0]))
            if math.isnan(found[tie.j]) and not math.isnan(found[tie.i]):
                found[tie.j] = (found[tie.i] - turn) % 360
            elif math.isnan(found[tie.i]) and not math.isnan(found[tie.j]):
                found[tie.i] = (found[tie.j] + turn) % 360
    return found, float(np.median(scales)) if scales else math.nan, len(scales)


def _agreed(angles: Sequence[float]) -> float:
    """The direction most votes agree with."""
    radians = np.radians(angles)
    best = int(np.argmax([np.cos(radians - one).sum() for one in radians]))
    near = radians[np.cos(radians - radians[best]) > 0.9]
    return float(np.degrees(np.angle(np.exp(1j * near).sum()))) % 360


def flipped(views: Sequence[View], found: np.ndarray) -> List[int]:
    """Photographs whose stored heading is more than 90 degrees from the one that ties and GPS give."""
    return [
        k
        for k, view in enumerate(views)
        if view.yaw is not None and not math.isnan(found[k]) and abs((found[k] - view.yaw + 180) % 360 - 180) > FLIP_DEG
    ]


def adjust(
    views: Sequence[View], ties: Sequence[Tie], start: np.ndarray, metres: float, samples: int, sizes: Optional[np.ndarray] = None
) -> Solution:
    """Least squares with robust weights. Priors: GPS positions, one ground size for all (2 %; or `sizes`, one a photograph, relative to
    `metres`), headings found above."""
    from scipy.sparse import coo_matrix, diags
    from scipy.sparse.linalg import spsolve

    count = len(views)
    centre = np.array([(view.x, view.y) for view in views]).mean(axis=0)
    rows: List[np.ndarray] = []
    columns: List[np.ndarray] = []
    values: List[np.ndarray] = []
    targets: List[np.ndarray] = []
    at = 0
    for tie in ties:
        n = len(tie.p)
        line = at + 2 * np.arange(n)
        for side, points, sign in ((tie.i, tie.p, 1.0), (tie.j, tie.q, -1.0)):
            u, v, one = points[:, 0], points[:, 1], np.ones(n)
            for shift, column, value in ((0, 0, u), (0, 1, v), (0, 2, one), (1, 1, u), (1, 0, -v), (1, 3, one)):
                rows.append(line + shift)
                columns.append(np.full(n, 4 * side + column))
                values.append(sign * value / TIE_M)
        targets.append(np.zeros(2 * n))
        at += 2 * n
    tied = at
    weight = 1 / (SCALE_SPREAD * metres)
    for k, view in enumerate(views):
        turn = math.radians(-start[k])
        size = metres * (float(sizes[k]) if sizes is not None else 1.0)
        for column, (value, w) in enumerate(
            ((size * math.cos(turn), weight), (size * math.sin(turn), weight), (view.x - centre[0], 1 / view.spread), (view.y - centre[1], 1 / view.spread))
        ):  # fmt: skip
            rows.append(np.array([at]))
            columns.append(np.array([4 * k + column]))
            values.append(np.array([w]))
            targets.append(np.array([w * value]))
            at += 1
    shape = (at, 4 * count)
    system = coo_matrix((np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))), shape=shape).tocsr()
    wanted = np.concatenate(targets)
    weights = np.ones(at)
    x = np.zeros(4 * count)
    errors = np.zeros(tied // 2)
    for _ in range(ROUNDS):
        normal = (system.T @ diags(weights) @ system).tocsc()
        x = spsolve(normal, system.T @ (weights * wanted))
        errors = np.hypot(*(system @ x - wanted)[:tied].reshape(-1, 2).T)
        spread = max(0.1, 1.48 * float(np.median(errors)))
        robust = 1 / (1 + (errors / (2 * spread)) ** 2)
        weights[:tied:2] = weights[1:tied:2] = robust
    parameters = x.reshape(-1, 4).copy()
    parameters[:, 2:] += centre
    return Solution(parameters, start, metres, samples, errors * TIE_M, weights[:tied:2], list(ties))


def ground(parameters: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Map coordinates of full-size pixels (from the middle, y down) of one photograph."""
    a, b, x, y = parameters
    return np.column_stack([a * points[:, 0] + b * points[:, 1] + x, b * points[:, 0] - a * points[:, 1] + y])


def witness_residuals(solution: Solution) -> np.ndarray:
    """Distances on the ground between the two places of every plausible match: robust fitting hides nothing here."""
    parts = [
        np.hypot(*(ground(solution.parameters[tie.i], tie.witness_p) - ground(solution.parameters[tie.j], tie.witness_q)).T)
        for tie in solution.ties
    ]
    return np.concatenate(parts)


def gps_shift(views: Sequence[View], solution: Solution) -> np.ndarray:
    """How far the adjustment moved each photograph from its GPS position."""
    return np.hypot(*(solution.parameters[:, 2:] - np.array([(view.x, view.y) for view in views])).T)


def scale_error(views: Sequence[View], adjusted: np.ndarray) -> Optional[float]:
    """Ratio of the adjusted distances between photographs to their GPS distances, less 1; None without long baselines."""
    places = np.array([(view.x, view.y) for view in views])
    if len(views) < 3:
        return None
    before = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1))
    after = np.hypot(*(adjusted[:, None] - adjusted[None]).transpose(2, 0, 1))
    long = before > np.percentile(before, 60)
    return float(np.median(after[long] / before[long]) - 1) if long.any() else None
