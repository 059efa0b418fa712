"""One value of one field: from Python to what the GeoPackage stores, and back. Refusals are French sentences.

Instants are stored in UTC as "2026-11-24T07:05:12.345Z". QGIS 3.22 writes hours typed in its own forms without the
final Z: they too are read as UTC, as the GeoPackage standard says and as the form's label says.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from typing import Any, Optional

from ..catalogue import Field, Layer
from ..errors import BadInput

_INSTANT = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?)?(Z|[+-]\d\d:?\d\d)?$")
_INTEGER_LIMIT = 2**63
_CODES_SHOWN = 6


def utc_now() -> str:
    """This instant, as stored."""
    return format_instant(dt.datetime.now(dt.timezone.utc))


def format_instant(value: dt.datetime) -> str:
    """An instant as stored: UTC, milliseconds, Z. A naive datetime is the workstation's local time."""
    value = value.astimezone(dt.timezone.utc)
    return value.strftime("%Y-%m-%dT%H:%M:%S.") + f"{value.microsecond // 1000:03d}Z"


def parse_instant(text: str) -> dt.datetime:
    """What `format_instant` wrote, or any ISO date-time (no zone = UTC), as an aware datetime in UTC. Raises ValueError."""
    if not _INSTANT.match(text):
        raise ValueError(text)
    body = text.replace(" ", "T")
    zone = "+00:00"
    match = re.search(r"(Z|[+-]\d\d:?\d\d)$", body[10:])
    if match:
        body = body[: 10 + match.start()]
        if match.group(1) != "Z":
            zone = match.group(1) if ":" in match.group(1) else match.group(1)[:3] + ":" + match.group(1)[3:]
    if "." in body:
        whole, fraction = body.split(".")
        body = f"{whole}.{fraction[:6]:0<6}"
    parsed = dt.datetime.fromisoformat(body)
    return parsed.replace(tzinfo=dt.datetime.fromisoformat("2000-01-01T00:00:00" + zone).tzinfo).astimezone(dt.timezone.utc)


def to_local(text: str) -> dt.datetime:
    """A stored instant in the workstation's local time, for people to read."""
    return parse_instant(text).astimezone()


def refusal(layer: Layer, field: Field, value: Any, expected: str) -> BadInput:
    shown = repr(value) if len(repr(value)) <= 60 else repr(value)[:57] + "..."
    return BadInput(f"Couche « {layer.title} », champ « {field.label} » : {shown} n'est pas {expected}.", f"{layer.name}.{field.name}")


def is_missing(value: Any) -> bool:
    """None, NaN, pandas' NA and NaT, QGIS's NULL: no value."""
    if value is None:
        return True
    if isinstance(value, float):
        return math.isnan(value)
    if type(value).__name__ in ("NAType", "NaTType"):
        return True
    is_null = getattr(value, "isNull", None)
    return bool(is_null()) if callable(is_null) else False


def encode(layer: Layer, field: Field, value: Any) -> Optional[Any]:
    """`value` as SQLite stores it in `field`. Raises BadInput when it does not fit the type, the domain or NOT NULL."""
    if is_missing(value):
        if field.required:
            raise BadInput(f"Couche « {layer.title} » : le champ « {field.label} » est obligatoire.", f"{layer.name}.{field.name}")
        return None
    if hasattr(value, "item") and not isinstance(value, (str, bytes)):  # numpy scalar
        value = value.item()
    stored = _ENCODERS[field.type](layer, field, value)
    if field.domain and stored not in field.domain.codes:
        known = ", ".join(field.domain.codes[:_CODES_SHOWN]) + (", …" if len(field.domain.codes) > _CODES_SHOWN else "")
        raise refusal(layer, field, value, f"un code connu (codes admis : {known})")
    return stored


def decode(field: Field, stored: Any) -> Any:
    """A stored value as Python: bool for booleen, the rest as stored. Dates and instants are ISO texts; an instant that QGIS
    wrote without its zone is given back with the final Z, so that nobody takes it for local time."""
    if field.type == "booleen" and stored is not None:
        return bool(stored)
    if field.type == "horodatage" and isinstance(stored, str) and not stored.endswith("Z") and _INSTANT.match(stored):
        try:
            return format_instant(parse_instant(stored))
        except ValueError:  # looks like a date but is none ("2026-02-31..."): shown as it is, and `check` is there to tell
            return stored
    return stored


def _text(layer: Layer, field: Field, value: Any) -> str:
    if not isinstance(value, str):
        raise refusal(layer, field, value, "un texte")
    if "\x00" in value:
        raise refusal(layer, field, value, "un texte lisible (il contient un caractère nul)")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        raise refusal(layer, field, value, "un texte lisible (encodage endommagé)") from error
    return value


def _integer(layer: Layer, field: Field, value: Any) -> int:
    if (
        isinstance(value, bool)
        or not isinstance(value, (int, float))
        or value != value
        or value in (math.inf, -math.inf)
        or int(value) != value
    ):
        raise refusal(layer, field, value, "un nombre entier")
    if not -_INTEGER_LIMIT <= int(value) < _INTEGER_LIMIT:
        raise refusal(layer, field, value, "un nombre entier de taille admise")
    return int(value)


def _real(layer: Layer, field: Field, value: Any) -> float:
    try:
        number = float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else math.nan
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise refusal(layer, field, value, "un nombre")
    return number


def _boolean(layer: Layer, field: Field, value: Any) -> int:
    if not isinstance(value, (bool, int)) or value not in (0, 1):
        raise refusal(layer, field, value, "oui ou non (vrai ou faux)")
    return int(value)


def _date(layer: Layer, field: Field, value: Any) -> str:
    if isinstance(value, dt.datetime):
        value = value.date()
    try:
        day = value if isinstance(value, dt.date) else dt.date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise refusal(layer, field, value, "une date (AAAA-MM-JJ)") from error
    return day.isoformat()


def _instant(layer: Layer, field: Field, value: Any) -> str:
    try:
        if isinstance(value, dt.datetime):
            return format_instant(value)
        return format_instant(parse_instant(value))
    except (TypeError, ValueError, OverflowError, AttributeError) as error:
        raise refusal(layer, field, value, "une date et une heure (AAAA-MM-JJTHH:MM:SSZ)") from error


_ENCODERS = {"texte": _text, "entier": _integer, "reel": _real, "booleen": _boolean, "date": _date, "horodatage": _instant}
