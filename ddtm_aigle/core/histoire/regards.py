"""Where each run looked, for what and when; and from that, flight by flight, whether a thing was seen, missing or not looked at."""

from __future__ import annotations

import datetime as dt
from typing import Any, Dict, List, Optional, Sequence, Set

import numpy as np
import shapely

from shared.gpkg import read

from ..inference.classes import family
from ..vols import Flight, whole_year
from .objets import SHARE
from .recit import Look

Row = Dict[str, Any]
FAINT = "relecture"  # found by a lowered threshold: a guess, until an agent says that it is there


def looks(rows: Sequence[Row], shape: Any, passages: Passages, others: Sightings, checked: Set[int]) -> List[Look]:
    """Seen: once a flight of its detections. Missing: a flight of a run that covered the whole place and looked for all its names, in a
    vintage where nothing of its kind is detected there, put aside or merged with a neighbour included; sure when an agent checked it."""
    plain = [row for row in rows if row["source"] != FAINT] or list(rows)
    seen: Dict[Any, List[Row]] = {}
    for row in plain:
        seen.setdefault((row["millesime"], flight_of([row])), []).append(row)
    out = []
    for (year, flight), group in seen.items():
        best = max(group, key=lambda row: (row["score"] or 0.0, row["uuid"]))
        out.append(Look(flight, True, best["classe"], year, _extent(best)))
    years = {year for year, _ in seen}
    guessed = {row["millesime"]: row for row in rows if row["source"] == FAINT and row["millesime"] not in years}
    for year, flights in passages.over(shape, {row["classe"] for row in plain}).items():
        if year in years or (year in guessed and year not in checked) or (year not in checked and others.at(shape, year, rows)):
            continue
        out += [
            Look(flight, False, year=year, sure=year in checked) for flight in sorted(flights, key=lambda one: (one.latest, one.earliest))
        ]
    out += [Look(flight_of([row]), False, row["classe"], year, faint=True) for year, row in sorted(guessed.items()) if year not in checked]
    return out


def _extent(row: Row) -> Optional[float]:
    """m² of the frame, so that outlines drawn by hand and boxes of models compare."""
    west, south, east, north = shapely.from_wkb(row["geom"]).bounds
    return (east - west) * (north - south)


class Sightings:
    """All detections not said to be errors, those put aside by the filter too."""

    def __init__(self, path: Any) -> None:
        self._rows = [row for row in read.rows(path, "detection") if row["geom"] and row["validation"] != "invalide"]
        self._shapes = shapely.from_wkb([row["geom"] for row in self._rows]) if self._rows else np.empty(0, dtype=object)
        self._tree = shapely.STRtree(self._shapes)

    def at(self, shape: Any, year: int, own: Sequence[Row]) -> bool:
        """Whether a detection of `year`, other than `own`, of the same kind holds the place."""
        kinds, names = {family(row["classe"]) for row in own}, {row["uuid"] for row in own}
        for index in self._tree.query(shape, predicate="intersects"):
            row, other = self._rows[index], self._shapes[index]
            if row["millesime"] == year and row["uuid"] not in names and family(row["classe"]) in kinds:
                if shapely.area(shapely.intersection(other, shape)) >= SHARE * min(other.area, shape.area):
                    return True
        return False


class Passages:
    """Where each run looked, for what, and when: the ground really photographed, cut by day of flight."""

    def __init__(self, path: Any) -> None:
        runs = {row["uuid"]: row for row in read.rows(path, "detection_passage")}
        self._codes = {name: {code.strip() for code in (row["classes"] or "").split(",")} for name, row in runs.items()}
        parts = [
            (row["passage_uuid"], row, shapely.from_wkb(row["geom"]))
            for row in read.rows(path, "detection_couverture")
            if row["geom"] and row["passage_uuid"] in runs
        ]
        told = {name for name, _, _ in parts}
        for name, row in runs.items():  # runs of before the layer existed
            if name not in told and row["emprise"]:
                parts.append((name, row, shapely.from_wkt(row["emprise"])))
        self._parts = parts
        self._shapes = np.array([shape for _, _, shape in parts], dtype=object)
        shapely.prepare(self._shapes)
        self._tree = shapely.STRtree(self._shapes)

    def over(self, shape: Any, codes: Set[str]) -> Dict[int, Set[Flight]]:
        """{vintage: flights} of the runs that looked at the whole of `shape` for all of `codes`: a model that knows only some of the names
        of a thing proves nothing when it sees none."""
        touched: Dict[str, List[int]] = {}
        for index in self._tree.query(shape, predicate="intersects"):
            name = self._parts[index][0]
            if codes <= self._codes[name]:
                touched.setdefault(name, []).append(int(index))
        found: Dict[int, Set[Flight]] = {}
        for indices in touched.values():
            whole = self._shapes[indices[0]] if len(indices) == 1 else shapely.union_all(self._shapes[indices], grid_size=0.1)
            if shapely.covers(whole, shape) or (len(indices) > 1 and shapely.area(shapely.difference(shape, whole)) < 1e-3 * shape.area):
                rows = [self._parts[index][1] for index in indices]
                found.setdefault(rows[0]["millesime"], set()).add(flight_of(rows))
        return found


def flight_of(rows: Sequence[Row]) -> Flight:
    """The interval that holds the flights of some rows; a vintage alone is its whole year."""
    flights = []
    for row in rows:
        whole = whole_year(row["millesime"])
        low = dt.date.fromisoformat(row["date_vol_debut"]) if row["date_vol_debut"] else whole.earliest
        high = dt.date.fromisoformat(row["date_vol_fin"]) if row["date_vol_fin"] else whole.latest
        flights.append(Flight(low, max(low, high)))
    return Flight(min(one.earliest for one in flights), max(one.latest for one in flights))
