"""The count itself: people of the footprints covered, by commune, by age class, by storey, by day and by night."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict, List

import numpy as np

from shared.arrays.population import AGE_COLUMNS
from shared.catalogue.crise import CLASSES_AGE

from . import regles
from .incertitude import Interval, intervals
from .recouvrement import Footprints

_CLASS_COLUMNS = [np.array([AGE_COLUMNS.index(name) for name in names]) for _, _, names in CLASSES_AGE]
CLASS_NAMES = tuple(name for name, _, _ in CLASSES_AGE)


@dataclass(frozen=True)
class Count:
    """One area's people. ages: CLASS_NAMES -> people; upper: people living above the ground floor; unknown_floors: people whose
    building's storeys are not known; day: residents at home by day."""

    night: Interval
    day: Interval
    ages: Dict[str, float]
    dwellings: float
    buildings: int
    upper: float
    unknown_floors: float

    def row(self) -> Dict[str, Any]:
        """The fields `_POP` of the catalogue, rounded to a tenth (nothing is said to that precision: see `incertitude.rounded`)."""
        out = {
            "pop_nuit": self.night.central, "pop_nuit_bas": self.night.low, "pop_nuit_haut": self.night.high,
            "pop_jour": self.day.central, "pop_jour_bas": self.day.low, "pop_jour_haut": self.day.high,
            **self.ages, "logements": self.dwellings,
        }  # fmt: skip
        return {**out, "batiments": self.buildings}


EMPTY = Count(Interval(0.0, 0.0, 0.0), Interval(0.0, 0.0, 0.0), dict.fromkeys(CLASS_NAMES, 0.0), 0.0, 0, 0.0, 0.0)


def count(
    footprints: Footprints, rows: np.ndarray, share: np.ndarray, whole_communes: bool = False
) -> tuple[Count, List[tuple[int, Count]]]:
    """(whole zone, [(commune index, its part)], most people first). rows, share: what `covered` gave;
    whole_communes: the zone is made of whole communes, wherever their people really live.

    Exact definition: central = sum over buildings of share covered x people, so that counts add up over a partition.
    """
    if not len(rows):
        return EMPTY, []
    arrays = footprints.arrays
    people = arrays.people[rows] * share
    ages = arrays.ages[rows] * share[:, None]
    homes = arrays.dwellings[rows] * share
    floors = arrays.floors[rows].astype(float)
    upper = np.where(floors > 1, people * (1.0 - 1.0 / np.where(floors > 1, floors, 1.0)), 0.0)
    unknown = np.where(np.isnan(floors), people, 0.0)
    columns = np.column_stack([homes, np.ones(len(rows)), upper, unknown, *(ages[:, cols].sum(axis=1) for cols in _CLASS_COLUMNS)])
    whole, by_commune = intervals(footprints, rows, share, people, whole_communes)
    commune = arrays.commune[rows]
    sums = np.column_stack([np.bincount(commune, weights=column, minlength=len(arrays.codes_insee)) for column in columns.T])
    parts = [(i, _count(interval, sums[i])) for i, interval in by_commune.items()]
    parts.sort(key=lambda item: -item[1].night.central)
    return _count(whole, columns.sum(axis=0)), parts


def _count(night: Interval, sums: np.ndarray) -> Count:
    ages = dict(zip(CLASS_NAMES, (float(value) for value in sums[4:])))
    return Count(night, _at_home(night, ages), ages, float(sums[0]), int(round(sums[1])), float(sums[2]), float(sums[3]))


def _at_home(night: Interval, ages: Dict[str, float]) -> Interval:
    """Residents at home by day: the night's interval times the shares of presence of the ages counted."""
    central, low, high = (sum(ages[name] * regles.PRESENCE_JOUR[name][i] for name in CLASS_NAMES) for i in range(3))
    if night.central <= 0:
        return Interval(0.0, 0.0, 0.0)
    return Interval(central, night.low * low / night.central, night.high * high / night.central)
