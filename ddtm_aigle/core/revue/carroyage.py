"""How far the review is, square by square of the ground (standard library only: the dock draws it)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Dict, List, Sequence, Tuple

from shared.gpkg import read
from shared.gpkg.geometry import parse

SIDES = (250, 500, 1_000, 2_000, 5_000, 10_000)  # metres
MOST = 36  # squares across
Cell = Tuple[int, int]


@dataclass
class Squares:
    """side in metres; counts: {(column, row): (reviewed, total)}, column and row = coordinates divided by the side."""

    side: int
    counts: Dict[Cell, Tuple[int, int]]

    def cell(self, x: float, y: float) -> Cell:
        return math.floor(x / self.side), math.floor(y / self.side)


def centre(row: Dict[str, Any]) -> Tuple[float, float]:
    box = parse(bytes(row["geom"]))[2]
    return ((box[0] + box[1]) / 2, (box[2] + box[3]) / 2) if box else (math.nan, math.nan)


def squares(path: Any, prescribed: bool = False) -> Squares:
    """All objects of the work file, prescribed ones on request, in squares just large enough for MOST to span them."""
    rows = read.rows(path, "objet_detecte", fields=["uuid", "validation", "prescription"])
    held = [
        (centre(row), row["validation"] != "non_verifie")
        for row in rows
        if row["geom"] and (prescribed or row["prescription"] != "prescrit")
    ]
    return _count([(place, done) for place, done in held if not math.isnan(place[0])])


def _count(held: Sequence[Tuple[Tuple[float, float], bool]]) -> Squares:
    if not held:
        return Squares(SIDES[0], {})
    xs, ys = [place[0] for place, _ in held], [place[1] for place, _ in held]
    span = max(max(xs) - min(xs), max(ys) - min(ys))
    out = Squares(next((side for side in SIDES if span / side <= MOST - 1), SIDES[-1]), {})
    for (x, y), done in held:
        reviewed, total = out.counts.get(out.cell(x, y), (0, 0))
        out.counts[out.cell(x, y)] = (reviewed + done, total + 1)
    return out


def within(rows: List[Dict[str, Any]], table: Squares, cell: Cell) -> List[Dict[str, Any]]:
    """The rows whose centre lies in a square."""
    return [row for row in rows if table.cell(*centre(row)) == cell]
