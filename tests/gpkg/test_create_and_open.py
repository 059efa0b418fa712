"""A created file is a GeoPackage that GDAL, pyogrio and SQLite read, in EPSG:2154, with every layer of the catalogue."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess

import geopandas as gpd
import pyogrio
import pytest
import shapely

from shared import catalogue
from shared.catalogue.model import TYPES
from shared.errors import BadInput
from shared.gpkg import read
from shared.gpkg.check import check
from shared.gpkg.create import create

from .conftest import rtree_problem


@pytest.fixture(scope="module", params=["travail", "reference", "direct"])
def made(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("dossier été & co")
    return create(folder / f"{request.param} n°1.gpkg", catalogue.layers(request.param), exercise=True), catalogue.layers(request.param)


def test_gdal_sees_every_layer_with_its_geometry_type(made):
    path, layers = made
    seen = {name: kind for name, kind in pyogrio.list_layers(path)}
    assert set(seen) == {layer.name for layer in layers}
    for layer in layers:
        shown = None if seen[layer.name] is None else seen[layer.name].replace(" ", "")
        assert shown == layer.geometry


def test_gdal_reads_the_crs_fields_and_types(made):
    path, layers = made
    for layer in layers:
        info = pyogrio.read_info(path, layer=layer.name)
        assert list(info["fields"]) == [field.name for field in layer.all_fields]
        assert info["features"] == 0
        if layer.geometry:
            assert info["crs"] == "EPSG:2154" and info["fid_column"] == "fid" and info["geometry_name"] == "geom"


def test_columns_have_the_catalogue_s_types_constraints_and_labels(made):
    path, layers = made
    with sqlite3.connect(path) as db:
        for layer in layers:
            columns = {row[1]: row for row in db.execute(f"PRAGMA table_info({layer.name})")}
            titles = dict(db.execute("SELECT column_name, title FROM gpkg_data_columns WHERE table_name = ?", (layer.name,)))
            for field in layer.all_fields:
                assert columns[field.name][2] == TYPES[field.type][0]
                assert bool(columns[field.name][3]) == field.required
                assert titles[field.name].startswith(field.label)
        codes = [
            row[0]
            for row in db.execute("SELECT value FROM gpkg_data_column_constraints WHERE constraint_name = 'type_situation' ORDER BY rowid")
        ]
    if layers[0].role == "travail":
        assert tuple(codes) == catalogue.LAYERS["situation_point"].field("type_situation").domain.codes


def test_uuid_is_unique_in_the_file_itself(made):
    path, layers = made
    with sqlite3.connect(path) as db:
        for layer in layers:
            uniques = [row[1] for row in db.execute(f"PRAGMA index_list({layer.name})") if row[2]]
            assert [list(db.execute(f"PRAGMA index_info({name})"))[0][2] for name in uniques] == ["uuid"]


def test_the_file_says_what_it_is(made):
    path, _ = made
    assert read.stamp(path)["version"] == str(catalogue.SCHEMA_VERSION)
    assert read.stamp(path)["exercice"] == "oui"
    with sqlite3.connect(path) as db:
        assert db.execute("PRAGMA application_id").fetchone() == (0x47504B47,)
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []


def test_the_check_finds_nothing_wrong_with_it(made):
    path, layers = made
    report = check(path, layers)
    assert report.ok and [item.level for item in report.findings] == ["info"]  # the EXERCICE stamp
    assert report.findings[0].message.startswith("EXERCICE")


def test_an_existing_file_is_never_replaced(tmp_path):
    target = tmp_path / "là.gpkg"
    target.write_bytes(b"precious")
    with pytest.raises(BadInput, match="existe déjà"):
        create(target, catalogue.layers("travail"))
    assert target.read_bytes() == b"precious" and os.listdir(tmp_path) == ["là.gpkg"]


def test_a_missing_folder_is_said(tmp_path):
    with pytest.raises(BadInput, match="n'existe pas"):
        create(tmp_path / "absent" / "a.gpkg", catalogue.layers("travail"))


@pytest.mark.skipif(shutil.which("ogr2ogr") is None, reason="GDAL's tools are not installed")
def test_gdal_may_add_rows_and_the_index_follows(work, tmp_path):
    frame = gpd.GeoDataFrame(
        {"uuid": ["a", "b"], "statut": "actif", "type_situation": "feu", "etat": "en_cours"},
        geometry=[shapely.Point(770_000, 6_280_000), shapely.Point(771_000, 6_280_000)],
        crs=2154,
    )
    frame.to_file(tmp_path / "autre.gpkg")
    command = ["ogr2ogr", "-append", "-addfields", "-nln", "situation_point", work, tmp_path / "autre.gpkg"]
    assert subprocess.run(command, capture_output=True).returncode == 0
    assert read.count(work, "situation_point") == 2 and rtree_problem(work, "situation_point") == "ok"
    assert check(work).findings == []
    assert b"UNIQUE constraint failed" in subprocess.run(command, capture_output=True).stderr
    assert read.count(work, "situation_point") == 2 and rtree_problem(work, "situation_point") == "ok"
