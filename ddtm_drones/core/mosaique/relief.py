"""Whether the ground is flat enough for a mosaic that ignores relief, when a terrain model covers it."""

from __future__ import annotations

import os
from typing import List, Optional, Sequence

import numpy as np

from shared.errors import BadInput
from shared.espace import Espace

from ..emprise import terrain
from ..projection import EPSG
from .ajustement import Solution
from .vues import View

MOST = 0.15  # of the flying height


def doubts(views: Sequence[View], solution: Solution, epsg: int, espace: Espace, mnt: Optional[str]) -> List[str]:
    """French reasons not to trust the mosaic. Raises BadInput when the terrain named is unusable."""
    heights = [view.above for view in views if view.above]
    path = mnt or _own(espace)
    if not path or epsg != EPSG or not heights:
        return []
    margin = 0.5 * solution.metres_per_pixel * max(max(view.width, view.height) for view in views)
    places = solution.parameters[:, 2:]
    (west, south), (east, north) = places.min(axis=0) - margin, places.max(axis=0) + margin
    grid = terrain.load(path, (west, south, east, north))
    if grid is None:
        return []
    height = float(np.median(heights))
    low, high = np.nanpercentile(grid.heights, (5, 95))
    if high - low <= MOST * height:
        return []
    return [f"le terrain varie de {high - low:.0f} m sous un vol à {height:.0f} m"]


def _own(espace: Espace) -> Optional[str]:
    try:
        path = os.fspath(espace.generation / "mnt.tif")
    except BadInput:
        return None
    return path if os.path.isfile(path) else None
