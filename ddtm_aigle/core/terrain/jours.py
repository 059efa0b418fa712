"""The days on which a round is laid out: neither at the week-end nor on a public holiday (Code du travail, art. L. 3133-1)."""

from __future__ import annotations

import datetime as dt
import functools
from typing import Dict, Optional

FIXED = (
    (1, 1, "jour de l'An"), (5, 1, "fête du Travail"), (5, 8, "8 mai 1945"), (7, 14, "fête nationale"), (8, 15, "Assomption"),
    (11, 1, "Toussaint"), (11, 11, "armistice de 1918"), (12, 25, "Noël"),
)  # fmt: skip
FROM_EASTER = ((1, "lundi de Pâques"), (39, "Ascension"), (50, "lundi de Pentecôte"))
WEEK = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


def easter(year: int) -> dt.date:
    """Easter Sunday of the Gregorian calendar, by the method of Meeus, Jones and Butcher."""
    a, (b, c) = year % 19, divmod(year, 100)
    (d, e), f = divmod(b, 4), (b + 8) // 25
    h = (19 * a + b - d - (b - f + 1) // 3 + 15) % 30
    i, k = divmod(c, 4)
    weekday = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * weekday) // 451
    month, day = divmod(h + weekday - 7 * m + 114, 31)
    return dt.date(year, month, day + 1)


@functools.lru_cache(maxsize=16)
def holidays(year: int) -> Dict[dt.date, str]:
    """The eleven public holidays of metropolitan France; when two fall on one day, both names."""
    out: Dict[dt.date, str] = {dt.date(year, month, day): name for month, day, name in FIXED}
    for shift, name in FROM_EASTER:
        day = easter(year) + dt.timedelta(days=shift)
        out[day] = f"{out[day]}, {name}" if day in out else name
    return out


def closed(day: dt.date) -> Optional[str]:
    """Why nobody is at the office that day, in words, or None."""
    name = holidays(day.year).get(day)
    if name:
        return f"férié ({name})"
    return f"un {WEEK[day.weekday()]}" if day.weekday() >= 5 else None


def working_day(first: dt.date, number: int) -> dt.date:
    """The first day, whatever it is, or the number-th following one that is worked."""
    day = first
    for _ in range(number):
        day += dt.timedelta(days=1)
        while closed(day):
            day += dt.timedelta(days=1)
    return day
