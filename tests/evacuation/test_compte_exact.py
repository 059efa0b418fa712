"""The count equals intersecting every building with the zone, one by one, and adds up over any partition."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from ddtm_crise.core.evacuation.compte import CLASS_NAMES, count
from ddtm_crise.core.evacuation.formes import merged
from ddtm_crise.core.evacuation.recouvrement import Footprints, covered
from shared.arrays.population import AGE_COLUMNS, PopulationArrays
from shared.espace import Espace
from shared.gpkg.bulk import read_layer
from shared.gpkg.clip import clipped
from tests.paquet import shared_small_space

from .fabrique import SIDE, X, Y, population

ARRAYS = population()
FOOTPRINTS = Footprints.of(ARRAYS)
WIDTH = 4 * SIDE
DEPARTMENT = shapely.box(X - 500, Y - 500, X + WIDTH + 500, Y + SIDE + 500)


def brute_force(zone, arrays):
    """(n,) share of each footprint, from the arrays alone and nothing of the code under test."""
    shares = []
    for i in range(len(arrays.people)):
        polygons = []
        for p in range(arrays.building_offsets[i], arrays.building_offsets[i + 1]):
            rings = [
                arrays.coords[arrays.ring_offsets[r] : arrays.ring_offsets[r + 1]]
                for r in range(arrays.polygon_offsets[p], arrays.polygon_offsets[p + 1])
            ]
            polygons.append(shapely.Polygon(rings[0], rings[1:]))
        footprint = shapely.MultiPolygon(polygons)
        shares.append(footprint.intersection(zone).area / footprint.area)
    return np.array(shares)


def total(zone):
    rows, share = covered(zone, FOOTPRINTS)
    return count(FOOTPRINTS, rows, share)


def blob(seed, vertices=400, radius=900.0):
    """A jagged flood zone with an island."""
    rng = np.random.default_rng(seed)
    turn = np.sort(rng.uniform(0, 2 * np.pi, vertices))
    reach = radius * (0.7 + 0.3 * np.sin(turn * 5) + rng.uniform(-0.05, 0.05, vertices))
    centre = rng.uniform((X + 500, Y + 300), (X + WIDTH - 500, Y + SIDE - 300))
    ring = centre + np.column_stack([np.cos(turn), np.sin(turn)]) * reach[:, None]
    island = shapely.Point(centre).buffer(radius / 5)
    return merged([merged([shapely.Polygon(ring)])[0].difference(island)])[0]


ZONES = {
    "a jagged zone with an island": blob(1),
    "several parts": merged([blob(2, radius=300), blob(3, radius=400), blob(4, radius=200)])[0],
    "thousands of vertices": merged([shapely.segmentize(blob(5, vertices=3000), 2.0)])[0],
    "a large triangle of three vertices": merged([shapely.Polygon([(X - 9e5, Y - 9e5), (X + 3333, Y + 9e5), (X + 4444, Y - 9e5)])])[0],
    "a thin ribbon": merged([shapely.LineString([(X, Y), (X + WIDTH, Y + SIDE)]).buffer(3.0)])[0],
    "a chequerboard": merged(
        [shapely.box(X + 90 * i, Y + 70 * j, X + 90 * i + 45, Y + 70 * j + 70) for i in range(80) for j in range(0, 28, 2)]
    )[0],
}


@pytest.mark.parametrize("name", ZONES)
def test_equal_to_the_brute_force_count(name):
    zone = ZONES[name]
    expected = brute_force(zone, ARRAYS)
    rows, share = covered(zone, FOOTPRINTS)
    found = np.zeros(len(ARRAYS.people))
    found[rows] = share
    assert found == pytest.approx(expected, abs=1e-9)
    whole, _ = count(FOOTPRINTS, rows, share)
    assert whole.night.central == pytest.approx(float(expected @ ARRAYS.people), rel=1e-9)
    for name_, columns in zip(CLASS_NAMES, ([0], [1, 2], [3], [4, 5, 6, 7], [8], [9])):
        assert whole.ages[name_] == pytest.approx(float(expected @ ARRAYS.ages[:, columns].sum(axis=1)), rel=1e-9)
    assert len(AGE_COLUMNS) == 10 and sum(whole.ages.values()) == pytest.approx(whole.night.central, rel=1e-9)
    assert whole.dwellings == pytest.approx(float(expected @ ARRAYS.dwellings), rel=1e-9)


def test_the_zone_touches_buildings_in_part_in_these_examples():
    """Else the comparison above would prove nothing of cut buildings."""
    assert sum(((covered(zone, FOOTPRINTS)[1] < 1).sum() > 5) for zone in ZONES.values()) >= 5


def test_the_whole_department_gives_the_communal_totals_to_the_person():
    whole, parts = total(merged([DEPARTMENT])[0])
    assert whole.night.central == pytest.approx(float(ARRAYS.commune_people.sum()), rel=1e-12)
    assert {i: part.night.central for i, part in parts} == pytest.approx(dict(enumerate(ARRAYS.commune_people.tolist())), rel=1e-12)
    assert sum(part.buildings for _, part in parts) == whole.buildings == len(ARRAYS.people)


def test_half_a_building_counts_half_of_its_people():
    x0, y0, x1, y1 = FOOTPRINTS.bounds[0]
    west = merged([shapely.box(x0 - 1, y0 - 1, (x0 + x1) / 2, y1 + 1)])[0]
    rows, share = covered(west, FOOTPRINTS)
    expected = FOOTPRINTS.geometry[0].intersection(west).area / FOOTPRINTS.area[0]
    assert 0 < expected < 1 and share[rows == 0] == pytest.approx(expected, rel=1e-9)


def test_touching_by_a_side_counts_nobody():
    x0, y0, x1, y1 = FOOTPRINTS.bounds[3]
    zone = merged([shapely.box(x1, y0, x1 + 0.0, y1), shapely.box(x1 + 1e-3, y0 - 1, x1 + 2, y1 + 1)])[0]
    rows, _ = covered(zone, FOOTPRINTS)
    assert 3 not in rows


@settings(max_examples=40, deadline=None)
@given(
    cuts=st.lists(st.tuples(st.floats(-0.2, 1.2), st.floats(-0.2, 1.2), st.floats(0, np.pi)), min_size=1, max_size=5),
    seed=st.integers(0, 9),
)
def test_counts_add_up_over_any_partition(cuts, seed):
    zone = blob(seed, vertices=60)
    parts = [zone]
    for u, v, turn in cuts:
        x, y, dx, dy = X + u * WIDTH, Y + v * SIDE, np.cos(turn) * 1e5, np.sin(turn) * 1e5
        half = shapely.Polygon([(x - dx, y - dy), (x + dx, y + dy), (x + dx - dy, y + dy + dx), (x - dx - dy, y - dy + dx)])
        parts = [piece for part in parts for piece in (part & half, part - half) if piece.area > 0]
    whole, _ = total(zone)
    pieces = [total(merged([part])[0])[0] for part in parts]
    assert sum(piece.night.central for piece in pieces) == pytest.approx(whole.night.central, rel=1e-9, abs=1e-6)
    for name in CLASS_NAMES:
        assert sum(piece.ages[name] for piece in pieces) == pytest.approx(whole.ages[name], rel=1e-9, abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000), vertices=st.integers(5, 300), radius=st.floats(1.0, 4000.0))
def test_any_zone_equals_the_direct_overlap(seed, vertices, radius):
    zone = blob(seed, vertices, radius)
    rows, share = covered(zone, FOOTPRINTS)
    found = np.zeros(len(ARRAYS.people))
    found[rows] = share
    direct = shapely.area(shapely.intersection(FOOTPRINTS.geometry, zone)) / FOOTPRINTS.area
    assert found == pytest.approx(direct, abs=1e-9)


@pytest.mark.parametrize("layer", ["zone_inondee_potentielle", "zone_alea", "zone_reglementaire_ppr", "emprise_crue", "zone_urba"])
def test_a_whole_layer_of_the_exercise_equals_intersecting_each_building(layer):
    """Zones drawn on a grid, cut by communes and united: rings that touch the corners of the boxes they are quartered with."""
    espace = Espace.at(shared_small_space())
    arrays = PopulationArrays.load(espace.population)
    footprints = Footprints.of(arrays)
    zone = merged(read_layer(espace.referentiel_gpkg, layer).geometry.to_numpy())[0]
    rows, share = covered(zone, footprints)
    found = np.zeros(len(footprints.geometry))
    found[rows] = share
    shapely.prepare(zone)
    wanted = shapely.contains_properly(zone, footprints.geometry).astype(float)
    cut = np.flatnonzero(shapely.intersects(zone, footprints.geometry) & (wanted == 0))
    wanted[cut] = shapely.area(shapely.intersection(zone, footprints.geometry[cut])) / footprints.area[cut]
    assert np.abs(found - wanted).max() < 1e-6


def test_quick_clipping_that_gives_up_is_replaced_by_overlay(monkeypatch):
    def gives_up(*_):
        raise shapely.errors.GEOSException("IllegalArgumentException: Invalid number of points in LinearRing found 3 - must be 0 or >= 4")

    monkeypatch.setattr(shapely, "clip_by_rect", gives_up)
    assert clipped(shapely.Point(0, 0).buffer(2), (0, 0, 9, 9)).area == pytest.approx(shapely.Point(0, 0).buffer(2).area / 4)
