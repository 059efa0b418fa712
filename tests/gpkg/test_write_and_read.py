"""Rows go in and come out unchanged; a bad row is refused with one French sentence and nothing is written."""

from __future__ import annotations

import datetime as dt
import re
import sqlite3

import pyogrio
import pytest
import shapely

from shared.errors import BadInput
from shared.gpkg import read
from shared.gpkg.write import insert_rows, insert_together, set_status, update_rows

from .conftest import point, rtree_problem, square

SITUATION = {"type_situation": "inondation", "libelle": "Le Lez à Lattes — œuvre d'été", "geom": point()}
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")


def one(path, layer, **options):
    rows = read.rows(path, layer, **options)
    assert len(rows) == 1
    return rows[0]


def test_common_fields_are_filled(work):
    before = dt.datetime.now(dt.timezone.utc)
    (identifier,) = insert_rows(work, "situation_point", [SITUATION], author="Mme Ça")
    row = one(work, "situation_point")
    assert row["uuid"] == identifier and re.match(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab]", identifier)
    assert (row["statut"], row["cree_par"], row["etat"], row["modifie_le"]) == ("actif", "Mme Ça", "en_cours", None)
    assert INSTANT.match(row["cree_le"]) and INSTANT.match(row["heure_debut"])
    written = dt.datetime.fromisoformat(row["cree_le"].replace("Z", "+00:00"))
    assert abs((written - before).total_seconds()) < 5


def test_gdal_reads_the_same_row(work):
    insert_rows(work, "situation_point", [SITUATION])
    frame = pyogrio.read_dataframe(work, layer="situation_point")
    assert frame.crs.to_epsg() == 2154
    assert frame.libelle[0] == SITUATION["libelle"] and frame.geometry[0].equals(shapely.from_wkb(SITUATION["geom"]))
    assert str(frame.cree_le.dt.tz) == "UTC"


@pytest.mark.parametrize(
    "layer, given, stored",
    [
        ("situation_zone", "POLYGON ((0 0, 1 0, 1 1, 0 0))", "MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)))"),
        ("situation_ligne", "LINESTRING (0 0, 1 1)", "MULTILINESTRING ((0 0, 1 1))"),
        ("situation_point", "MULTIPOINT ((3 4))", "POINT (3 4)"),
        ("situation_zone", "POLYGON Z ((0 0 5, 1 0 5, 1 1 5, 0 0 5))", "MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)))"),
        ("situation_zone", "MULTIPOLYGON EMPTY", "MULTIPOLYGON EMPTY"),
        ("situation_zone", "POLYGON EMPTY", "MULTIPOLYGON EMPTY"),
        ("situation_point", "POINT EMPTY", "POINT EMPTY"),
    ],
)
def test_geometry_takes_the_type_of_its_layer(work, layer, given, stored):
    insert_rows(work, layer, [{"type_situation": "inondation", "geom": shapely.from_wkt(given).wkb}])
    assert shapely.from_wkb(one(work, layer)["geom"]).equals_exact(shapely.from_wkt(stored), 0) or "EMPTY" in stored
    assert shapely.to_wkt(shapely.from_wkb(one(work, layer)["geom"])) == shapely.to_wkt(shapely.from_wkt(stored))
    assert rtree_problem(work, layer) == "ok"


def test_position_is_optional_and_rows_without_geometry_are_not_indexed(work):
    insert_rows(work, "main_courante", [{"texte": "sans lieu", "geom": None}, {"texte": "avec", "geom": point()}])
    assert [row["geom"] is None for row in read.rows(work, "main_courante")] == [True, False]
    assert rtree_problem(work, "main_courante") == "ok"


@pytest.mark.parametrize(
    "layer, row, sentence",
    [
        ("situation_point", {**SITUATION, "couleur": "rouge"}, "champ inconnu « couleur »"),
        ("situation_point", {**SITUATION, "type_situation": "licorne"}, "n'est pas un code connu"),
        ("situation_point", {"libelle": "sans nature"}, "« Nature » est obligatoire"),
        ("situation_point", {**SITUATION, "libelle": "a\x00b"}, "caractère nul"),
        ("situation_point", {**SITUATION, "libelle": "\ud800"}, "encodage endommagé"),
        ("situation_point", {**SITUATION, "libelle": 12}, "n'est pas un texte"),
        ("situation_point", {**SITUATION, "heure_fin": "hier soir"}, "une date et une heure"),
        ("situation_point", {**SITUATION, "geom": square()}, "attend un point, la géométrie donnée est un polygone"),
        ("situation_point", {**SITUATION, "geom": point()[:-3]}, "illisible"),
        ("situation_point", {**SITUATION, "geom": point() + b"x"}, "illisible"),
        ("situation_point", {**SITUATION, "geom": shapely.Point(float("inf"), 2).wkb}, "illisible"),
        ("situation_point", {**SITUATION, "geom": "POINT (1 2)"}, "WKB"),
        (
            "situation_zone",
            {"type_situation": "inondation", "geom": shapely.from_wkt("MULTIPOINT ((0 0), (1 1))").wkb},
            "attend un polygone",
        ),
        ("evacuation_commune", {"evacuation_uuid": "x", "geom": point()}, "n'a pas de géométrie"),
        ("evacuation_commune", {"evacuation_uuid": "x", "batiments": 2.5}, "n'est pas un nombre entier"),
        ("evacuation_commune", {"evacuation_uuid": "x", "batiments": 2**63}, "nombre entier de taille admise"),
        ("evacuation_commune", {"evacuation_uuid": "x", "pop_nuit": float("inf")}, "n'est pas un nombre"),
        ("itineraire", {"libelle": "x", "type_itineraire": "calcule", "exercice": 3}, "oui ou non"),
        ("nuages", {}, "Couche inconnue"),
    ],
)
def test_a_bad_row_is_refused_and_the_good_one_before_it_too(work, layer, row, sentence):
    good = [{"texte": "bonne"}] if layer == "nuages" else []
    with pytest.raises(BadInput, match=sentence) as refused:
        insert_rows(work, layer, [*good, row])
    assert "\n" not in refused.value.message
    if layer != "nuages":
        assert read.count(work, layer) == 0


def test_all_rows_of_a_call_or_none(work):
    with pytest.raises(BadInput):
        insert_rows(work, "situation_point", [SITUATION, SITUATION, {**SITUATION, "etat": "?"}])
    assert read.count(work, "situation_point") == 0


def test_a_uuid_already_there_is_refused(work):
    (identifier,) = insert_rows(work, "situation_point", [SITUATION])
    with pytest.raises(BadInput, match="existe déjà"):
        insert_rows(work, "situation_point", [{**SITUATION, "uuid": identifier}])
    with pytest.raises(BadInput, match="deux fois"):
        insert_rows(work, "situation_point", [{**SITUATION, "uuid": "a"}, {**SITUATION, "uuid": "a"}])
    assert read.count(work, "situation_point") == 1


def test_update_changes_only_what_is_given(work):
    first, second = insert_rows(work, "situation_point", [SITUATION, SITUATION])
    update_rows(work, "situation_point", [{"uuid": second, "etat": "termine", "geom": point(771_000, 6_281_000)}], author="B")
    kept, changed = read.rows(work, "situation_point")
    assert kept["etat"] == "en_cours" and kept["modifie_le"] is None
    assert (changed["etat"], changed["libelle"], changed["modifie_par"]) == ("termine", SITUATION["libelle"], "B")
    assert INSTANT.match(changed["modifie_le"])
    assert [row["uuid"] for row in read.rows(work, "situation_point", bbox=(770_999, 6_280_999, 771_001, 6_281_001))] == [second]
    assert rtree_problem(work, "situation_point") == "ok"
    assert first != second


def test_update_of_an_unknown_row_changes_nothing(work):
    (identifier,) = insert_rows(work, "situation_point", [SITUATION])
    with pytest.raises(BadInput, match="n'existe pas ; rien n'a été modifié"):
        update_rows(work, "situation_point", [{"uuid": identifier, "libelle": "x"}, {"uuid": "inconnu", "libelle": "y"}])
    assert one(work, "situation_point")["libelle"] == SITUATION["libelle"]
    with pytest.raises(BadInput, match="ne se modifie pas"):
        update_rows(work, "situation_point", [{"uuid": identifier, "cree_par": "autre"}])


def test_deletion_is_a_status_that_can_be_undone(work):
    (identifier,) = insert_rows(work, "situation_point", [SITUATION])
    set_status(work, "situation_point", [identifier], "supprime")
    assert read.rows(work, "situation_point") == [] and read.count(work, "situation_point", deleted=True) == 1
    set_status(work, "situation_point", [identifier], "actif")
    assert read.count(work, "situation_point") == 1
    with pytest.raises(BadInput, match="code connu"):
        set_status(work, "situation_point", [identifier], "efface")


def test_where_and_bbox(work):
    insert_rows(work, "situation_point", [{**SITUATION, "libelle": f"n{i}", "geom": point(770_000 + 10 * i)} for i in range(20)])
    assert "geom" not in read.rows(work, "situation_point", geometry=False)[0]
    names = lambda **options: [row["libelle"] for row in read.rows(work, "situation_point", **options)]  # noqa: E731
    assert names(where={"libelle": ["n3", "n5", "zz"]}) == ["n3", "n5"]
    assert names(where={"commentaire": None}, limit=2) == ["n0", "n1"]
    assert names(where="libelle = ? OR libelle = ?", parameters=("n1", "n2"), order="libelle DESC") == ["n2", "n1"]
    assert names(bbox=(770_015, 6_279_999, 770_035, 6_280_001)) == ["n2", "n3"]
    assert names(where={"libelle": "n2"}, bbox=(770_100, 6_279_999, 770_200, 6_280_001)) == []
    with pytest.raises(BadInput, match="champ inconnu"):
        names(where={"nom'; DROP TABLE situation_point; --": 1})
    with pytest.raises(BadInput, match="champ inconnu"):
        names(order="1; DROP TABLE situation_point")


def test_the_extent_and_the_date_of_change_follow(work):
    insert_rows(
        work, "situation_point", [{**SITUATION, "geom": point(700_000, 6_200_000)}, {**SITUATION, "geom": point(710_000, 6_190_000)}]
    )
    insert_rows(work, "situation_point", [{**SITUATION, "geom": point(690_000, 6_195_000)}])
    with sqlite3.connect(work) as db:
        row = db.execute(
            "SELECT min_x, min_y, max_x, max_y, last_change FROM gpkg_contents WHERE table_name = 'situation_point'"
        ).fetchone()
        assert row[:4] == (690_000, 6_190_000, 710_000, 6_200_000) and INSTANT.match(row[4])
        assert db.execute("SELECT feature_count FROM gpkg_ogr_contents WHERE table_name = 'situation_point'").fetchone() == (3,)


def test_rows_of_several_layers_go_in_together_or_not_at_all(work):
    result = insert_together(
        work, {"evacuation": [{"libelle": "Lez", "uuid": "z1"}], "evacuation_commune": [{"evacuation_uuid": "z1", "nom": "Lattes"}]}
    )
    assert result["evacuation"] == ["z1"] and len(result["evacuation_commune"]) == 1
    with sqlite3.connect(work) as db:  # a file whose second table is of an older version
        db.execute("ALTER TABLE evacuation_commune RENAME COLUMN pop_jour TO ancienne")
    db.close()
    with pytest.raises(BadInput, match="version plus ancienne"):
        insert_together(work, {"evacuation": [{"libelle": "Mosson"}], "evacuation_commune": [{"evacuation_uuid": "z2"}]})
    assert read.count(work, "evacuation") == 1
