"""What the pictures tell of a thing: since when it is there, when it is missing, when it left, when it grew. Always intervals.

An absence counts as « before » or « after » only when every day that its flight may have had is on that side of every sighting; else it is a
gap: the model missed the thing, or it was not there. An absence that an agent checked on the picture is sure.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Optional, Sequence, Tuple

from ..vols import Flight

Interval = Tuple[Optional[dt.date], dt.date]
GROWTH, GROWTH_M2 = 1.5, 20.0  # a thing has grown when its frame is this many times larger, and by this much


@dataclass(frozen=True)
class Look:
    """One flight over the place: seen or not, and by what name. extent: m² of the frame; sure: an agent checked that it is not there;
    faint: only guessed, with a lowered threshold, which proves neither that it is there nor that it is not."""

    flight: Flight
    seen: bool
    code: str = ""
    year: int = 0
    extent: Optional[float] = None
    sure: bool = False
    faint: bool = False


@dataclass(frozen=True)
class Story:
    """start: it came between these days (first None: before the oldest picture); sure_start: the same, after the last checked gap;
    restart: after the last gap, checked or not; gone, sure_gone: it left between these days, by the model, by an agent's eye."""

    looks: Tuple[Look, ...]
    start: Interval
    last_seen: Flight
    before: Tuple[Look, ...]
    gaps: Tuple[Look, ...]
    after: Tuple[Look, ...]
    sure_start: Interval
    restart: Interval
    gone: Optional[Tuple[dt.date, dt.date]]
    sure_gone: Optional[Tuple[dt.date, dt.date]]
    grown: Optional[Interval]
    extents: Tuple[float, float]  # before and after it grew
    faint: Tuple[Look, ...]

    @property
    def absent_before(self) -> Optional[Look]:
        """The last flight over the place, surely before the thing was first seen."""
        return self.before[-1] if self.before else None


def tell_story(looks: Sequence[Look]) -> Story:
    """looks: at least one seen, in any order."""
    faint = tuple(look for look in looks if look.faint)
    ordered = tuple(
        sorted((look for look in looks if not look.faint), key=lambda look: (look.flight.latest, look.flight.earliest, look.seen))
    )
    seen = tuple(look for look in ordered if look.seen)
    first_day, last_day = min(look.flight.earliest for look in seen), max(look.flight.latest for look in seen)
    missing = [look for look in ordered if not look.seen]
    before = tuple(look for look in missing if look.flight.latest < first_day)
    after = tuple(look for look in missing if look.flight.earliest > last_day)
    gaps = tuple(look for look in missing if look not in before and look not in after)
    start: Interval = (max((look.flight.earliest for look in before), default=None), min(look.flight.latest for look in seen))
    last_seen = max(seen, key=lambda look: (look.flight.latest, look.flight.earliest)).flight
    stayed = max(look.flight.earliest for look in seen)
    checked = [look.flight.latest for look in after if look.sure]
    grown, extents = _grown(seen)
    return Story(
        ordered, start, last_seen, before, gaps, after, _again(seen, [look for look in gaps if look.sure], start), _again(seen, gaps, start),
        (stayed, min(look.flight.latest for look in after)) if after else None, (stayed, min(checked)) if checked else None, grown, extents, faint,
    )  # fmt: skip


def _again(seen: Sequence[Look], gaps: Sequence[Look], start: Interval) -> Interval:
    """When what is there now came, if it was truly missing in the gaps."""
    if not gaps:
        return start
    since = max(look.flight.latest for look in gaps)
    later = [look.flight.latest for look in seen if look.flight.earliest > since] or [max(look.flight.latest for look in seen)]
    return max(look.flight.earliest for look in gaps), min(later)


def _grown(seen: Sequence[Look]) -> Tuple[Optional[Interval], Tuple[float, float]]:
    sized = [look for look in seen if look.extent]
    now = sized[-1].extent or 0.0 if sized else 0.0
    small = [look for look in sized if (look.extent or 0.0) * GROWTH <= now and now - (look.extent or 0.0) >= GROWTH_M2]
    if not small:
        return None, (0.0, now)
    until = max(look.flight.latest for look in small)
    large = [look.flight.latest for look in sized if look not in small and look.flight.earliest > until] or [sized[-1].flight.latest]
    return (max(look.flight.earliest for look in small), min(large)), (max(look.extent or 0.0 for look in small), now)


def since_text(story: Story) -> str:
    """« présent depuis entre 2012-07-03 et 2015-06-20 », and what else the pictures say."""
    low, high = story.start
    text = f"présent depuis entre {low} et {high}" if low else f"présent depuis le {high} au plus tard (aucune image antérieure sans lui)"
    if story.gone:
        text += f", parti entre {story.gone[0]} et {story.gone[1]}"
    if story.gaps:
        text += f", non vu le {' et le '.join(flight_text(look.flight) for look in story.gaps)}"
    if story.faint:
        text += f", deviné à seuil bas le {' et le '.join(flight_text(look.flight) for look in story.faint)} (à vérifier)"
    return text


def flight_text(flight: Flight) -> str:
    return str(flight.latest) if flight.earliest == flight.latest else f"{flight.earliest} à {flight.latest}"
