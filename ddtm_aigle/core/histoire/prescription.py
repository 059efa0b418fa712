"""Since when a thing is there, as an interval, and what the law makes of it: prescribed, not prescribed or uncertain, with the reason.

Sure means sure for every date the pictures allow: prescribed only when the latest possible start has run out, not prescribed only when
the earliest possible start has not.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Optional, Sequence, Tuple

from ..inference.classes import family
from ..vols import Flight
from .regles import Rule

NAMES = {
    "caravane": "caravane",
    "mobil_home": "mobil-home",
    "construction": "construction",
    "piscine": "piscine",
    "bateau": "bateau",
    "epave_bateau": "épave",
}
INTERRUPTED = ("pv_dresse", "jugement", "contrainte_administrative")


@dataclass(frozen=True)
class Look:
    """One flight over the place: seen or not, and by what name."""

    flight: Flight
    seen: bool
    code: str = ""


@dataclass(frozen=True)
class Story:
    """start: the thing came between these days (first None = before the oldest picture); gone: it left between these days, or None."""

    looks: Tuple[Look, ...]
    start: Tuple[Optional[dt.date], dt.date]
    last_seen: Flight
    gone: Optional[Tuple[dt.date, dt.date]]
    gaps: Tuple[Flight, ...]
    restart: Tuple[Optional[dt.date], dt.date]

    @property
    def absent_before(self) -> Optional[Flight]:
        """The last flight over the place before the thing was first seen."""
        first = next(i for i, look in enumerate(self.looks) if look.seen)
        return self.looks[first - 1].flight if first else None


def tell_story(looks: Sequence[Look]) -> Story:
    """looks: at least one seen. Flights are put in order by their latest day."""
    ordered = tuple(sorted(looks, key=lambda look: (look.flight.latest, look.flight.earliest, look.seen)))
    seen = [i for i, look in enumerate(ordered) if look.seen]
    first, last = seen[0], seen[-1]
    gaps = tuple(ordered[i].flight for i in range(first, last) if not ordered[i].seen)
    resumed = first
    for i in range(first, last):
        if not ordered[i].seen:
            resumed = next(j for j in seen if j > i)
    after = ordered[last + 1 :]
    gone = (ordered[last].flight.earliest, after[0].flight.latest) if after else None
    return Story(ordered, _start(ordered, first), ordered[last].flight, gone, gaps, _start(ordered, resumed))


def _start(ordered: Sequence[Look], index: int) -> Tuple[Optional[dt.date], dt.date]:
    before = [look.flight.earliest for look in ordered[:index] if not look.seen]
    return (max(before) if before else None), ordered[index].flight.latest


def since_text(story: Story) -> str:
    """« présent depuis entre 2012-07-03 et 2015-06-20 », and what else the pictures say."""
    low, high = story.start
    text = f"présent depuis entre {low} et {high}" if low else f"présent depuis le {high} au plus tard (aucune image antérieure sans lui)"
    if story.gone:
        text += f", parti entre {story.gone[0]} et {story.gone[1]}"
    if story.gaps:
        text += f", non vu le {' et le '.join(_flight(flight) for flight in story.gaps)}"
    return text


def judge(
    story: Story, code: str, codes: Sequence[str], rule: Optional[Rule], years: Optional[int], day: dt.date, control: str
) -> Tuple[str, str]:
    """(prescription, reason in a sentence) for one clock. rule None: the table says nothing of the class."""
    name = NAMES.get(code, code)
    if control in INTERRUPTED:
        return "non_prescrit", "Un procès-verbal ou une procédure a interrompu le délai."
    if rule is None or rule.start == "a_confirmer" or years is None:
        return "a_confirmer", f"Le délai applicable ({name}) est à confirmer par le service juridique ; {since_text(story)}."
    law = f"délai de {years} ans"
    if rule.start == "depart_du_site":
        if story.gone is None:
            return (
                "non_prescrit",
                f"Encore présent au vol du {_flight(story.last_seen)} : l'infraction dure, le {law} ne court pas ({name}).",
            )
        return _run(story.gone, years, day, f"{law} à compter du départ", f"parti entre {story.gone[0]} et {story.gone[1]}")
    others = sorted({other for other in codes if other != code and family(other) == family(code) and other in ("caravane", "mobil_home")})
    verdict = _run(story.start, years, day, law, since_text(story))
    if story.gaps:
        later = _run(story.restart, years, day, law, since_text(story))
        if later[0] != verdict[0]:
            return (
                "incertain",
                f"Il manque sur l'image du {_flight(story.gaps[-1])} : oubli du modèle, ou reconstruction ? {since_text(story).capitalize()}.",
            )
    if others and verdict[0] == "prescrit":
        return (
            "incertain",
            f"Vu tantôt {name}, tantôt {', '.join(NAMES[other] for other in others)} : la règle dépend de la nature réelle, à vérifier.",
        )
    return verdict


def _run(start: Tuple[Optional[dt.date], dt.date], years: int, day: dt.date, law: str, facts: str) -> Tuple[str, str]:
    low, high = start
    latest_end = add_years(high, years)
    if latest_end <= day:
        return "prescrit", f"{_capital(facts)} : {law} échu le {latest_end} au plus tard."
    if low is not None and add_years(low, years) > day:
        return "non_prescrit", f"{_capital(facts)} : {law} non échu avant le {add_years(low, years)}."
    since = f"entre le {add_years(low, years)} et le {latest_end}" if low is not None else f"le {latest_end} au plus tard"
    return "incertain", f"{_capital(facts)} : {law} échu {since}, les images ne disent pas si c'est déjà fait."


def add_years(day: dt.date, years: int) -> dt.date:
    """The same day `years` later; 29 February becomes 1 March (never earlier than the law)."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return dt.date(day.year + years, 3, 1)


def _flight(flight: Flight) -> str:
    return str(flight.latest) if flight.earliest == flight.latest else f"{flight.earliest} à {flight.latest}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
