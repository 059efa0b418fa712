"""Instants of photographs: what the file says, in which zone, and how far the clock is from GPS time.

Paris time is computed from the European rule, so that Windows, which has no table of zones, answers the same.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, Dict, Optional, Tuple

from shared.errors import BadInput

_DATE = re.compile(r"(\d{4})[:\-./](\d{1,2})[:\-./](\d{1,2})(?:[ T](\d{1,2}):(\d{2}):(\d{2})(?:[.,](\d+))?)?\s*(Z|[+-]\d{2}:?\d{2})?")
_OFFSET = re.compile(r"([+-])(\d{2}):?(\d{2})$")
UTC = dt.timezone.utc
PARIS = ("europe/paris", "paris", "fr", "")


def read_date(text: Any) -> Tuple[Optional[dt.datetime], Optional[dt.tzinfo]]:
    """(naive date and time, zone when the text gives one). A bare date is no instant: None."""
    match = _DATE.search(text) if isinstance(text, str) else None
    if not match or match.group(4) is None:
        return None, None
    year, month, day, hour, minute, second = (int(match.group(rank)) for rank in range(1, 7))
    micro = int(f"{match.group(7) or '0':0<6}"[:6])
    try:
        moment = dt.datetime(year, month, day, hour, minute, min(second, 59), micro)
    except ValueError:  # 0000:00:00 and the like
        return None, None
    return moment, read_offset(match.group(8))


def read_offset(text: Any) -> Optional[dt.tzinfo]:
    """ "+02:00" or "Z" as a zone; None otherwise."""
    if not isinstance(text, str):
        return None
    if text.strip() == "Z":
        return UTC
    match = _OFFSET.search(text.strip())
    if not match or int(match.group(2)) > 14:
        return None
    span = dt.timedelta(hours=int(match.group(2)), minutes=int(match.group(3)))
    return dt.timezone(-span if match.group(1) == "-" else span)


def paris(local: dt.datetime) -> dt.tzinfo:
    """Offset of a local date and time in France; the hour lived twice in October is taken as summer time."""
    start, end = (_last_sunday(local.year, month) for month in (3, 10))
    summer = start + dt.timedelta(hours=3) <= local < end + dt.timedelta(hours=3)
    return dt.timezone(dt.timedelta(hours=2 if summer else 1))


def paris_from_utc(moment: dt.datetime) -> dt.datetime:
    start, end = (_last_sunday(moment.year, month) + dt.timedelta(hours=1) for month in (3, 10))
    summer = start <= moment.astimezone(UTC).replace(tzinfo=None) < end
    return moment.astimezone(dt.timezone(dt.timedelta(hours=2 if summer else 1)))


def _last_sunday(year: int, month: int) -> dt.datetime:
    day = dt.datetime(year, month, 31)
    return day - dt.timedelta(days=(day.weekday() + 1) % 7)


def in_zone(local: dt.datetime, zone: str) -> dt.datetime:
    """A local date and time of the zone asked ("Europe/Paris", "UTC", "+02:00" or a name that this machine knows)."""
    name = (zone or "").strip()
    if name.lower() in PARIS:
        return local.replace(tzinfo=paris(local))
    if name.upper() in ("UTC", "GMT", "Z"):
        return local.replace(tzinfo=UTC)
    offset = read_offset(name)
    if offset is not None:
        return local.replace(tzinfo=offset)
    try:
        from zoneinfo import ZoneInfo

        return local.replace(tzinfo=ZoneInfo(name))
    except Exception as error:
        raise BadInput(
            f"Fuseau horaire inconnu : « {zone} ». Écrivez Europe/Paris, UTC ou un décalage comme +02:00.", str(error)
        ) from error


def to_zone(moment: dt.datetime, zone: str) -> dt.datetime:
    """An aware instant shown in the zone asked."""
    if (zone or "").strip().lower() in PARIS:
        return paris_from_utc(moment)
    return moment.astimezone(in_zone(moment.replace(tzinfo=None), zone).tzinfo)


def photo_hours(exif: Dict[str, Any], created: Optional[str], utc_text: Optional[str], zone: str) -> Dict[str, Any]:
    """heure_utc, heure_locale, source_heure, ecart_horloge_s and maybe a remark. Most trusted first: exposure time in UTC,
    GPS time, a clock with its offset, a clock in the zone asked."""
    clock, offset, clock_source = None, None, "horloge, fuseau supposé"
    for text in (exif.get("DateTimeOriginal"), created, exif.get("DateTime")):
        clock, offset = read_date(text)
        if clock is not None:
            break
    fraction = str(exif.get("SubSecTimeOriginal") or "")
    if clock is not None and clock.microsecond == 0 and fraction.isdigit():
        clock = clock.replace(microsecond=int(f"{fraction:0<6}"[:6]))
    offset = offset or read_offset(exif.get("OffsetTimeOriginal")) or read_offset(exif.get("OffsetTime"))
    if offset is None and clock is not None:
        other, other_zone = read_date(created)
        if other is not None and other_zone is not None and abs((other - clock).total_seconds()) < 2:
            offset = other_zone
    by_clock = None
    if clock is not None:
        if offset is not None:
            clock_source = "horloge, avec son décalage"
        by_clock = clock.replace(tzinfo=offset) if offset is not None else in_zone(clock, zone)
    exposed, exposed_zone = read_date(utc_text)
    by_gps = exposed.replace(tzinfo=exposed_zone or UTC) if exposed is not None else None
    source = "heure UTC de l'exposition"
    if by_gps is None:
        by_gps, source = _gps_time(exif), "heure GPS"
    out: Dict[str, Any] = {"heure_utc": None, "heure_locale": None, "source_heure": None, "ecart_horloge_s": None, "horloge": clock}
    best = by_gps or by_clock
    if best is None:
        return out
    out["heure_utc"] = best.astimezone(UTC)
    local = to_zone(best, zone) if offset is None or by_gps is not None or by_clock is None else by_clock
    out["heure_locale"] = local.isoformat(timespec="seconds")
    out["source_heure"] = source if by_gps is not None else clock_source
    if by_gps is not None and by_clock is not None:
        out["ecart_horloge_s"] = (by_clock - by_gps).total_seconds()
    return out


def _gps_time(exif: Dict[str, Any]) -> Optional[dt.datetime]:
    day, time = exif.get("GPSDateStamp"), exif.get("GPSTimeStamp")
    if not isinstance(day, str) or not isinstance(time, tuple) or len(time) < 3 or any(part is None for part in time[:3]):
        return None
    match = re.match(r"(\d{4})[:\-](\d{2})[:\-](\d{2})", day)
    if not match:
        return None
    try:
        start = dt.datetime(int(match.group(1)), int(match.group(2)), int(match.group(3)), tzinfo=UTC)
    except ValueError:
        return None
    if start.year < 1990 or not 0 <= time[0] < 24:
        return None
    return start + dt.timedelta(hours=time[0], minutes=time[1], seconds=time[2])
