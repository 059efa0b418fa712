"""What is asked of a round, read from words: the day, its hours, how long a visit lasts, who starts where."""

from __future__ import annotations

import datetime as dt
import math
import re
from typing import Any, Dict, List, Optional, Tuple

import shapely

from shared.catalogue.aigle import CLASSE_DETECTION
from shared.errors import BadInput

from .planning import Hours

# Minutes on the spot: to find the place, look, take pictures, note. The agents' own figures go in `durees`.
DURATIONS: Dict[str, int] = {"caravane": 20, "mobil_home": 20, "construction": 30, "piscine": 15, "bateau": 15, "epave_bateau": 20}
HOURS, PAUSE = "09:00-17:00", 45
MOST_TEAMS = 6
Team = Tuple[str, Any]


def read_day(value: Any) -> dt.date:
    try:
        return dt.date.fromisoformat(str(value)) if value else dt.date.today()
    except ValueError:
        raise BadInput(f"Date « {value} » illisible : écrivez AAAA-MM-JJ.") from None


def read_hours(hours: Any, pause: Any) -> Hours:
    """« 09:00-17:00 », or « 09:00- » without a limit; pause: minutes at noon."""
    text = str(hours or HOURS).strip()
    found = re.fullmatch(r"(\d{1,2})[:hH](\d{2})?\s*-\s*(?:(\d{1,2})[:hH](\d{2})?)?", text)
    if found:
        start = int(found.group(1)) * 60 + int(found.group(2) or 0)
        end = int(found.group(3)) * 60 + int(found.group(4) or 0) if found.group(3) else None
        if start < 1440 and (end is None or start < end <= 1440):
            return Hours(start, end, _minutes(PAUSE if pause in (None, "") else pause, "La pause", 0, 240))
    raise BadInput(f"Horaires « {text} » illisibles : écrivez par exemple 09:00-17:00, ou 09:00- sans limite.")


def read_durations(text: Any) -> Dict[str, int]:
    """« 25 » for every class, or « construction=40, caravane=15 »; the others keep the table's."""
    out = dict(DURATIONS)
    for part in str(text or "").split(","):
        name, equal, value = (word.strip() for word in part.partition("="))
        if not name:
            continue
        if equal and name not in CLASSE_DETECTION.codes:
            raise BadInput(f"Classe inconnue : « {name} » ; classes : {', '.join(CLASSE_DETECTION.codes)}.")
        minutes = _minutes(value if equal else name, "La durée d'une visite", 1, 480)
        out.update({name: minutes} if equal else dict.fromkeys(out, minutes))
    return out


def read_teams(start: Any, others: Any) -> List[Team]:
    """(name, place) of each team: the start, then « Béziers=715000,6250000 ; 770000,6280000 ». Empty: nobody said where."""
    teams: List[Team] = [("Équipe 1", read_place(start))] if start else []
    for part in str(others or "").split(";"):
        name, equal, place = part.rpartition("=")
        if part.strip():
            teams.append((name.strip()[:40] or f"Équipe {len(teams) + 1}", read_place(place)))
    if len(teams) > MOST_TEAMS:
        raise BadInput(f"{len(teams)} équipes : {MOST_TEAMS} au plus.")
    return teams


def read_place(value: Any) -> Any:
    found = re.fullmatch(r"\s*(-?\d+(?:\.\d+)?)\s*[,; ]\s*(-?\d+(?:\.\d+)?)\s*(?:\[[^\]]*\])?\s*", str(value))
    point: Tuple[float, float] = (float(found.group(1)), float(found.group(2))) if found else (math.nan, math.nan)
    if not (0 < point[0] < 1_300_000 and 6_000_000 < point[1] < 7_200_000):
        raise BadInput("Le départ s'écrit X,Y en Lambert 93, par exemple 772000,6275000.")
    return shapely.Point(point)


def _minutes(value: Any, what: str, least: int, most: int) -> int:
    try:
        minutes = int(str(value).strip())
    except ValueError:
        minutes = -1
    if not least <= minutes <= most:
        raise BadInput(f"{what} « {value} » est illisible : donnez des minutes, de {least} à {most}.")
    return minutes


def clock(minutes: Optional[float]) -> str:
    """« 09:05 » of minutes since midnight, to the minute."""
    whole = int(round(minutes or 0))
    return f"{whole // 60:02d}:{whole % 60:02d}"


def lasting(minutes: float) -> str:
    whole = int(round(minutes))
    return f"{whole // 60} h {whole % 60:02d}" if whole >= 60 else f"{whole} min"
