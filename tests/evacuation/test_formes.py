"""Shapes drawn by a shaky hand: valid afterwards, and no drawn ground lost."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from ddtm_crise.core.evacuation.formes import merged

BOW_TIE = shapely.Polygon([(0, 0), (100, 100), (100, 0), (0, 100)])
STAR = shapely.Polygon([(50 + 50 * np.sin(4 * np.pi * k / 5), 50 + 50 * np.cos(4 * np.pi * k / 5)) for k in range(5)])
LOOPS_OVER_EACH_OTHER = shapely.Polygon([(0, 0), (60, 0), (60, 60), (30, 60), (30, -40), (90, -40), (90, 40), (0, 40)])
KEYHOLE = shapely.Polygon(
    [(0, 0), (90, 0), (90, 90), (0, 90), (0, 45), (30, 45), (30, 60), (60, 60), (60, 30), (30, 30), (30, 45), (0, 45)]
)


def test_a_bow_tie_keeps_both_its_wings():
    shape, changed = merged([BOW_TIE])
    assert changed and shape.is_valid and shape.area == pytest.approx(5000)


def test_a_star_keeps_its_heart_that_the_even_odd_rule_would_lose():
    shape, changed = merged([STAR])
    lost = shapely.make_valid(STAR).area
    assert changed and shape.area > lost and shape.covers(shapely.Point(50, 50))


def test_overlapping_loops_of_one_stroke_are_all_kept():
    shape, changed = merged([LOOPS_OVER_EACH_OTHER])
    assert changed and shape.is_valid
    assert all(shape.covers(shapely.Point(p)) for p in [(10, 10), (45, 20), (45, 50), (75, 10), (45, -20)])


def test_a_hole_written_in_the_outer_ring_stays_a_hole():
    shape, changed = merged([KEYHOLE])
    assert changed and not shape.covers(shapely.Point(45, 50)) and shape.area == pytest.approx(8100 - 900)


def test_holes_multipolygons_collections_and_z_are_understood():
    ring = shapely.Polygon([(0, 0, 5), (100, 0, 5), (100, 100, 5), (0, 100, 5)], [[(40, 40), (60, 40), (60, 60), (40, 60)]])
    mixed = shapely.GeometryCollection([ring, shapely.Point(1, 1), shapely.MultiPolygon([shapely.box(200, 0, 210, 10)])])
    shape, changed = merged([mixed])
    assert not changed and not shapely.has_z(shape)
    assert shape.area == pytest.approx(10_000 - 400 + 100)


def test_two_overlapping_zones_are_counted_once():
    shape, changed = merged([shapely.box(0, 0, 10, 10), shapely.box(5, 0, 15, 10)])
    assert not changed and shape.area == pytest.approx(150)


def test_nothing_with_a_surface_gives_an_empty_zone():
    for shape in (shapely.Point(1, 1), shapely.LineString([(0, 0), (1, 1)]), shapely.Polygon(), shapely.Polygon([(0, 0), (1, 1), (2, 2)])):
        assert merged([shape])[0].is_empty


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=4, max_size=12, unique=True))
def test_whatever_is_drawn_becomes_valid_and_covers_the_even_odd_ground(points):
    stroke = shapely.Polygon([(10.0 * x + 0.1 * i, 10.0 * y + 0.07 * i * i) for i, (x, y) in enumerate(points)])
    shape, _ = merged([stroke])
    usual = shapely.make_valid(stroke)
    usual = shapely.union_all([part for part in shapely.get_parts(shapely.get_parts(usual)) if part.geom_type == "Polygon"])
    assert shape.is_valid and isinstance(shape, shapely.MultiPolygon)
    assert usual.difference(shape).area == pytest.approx(0.0, abs=1e-6)
