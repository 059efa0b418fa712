"""The check says what is wrong with a file, in French, layer by layer; each planted fault is found and named."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from shared import catalogue
from shared.errors import BadInput
from shared.gpkg.check import check
from shared.gpkg.connection import register_functions
from shared.gpkg.write import insert_rows

from .conftest import point, square

REAL = Path(__file__).resolve().parents[2].parent / "shared" / "data"


@pytest.fixture
def filled(work):
    insert_rows(work, "situation_zone", [{"type_situation": "inondation", "geom": square(770_000 + 200 * i)} for i in range(3)])
    insert_rows(work, "main_courante", [{"texte": "Début", "geom": point()}])
    return work


def sql(path, *statements):
    with sqlite3.connect(path) as db:
        register_functions(db)
        for statement in statements:
            db.execute(statement)


PLANTED = [
    (
        "erreur",
        "situation_zone",
        "code(s) inconnu(s) : « licorne »",
        ["UPDATE situation_zone SET type_situation = 'licorne' WHERE fid = 1"],
    ),
    (
        "erreur",
        "situation_zone",
        "identifiant uuid est en double",
        ["DROP INDEX uq_situation_zone_uuid", "UPDATE situation_zone SET uuid = 'a'"],
    ),
    ("erreur", "situation_zone", "index spatial ne correspond pas", ["DELETE FROM rtree_situation_zone_geom WHERE id = 2"]),
    ("erreur", "situation_zone", "index spatial ne correspond pas", ["INSERT INTO rtree_situation_zone_geom VALUES (99, 0, 1, 0, 1)"]),
    (
        "erreur",
        "situation_zone",
        "index spatial ne correspond pas",
        ["DELETE FROM rtree_situation_zone_geom WHERE id = 2", "INSERT INTO rtree_situation_zone_geom VALUES (99, 0, 1, 0, 1)"],
    ),
    ("erreur", "situation_zone", "index spatial (rtree) manque", ["DROP TABLE rtree_situation_zone_geom"]),
    ("erreur", "situation_zone", "déclencheurs de l'index spatial", ["DROP TRIGGER rtree_situation_zone_geom_insert"]),
    (
        "erreur",
        "situation_zone",
        "au lieu de EPSG:2154",
        ["UPDATE gpkg_geometry_columns SET srs_id = 4326 WHERE table_name = 'situation_zone'"],
    ),
    (
        "erreur",
        "situation_zone",
        "de type POLYGON au lieu de MULTIPOLYGON",
        ["UPDATE gpkg_geometry_columns SET geometry_type_name = 'POLYGON' WHERE table_name = 'situation_zone'"],
    ),
    ("erreur", "situation_zone", "1 géométrie(s) illisible(s)", ["UPDATE situation_zone SET geom = x'00112233' WHERE fid = 1"]),
    (
        "erreur",
        "situation_zone",
        "marquées d'un autre système",
        ["UPDATE situation_zone SET geom = CAST(x'47500001e6100000' || substr(geom, 9) AS BLOB) WHERE fid = 1"],
    ),
    ("erreur", "situation_zone", "« libelle » (Libellé) manque", ["ALTER TABLE situation_zone RENAME COLUMN libelle TO autre"]),
    ("attention", "situation_zone", "hors catalogue, ignorés : autre", ["ALTER TABLE situation_zone ADD COLUMN autre TEXT"]),
    ("erreur", "situation_zone", "ne sont pas du type texte", ["UPDATE situation_zone SET libelle = x'41' WHERE fid = 1"]),
    ("erreur", "situation_zone", "ne sont pas une date et heure", ["UPDATE situation_zone SET heure_fin = 'hier soir' WHERE fid = 1"]),
    ("erreur", "situation_zone", "caractère nul", ["UPDATE situation_zone SET libelle = 'a' || char(0) || 'b' WHERE fid = 1"]),
    (
        "attention",
        "situation_zone",
        "emprise déclarée de la couche est invalide",
        ["UPDATE gpkg_contents SET min_x = 9e9 WHERE table_name = 'situation_zone'"],
    ),
    (
        "attention",
        "situation_zone",
        "plus petite que ses objets",
        ["UPDATE gpkg_contents SET max_x = min_x WHERE table_name = 'situation_zone'"],
    ),
    (
        "erreur",
        "situation_zone",
        "La couche « Situations (zones) » manque",
        ["DELETE FROM gpkg_contents WHERE table_name = 'situation_zone'"],
    ),
    ("attention", "fichier", "application_id", ["PRAGMA application_id = 7"]),
    ("attention", "fichier", "référence(s) rompue(s)", ["DELETE FROM gpkg_contents WHERE table_name = 'coupure_zone'"]),
    ("erreur", "fichier", "version plus récente", ["UPDATE ddtm_schema SET valeur = '999' WHERE cle = 'version'"]),
    ("erreur", "fichier", "n'est pas un GeoPackage", ["DROP TABLE gpkg_geometry_columns"]),
]


@pytest.mark.parametrize("level, scope, sentence, statements", PLANTED, ids=[f"{p[1]}: {p[2]}" for p in PLANTED])
def test_a_planted_fault_is_found(filled, level, scope, sentence, statements):
    assert check(filled, catalogue.layers("travail")).findings == []
    sql(filled, *statements)
    found = check(filled, catalogue.layers("travail")).findings
    assert any((item.level, item.scope) == (level, scope) and sentence in item.message for item in found), found


def test_degrees_in_a_metric_layer_are_suspected(work):
    insert_rows(work, "situation_point", [{"type_situation": "feu", "geom": point(3.9, 43.6)}])
    (item,) = check(work).findings
    assert item.level == "attention" and "coordonnées en degrés" in item.message


def test_a_foreign_file_in_degrees_without_index_is_judged_whole(tmp_path):
    path = tmp_path / "étranger.gpkg"
    frame = gpd.GeoDataFrame({"nom": ["x"], "population": ["beaucoup"]}, geometry=[shapely.Point(3.9, 43.6)], crs=4326)
    frame.to_file(path, layer="commune", SPATIAL_INDEX="NO")
    text = check(path).text()
    for part in (
        "inutilisable",
        "EPSG:4326 au lieu de EPSG:2154",
        "POINT au lieu de MULTIPOLYGON",
        "« uuid »",
        "TEXT au lieu de entier",
        "(rtree) manque",
    ):
        assert part in text


def test_a_file_of_another_kind_or_damaged_is_an_answer_not_a_crash(filled, tmp_path):
    text = tmp_path / "texte.gpkg"
    text.write_text("rien à voir")
    assert "l'en-tête SQLite est absent" in check(text).text()
    (tmp_path / "vide.gpkg").touch()
    assert "vide" in check(tmp_path / "vide.gpkg").text()
    whole = Path(filled).read_bytes()
    for cut in (50, 4_096, len(whole) // 2, len(whole) - 1):
        (tmp_path / "coupé.gpkg").write_bytes(whole[:cut])
        report = check(tmp_path / "coupé.gpkg")
        assert not report.ok and "coupé" in report.findings[0].message
    torn = bytearray(whole)
    torn[8_192:60_000] = b"\x5a" * (60_000 - 8_192)
    (tmp_path / "abîmé.gpkg").write_bytes(torn)
    assert not check(tmp_path / "abîmé.gpkg").ok
    with pytest.raises(BadInput, match="introuvable"):
        check(tmp_path / "absent.gpkg")


def test_a_journal_beside_the_file_is_told(filled):
    Path(f"{filled}-wal").write_bytes(b"x")
    assert any("« -wal » est à côté" in item.message for item in check(filled).findings)


def test_the_report_is_a_sentence_a_text_and_json(filled):
    report = check(filled, [catalogue.LAYERS["situation_zone"]])
    assert report.sentence == "Fichier conforme au catalogue."
    assert "situation_zone : 3 lignes" in report.text()
    assert json.loads(json.dumps(report.data()))["lignes"] == {"situation_zone": 3}


@pytest.mark.skipif(not REAL.is_dir(), reason="no real data beside the checkout")
def test_real_published_files_get_a_report():
    files = sorted(REAL.rglob("*.gpkg"))[:6]
    assert files
    for path in files:
        report = check(path)
        assert not report.ok and report.findings[0].message
