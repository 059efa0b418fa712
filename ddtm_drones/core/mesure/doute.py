"""What is not known of a photograph's pose, and what it does to a figure drawn from it.

The errors of the pose are common to every place clicked: they move a distance as a whole and leave much of it true. Each cause is moved by
one standard deviation either way, the figure computed again, and the half differences added in quadrature.
"""

from __future__ import annotations

import math
from typing import Any, Callable, List, Mapping, NamedTuple, Optional, Sequence, Tuple

import numpy as np

from ..emprise.incertitude import HEIGHT_M, PITCH_DEG, POSITION_M, RTK_FIXED_M, YAW_DEG

FOCAL = {"DewarpData": 0.002, "CalibratedFocalLength": 0.005}  # relative; where the focal length is only nominal:
NOMINAL_FOCAL = 0.02


class Pose(NamedTuple):
    """Something added to a pose."""

    turn: Tuple[float, float, float] = (0.0, 0.0, 0.0)  # degrees of yaw, pitch, roll
    move: Tuple[float, float, float] = (0.0, 0.0, 0.0)  # metres east, north, up
    zoom: float = 1.0


SAME = Pose()
Figures = Callable[[Pose, np.ndarray], Optional[np.ndarray]]  # (pose, shift of the pixels (n, 2)) -> figures; None: ground lost


def causes(photo: Mapping[str, Any]) -> List[Tuple[str, Pose, Pose]]:
    """(name, one standard deviation more, one less) of each thing that the photograph does not know exactly."""
    fixed = photo.get("rtk") == "fixe"
    across = photo.get("precision_h") or (RTK_FIXED_M[0] if fixed else POSITION_M)
    given = photo.get("precision_v")
    upright = max(given, RTK_FIXED_M[1]) if given else RTK_FIXED_M[1] if fixed else HEIGHT_M
    focal = FOCAL.get(photo.get("source_focale") or "", NOMINAL_FOCAL)
    return [
        ("cap", Pose(turn=(YAW_DEG, 0, 0)), Pose(turn=(-YAW_DEG, 0, 0))),
        ("inclinaison", Pose(turn=(0, PITCH_DEG, 0)), Pose(turn=(0, -PITCH_DEG, 0))),
        ("roulis", Pose(turn=(0, 0, PITCH_DEG)), Pose(turn=(0, 0, -PITCH_DEG))),
        ("position", Pose(move=(across, 0, 0)), Pose(move=(-across, 0, 0))),
        ("position", Pose(move=(0, across, 0)), Pose(move=(0, -across, 0))),
        ("hauteur", Pose(move=(0, 0, upright)), Pose(move=(0, 0, -upright))),
        ("focale", Pose(zoom=1 + focal), Pose(zoom=1 - focal)),
    ]


def sigmas(figures: Figures, photo: Mapping[str, Any], count: int, pointing_px: float) -> Optional[np.ndarray]:
    """Standard deviation of each figure; None when a likely error loses the ground: the figure then means nothing."""
    still = np.zeros((count, 2))
    trials: List[Tuple[Optional[np.ndarray], Optional[np.ndarray]]] = [(figures(a, still), figures(b, still)) for _, a, b in causes(photo)]
    for rank in range(count):
        for axis in (0, 1):
            shift = still.copy()
            shift[rank, axis] = pointing_px
            trials.append((figures(SAME, shift), figures(SAME, -shift)))
    total: Any = 0.0
    for more, less in trials:
        if more is None or less is None:
            return None
        total = total + ((more - less) / 2) ** 2
    return np.sqrt(total)


def ellipse(covariance: Sequence[Sequence[float]]) -> Tuple[float, float, float]:
    """(long half axis, short half axis, bearing of the long one from north) of one standard deviation."""
    values, vectors = np.linalg.eigh(np.asarray(covariance))
    low, high = (math.sqrt(max(0.0, float(value))) for value in values)
    return high, low, float(math.degrees(math.atan2(vectors[0, 1], vectors[1, 1])) % 180)
