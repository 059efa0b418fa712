"""Ties: points seen by two photographs, and how one lies on the other. Coordinates are full-size pixels from the middle, y down."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any, List, Optional, Sequence, Tuple

import numpy as np

from shared.jobs import JobContext

from .vues import TIES_SIDE, View, picture, reduction

FEATURES = 2000
RATIO = 0.75
RANSAC_PX = 4.0  # in the reduced picture
FEWEST = 15
KEPT = 40  # ties of a pair that go to the adjustment
WITNESSES = 80
WITNESS_SHARE = 0.06  # of the picture's width: further off than this it is a wrong match, not relief
NEIGHBOURS = 9
THREADS = 2


@dataclass
class Tie:
    i: int
    j: int
    p: np.ndarray  # (n, 2) in i
    q: np.ndarray  # (n, 2) in j
    matrix: np.ndarray  # 2 x 3: from i to j
    witness_p: np.ndarray  # every plausible match, those that relief displaces included: what the residuals are stated on
    witness_q: np.ndarray


@dataclass
class Features:
    points: np.ndarray
    descriptors: Optional[np.ndarray]
    factor: int


@dataclass
class Alike:
    """Points of two photographs that look alike, by their ranks in the features: where they lie is not judged yet."""

    i: int
    j: int
    a: np.ndarray
    b: np.ndarray


def find_features(views: Sequence[View], ctx: JobContext, side: int = TIES_SIDE, most: int = FEATURES) -> List[Features]:
    import cv2

    cv2.setNumThreads(1)  # two photographs at a time instead

    def one(view: View) -> Features:
        factor = reduction(view, side)
        grey = picture(view, factor, colour=False)
        sift = cv2.SIFT_create(most)  # type: ignore[attr-defined,unused-ignore]  # missing in OpenCV's stubs
        keys, descriptors = sift.detectAndCompute(grey, None)
        height, width = grey.shape
        points = np.array([key.pt for key in keys], float).reshape(-1, 2)
        return Features((points + 0.5 - (width / 2, height / 2)) * (view.width / width), descriptors, factor)

    out = []
    with ThreadPoolExecutor(THREADS) as pool:
        for rank, features in enumerate(pool.map(one, views)):
            ctx.progress((rank + 1) / len(views), f"Points remarquables : {rank + 1} photo(s) sur {len(views)}")
            out.append(features)
    return out


def candidates(views: Sequence[View]) -> List[Tuple[int, int]]:
    """Pairs near enough to overlap, the nearest few of each photograph."""
    places = np.array([(view.x, view.y) for view in views])
    sizes = [view.ground * math.hypot(view.width, view.height) for view in views if view.ground]
    distances = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1))
    np.fill_diagonal(distances, np.inf)
    nearest = np.median(distances.min(axis=1))
    reach = 0.75 * float(np.median(sizes)) if sizes else 6 * float(nearest)
    pairs = set()
    for i in range(len(views)):
        for j in np.argsort(distances[i])[:NEIGHBOURS]:
            if distances[i, j] <= reach:
                pairs.add((min(i, int(j)), max(i, int(j))))
    return sorted(pairs)


def match(views: Sequence[View], features: Sequence[Features], ctx: JobContext) -> List[Alike]:
    """Points that look alike in every pair of photographs near enough to overlap."""
    pairs = candidates(views)
    found: List[Alike] = []
    with ThreadPoolExecutor(THREADS) as pool:
        for rank, one in enumerate(pool.map(lambda pair: alike(pair, features), pairs)):
            ctx.progress((rank + 1) / len(pairs), f"Liens : {rank + 1} paire(s) sur {len(pairs)}")
            if one is not None:
                found.append(one)
    return found


def alike(pair: Tuple[int, int], features: Sequence[Features]) -> Optional[Alike]:
    """None when too few points look alike."""
    import cv2

    i, j = pair
    a, b = features[i], features[j]
    if a.descriptors is None or b.descriptors is None or min(len(a.points), len(b.points)) < FEWEST:
        return None
    matcher: Any = cv2.FlannBasedMatcher(dict(algorithm=1, trees=4), dict(checks=32))
    good = [m for m, *second in matcher.knnMatch(a.descriptors, b.descriptors, 2) if second and m.distance < RATIO * second[0].distance]
    if len(good) < FEWEST:
        return None
    return Alike(i, j, np.array([m.queryIdx for m in good]), np.array([m.trainIdx for m in good]))


def fitted(found: Sequence[Alike], features: Sequence[Features]) -> List[Tie]:
    """Ties of every pair that holds together, the points lying where `features` says."""
    return [tie for tie in (fit(one, features) for one in found) if tie is not None]


def tie_of(pair: Tuple[int, int], features: Sequence[Features]) -> Optional[Tie]:
    """How the second photograph of the pair lies on the first; None when too few points agree."""
    found = alike(pair, features)
    return fit(found, features) if found is not None else None


def fit(found: Alike, features: Sequence[Features]) -> Optional[Tie]:
    """How the second photograph lies on the first; None when too few of the points agree."""
    import cv2

    i, j = found.i, found.j
    p, q = features[i].points[found.a], features[j].points[found.b]
    cv2.setRNGSeed(34)
    matrix, inside = cv2.estimateAffinePartial2D(p, q, ransacReprojThreshold=RANSAC_PX * features[j].factor)
    if matrix is None or inside.sum() < FEWEST or not 0.7 < math.hypot(matrix[0, 0], matrix[1, 0]) < 1.4:
        return None
    kept = np.flatnonzero(inside[:, 0])
    thinned = kept[np.unique(np.linspace(0, len(kept) - 1, min(KEPT, len(kept))).astype(int))]
    off = np.hypot(*(p @ matrix[:, :2].T + matrix[:, 2] - q).T)
    plausible = np.flatnonzero(off < WITNESS_SHARE * 2 * np.abs(q[:, 0]).max())
    witnesses = plausible[np.unique(np.linspace(0, len(plausible) - 1, min(WITNESSES, len(plausible))).astype(int))]
    return Tie(i, j, p[thinned], q[thinned], matrix, p[witnesses], q[witnesses])


def renumbered(pairs: Sequence[Any], kept: Sequence[int]) -> List[Any]:
    """The pairs (ties, points alike) of the photographs kept, under their new ranks."""
    ranks = {old: new for new, old in enumerate(sorted(kept))}
    return [replace(pair, i=ranks[pair.i], j=ranks[pair.j]) for pair in pairs if pair.i in ranks and pair.j in ranks]


def components(count: int, ties: Sequence[Tie]) -> List[List[int]]:
    """Groups of photographs held together by ties, the largest first."""
    group = list(range(count))

    def root(k: int) -> int:
        while group[k] != k:
            group[k] = group[group[k]]
            k = group[k]
        return k

    for tie in ties:
        group[root(tie.i)] = root(tie.j)
    sets: dict = {}
    for k in range(count):
        sets.setdefault(root(k), []).append(k)
    return sorted(sets.values(), key=len, reverse=True)
