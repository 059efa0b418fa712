"""Values of published files to catalogue values, one value at a time.

A converter takes a value and returns `(value or None, note or None)`; the note says in French what was repaired. It
raises ValueError with a French reason when the value cannot be read: the field is then left empty, and reported.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from typing import Any, Callable, Dict, Optional, Tuple

from .encoding import repair

Converted = Tuple[Any, Optional[str]]
_EMPTY = {"", "null", "none", "nan", "nat", "n/a", "na", "<null>", "(null)", "-9999"}
_YES = {"oui", "o", "true", "t", "vrai", "1", "1.0", "yes", "y"}
_NO = {"non", "n", "false", "f", "faux", "0", "0.0", "no"}
_SPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")


def is_empty(value: Any) -> bool:
    """True for None, NaN, NaT, an empty text and the words that stand for it."""
    if value is None:
        return True
    if isinstance(value, float):
        return math.isnan(value)
    if isinstance(value, str):
        return value.strip().lower() in _EMPTY
    return value != value  # NaT and pandas.NA answer oddly on purpose


def text(value: Any) -> Converted:
    if is_empty(value):
        return None, None
    if isinstance(value, float) and value.is_integer():
        return str(int(value)), None
    if isinstance(value, (dt.datetime, dt.date)):
        return value.isoformat(), None
    repaired, note = repair(str(value))
    return _SPACES.sub(" ", repaired).strip() or None, note


def insee(value: Any) -> Converted:
    """Code of a commune: five characters; a leading zero eaten by a spreadsheet is given back."""
    code, _ = text(value)
    if code is None:
        return None, None
    code = code.upper()
    if re.fullmatch(r"\d{4}", code):
        return "0" + code, "zéro de tête rendu au code INSEE"
    if not re.fullmatch(r"(\d\d|2[AB])\d{3}", code):
        raise ValueError("code INSEE illisible")
    return code, None


def real(value: Any) -> Converted:
    if is_empty(value):
        return None, None
    if isinstance(value, str):
        cleaned = _SPACES.sub("", value).replace("'", "")
        if "," in cleaned:
            cleaned = cleaned.replace(".", "").replace(",", ".") if cleaned.rfind(",") > cleaned.rfind(".") else cleaned.replace(",", "")
        try:
            value = float(cleaned)
        except ValueError:
            raise ValueError("nombre illisible") from None
    number = float(value)
    if not math.isfinite(number):
        raise ValueError("nombre illisible")
    return number, None


def real_positive(value: Any) -> Converted:
    """A measure for which zero or less means "not known" or "no limit" in the published data."""
    number, note = real(value)
    return (number, note) if number is not None and number > 0 else (None, None)


def integer(value: Any) -> Converted:
    number, note = real(value)
    if number is None:
        return None, None
    if not number.is_integer():
        return int(math.floor(number + 0.5)), "nombre arrondi à l'entier"
    return int(number), note


def integer_positive(value: Any) -> Converted:
    number, note = integer(value)
    return (number, note) if number is not None and number > 0 else (None, None)


def boolean(value: Any) -> Converted:
    if is_empty(value):
        return None, None
    word = str(value).strip().lower()
    if word in _YES:
        return True, None
    if word in _NO:
        return False, None
    raise ValueError("oui ou non attendu")


_DATE_FORMS = (
    (re.compile(r"(\d{4})[-/_.](\d{1,2})[-/_.](\d{1,2})(?:[T ].*)?$"), (1, 2, 3)),
    (re.compile(r"(\d{1,2})[-/_.](\d{1,2})[-/_.](\d{4})(?:[T ].*)?$"), (3, 2, 1)),
    (re.compile(r"(\d{4})(\d{2})(\d{2})$"), (1, 2, 3)),
)
_PARTIAL = re.compile(r"(\d{4})(?:[-/_.](\d{1,2}|\?{1,2}|x{1,2}))?(?:[-/_.](\d{1,2}|\?{1,2}|x{1,2}))?$", re.I)
_PARTIAL_END = re.compile(r"(?:(?:\d{1,2}|\?{1,2}|x{1,2})[-/_.]){1,2}(\d{4})$", re.I)
_NO_DATE = re.compile(r"(?=.*[?x])[?x\d]{2,4}(?:[-/_.][?x\d]{1,4}){0,2}$", re.I)


def _parts(value: Any) -> Tuple[Optional[dt.date], Optional[int], Optional[str]]:
    """(date, year, note); a date with unknown parts gives its year only."""
    if is_empty(value):
        return None, None, None
    if isinstance(value, dt.datetime):
        value = value.date()
    if not isinstance(value, dt.date):
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        word = str(value).strip()
        for form, (year, month, day) in _DATE_FORMS:
            match = form.match(word)
            if match:
                try:
                    value = dt.date(int(match.group(year)), int(match.group(month)), int(match.group(day)))
                except ValueError:
                    raise ValueError("date impossible") from None
                break
        else:
            match = _PARTIAL.match(word) or _PARTIAL_END.match(word)
            if match:
                return None, _plausible(int(match.group(1))), "date incomplète : seule l'année est gardée"
            if _NO_DATE.match(word):
                return None, None, "date inconnue dans la source"
            raise ValueError("date illisible")
    if value == dt.date(1899, 12, 30):
        return None, None, "date vide d'un tableur (30/12/1899) retirée"
    _plausible(value.year)
    return value, value.year, None


def _plausible(year: int) -> int:
    if not 1000 <= year <= 2200:
        raise ValueError("année hors de toute vraisemblance")
    return year


def date(value: Any) -> Converted:
    """ISO date, or None with a note when the day or the month is not known."""
    day, _, note = _parts(value)
    return (day.isoformat() if day else None), note


def year(value: Any) -> Converted:
    _, number, note = _parts(value)
    return number, None if number is not None else note


def moment(value: Any) -> Converted:
    if is_empty(value):
        return None, None
    if isinstance(value, dt.datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=dt.timezone.utc)
        return aware.astimezone(dt.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"), None
    day, note = date(value)
    return (f"{day}T00:00:00Z" if day else None), note


def phone(value: Any) -> Converted:
    """French number in pairs; one eaten leading zero is given back."""
    word, _ = text(value)
    if word is None:
        return None, None
    digits = re.sub(r"\D", "", word.replace("+33", "0", 1))
    note = None
    if len(digits) == 9 and digits[0] in "123456789":
        digits, note = "0" + digits, "zéro de tête rendu au numéro de téléphone"
    if len(digits) == 10 and digits[0] == "0":
        return " ".join(digits[i : i + 2] for i in range(0, 10, 2)), note
    return word, None


_ROAD = re.compile(r"(?:R\.?\s*)?([ADNMEC])\s*0*(\d+)\s*([A-Z]?\d*)$", re.I)


def road_number(value: Any) -> Converted:
    """Route number as on the signs: « RD 65 », « D065 » -> "D65"; several numbers keep the first."""
    word, _ = text(value)
    if word is None:
        return None, None
    first = re.split(r"\s*[/;,]\s*", word)[0]
    match = _ROAD.match(first)
    if match:
        return f"{match.group(1).upper()}{match.group(2)}{match.group(3).upper()}", None
    return first, None


def code2(value: Any) -> Converted:
    """Two-digit code of a national list: 5 or « 5 » -> "05"."""
    code, _ = text(value)
    return (code.zfill(2) if code and code.isdigit() else code), None


def insee_of_document(value: Any) -> Converted:
    """Commune of a planning document's identifier: « 34172_PLU_20200101 » -> "34172"; None for an intercommunal one (SIREN)."""
    word, _ = text(value)
    match = re.match(r"(?:DU_)?((?:\d\d|2[AB])\d{3})(?:_|$)", (word or "").upper())
    return (match.group(1) if match else None), None


def partition(value: Any) -> Converted:
    """What a planning document replaces when it is imported again: « 34172_PLU_20200101 » -> "DU_34172" (PSMV apart)."""
    word, _ = text(value)
    match = re.match(r"(?:(DU|PSMV)_)?(\d{9}|(?:\d\d|2[AB])\d{3})(?:_([A-Z]+))?", (word or "").upper())
    if not match:
        return word, None
    return f"{'PSMV' if 'PSMV' in (match.group(1), match.group(3)) else 'DU'}_{match.group(2)}", None


_PARCEL = re.compile(r"((?:\d\d|2[AB])\d{3})(\d{3})([0-9A-Z]{2})(\d{4})$")


def parcel(value: Any) -> Converted:
    """The 14 characters of a parcel: commune (5), prefix (3), section (2), number (4)."""
    word, _ = text(value)
    if word is None:
        return None, None
    if not _PARCEL.match(word.upper()):
        raise ValueError("identifiant de parcelle illisible (14 caractères attendus)")
    return word.upper(), None


def _part_of_parcel(group: int) -> Callable[[Any], Converted]:
    def part(value: Any) -> Converted:
        word, _ = text(value)
        match = _PARCEL.match((word or "").upper())
        return (match.group(group) if match else None), None

    return part


CONVERTERS: Dict[str, Callable[[Any], Converted]] = {
    "texte": text,
    "insee": insee,
    "reel": real,
    "reel_positif": real_positive,
    "entier": integer,
    "entier_positif": integer_positive,
    "booleen": boolean,
    "date": date,
    "annee": year,
    "horodatage": moment,
    "telephone": phone,
    "numero_route": road_number,
    "code2": code2,
    "insee_du_document": insee_of_document,
    "partition": partition,
    "parcelle": parcel,
    "parcelle_insee": _part_of_parcel(1),
    "parcelle_prefixe": _part_of_parcel(2),
    "parcelle_section": _part_of_parcel(3),
    "parcelle_numero": _part_of_parcel(4),
}
