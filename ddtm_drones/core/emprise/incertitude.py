"""How far off on the ground the middle of a photograph may be: a standard deviation in metres.

Spreads measured on real flights: pitch 0.8 to 1.4 degrees against a full adjustment, heading 2 to 4 degrees.
"""

from __future__ import annotations

import math
from typing import Optional

PITCH_DEG = 1.2
YAW_DEG = 3.0
POSITION_M = 2.0
HEIGHT_M = 3.0
RTK_FIXED_M = (0.05, 0.3)  # the height above the ground still depends on the take-off point and on the terrain model


def ground_error(height: float, pitch: float, precision_h: Optional[float], precision_v: Optional[float], rtk: Optional[str]) -> float:
    """height: above the ground aimed at; pitch: -90 looks straight down. Grows without limit towards the horizon."""
    dip = max(math.radians(min(-pitch, 90.0)), math.radians(1.0))
    fixed = rtk == "fixe"
    across = precision_h if precision_h else RTK_FIXED_M[0] if fixed else POSITION_M
    upright = max(precision_v, RTK_FIXED_M[1]) if precision_v else RTK_FIXED_M[1] if fixed else HEIGHT_M
    away = height / math.tan(dip)
    parts = (
        height / math.sin(dip) ** 2 * math.radians(PITCH_DEG),
        # near the vertical the roll plays the part that the heading plays further out
        max(away * math.radians(YAW_DEG), height / math.sin(dip) * math.radians(PITCH_DEG)),
        upright / math.tan(dip),
        across,
    )
    return math.sqrt(sum(part * part for part in parts))
