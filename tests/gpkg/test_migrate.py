"""An older file gains what the catalogue has added since; nothing it held is lost."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from shared import catalogue
from shared.catalogue import Domain, Field, Layer
from shared.errors import BadInput
from shared.gpkg import read
from shared.gpkg.check import check
from shared.gpkg.create import create
from shared.gpkg.migrate import migrate
from shared.gpkg.write import insert_rows

from .conftest import point

OLD = Layer(
    "essai",
    "Essai",
    "Point",
    "travail",
    "tests",
    (Field("nom", "texte", "Nom"), Field("etat", "texte", "État", domain=Domain("etat_essai", (("a", "A"),)))),
)
NEW = Layer(
    "essai",
    "Essai",
    "Point",
    "travail",
    "tests",
    (
        *OLD.fields[:1],
        Field("etat", "texte", "État", domain=Domain("etat_essai", (("a", "A"), ("b", "B")))),
        Field("debut", "horodatage", "Début", required=True, default="now()"),
        Field("sens", "texte", "Sens", required=True, default="'double'"),
        Field("nombre", "entier", "Nombre"),
    ),
    since=2,
)
TABLE = Layer("annexe", "Annexe", None, "travail", "tests", (Field("nom", "texte", "Nom"),), since=2)


@pytest.fixture
def old(tmp_path, monkeypatch):
    monkeypatch.setitem(catalogue.LAYERS, "essai", OLD)
    path = create(tmp_path / "ancien été.gpkg", [OLD])
    insert_rows(path, "essai", [{"nom": "gardé", "geom": point()}])
    monkeypatch.setitem(catalogue.LAYERS, "essai", NEW)
    monkeypatch.setitem(catalogue.LAYERS, "annexe", TABLE)
    monkeypatch.setattr(catalogue, "SCHEMA_VERSION", 2)
    return path


def test_new_columns_tables_codes_and_version(old):
    assert any("mettez-le à niveau" in item.message for item in check(old).findings)
    changes = migrate(old, [NEW, TABLE])
    assert [text for text in changes if "Début" in text] and "Couche ajoutée : « Annexe »." in changes and changes[-1] == "Version 1 → 2."
    (row,) = read.rows(old, "essai")
    assert (row["nom"], row["sens"], row["nombre"], row["geom"]) == ("gardé", "double", None, point())
    insert_rows(old, "essai", [{"nom": "neuf", "etat": "b", "nombre": 3}])
    with sqlite3.connect(old) as db:
        assert ("b", "B") in db.execute("SELECT value, description FROM gpkg_data_column_constraints").fetchall()
    levels = {item.level for item in check(old, [NEW, TABLE]).findings}
    assert levels <= {"erreur"} and len(check(old, [NEW, TABLE]).findings) == 1  # `debut` of the old row was never known


def test_a_backup_is_made_before_and_a_second_run_does_nothing(old):
    migrate(old, [NEW, TABLE])
    (saved,) = Path(old).parent.glob("*.avant-v2-*.gpkg")
    assert read.stamp(saved)["version"] == "1" and read.stamp(old)["version"] == "2"
    before = old.read_bytes()
    assert migrate(old, [NEW, TABLE]) == [] and old.read_bytes() == before
    assert len(list(Path(old).parent.glob("*.avant-*"))) == 1


def test_a_newer_or_foreign_file_is_refused(old, monkeypatch):
    monkeypatch.setattr(catalogue, "SCHEMA_VERSION", 0)
    with pytest.raises(BadInput, match="plus récente"):
        migrate(old, [NEW])
    with sqlite3.connect(old) as db:
        db.execute("DROP TABLE ddtm_schema")
    db.close()
    with pytest.raises(BadInput, match="n'a pas été fabriqué par la suite"):
        migrate(old, [NEW])
