"""Low and high: narrow when the zone covers whole units, wide for a few buildings; numbers are never falsely precise."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from ddtm_crise.core.evacuation.compte import count
from ddtm_crise.core.evacuation.formes import merged
from ddtm_crise.core.evacuation.incertitude import Interval, rounded, step
from ddtm_crise.core.evacuation.recouvrement import Footprints, covered

from .fabrique import SIDE, X, Y, communes, population

FOOTPRINTS = Footprints.of(population())


def night(shape, footprints=FOOTPRINTS):
    zone = merged([shape])[0]
    return count(footprints, *covered(zone, footprints))[0].night


def relative(interval):
    return interval.half / interval.central


def test_a_whole_commune_is_known_to_a_thousandth():
    shape = communes().geometry[1].buffer(400)
    whole = FOOTPRINTS.arrays.commune == 1
    rows = np.flatnonzero(whole)
    interval = count(FOOTPRINTS, rows, np.ones(len(rows)))[0].night
    assert relative(interval) == pytest.approx(0.001, rel=0.1) and shape.area > 0


@pytest.mark.parametrize(("part", "expected"), [(0.03, 0.35), (0.05, 0.35), (0.25, 0.35 * np.sqrt(0.05 / 0.95 * 3.0))])
def test_a_small_part_of_a_commune_has_the_half_width_of_its_buildings_then_less(part, expected):
    """35 % for 5 % of a block, when dwellings are counted (Wu et al.); beyond, as sqrt((1 - f) / f)."""
    arrays = FOOTPRINTS.arrays
    counted = np.flatnonzero((arrays.commune == 3) & (arrays.uncertainty < 0.36))
    running = np.cumsum(arrays.people[counted]) / FOOTPRINTS.commune_people[3]
    rows = counted[: int(np.searchsorted(running, part))]
    interval = count(FOOTPRINTS, rows, np.ones(len(rows)))[0].night
    assert relative(interval) == pytest.approx(expected, abs=0.02)


def test_the_interval_narrows_as_the_zone_covers_more_of_a_commune():
    wide = [relative(night(shapely.box(X, Y, X + part * SIDE, Y + SIDE))) for part in (0.2, 0.5, 0.8)]
    assert wide == sorted(wide, reverse=True)


def test_squares_narrow_what_whole_communes_leave_open():
    from .test_population_par_batiment import frame, house, square

    homes = frame(*[house(20 + 200 * i, 20 + 200 * j) for i in range(10) for j in range(10)])
    grid = frame(*[square(200 * i, 200 * j, 50) for i in range(10) for j in range(10)])
    from .test_population_par_batiment import build
    from .test_population_par_batiment import communes as one

    zone = shapely.box(770_000, 6_280_000, 770_600, 6_280_400)
    by_square = night(zone, Footprints.of(build(homes, one(5000), grid)))
    by_commune = night(zone, Footprints.of(build(homes, one(5000))))
    assert by_square.central == pytest.approx(by_commune.central) == pytest.approx(300)
    assert relative(by_square) < 0.5 * relative(by_commune)


def test_low_and_high_hold_the_buildings_wholly_inside_and_all_those_touched():
    rng = np.random.default_rng(4)
    for _ in range(30):
        x, y, r = rng.uniform(X, X + 4 * SIDE), rng.uniform(Y, Y + SIDE), rng.uniform(20, 900)
        zone = merged([shapely.Point(x, y).buffer(r)])[0]
        rows, share = covered(zone, FOOTPRINTS)
        interval = count(FOOTPRINTS, rows, share)[0].night
        people = FOOTPRINTS.arrays.people[rows]
        assert 0 <= interval.low <= people[share == 1].sum() + 1e-9
        assert interval.low <= interval.central <= interval.high
        assert interval.high >= min(people.sum(), interval.high) and (not len(rows) or interval.high >= people.sum() - 1e-6)


@pytest.mark.parametrize(
    ("interval", "shown"),
    [
        (Interval(1187.4, 884.0, 1493.0), (1200, 800, 1500)),
        (Interval(17143.0, 17126.0, 17160.0), (17140, 17120, 17160)),
        (Interval(487_213.0, 470_100.0, 503_900.0), (490_000, 470_000, 510_000)),
        (Interval(4.2, 0.4, 9.0), (0, 0, 10)),
        (Interval(0.0, 0.0, 0.0), (0, 0, 0)),
    ],
)
def test_numbers_are_rounded_to_the_order_of_their_doubt(interval, shown):
    assert rounded(interval) == shown
    assert shown[1] <= interval.low and interval.high <= shown[2], "the range shown holds the range computed"
    assert step(interval) >= 10


def test_people_placed_at_a_chef_lieu_for_want_of_buildings_stay_in_doubt():
    from .test_population_par_batiment import build
    from .test_population_par_batiment import communes as places

    footprints = Footprints.of(build(None, places(800)))
    everything = merged([shapely.box(*footprints.bounds[0]).buffer(10)])[0]
    assert night(everything, footprints).low == 0.0, "somewhere in the commune, perhaps not in the zone"
    whole, _ = count(footprints, np.array([0]), np.array([1.0]), whole_communes=True)
    assert relative(whole.night) < 0.0011
