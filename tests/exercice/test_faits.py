"""The public facts are whole, and what is drawn from them is smooth and repeatable."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_sync.core.exercice import faits
from data_sync.core.exercice.courbes import along, resample, smooth, wander
from data_sync.core.exercice.habitants import whole
from data_sync.core.exercice.hasard import generator, uniform_of

REAL = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "admin" / "herault_admin.gpkg"


@pytest.fixture(scope="module")
def facts() -> faits.Facts:
    return faits.load()


def test_herault_has_341_communes_and_its_legal_population(facts):
    communes = [place for place in facts.places if not place.outside]
    assert len(communes) == len({place.code for place in communes}) == 341
    assert sum(place.population for place in communes) == 1_230_289
    assert all(place.code.startswith("34") for place in communes)


def test_the_facts_are_those_of_the_published_communes(facts):
    if not REAL.is_file():
        pytest.skip("données réelles absentes")
    import pyogrio

    table = pyogrio.read_dataframe(REAL, layer="communes", read_geometry=False)
    published = {row.insee: (row.nom, int(row.pop_mun_2023)) for row in table.itertuples()}
    assert {place.code: (place.name, place.population) for place in facts.places if not place.outside} == published


def test_the_motorways_and_their_exits_of_the_scenario_are_there(facts):
    exits = {(one.axis, one.number) for one in facts.exits}
    assert {motorway.axis for motorway in facts.motorways} == {"A9", "A709", "A75", "A750"}
    assert {("A9", number) for number in ("25", "27", "28", "32", "33", "34", "35", "36")} | {
        ("A709", n) for n in ("29", "30", "31")
    } <= exits


def test_gauges_that_are_invented_say_so(facts):
    assert all(gauge.code.startswith("EX-") and "EXERCICE" in gauge.name for gauge in facts.gauges)


@pytest.mark.parametrize("name", ["Lez", "Mosson", "Hérault", "Orb", "Vidourle"])
def test_the_rivers_of_the_department_are_there(facts, name):
    assert name in {river.name for river in facts.rivers}


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=12).filter(lambda v: sum(v) > 0), st.integers(0, 2_000_000))
def test_shares_made_whole_keep_the_total_and_stay_near(values, total):
    wanted = np.array(values) / sum(values) * total
    rounded = whole(wanted, total)
    assert rounded.sum() == total
    assert (np.abs(rounded - wanted) <= 1.0 + 1e-6 * total).all()


@given(st.integers(0, 2**31 - 1), st.lists(st.integers(0, 2**62), min_size=1, max_size=50, unique=True))
def test_a_draw_depends_on_its_key_only(seed, keys):
    all_at_once = uniform_of(seed, np.array(keys, dtype=np.uint64))
    assert ((0 <= all_at_once) & (all_at_once < 1)).all()
    assert np.array_equal(uniform_of(seed, np.array(keys[::-1], dtype=np.uint64))[::-1], all_at_once)


def test_generators_of_different_uses_differ_and_repeat():
    assert generator(34, "a").random() == generator(34, "a").random() != generator(34, "b").random()
    assert generator(34, "a").random() != generator(35, "a").random()


def test_a_smooth_line_passes_by_its_points_and_a_wandering_one_keeps_its_ends():
    points = np.array([[0.0, 0.0], [1000.0, 200.0], [1500.0, 1200.0], [3000.0, 1000.0]])
    line = smooth(points, 20.0)
    assert all(np.hypot(*(line - point).T).min() < 1e-6 for point in points)
    assert np.hypot(*np.diff(line, axis=0).T).max() < 40.0
    moved = wander(34, line, 30.0, 300.0, "test")
    assert np.allclose(moved[[0, -1]], line[[0, -1]])
    assert 1.0 < np.hypot(*(moved - line).T).max() <= 45.0
    assert along(resample(line, 50.0))[-1] == pytest.approx(along(line)[-1], rel=0.01)
