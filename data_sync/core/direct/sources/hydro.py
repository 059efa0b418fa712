"""What two hydrometric sources share: does the water rise?"""

from __future__ import annotations

import datetime as dt
from typing import Optional, Sequence, Tuple

SEUIL_M_H = 0.02
FENETRE = (dt.timedelta(minutes=20), dt.timedelta(minutes=100))


def tendance(serie: Sequence[Tuple[dt.datetime, float]]) -> Tuple[Optional[float], str]:
    """(metres an hour, "monte" | "stable" | "baisse" | "inconnue") from the last stage and that of about one hour before.

    serie: (hour, stage in metres), oldest first. Without a stage 20 to 100 minutes older than the last, the trend is unknown.
    """
    if not serie:
        return None, "inconnue"
    last, stage = serie[-1]
    before = [(abs((last - when).total_seconds() - 3600), when, value) for when, value in serie if FENETRE[0] <= last - when <= FENETRE[1]]
    if not before:
        return None, "inconnue"
    _, when, value = min(before)
    slope = (stage - value) / ((last - when).total_seconds() / 3600)
    return round(slope, 3), "monte" if slope > SEUIL_M_H else "baisse" if slope < -SEUIL_M_H else "stable"
