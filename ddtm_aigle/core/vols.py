"""When a picture was taken: an exact day, an interval, or nothing better than the year. Always an interval, never a floor."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import List, Optional, Tuple

import numpy as np

from shared.errors import BadInput

from .lecture import Shapes

DATE_FIELDS = ("date_vol", "date_prise_de_vue", "date_cliche", "date_pva", "date", "datevol", "date_v", "dt_vol")
_DAY = r"\d{4}-\d\d-\d\d"
OLDEST = 1920


@dataclass(frozen=True)
class Flight:
    """Earliest and latest day at which the picture may have been taken (equal when the day is known)."""

    earliest: dt.date
    latest: dt.date


def parse_flight(text: str) -> Flight:
    """« 2021-06-03 » or « 2021-05-12/2021-07-03 ». Raises BadInput."""
    match = re.fullmatch(rf"\s*({_DAY})\s*(?:/\s*({_DAY})\s*)?", text)
    try:
        if not match:
            raise ValueError(text)
        earliest = dt.date.fromisoformat(match.group(1))
        latest = dt.date.fromisoformat(match.group(2)) if match.group(2) else earliest
    except ValueError:
        raise BadInput(f"Date de vol « {text} » illisible : écrivez AAAA-MM-JJ, ou AAAA-MM-JJ/AAAA-MM-JJ pour un intervalle.") from None
    if latest < earliest:
        raise BadInput(f"Dates de vol « {text} » inversées : la première doit précéder la seconde.")
    if earliest.year < OLDEST or latest > dt.date.today() + dt.timedelta(days=1):
        raise BadInput(f"Date de vol « {text} » impossible : vérifiez l'année.")
    return Flight(earliest, latest)


def whole_year(year: int) -> Flight:
    """All that a vintage alone tells."""
    return Flight(dt.date(year, 1, 1), dt.date(year, 12, 31))


def vintage(given: Optional[int], flight: Optional[Flight], name: str) -> int:
    """The year given, else that of the flight, else the one in the file's name (34-2021-0750-6270-...). Raises BadInput."""
    year = given
    if year is None and flight is not None:
        year = flight.latest.year
    if year is None:
        found = re.findall(r"(?<!\d)((?:19|20)\d\d)(?!\d)", name)
        if len(set(found)) != 1:
            raise BadInput(f"Le millésime de « {name} » est inconnu : indiquez-le (par exemple 2021).")
        year = int(found[0])
    if not OLDEST <= year <= dt.date.today().year:
        raise BadInput(f"Millésime {year} impossible : indiquez l'année de la prise de vue.")
    return year


def flights_at(points: np.ndarray, default: Flight, table: Optional[Shapes]) -> List[Flight]:
    """The flight of each point: the day in the table of flights that holds it, else `default`; several days make an interval."""
    if table is None:
        return [default] * len(points)
    out: List[Flight] = []
    for texts in table.texts_at(points):
        days = [day for day in (day_of(text) for text in texts) if day is not None]
        out.append(Flight(min(days), max(days)) if days else default)
    return out


def day_of(text: str) -> Optional[dt.date]:
    """The day a field of a flight layer tells, or None."""
    for pattern, order in ((r"(\d{4})[-/]?(\d\d)[-/]?(\d\d)", (1, 2, 3)), (r"(\d\d)/(\d\d)/(\d{4})", (3, 2, 1))):
        match = re.match(pattern, text.strip())
        if match:
            try:
                return dt.date(*(int(match.group(i)) for i in order))
            except ValueError:
                return None
    return None


def span(flight: Flight) -> Tuple[str, str]:
    return flight.earliest.isoformat(), flight.latest.isoformat()
