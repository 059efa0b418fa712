"""Files and rows the GeoPackage tests share."""

from __future__ import annotations

import shutil
import sqlite3

import pytest
import shapely

from shared import catalogue
from shared.gpkg.create import create


@pytest.fixture(scope="session")
def empty_work(tmp_path_factory):
    return create(tmp_path_factory.mktemp("modèle") / "travail.gpkg", catalogue.layers("travail"))


@pytest.fixture(scope="session")
def empty_reference(tmp_path_factory):
    return create(tmp_path_factory.mktemp("modèle") / "referentiel.gpkg", catalogue.layers("reference"))


@pytest.fixture
def work(empty_work, tmp_path):
    """A fresh travail.gpkg, in a folder with a space and an accent."""
    folder = tmp_path / "espace été"
    folder.mkdir()
    return shutil.copy(empty_work, folder / "travail n°1.gpkg")


@pytest.fixture
def reference(empty_reference, tmp_path):
    return shutil.copy(empty_reference, tmp_path / "referentiel.gpkg")


def square(x: float = 770_000.0, y: float = 6_280_000.0, side: float = 100.0) -> bytes:
    """WKB of a square polygon near Montpellier."""
    return shapely.box(x, y, x + side, y + side).wkb


def point(x: float = 770_000.0, y: float = 6_280_000.0) -> bytes:
    return shapely.Point(x, y).wkb


def rtree_problem(path, layer: str) -> str:
    """ "ok", or what SQLite finds wrong in the spatial index; also compares it with the geometries."""
    from shared.gpkg.connection import register_functions

    with sqlite3.connect(path) as db:
        register_functions(db)
        (answer,) = db.execute(f"SELECT rtreecheck('rtree_{layer}_geom')").fetchone()
        if answer != "ok":
            return answer
        wrong = db.execute(
            f"SELECT count(*) FROM {layer} l LEFT JOIN rtree_{layer}_geom r ON r.id = l.fid WHERE l.geom IS NOT NULL AND NOT ST_IsEmpty(l.geom) "
            "AND (r.id IS NULL OR r.minx > ST_MinX(l.geom) OR r.maxx < ST_MaxX(l.geom) OR r.miny > ST_MinY(l.geom) OR r.maxy < ST_MaxY(l.geom))"
        ).fetchone()[0]
        extra = db.execute(
            f"SELECT count(*) FROM rtree_{layer}_geom WHERE id NOT IN (SELECT fid FROM {layer} WHERE geom IS NOT NULL)"
        ).fetchone()[0]
        return "ok" if not wrong and not extra else f"{wrong} wrong, {extra} extra"
