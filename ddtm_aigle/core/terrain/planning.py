"""Visits shared out between teams and days: each day is one way out and back that holds in its hours."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Callable, Dict, List, Optional, Sequence, Set, Tuple, Union

import numpy as np

from .ordre import best_order

HALVINGS = 6
LUNCH = 12 * 60 + 30  # the break is taken after the visit that ends past this hour, when others follow


Costs = Callable[[int], np.ndarray]  # the minutes between places on the n-th day; the same array for days alike


@dataclass(frozen=True)
class Hours:
    """Minutes of the day; end None: no limit."""

    start: int
    end: Optional[int]
    pause: int


@dataclass(frozen=True)
class Route:
    """One team's day. stops: places in order; arrivals: minutes of the day, one a stop; end: back, or the last visit over."""

    team: int
    day: int
    stops: Tuple[int, ...]
    arrivals: Tuple[float, ...]
    end: float


def timed(start: int, stops: Sequence[int], cost: np.ndarray, visits: np.ndarray, hours: Hours) -> Tuple[Tuple[float, ...], float]:
    """(arrival at each stop, end of the day) of a day that leaves `start`. cost[place, start] is the way back (0: none asked)."""
    clock, before, rested = float(hours.start), start, not hours.pause
    arrivals = []
    for rank, place in enumerate(stops):
        clock += float(cost[before, place])
        arrivals.append(clock)
        clock += float(visits[place])
        if not rested and clock >= LUNCH and rank < len(stops) - 1:
            clock, rested = clock + hours.pause, True
        before = place
    return tuple(arrivals), clock + (float(cost[before, start]) if len(stops) else 0.0)


def share_out(
    cost: Union[np.ndarray, Costs], visits: np.ndarray, teams: int, hours: Hours, weights: np.ndarray, horizon: int = 1
) -> Tuple[List[Route], List[int]]:
    """(days of each team, places that hold in no day). Places 0 to teams - 1 are where the teams start; cost is infinite where one
    cannot go, and may be told day by day: a place shut on the first day waits for one of the `horizon` first ones when it opens.
    As few days as can be found; the weightiest day of a team comes first, as far as the roads of each day allow."""
    costs: Costs = cost if callable(cost) else lambda day: cost  # type: ignore[assignment,return-value]
    places = list(range(teams, len(visits)))
    when = {place: _days_open(place, costs, visits, teams, hours, horizon) for place in places}
    kept = [place for place in places if when[place]]
    if not kept:
        return [], places
    least = days = _at_least(kept, visits, teams, hours)
    while True:
        plan = _fill(kept, costs, visits, teams, days, hours)
        if plan is not None:
            break
        days += 1
        if days > least + horizon + len(kept):  # two places that open the same day only, and do not hold in it together
            kept.remove(min(kept, key=lambda place: (len(when[place]), weights[place])))
            days = least
    alike = all(costs(day) is costs(0) for day in range(days))
    if teams > 1 and alike:
        plan = _even(plan, kept, costs, visits, teams, days, hours)
    routes: List[Route] = []
    for team in range(teams):
        mine = [(number // teams, stops) for number, (other, stops) in enumerate(plan) if other == team and stops]
        for day, stops in _weightiest_first(team, mine, costs, visits, hours, weights):
            arrivals, end = timed(team, stops, costs(day), visits, hours)
            routes.append(Route(team, day, tuple(stops), arrivals, end))
    return sorted(routes, key=lambda route: (route.day, route.team)), [place for place in places if place not in kept]


def _days_open(place: int, costs: Costs, visits: np.ndarray, teams: int, hours: Hours, horizon: int) -> Set[int]:
    """The days, among the first ones, on which a team can make this visit and nothing else; the first suffices when it is one."""
    known: Dict[int, bool] = {}
    open_days = set()
    for day in range(horizon):
        table = costs(day)
        if id(table) not in known:
            known[id(table)] = any(_holds(team, [place], table, visits, hours) for team in range(teams))
        if known[id(table)]:
            open_days.add(day)
            if day == 0:
                break
    return open_days


def _weightiest_first(
    team: int, mine: List[Tuple[int, List[int]]], costs: Costs, visits: np.ndarray, hours: Hours, weights: np.ndarray
) -> List[Tuple[int, List[int]]]:
    """The days of a team in the best order, each in its own best order; days that the roads tie to a date keep theirs."""
    ranked = sorted(mine, key=lambda pair: -float(np.mean(weights[pair[1]])))
    moved = [(day, _ordered(team, stops, costs(day), visits, hours)) for day, (_, stops) in enumerate(ranked)]
    if all(_holds(team, stops, costs(day), visits, hours) for day, stops in moved):
        return moved
    return [(day, _ordered(team, stops, costs(day), visits, hours)) for day, stops in mine]


def _holds(team: int, stops: Sequence[int], cost: np.ndarray, visits: np.ndarray, hours: Hours) -> bool:
    end = timed(team, stops, cost, visits, hours)[1]
    return math.isfinite(end) and (hours.end is None or end <= hours.end + 1e-6)


def _at_least(places: List[int], visits: np.ndarray, teams: int, hours: Hours) -> int:
    if hours.end is None:
        return 1
    return max(1, math.ceil(float(visits[places].sum()) / (teams * (hours.end - hours.start))))


def _fill(
    places: List[int], costs: Costs, visits: np.ndarray, teams: int, days: int, hours: Hours
) -> Optional[List[Tuple[int, List[int]]]]:
    """Each place where it adds least, the one that would lose most by waiting first; None when one finds no room."""
    plan: List[Tuple[int, List[int]]] = [(team, []) for _ in range(days) for team in range(teams)]
    waiting = set(places)
    cache: Dict[Tuple[int, int], Tuple[float, int]] = {}
    while waiting:
        chosen: Optional[Tuple[float, int, int, int]] = None
        for place in sorted(waiting):
            ranked = []
            for number, (team, stops) in enumerate(plan):
                if (place, number) not in cache:
                    cache[(place, number)] = _best_insertion(team, stops, place, costs(number // teams), visits, hours)
                added, position = cache[(place, number)]
                if math.isfinite(added):
                    ranked.append((added, number, position))
            if not ranked:
                return None
            ranked.sort()
            regret = (ranked[1][0] - ranked[0][0]) if len(ranked) > 1 else 1e6
            if chosen is None or regret > chosen[0] + 1e-9:
                chosen = (regret, place, ranked[0][1], ranked[0][2])
        assert chosen is not None
        _, place, number, position = chosen
        plan[number][1].insert(position, place)
        waiting.discard(place)
        cache = {key: value for key, value in cache.items() if key[1] != number}
    return plan


def _even(
    plan: List[Tuple[int, List[int]]], places: List[int], costs: Costs, visits: np.ndarray, teams: int, days: int, hours: Hours
) -> List[Tuple[int, List[int]]]:
    """The same number of days with the earliest last return found: no team works late while another is home."""
    low, high = float(hours.start), max(timed(team, stops, costs(0), visits, hours)[1] for team, stops in plan)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        trial = _fill(places, costs, visits, teams, days, Hours(hours.start, int(middle), hours.pause))
        if trial is None:
            low = middle
        else:
            plan, high = trial, middle
    return plan


def _best_insertion(team: int, stops: List[int], place: int, cost: np.ndarray, visits: np.ndarray, hours: Hours) -> Tuple[float, int]:
    """(minutes of road added, position), infinite when the day has no room for it."""
    ways = []
    for position in range(len(stops) + 1):
        before = stops[position - 1] if position else team
        after = stops[position] if position < len(stops) else team
        added = float(cost[before, place] + cost[place, after] - (cost[before, after] if before != after else 0.0))
        if math.isfinite(added):
            ways.append((added, position))
    for added, position in sorted(ways):
        if _holds(team, [*stops[:position], place, *stops[position:]], cost, visits, hours):
            return added, position
    return math.inf, 0


def _ordered(team: int, stops: List[int], cost: np.ndarray, visits: np.ndarray, hours: Hours) -> List[int]:
    """The same day in a better order, if there is one that still holds."""
    if len(stops) < 2:
        return stops
    places = [team, *stops]
    part = cost[np.ix_(places, places)]
    far = float(part[np.isfinite(part)].max(initial=1.0)) * len(places) + 1e4
    order = best_order(np.where(np.isfinite(part), part, far), fixed_start=True, back=True)
    better = [places[rank] for rank in order[1:]]
    now, then = timed(team, stops, cost, visits, hours)[1], timed(team, better, cost, visits, hours)[1]
    return better if then < now and _holds(team, better, cost, visits, hours) else stops
