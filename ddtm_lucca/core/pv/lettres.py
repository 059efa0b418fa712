"""Dates and hours in words, as a report writes them: « L'an deux mille vingt-six, le dix mars, à neuf heures trente »."""

from __future__ import annotations

import datetime as dt

UNITS = ("zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf").split()
TENS = {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante", 80: "quatre-vingt"}
MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()


def number(value: int, feminine: bool = False) -> str:
    """0 to 9999 in words. feminine: « vingt et une heures »."""
    if not 0 <= value <= 9999:
        raise ValueError("0 to 9999 only")
    if value >= 1000:
        head = "mille" if value < 2000 else f"{number(value // 1000)} mille"
        return head if value % 1000 == 0 else f"{head} {number(value % 1000, feminine)}"
    if value >= 100:
        count, rest = divmod(value, 100)
        head = "cent" if count == 1 else f"{UNITS[count]} cent{'s' if rest == 0 else ''}"
        return head if rest == 0 else f"{head} {number(rest, feminine)}"
    return _under_a_hundred(value, feminine)


def _under_a_hundred(value: int, feminine: bool) -> str:
    one = "une" if feminine else "un"
    if value < 20:
        return one if value == 1 else UNITS[value]
    tens = value // 10 * 10
    if tens in (70, 90):
        tens -= 10
    rest = value - tens
    if rest == 0:
        return TENS[tens] + ("s" if tens == 80 else "")
    if rest in (1, 11) and tens != 80:
        return f"{TENS[tens]} et {one if rest == 1 else 'onze'}"
    return f"{TENS[tens]}-{one if rest == 1 else UNITS[rest]}"


def day(value: dt.date) -> str:
    """« l'an deux mille vingt-six, le premier mars »"""
    rank = "premier" if value.day == 1 else number(value.day)
    return f"l'an {number(value.year)}, le {rank} {MONTHS[value.month - 1]}"


def hour(text: str) -> str:
    """ "09:30" -> « neuf heures trente »; "21:01" -> « vingt et une heures une »."""
    hours, minutes = (int(part) for part in text.split(":"))
    if hours in (0, 12):
        head = "minuit" if hours == 0 else "midi"
    else:
        head = f"{number(hours, True)} heure{'s' if hours > 1 else ''}"
    return head if minutes == 0 else f"{head} {number(minutes, True)}"


def plain(value: dt.date) -> str:
    """« 10 mars 2026 »"""
    return f"{'1er' if value.day == 1 else value.day} {MONTHS[value.month - 1]} {value.year}"
