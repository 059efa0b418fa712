"""Whatever value a field may hold comes back the same, through `write`, `bulk` and GDAL (properties, by Hypothesis)."""

from __future__ import annotations

import datetime as dt
import math
import shutil

import geopandas as gpd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared import catalogue
from shared.gpkg import bulk, geometry, read
from shared.gpkg.connection import open_ro, open_rw
from shared.gpkg.values import encode, format_instant, parse_instant
from shared.gpkg.write import insert_rows

LOOSE = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
TEXT = st.text(st.characters(blacklist_characters="\x00", blacklist_categories=("Cs",)), max_size=40)
INSTANTS = st.datetimes(dt.datetime(1900, 1, 1), dt.datetime(2200, 1, 1), timezones=st.just(dt.timezone.utc)).map(
    lambda value: value.replace(microsecond=value.microsecond // 1000 * 1000)
)
VALUES = {
    "texte": TEXT,
    "entier": st.integers(-(2**63), 2**63 - 1),
    "reel": st.floats(allow_nan=False, allow_infinity=False),
    "booleen": st.booleans(),
    "date": st.dates(dt.date(1000, 1, 1)).map(str),
    "horodatage": INSTANTS.map(format_instant),
}
COORD = st.floats(-1e7, 1e7, allow_nan=False)
XY = st.tuples(COORD, COORD)
EMPTY = {"MultiPolygon": shapely.MultiPolygon()}
SHAPES = {
    "Point": XY.map(shapely.Point),
    "MultiLineString": st.lists(st.lists(XY, min_size=2, max_size=5), min_size=1, max_size=3).map(shapely.MultiLineString),
    "MultiPolygon": st.lists(st.lists(XY, min_size=3, max_size=6), min_size=1, max_size=3).map(
        lambda rings: shapely.MultiPolygon([(ring, []) for ring in rings])
    ),
}


def row_strategy(layer):
    fields = {}
    for field in layer.fields:
        values = st.sampled_from(field.domain.codes) if field.domain else VALUES[field.type]
        fields[field.name] = values if field.required else st.none() | values
    if layer.geometry:
        fields["geom"] = SHAPES[layer.geometry] | st.none() | st.sampled_from([EMPTY.get(layer.geometry)])
    return st.fixed_dictionaries(fields)


def same(one, other) -> bool:
    return one == other and not (isinstance(one, bool) ^ isinstance(other, bool))


@pytest.mark.parametrize("name", ["coupure_ligne", "evacuation", "itineraire", "main_courante", "evacuation_commune", "perimetre_ppr"])
def test_rows_come_back_as_they_went_in(name, empty_work, empty_reference, tmp_path):
    layer = catalogue.LAYERS[name]
    path = shutil.copy(empty_work if layer.role == "travail" else empty_reference, tmp_path / "a.gpkg")

    @LOOSE
    @given(st.lists(row_strategy(layer), min_size=1, max_size=4))
    def check(rows):
        given_rows = [{**row, **({"geom": getattr(row["geom"], "wkb", None)} if layer.geometry else {})} for row in rows]
        ids = insert_rows(path, name, given_rows)
        found = {row["uuid"]: row for row in read.rows(path, name, where={"uuid": ids})}
        for identifier, row in zip(ids, given_rows):
            for key, value in row.items():
                assert same(found[identifier][key], value), key

    check()


def test_bulk_and_one_by_one_store_the_same(empty_reference, tmp_path):
    """The two ways of writing follow the same rules: equal rows give equal rows, byte for byte."""
    layer = catalogue.LAYERS["perimetre_ppr"]
    path = shutil.copy(empty_reference, tmp_path / "a.gpkg")

    def blobs():
        with open_ro(path) as db:
            return db.execute("SELECT geom FROM perimetre_ppr ORDER BY fid").fetchall()

    @settings(LOOSE, max_examples=15)
    @given(st.lists(row_strategy(layer), min_size=1, max_size=5))
    def check(rows):
        with open_rw(path) as db:
            db.execute("DELETE FROM perimetre_ppr")
        frame = gpd.GeoDataFrame(
            [{k: v for k, v in row.items() if k != "geom"} for row in rows], geometry=[row["geom"] for row in rows], crs=2154
        )
        bulk.write_layer(path, "perimetre_ppr", frame, replace=True)
        many, many_blobs = read.rows(path, "perimetre_ppr"), blobs()
        with open_rw(path) as db:
            db.execute("DELETE FROM perimetre_ppr")
        insert_rows(path, "perimetre_ppr", [{**row, "geom": getattr(row["geom"], "wkb", None)} for row in rows])
        assert blobs() == many_blobs
        for one, other in zip(read.rows(path, "perimetre_ppr"), many):
            assert {k: v for k, v in one.items() if k not in ("fid", "uuid")} == {
                k: v for k, v in other.items() if k not in ("fid", "uuid")
            }

    check()


@LOOSE
@given(
    st.sampled_from(["Point", "MultiLineString", "MultiPolygon"]).flatmap(lambda kind: SHAPES[kind]),
    st.sampled_from([0, 1]),
    st.sampled_from(["iso", "extended"]),
)
def test_any_wkb_is_read_in_2d(shape, order, flavor):
    raised = shapely.force_3d(shape, z=12.5)
    for source in (shape, raised):
        kind, flat, envelope = geometry.parse(shapely.to_wkb(source, byte_order=order, output_dimension=3, flavor=flavor))
        assert flat == shapely.to_wkb(shape, byte_order=1, output_dimension=2, flavor="iso")
        minx, miny, maxx, maxy = shape.bounds
        assert kind == shape.geom_type and envelope == (minx, maxx, miny, maxy)


@LOOSE
@given(INSTANTS, st.integers(-14 * 60, 14 * 60))
def test_an_instant_is_the_same_whatever_the_zone_it_is_written_in(instant, offset):
    shifted = instant.astimezone(dt.timezone(dt.timedelta(minutes=offset)))
    assert parse_instant(shifted.isoformat()) == instant == parse_instant(format_instant(shifted))


@LOOSE
@given(st.one_of(st.floats(), st.integers(), TEXT, st.booleans(), st.none()), st.sampled_from(sorted(VALUES)))
def test_encode_never_stores_a_value_of_another_kind(value, kind):
    from shared.errors import BadInput

    layer = catalogue.LAYERS["evacuation"]
    field = catalogue.Field("essai", kind, "Essai")
    try:
        stored = encode(layer, field, value)
    except BadInput:
        return
    if stored is None:
        assert value is None or (isinstance(value, float) and math.isnan(value))
    elif kind in ("texte", "entier", "reel"):
        assert stored == value
    elif kind == "booleen":
        assert stored in (0, 1)
