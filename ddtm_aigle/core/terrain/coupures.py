"""The road cuts of the day, as the crisis layers of the work file tell them: which arcs they close, which places they hold."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, List, Optional, Tuple

import numpy as np
import shapely

from shared.arrays.coupures import line_arcs, point_arcs, polygon_arcs
from shared.catalogue import domaines
from shared.gpkg import read
from shared.gpkg.values import parse_instant

LAYERS = ("coupure_point", "coupure_ligne", "coupure_zone")
CAUSES = dict(domaines.CAUSE_COUPURE.values)
WHAT = ("point coupé", "section coupée", "zone coupée")
CARS = ("", "tous", "toutes", "vl")


@dataclass
class Cut:
    shape: Any
    label: str
    axe: str
    sens: str
    cause: str

    @property
    def key(self) -> Tuple[str, ...]:
        """What it is: days with the same cuts have the same roads."""
        return self.label, self.axe, self.sens, self.cause, self.shape.wkb_hex


@dataclass
class Closed:
    """mask: (2s,) arcs closed; owner: (2s,) rank of the cut that closes each, -1 where open."""

    cuts: List[Cut]
    mask: np.ndarray
    owner: np.ndarray = field(default_factory=lambda: np.empty(0, dtype=np.int32))

    def labels(self, arcs: np.ndarray) -> List[str]:
        """The cuts met along some arcs, each once, the first met first."""
        owners = self.owner[arcs]
        return list(dict.fromkeys(self.cuts[rank].label for rank in owners[owners >= 0].tolist()))

    def holding(self, x: float, y: float) -> Optional[str]:
        """The label of the cut zone that holds a place."""
        point = shapely.Point(x, y)
        return next((cut.label for cut in self.cuts if shapely.get_dimensions(cut.shape) == 2 and cut.shape.intersects(point)), None)


class _Unsaid:
    """Which way a numbered road grows is not known here: a cut told by one direction is taken along its drawing."""

    def direction_at(self, axe: str, x: float, y: float) -> Optional[np.ndarray]:
        return None


def in_force(path: Any, begin: dt.datetime, end: dt.datetime) -> List[Cut]:
    """The cuts for cars in force at any time between two instants; one without an end holds until somebody ends it."""
    present = set(read.layer_names(path))
    out = []
    for layer in LAYERS:
        for row in read.rows(path, layer) if layer in present else []:
            if not row["geom"] or str(row["vehicules"] or "").lower() not in CARS:
                continue
            since, until = _instant(row["debut"]), _instant(row["fin"])
            if (since is not None and since >= end) or (until is not None and until <= begin):
                continue
            shape = shapely.from_wkb(bytes(row["geom"]))
            if not shape.is_empty:
                shape = shape if shape.is_valid else shapely.make_valid(shape)
                out.append(Cut(shape, _label(row, shape), row["axe"] or "", row["sens"] or "double", row["cause"] or ""))
    return out


def close(network: Any, cuts: List[Cut]) -> Closed:
    """The arcs of a road network (lines, index, graph) that these cuts close."""
    out = Closed(cuts, np.zeros(2 * network.segments, dtype=bool), np.full(2 * network.segments, -1, dtype=np.int32))
    for rank, cut in enumerate(cuts):
        dimensions = shapely.get_dimensions(cut.shape)
        if dimensions == 2:
            arcs = polygon_arcs(network, cut.shape, cut.cause)
        elif dimensions == 1:
            arcs = line_arcs(network, cut.shape, cut.axe, cut.sens)
        else:
            arcs = point_arcs(network, cut.shape, cut.axe, "double", _Unsaid())  # both ways: a detour too many beats a road that is closed
        out.mask[arcs], out.owner[arcs] = True, rank
    return out


def window(day: dt.date, begin: int, end: Optional[int]) -> Tuple[dt.datetime, dt.datetime]:
    """Minutes of a day of the workstation as two instants; the whole day when it has no end."""
    midnight = dt.datetime.combine(day, dt.time())
    return tuple((midnight + dt.timedelta(minutes=m)).astimezone(dt.timezone.utc) for m in (begin, 24 * 60 if end is None else end))  # type: ignore[return-value]


def _label(row: Any, shape: Any) -> str:
    place = row["axe"] or row["commentaire"] or WHAT[int(shapely.get_dimensions(shape))]
    return f"{str(place)[:60]} ({CAUSES.get(row['cause'] or '', 'cause inconnue').lower()})"


def _instant(text: Any) -> Optional[dt.datetime]:
    try:
        return parse_instant(str(text)) if text else None
    except ValueError:
        return None  # an unreadable hour closes nothing earlier, opens nothing later
