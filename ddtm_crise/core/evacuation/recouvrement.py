"""Which share of each footprint a zone covers: exact, and fast because only footprints astride the boundary are cut.

1. a grid (quadrillage) settles the footprints away from the boundary; 2. those whose outline no edge of the zone meets are all in
or all out: one point tells; 3. the others are intersected with the small piece of the zone around them (the zone is quartered
where such footprints are). The answer is that of intersecting every footprint with the whole zone, to rounding.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Sequence, Tuple

import numpy as np
import shapely

from shared.arrays.morceaux import pieces_around
from shared.arrays.population import PopulationArrays
from shared.jobs import JobContext

from .formes import segments
from .quadrillage import INSIDE, NEAR, lay, split_edges

EPSILON = 1e-9  # a share within this of 0 or 1 is 0 or 1


@dataclass(frozen=True)
class Footprints:
    """Buildings ready for counting. n rows; geometry: MultiPolygons; bounds: (n, 4); unit_people: people of each control unit."""

    arrays: PopulationArrays
    geometry: np.ndarray
    bounds: np.ndarray
    area: np.ndarray
    tree: shapely.STRtree
    unit_people: np.ndarray
    unit_commune: np.ndarray
    commune_people: np.ndarray

    @classmethod
    def of(cls, arrays: PopulationArrays) -> Footprints:
        offsets = (arrays.ring_offsets, arrays.polygon_offsets, arrays.building_offsets)
        geometry = (
            shapely.from_ragged_array(shapely.GeometryType.MULTIPOLYGON, arrays.coords, offsets)
            if len(arrays.people)
            else np.empty(0, dtype=object)
        )
        tree = shapely.STRtree(geometry)
        units = int(arrays.unit.max()) + 1 if len(arrays.unit) else 0
        unit_commune = np.zeros(units, dtype=np.int64)
        unit_commune[arrays.unit] = arrays.commune
        return cls(
            arrays,
            geometry,
            shapely.bounds(geometry).reshape(-1, 4),
            shapely.area(geometry),
            tree,
            np.bincount(arrays.unit, weights=arrays.people, minlength=units),
            unit_commune,
            np.bincount(arrays.commune, weights=arrays.people, minlength=len(arrays.codes_insee)),
        )


def open_footprints(path: str, ctx: JobContext) -> Footprints:
    """The footprints of `population.npz`, kept warm."""
    return ctx.cached(path, "ddtm_crise.evacuation", lambda name: _warm(Footprints.of(PopulationArrays.load(name))))


def _warm(footprints: Footprints) -> Footprints:
    footprints.tree.query(shapely.Point(0.0, 0.0))  # the tree is built at its first question
    return footprints


def covered(zone: shapely.MultiPolygon, footprints: Footprints) -> Tuple[np.ndarray, np.ndarray]:
    """((k,) rows of the footprints met, (k,) share of each covered, in ]0, 1]). zone: valid, EPSG:2154."""
    if zone.is_empty or not len(footprints.geometry):
        return np.empty(0, dtype=np.int64), np.empty(0)
    edges = segments(zone)
    grid = lay(edges, np.array(zone.bounds))
    state = grid.classify(footprints.bounds)
    whole, near = np.flatnonzero(state == INSIDE), state == NEAR
    astride = _astride(edges, grid.cell, footprints, near)
    near[astride] = False
    apart = np.flatnonzero(near)
    shapely.prepare(zone)
    apart = apart[shapely.contains_xy(zone, footprints.arrays.x[apart], footprints.arrays.y[apart])]
    share = np.minimum(1.0, _overlap(zone, footprints, astride) / footprints.area[astride])
    share[share > 1.0 - EPSILON] = 1.0
    kept = share > EPSILON
    rows = np.concatenate([whole, apart, astride[kept]])
    shares = np.concatenate([np.ones(len(whole) + len(apart)), share[kept]])
    order = np.argsort(rows)
    return rows[order], shares[order]


def whole_communes(codes: Sequence[str], footprints: Footprints) -> Tuple[np.ndarray, np.ndarray]:
    """As `covered`, for every building of these communes."""
    wanted = np.isin(footprints.arrays.codes_insee, np.array(codes, dtype=str))
    rows = np.flatnonzero(wanted[footprints.arrays.commune]) if len(footprints.geometry) else np.empty(0, dtype=np.int64)
    return rows, np.ones(len(rows))


def _astride(edges: np.ndarray, cell: float, footprints: Footprints, near: np.ndarray) -> np.ndarray:
    """Rows of the footprints that an edge of the boundary meets."""
    pieces = split_edges(edges, cell)
    lines = shapely.linestrings(pieces.reshape(-1, 2, 2))
    line, row = footprints.tree.query(lines)
    kept = near[row]
    line, row = line[kept], row[kept]
    return np.unique(row[shapely.intersects(footprints.geometry[row], lines[line])])


def _overlap(zone: shapely.MultiPolygon, footprints: Footprints, rows: np.ndarray) -> np.ndarray:
    """(k,) m2 of each footprint of `rows` inside the zone."""
    which, pieces = pieces_around(zone, footprints.bounds[rows])
    overlap = shapely.area(shapely.intersection(footprints.geometry[rows[which]], pieces))
    return np.bincount(which, weights=overlap, minlength=len(rows))
