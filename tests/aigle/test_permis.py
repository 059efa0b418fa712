"""ddtm_aigle:permis: permissions of the parcel are shown, and decide nothing."""

from __future__ import annotations

import pytest

from ddtm_aigle.core.histoire.permis import parcel_key, run
from shared.errors import BadInput
from shared.gpkg import read
from shared.jobs import JobContext

from .test_millesimes import World

HEAD = (
    "Code commune;Type;Numéro;État;Date réelle d'autorisation;Section 1;Parcelle 1;Section 2;Parcelle 2\n"
    "COMM;TYPE_DAU;NUM_DAU;ETAT_DAU;DATE_REELLE_AUTORISATION;SEC_CADASTRE1;NUM_CADASTRE1;SEC_CADASTRE2;NUM_CADASTRE2\n"
)


@pytest.fixture
def world(tmp_path):
    made = World(tmp_path).run("2018-06-27")
    made.see("2018-06-27", "construction", parcelle="34172000AB0012", code_insee="34172")
    made.see("2018-06-27", "piscine", x=300, parcelle="34172000AC0001", code_insee="34172")
    made.cross("2026-01-01")
    return made


def permits(world, text, encoding="utf-8"):
    file = world.espace.root / "sitadel.csv"
    file.write_text(text, encoding=encoding)
    return run({"espace": str(world.espace.root), "fichier": str(file)}, JobContext())


def shown(world):
    return {row["classe"]: row["permis"] for row in read.rows(world.path, "objet_detecte")}


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-8-sig"])
def test_the_permissions_of_the_parcel_are_told_with_date_and_state(world, encoding):
    before = {row["uuid"]: (row["validation"], row["prescription"]) for row in read.rows(world.path, "objet_detecte")}
    lines = (
        "34172;PC;03417215V0001;6;2015-04-02;AB;12;;\n34172;DP;03417220V0009;2;03/05/2020;ZZ;1;AB;0012\n34003;PC;1;2;2015-01-01;AB;12;;\n"
    )
    result = permits(world, HEAD + lines, encoding)
    assert shown(world) == {
        "construction": "PC 03417215V0001 du 02/04/2015, terminé ; DP 03417220V0009 du 03/05/2020, autorisé, postérieur à l'objet",
        "piscine": None,
    }
    assert result["objets"] == 1
    assert {row["uuid"]: (row["validation"], row["prescription"]) for row in read.rows(world.path, "objet_detecte")} == before


def test_running_again_changes_nothing_and_a_new_crossing_keeps_them(world):
    lines = HEAD + "34172;PC;1;6;2015-04-02;AB;12;;\n"
    assert permits(world, lines)["changes"] == 1
    assert permits(world, lines)["changes"] == 0
    world.cross("2026-06-01")
    assert shown(world)["construction"] == "PC 1 du 02/04/2015, terminé"


def test_the_declared_end_of_the_works_is_told_whatever_the_columns_around(world):
    """Columns in another order, one more header row, a parcel in the third pair, a line cut short, another commune, the same one twice."""
    head = "Liste des autorisations\nlibellés\nNUM_DAU;COMM;TYPE_DAU;DATE_REELLE_DAACT;SEC_CADASTRE1;NUM_CADASTRE1;SEC_CADASTRE3;NUM_CADASTRE3\n"
    line = '"PC;7";34172;PC;2016-09-30;ZZ;9;AB;12\r\n'
    result = permits(world, head + line + line + "8;34172\n" + "9;34003;PC;;;;AB;12\n\n")
    assert shown(world)["construction"] == "PC PC;7, achèvement déclaré le 30/09/2016" and result["objets"] == 1


def test_what_is_no_text_is_refused_in_a_sentence(world):
    with pytest.raises(BadInput, match="Sitadel"):
        permits(world, HEAD, "utf-16")
    with pytest.raises(BadInput, match="n'est pas une liste Sitadel lisible"):
        permits(world, HEAD + '34172;PC;1;6;2015-04-02;AB;12;;"' + "x" * 200_000 + '"\n')


@pytest.mark.parametrize(
    "text, insee, key",
    [
        ("34172000AB0012", None, ("34172", "AB", "12")), ("AB 12", "34172", ("34172", "AB", "12")), ("34172 B 7", None, ("34172", "B", "7")),
        ("2A004000C0003", None, ("2A004", "C", "3")), ("0B0007", "34172", ("34172", "B", "7")), ("AB 12", None, None), ("rien", "34172", None), (None, None, None),
    ],
)  # fmt: skip
def test_parcels_are_recognised_however_they_are_written(text, insee, key):
    assert parcel_key(text, insee) == key


def test_bad_inputs_are_said_in_one_sentence(world, tmp_path):
    with pytest.raises(BadInput, match="introuvable"):
        run({"espace": str(world.espace.root), "fichier": "rien.csv"}, JobContext())
    with pytest.raises(BadInput, match="n'est pas une liste Sitadel"):
        permits(world, "a;b\n1;2\n")
    with pytest.raises(BadInput, match="ne donne pas les parcelles"):
        permits(world, "COMM;NUM_DAU\n34172;1\n")
    other = World(tmp_path / "b").run("2018-06-27")
    other.see("2018-06-27", "piscine")
    other.cross("2026-01-01")
    with pytest.raises(BadInput, match="Aucun objet ne connaît sa parcelle"):
        permits(other, HEAD)
