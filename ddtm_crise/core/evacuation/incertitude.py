"""How far the count of a zone may be from the truth, and how to say a number without false precision.

Two independent doubts are added as squares.
1. Where people are inside what was counted. Counts are known for a control unit (a 200 m square, else a commune) and spread on its
   buildings: the whole unit is right to 0.1 %, a part of 5 % or less of it to the half-width of its buildings (35 % for counted
   dwellings; Wu et al.), and between the two the error of a part equals that of the rest, hence sqrt((1 - f) / f). Squares
   themselves are counts of other years, corrected to the commune's total: a fifth of the half-width, gone when the whole commune is in.
2. Who in a building cut by the boundary is inside: from the people of buildings wholly inside to those of all buildings touched.
People of a commune without any building are somewhere in it: unless whole communes are asked for, all of them are in doubt.
Errors of different units are independent, so the interval narrows with whole squares and communes and widens for a few buildings.
"""

from __future__ import annotations

import math
from typing import NamedTuple, Tuple

import numpy as np

from .recouvrement import Footprints

WHOLE_UNIT = 0.001
SMALL_PART = 0.05
SQUARE_COUNT = 0.2
UNLOCATED = 1.0  # half-width of a footprint drawn by convention


class Interval(NamedTuple):
    """People: central (additive over a partition of the zone), low and high."""

    central: float
    low: float
    high: float

    @property
    def half(self) -> float:
        return (self.high - self.low) / 2.0


def intervals(
    footprints: Footprints, rows: np.ndarray, share: np.ndarray, people: np.ndarray, whole_communes: bool = False
) -> Tuple[Interval, dict]:
    """(interval of the zone, {commune index: interval}). rows, share: what `covered` gave; people: (k,) share * people."""
    arrays = footprints.arrays
    full = arrays.people[rows]
    unit, commune = arrays.unit[rows], arrays.commune[rows]
    units, slot = np.unique(unit, return_inverse=True)
    inside = np.bincount(slot, weights=people, minlength=len(units))
    doubt = np.bincount(slot, weights=people * arrays.uncertainty[rows], minlength=len(units)) / np.maximum(inside, 1e-300)
    total, owner = footprints.unit_people[units], footprints.unit_commune[units]
    communes = footprints.commune_people[owner]
    part = np.clip(inside / total, 1e-12, 1.0)
    commune_inside = np.bincount(commune, weights=people, minlength=len(arrays.codes_insee))
    rest_of_commune = np.clip(1.0 - commune_inside[owner] / communes, 0.0, 1.0)
    spread = np.minimum(1.0, SMALL_PART / (1.0 - SMALL_PART) * (1.0 - part) / part)
    if not whole_communes:  # people placed at a chef-lieu for want of buildings: the whole unit in says nothing of where they are
        nowhere = np.bincount(slot, weights=arrays.uncertainty[rows] >= UNLOCATED, minlength=len(units)) > 0
        spread = np.where(nowhere, 1.0, spread)
    square = SQUARE_COUNT**2 * rest_of_commune * np.clip(1.0 - total / communes, 0.0, 1.0)
    variance = inside**2 * (doubt**2 * (spread + square) + WHOLE_UNIT**2)
    whole = np.bincount(slot, weights=np.where(share >= 1.0, full, 0.0), minlength=len(units))
    touched = np.bincount(slot, weights=full, minlength=len(units))
    by_commune = {int(i): _interval(inside, variance, whole, touched, total, owner == i) for i in np.unique(owner)}
    return _interval(inside, variance, whole, touched, total, np.ones(len(units), dtype=bool)), by_commune


def _interval(
    inside: np.ndarray, variance: np.ndarray, whole: np.ndarray, touched: np.ndarray, total: np.ndarray, which: np.ndarray
) -> Interval:
    central, doubt = float(inside[which].sum()), float(variance[which].sum())
    least, most = float(whole[which].sum()), float(touched[which].sum())
    low = central - math.sqrt((central - least) ** 2 + doubt)
    high = central + math.sqrt((most - central) ** 2 + doubt)
    return Interval(central, max(0.0, low), max(central, min(high, float(total[which].sum()) * (1.0 + WHOLE_UNIT))))


def step(interval: Interval) -> int:
    """What numbers are rounded to: the power of ten of the half-width, 10 at least, so that no digit shown is mere noise."""
    return 10 ** max(1, int(math.floor(math.log10(interval.half)))) if interval.half >= 10 else 10


def rounded(interval: Interval) -> Tuple[int, int, int]:
    """(central to the nearest step, low down, high up)."""
    unit = step(interval)
    central = int(math.floor(interval.central / unit + 0.5)) * unit
    return central, int(math.floor(interval.low / unit + 1e-9)) * unit, int(math.ceil(interval.high / unit - 1e-9)) * unit
