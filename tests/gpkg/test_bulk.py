"""Large layers: same rules as row by row, one transaction, a packed spatial index that SQLite itself finds right."""

from __future__ import annotations

import shutil
import sqlite3
import uuid

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.errors import BadInput, Cancelled
from shared.gpkg import bulk, read, rtree
from shared.gpkg.columns import stable_uuid
from shared.gpkg.write import insert_rows
from shared.jobs import JobContext

from .conftest import point, rtree_problem, square


def buildings(n: int, seed: int = 0) -> gpd.GeoDataFrame:
    rng = np.random.default_rng(seed)
    x, y = rng.uniform(680_000, 800_000, n), rng.uniform(6_220_000, 6_320_000, n)
    return gpd.GeoDataFrame(
        {
            "cleabs": [f"BATIMENT{seed}_{i}" for i in range(n)],
            "usage_1": "Résidentiel",
            "nombre_de_logements": rng.integers(0, 9, n),
            "hauteur": rng.uniform(2, 9, n),
        },
        geometry=shapely.box(x, y, x + 12, y + 9),
        crs=2154,
    )


@pytest.mark.parametrize("n", [0, 1, 51, 52, 51 * 51, 51 * 51 + 1, 7_000])
def test_the_packed_index_is_valid_at_every_depth(reference, n):
    frame = buildings(n)
    assert bulk.write_layer(reference, "batiment", frame, source_id="cleabs") == n
    assert rtree_problem(reference, "batiment") == "ok"
    box = (700_000, 6_240_000, 720_000, 6_260_000)
    found = {row["cleabs"] for row in read.rows(reference, "batiment", bbox=box, geometry=False)}
    assert found == set(frame.cleabs[frame.intersects(shapely.box(*box))])
    assert pyogrio.read_info(reference, layer="batiment")["features"] == n
    assert set(pyogrio.read_dataframe(reference, layer="batiment", bbox=box).cleabs) == found


def test_rows_may_be_added_afterwards_one_by_one_and_in_bulk(reference):
    bulk.write_layer(reference, "batiment", buildings(3_000), source_id="cleabs")
    insert_rows(reference, "batiment", [{"geom": square()}])
    bulk.write_layer(reference, "batiment", buildings(500, seed=1), source_id="cleabs")
    assert read.count(reference, "batiment") == 3_501 and rtree_problem(reference, "batiment") == "ok"
    with sqlite3.connect(reference) as db:
        assert db.execute("SELECT feature_count FROM gpkg_ogr_contents WHERE table_name = 'batiment'").fetchone() == (3_501,)


def test_replace_empties_the_layer_first(reference):
    bulk.write_layer(reference, "batiment", buildings(2_000), source_id="cleabs")
    bulk.write_layer(reference, "batiment", buildings(10, seed=2), source_id="cleabs", replace=True)
    assert read.count(reference, "batiment") == 10 and rtree_problem(reference, "batiment") == "ok"


def test_uuids_are_the_same_at_every_import(reference):
    bulk.write_layer(reference, "batiment", buildings(5), source_id="cleabs")
    first = {row["cleabs"]: row["uuid"] for row in read.rows(reference, "batiment")}
    bulk.write_layer(reference, "batiment", buildings(5).iloc[::-1], source_id="cleabs", replace=True)
    assert {row["cleabs"]: row["uuid"] for row in read.rows(reference, "batiment")} == first
    assert (
        first["BATIMENT0_0"] == str(uuid.uuid5(uuid.NAMESPACE_URL, "ddtm:batiment:BATIMENT0_0")) == stable_uuid("batiment", "BATIMENT0_0")
    )


def test_geometries_are_promoted_flattened_and_may_be_missing(reference):
    shapes = [
        shapely.from_wkt("POLYGON Z ((0 0 1, 1 0 1, 1 1 1, 0 0 1))"),
        None,
        shapely.from_wkt("POLYGON EMPTY"),
        shapely.MultiPolygon([shapely.box(0, 0, 1, 1)]),
    ]
    bulk.write_layer(reference, "batiment", gpd.GeoDataFrame({"nature": list("abcd")}, geometry=shapes, crs=2154))
    stored = [row["geom"] and shapely.from_wkb(row["geom"]).wkt for row in read.rows(reference, "batiment")]
    assert stored[0].startswith("MULTIPOLYGON (((0 0, 1 0") and stored[1] is None and stored[2] == "MULTIPOLYGON EMPTY"
    assert rtree_problem(reference, "batiment") == "ok"


def test_tables_without_geometry(reference):
    frame = pd.DataFrame({"code_insee": ["34172", "34129"], "annee": [2021, 2021], "population": [302_454.0, np.nan]})
    bulk.write_layer(reference, "population_commune", frame, source_id="code_insee")
    assert [row["population"] for row in read.rows(reference, "population_commune")] == [302_454.0, None]
    assert list(bulk.read_layer(reference, "population_commune").code_insee) == ["34172", "34129"]


def test_read_layer_leaves_deleted_rows_out(work):
    insert_rows(
        work,
        "situation_point",
        [{"type_situation": "feu", "statut": "supprime", "geom": point()}, {"type_situation": "feu", "geom": point()}],
    )
    frame = bulk.read_layer(work, "situation_point", columns=["type_situation"])
    assert len(frame) == 1 and frame.crs.to_epsg() == 2154 and list(frame.columns) == ["type_situation", "geometry"]


@pytest.mark.parametrize(
    "change, sentence",
    [
        (lambda f: f.to_crs(4326), "« WGS 84 » au lieu de Lambert-93"),
        (lambda f: f.set_crs(None, allow_override=True), "système de coordonnées inconnu"),
        (lambda f: f.assign(couleur=1), "champ inconnu « couleur »"),
        (lambda f: f.set_geometry(f.centroid), "attend un polygone"),
        (lambda f: f.set_geometry([shapely.Polygon([(0, 0), (np.inf, 0), (1, 1)])] * 4, crs=2154), "coordonnées infinies"),
        (lambda f: f.assign(hauteur=np.inf), "n'est pas un nombre"),
        (lambda f: f.assign(hauteur="haute"), "'haute' n'est pas un nombre"),
        (lambda f: f.assign(nombre_de_logements=1.5), "n'est pas un nombre entier"),
        (lambda f: f.assign(usage_1="a\x00"), "caractère nul"),
        (lambda f: f.assign(cleabs="le même"), "« le même » est présent deux fois"),
        (lambda f: f.assign(cleabs=None), "« cleabs » manque pour certaines lignes"),
        (lambda f: pd.DataFrame(f.drop(columns="geometry")), "les géométries manquent"),
    ],
)
def test_a_bad_frame_is_refused_and_the_layer_stays(reference, change, sentence):
    bulk.write_layer(reference, "batiment", buildings(3), source_id="cleabs")
    with pytest.raises(BadInput, match=sentence):
        bulk.write_layer(reference, "batiment", change(buildings(4, seed=9)), source_id="cleabs", replace=True)
    assert [row["cleabs"] for row in read.rows(reference, "batiment")] == ["BATIMENT0_0", "BATIMENT0_1", "BATIMENT0_2"]
    assert rtree_problem(reference, "batiment") == "ok"


def test_a_row_already_there_is_refused(reference):
    bulk.write_layer(reference, "batiment", buildings(3), source_id="cleabs")
    with pytest.raises(BadInput, match="existe déjà"):
        bulk.write_layer(reference, "batiment", buildings(3), source_id="cleabs")
    assert read.count(reference, "batiment") == 3
    insert_rows(reference, "batiment", [{"geom": square()}])  # triggers and unique index are back
    assert rtree_problem(reference, "batiment") == "ok"


def test_a_cancel_leaves_the_layer_as_it_was(reference):
    asked = iter([False, True])
    with pytest.raises(Cancelled):
        bulk.write_layer(reference, "batiment", buildings(45_000), ctx=JobContext(is_cancelled=lambda: next(asked)))
    assert read.count(reference, "batiment") == 0
    insert_rows(reference, "batiment", [{"geom": square()}])
    assert rtree_problem(reference, "batiment") == "ok"


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(*[st.floats(-1e7, 1e7, allow_nan=False, width=64)] * 2, *[st.floats(0, 1e5)] * 2), max_size=120))
def test_no_box_shrinks_in_the_index(empty_reference, tmp_path, boxes):
    """SQLite stores 32-bit floats: rounded outward, an object is never missed."""
    path = shutil.copy(empty_reference, tmp_path / "a.gpkg")
    table = np.array([(x, x + w, y, y + h) for x, y, w, h in boxes], dtype=float).reshape(len(boxes), 4)
    with sqlite3.connect(path) as db:
        rtree.rebuild(db, "rtree_batiment_geom", np.arange(1, len(boxes) + 1), table)
        assert db.execute("SELECT rtreecheck('rtree_batiment_geom')").fetchone() == ("ok",)
        for number, (minx, maxx, miny, maxy) in enumerate(table.tolist(), 1):
            sql = "SELECT 1 FROM rtree_batiment_geom WHERE id = ? AND minx <= ? AND maxx >= ? AND miny <= ? AND maxy >= ?"
            assert db.execute(sql, (number, minx, maxx, miny, maxy)).fetchone()
