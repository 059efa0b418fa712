"""People per building: each commune keeps its legal population to the person, and nobody vanishes."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from data_sync.core.population.build import build_population
from shared.arrays.population import AGE_COLUMNS, PopulationArrays
from shared.errors import BadInput
from shared.jobs import JobContext

X, Y = 770_000.0, 6_280_000.0


def communes(*people, size=2000.0):
    """Square communes side by side."""
    return gpd.GeoDataFrame(
        {"code_insee": [f"34{i:03d}" for i in range(len(people))], "nom": [f"C{i}" for i in range(len(people))], "population": people},
        geometry=[shapely.box(X + i * size, Y, X + (i + 1) * size, Y + size) for i in range(len(people))],
        crs=2154,
    )


def house(x, y, side=10.0, **fields):
    base = {"usage_1": "Résidentiel", "usage_2": None, "nature": "Indifférenciée", "etat_de_l_objet": "En service", "construction_legere": False,
            "nombre_de_logements": None, "nombre_d_etages": None, "hauteur": None, "code_insee": None}  # fmt: skip
    return {**base, **fields, "geometry": shapely.box(X + x, Y + y, X + x + side, Y + y + side)}


def frame(*rows):
    return gpd.GeoDataFrame(list(rows), geometry="geometry", crs=2154)


def square(x, y, people, **fields):
    return {
        "idcar_200m": f"{x}{y}",
        "ind": people,
        "i_est_200": 0,
        **fields,
        "geometry": shapely.box(X + x, Y + y, X + x + 200, Y + y + 200),
    }


def build(buildings, places, grid=None, census=None):
    return build_population(buildings, places, grid=grid, census=census, millesime="2023", exercise=False, ctx=JobContext())


def by_commune(arrays):
    return np.bincount(arrays.commune, weights=arrays.people, minlength=len(arrays.codes_insee))


def test_people_follow_dwellings_then_storeys_and_footprint_then_volume():
    rows = [
        house(0, 0, nombre_de_logements=6),
        house(50, 0, nombre_de_logements=3),
        house(100, 0, nombre_d_etages=4),
        house(150, 0, hauteur=6.0),
        house(200, 0),
    ]
    arrays = build(frame(*rows), communes(1000))
    known, tall, middle, flat = arrays.people[0] / arrays.people[1], *arrays.people[2:]
    assert known == pytest.approx(2.0)
    assert tall / flat == pytest.approx(4.0) and middle / flat == pytest.approx(2.0)
    assert arrays.uncertainty.tolist() == pytest.approx([0.35, 0.35, 0.45, 0.50, 0.60])
    assert arrays.floors.tolist()[2:4] == [4.0, 2.0] and np.isnan(arrays.floors[4])


def test_what_houses_nobody_gets_nobody():
    rows = [
        house(0, 0, nombre_de_logements=1),
        house(50, 0, usage_1="Commercial et services"),
        house(100, 0, usage_1="Annexe"),
        house(150, 0, construction_legere=True),
        house(200, 0, etat_de_l_objet="En ruine"),
        house(250, 0, nature="Eglise"),
        house(300, 0, side=3.0),
        house(350, 0, usage_1="Indifférencié"),
        house(400, 0, usage_1="Commercial et services", usage_2="Résidentiel"),
    ]
    arrays = build(frame(*rows), communes(90))
    assert sorted(np.floor(arrays.x - X)) == [5, 405], "only the dwelling and the flat above the shop"


def test_buildings_of_unknown_use_serve_only_where_no_housing_is_known():
    arrays = build(frame(house(0, 0, usage_1="Indifférencié"), house(50, 0, usage_1=None)), communes(40))
    assert arrays.people.tolist() == pytest.approx([20.0, 20.0])
    assert (arrays.uncertainty > 0.6).all()


def test_a_building_outside_every_commune_joins_the_nearest_or_is_left_out_aloud():
    arrays = build(frame(house(0, 0), house(-300, 0), house(-5000, 0)), communes(60))
    assert len(arrays.people) == 2 and by_commune(arrays).tolist() == [60.0]
    assert "1 bâtiment(s) hors de toute commune" in str(arrays.method)


def test_a_commune_without_building_keeps_its_people_at_its_seat_and_the_method_says_so():
    places = communes(500, 1234).assign(x_chef_lieu=[X + 100, X + 2500], y_chef_lieu=[Y + 100, Y + 700])
    arrays = build(frame(house(0, 0)), places)
    assert by_commune(arrays).tolist() == [500.0, 1234.0]
    assert (arrays.x[1], arrays.y[1]) == pytest.approx((X + 2500, Y + 700))
    assert arrays.uncertainty[1] == 1.0 and "1 commune(s) sans bâtiment" in str(arrays.method)
    assert by_commune(build(None, places)).tolist() == [500.0, 1234.0]


def test_squares_say_where_people_are_inside_the_commune():
    grid = frame(square(0, 0, 30), square(200, 0, 90))
    arrays = build(frame(house(10, 10), house(210, 10), house(250, 10), house(1000, 1000)), communes(240), grid)
    assert len(arrays.people) == 3, "no square, nobody: the last house is a holiday home"
    assert arrays.people.tolist() == pytest.approx([60.0, 90.0, 90.0])


def test_a_square_astride_two_communes_feeds_both_and_each_keeps_its_total():
    grid = frame(square(1900, 0, 100), square(0, 0, 100), square(3000, 0, 100))
    arrays = build(frame(house(1950, 10), house(2050, 10), house(10, 10), house(3010, 10)), communes(150, 300), grid)
    assert by_commune(arrays).tolist() == pytest.approx([150.0, 300.0])
    assert arrays.people.tolist() == pytest.approx([50.0, 100.0, 100.0, 200.0])
    assert len(set(arrays.unit.tolist())) == 4, "a square counts as two units where it is astride"


def test_a_square_with_people_and_no_building_keeps_them_on_its_surface():
    grid = frame(square(0, 0, 50), square(400, 0, 50))
    arrays = build(frame(house(10, 10)), communes(100), grid)
    assert arrays.people.tolist() == pytest.approx([50.0, 50.0])
    assert "1 carreau(x) habité(s) sans bâtiment" in str(arrays.method)


def test_imputed_squares_widen_the_uncertainty():
    grid = frame(square(0, 0, 50), square(400, 0, 50, i_est_200=1))
    arrays = build(frame(house(10, 10, nombre_de_logements=1), house(410, 10, nombre_de_logements=1)), communes(100), grid)
    assert arrays.uncertainty.tolist() == pytest.approx([0.35, 0.525])


def test_squares_that_hold_too_few_people_are_not_trusted():
    """A grid that only brushes a commune must not put its thousands of people into one border house."""
    arrays = build(frame(house(10, 10), house(1000, 1000)), communes(4000), frame(square(0, 0, 12)))
    assert arrays.people.tolist() == pytest.approx([2000.0, 2000.0])


def test_ages_come_from_the_square_else_the_census_else_the_department_and_add_up():
    old = {name: 10.0 if name == "ind_80p" else 0.0 for name in AGE_COLUMNS}
    census = pd.DataFrame([{"code_insee": "34001", "annee": 2021, "population": 70, **{n: 7.0 for n in AGE_COLUMNS}}])
    grid = frame(square(0, 0, 45, **old, ind_inc=0.0))
    arrays = build(frame(house(10, 10), house(2050, 10), house(4050, 10)), communes(50, 70, 30), grid, census)
    share = arrays.ages / arrays.people[:, None]
    assert share[0, -1] == pytest.approx(1.0), "the square's own ages"
    assert share[1] == pytest.approx([0.1] * 10) and share[2] == pytest.approx([0.1] * 10)
    assert arrays.ages.sum(axis=1) == pytest.approx(arrays.people, rel=1e-12)
    assert "à défaut du département" in str(arrays.method)


def test_broken_footprints_still_house_people():
    bow = shapely.Polygon([(X, Y), (X + 10, Y + 10), (X + 10, Y), (X, Y + 10)])
    flat = shapely.Polygon([(X + 50, Y), (X + 60, Y), (X + 55, Y)])
    rows = [{**house(0, 0), "geometry": bow}, {**house(0, 0, nombre_de_logements=1), "geometry": flat}, house(100, 0)]
    arrays = build(frame(*rows), communes(30))
    rebuilt = shapely.from_ragged_array(
        shapely.GeometryType.MULTIPOLYGON, arrays.coords, (arrays.ring_offsets, arrays.polygon_offsets, arrays.building_offsets)
    )
    assert shapely.is_valid(rebuilt).all() and (shapely.area(rebuilt) > 0).all() and len(rebuilt) == 3
    assert shapely.intersects_xy(rebuilt, arrays.x, arrays.y).all()


def test_no_commune_or_a_foreign_system_is_refused_in_french():
    with pytest.raises(BadInput, match="Aucune commune"):
        build(frame(house(0, 0)), communes(1).iloc[:0])
    with pytest.raises(BadInput, match="Lambert 93"):
        build(frame(house(0, 0)).to_crs(4326), communes(1))


def test_saved_and_loaded_the_same(tmp_path):
    arrays = build(frame(house(0, 0), house(50, 0)), communes(60))
    arrays.save(tmp_path / "population.npz")
    again = PopulationArrays.load(tmp_path / "population.npz")
    assert all(np.array_equal(getattr(arrays, n), getattr(again, n), equal_nan=n == "floors") for n in vars(arrays))


@settings(max_examples=60, deadline=None)
@given(
    people=st.lists(st.integers(0, 300_000), min_size=1, max_size=4),
    homes=st.lists(st.tuples(st.integers(0, 7900), st.integers(0, 1900), st.sampled_from([None, 0, 1, 40]), st.booleans()), max_size=25),
    squares=st.lists(st.tuples(st.integers(0, 39), st.integers(0, 9), st.floats(0, 900)), max_size=15, unique_by=lambda s: s[:2]),
)
def test_every_commune_keeps_its_legal_population_whatever_is_given(people, homes, squares):
    rows = [house(x, y, nombre_de_logements=n, usage_1="Résidentiel" if known else None) for x, y, n, known in homes]
    grid = frame(*[square(200 * i, 200 * j, n) for i, j, n in squares]) if squares else None
    arrays = build(frame(*rows) if rows else None, communes(*people), grid)
    assert by_commune(arrays) == pytest.approx(np.array(people, dtype=float), rel=1e-12, abs=1e-9)
    assert arrays.ages.sum(axis=1) == pytest.approx(arrays.people, rel=1e-9)
    assert (arrays.people > 0).all() and (arrays.dwellings > 0).all()
