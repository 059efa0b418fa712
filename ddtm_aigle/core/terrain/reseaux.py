"""The roads of each day of a round: the cuts of the day close theirs, days with the same cuts share one table."""

from __future__ import annotations

import datetime as dt
from typing import Any, Dict, List, Sequence, Tuple

import numpy as np

from shared.espace import Espace
from shared.jobs import JobContext

from . import coupures
from .jours import WEEK, closed, working_day
from .planning import Hours
from .routes import Legs, legs

HORIZON = 5  # days that a visit behind a cut may wait for its road


class Roads:
    """Tables of minutes by rank of day, each made once. teams: how many places are starts."""

    def __init__(
        self,
        espace: Espace,
        path: Any,
        points: np.ndarray,
        first: dt.date,
        hours: Hours,
        teams: int,
        one_way: bool,
        free: bool,
        ctx: JobContext,
    ) -> None:
        self._espace, self._path, self._points, self._first, self._hours, self._ctx = espace, path, points, first, hours, ctx
        self.teams, self._one_way, self._free = teams, one_way, free
        self.offset = 0 if teams else 1
        self._tables: Dict[Any, Tuple[Legs, np.ndarray]] = {}
        self._days: Dict[int, Tuple[Legs, np.ndarray, int]] = {}

    def date(self, rank: int) -> dt.date:
        return working_day(self._first, rank)

    def cost(self, rank: int) -> np.ndarray:
        return self._day(rank)[1]

    def legs(self, rank: int) -> Legs:
        return self._day(rank)[0]

    @property
    def horizon(self) -> int:
        """One day when no cut begins or ends in the next ones."""
        same = all(self.cost(rank) is self.cost(0) for rank in range(1, HORIZON)) if self._any_cut() else True
        return 1 if same else HORIZON

    def _any_cut(self) -> bool:
        begin, end = coupures.window(self._first, 0, None)[0], coupures.window(self.date(HORIZON - 1), 0, None)[1]
        return not self._free and bool(coupures.in_force(self._path, begin, end))

    def _day(self, rank: int) -> Tuple[Legs, np.ndarray, int]:
        if rank not in self._days:
            window = coupures.window(self.date(rank), self._hours.start, self._hours.end)
            cuts = [] if self._free else coupures.in_force(self._path, *window)
            key = tuple(sorted(cut.key for cut in cuts))
            if key not in self._tables:
                network = legs(self._espace, self._points, self._ctx, cuts)
                self._tables[key] = (network, _cost(network, self.teams, self._one_way))
            self._days[rank] = (*self._tables[key], len(cuts))
        return self._days[rank]

    def notes(self, ranks: Sequence[int]) -> List[str]:
        """What must be known of the days used: the roads, the cuts counted, the days off."""
        out = list(dict.fromkeys(note for rank in ranks for note in self.legs(rank).notes))
        counts = [(rank, self._day(rank)[2]) for rank in ranks]
        if counts[0][1] and all(self.cost(rank) is self.cost(ranks[0]) for rank in ranks):
            out.append(f"{counts[0][1]} coupure(s) de route du jour prise(s) en compte.")
        elif any(count for _, count in counts):
            told = ", ".join(f"{count} le {self.date(rank):%d/%m/%Y}" for rank, count in counts)
            out.append(f"Coupures de route prises en compte : {told}.")
        why = closed(self._first)
        if why:
            out.append(f"Le {day_text(self._first)} est {why} : c'est le jour demandé, il est gardé ; vérifiez-le.")
        between = [self._first + dt.timedelta(days=n) for n in range(1, (self.date(max(ranks)) - self._first).days)]
        skipped = [f"{day_text(day)}, {closed(day)}" for day in between if day.weekday() < 5 and closed(day)]
        if skipped:
            out.append(f"Sauté : {' ; '.join(skipped)}.")
        return out


def day_text(day: dt.date) -> str:
    return f"{WEEK[day.weekday()]} {day:%d/%m/%Y}"


def _cost(network: Legs, teams: int, one_way: bool) -> np.ndarray:
    """Minutes between places: infinite where the cuts leave no way. Without a start, a place is put before the others from which every
    visit is free to begin: one first goes to the visit that most others can be reached from."""
    minutes = network.minutes.copy()
    for place in network.held:
        if place >= teams:
            minutes[:, place] = minutes[place, :] = np.inf
    if teams:
        if one_way:
            minutes[:, :teams] = 0.0
        return minutes
    count = len(minutes)
    out = np.zeros((count + 1, count + 1))
    out[1:, 1:] = minutes
    reached = np.isfinite(minutes) & np.isfinite(minutes.T)
    np.fill_diagonal(reached, True)
    shut = list(network.held)
    reached[shut], reached[:, shut] = False, False
    hub = int(np.argmax(reached.sum(axis=1)))
    out[0, 1:] = np.where(reached[hub], 0.0, np.inf)
    return out
