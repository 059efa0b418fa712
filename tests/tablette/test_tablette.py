"""A sector leaves for the field and comes back: nothing is lost, whatever happened meanwhile at the office or to the folder."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import sqlite3

import pytest

from data_sync.core.fusion import job as fusion
from data_sync.core.tablette import job
from shared.errors import BadInput, DdtmError
from shared.gpkg import read
from shared.gpkg.check import check
from shared.gpkg.connection import register_functions
from shared.gpkg.write import set_status, update_rows

from .outils import CTX, lire, rapporter, saisir


def test_the_folder_holds_the_sector_only_and_no_name_of_a_person(depart):
    _, dossier, uuid = depart
    rows = read.rows(dossier / "travail" / "travail.gpkg", "situation_point")
    assert [row["uuid"] for row in rows] == [uuid] and rows[0]["libelle"] == "Départ de feu"
    for path in dossier.rglob("*"):
        if path.is_file():
            assert b"Anne Martin" not in path.read_bytes(), path
    assert check(dossier / "travail" / "travail.gpkg").ok and check(dossier / "referentiel" / "gen-1" / "referentiel.gpkg").ok


def test_what_the_field_saw_comes_back_once(terrain):
    espace, dossier, uuid = terrain
    saisir(dossier, "UPDATE situation_point SET commentaire = 'maîtrisé' WHERE uuid = ?", uuid)
    saisir(dossier, "INSERT INTO situation_point (uuid, type_situation, libelle) VALUES ('neuf-0001', 'inondation', 'Gué')")
    (dossier / "DCIM" / "a.jpg").write_bytes(b"\xff\xd8 photo")
    answer = rapporter(espace, dossier)
    assert (answer["ajouts"], answer["modifications"], answer["photos"], answer["conflits"]) == (1, 1, 1, 0)
    assert lire(espace, uuid)["commentaire"] == "maîtrisé" and lire(espace, "neuf-0001")["libelle"] == "Gué"
    again = rapporter(espace, dossier)
    assert (again["ajouts"], again["modifications"], again["photos"], again["conflits"]) == (0, 0, 0, 0)


def test_the_office_moved_on_and_both_are_kept(terrain):
    espace, dossier, uuid = terrain
    update_rows(espace.travail_gpkg, "situation_point", [{"uuid": uuid, "libelle": "Feu fixé"}], "Bob")
    saisir(dossier, "UPDATE situation_point SET commentaire = 'vu', libelle = 'Feu étendu' WHERE uuid = ?", uuid)
    answer = rapporter(espace, dossier)
    assert answer["conflits"] == 1 and lire(espace, uuid)["commentaire"] == "vu"
    (conflict,) = fusion.run({"espace": str(espace.root)}, CTX)["conflits"]
    sides = {side["valeur"] for side in (conflict["retenu"], *conflict["autres"])}
    assert sides == {"Feu fixé", "Feu étendu"} and "T1" in {side["auteur"] for side in (conflict["retenu"], *conflict["autres"])}


def test_the_office_deleted_what_the_field_edited(terrain):
    espace, dossier, uuid = terrain
    set_status(espace.travail_gpkg, "situation_point", [uuid], "supprime")
    saisir(dossier, "UPDATE situation_point SET commentaire = 'toujours là' WHERE uuid = ?", uuid)
    assert rapporter(espace, dossier)["conflits"] == 1
    assert (lire(espace, uuid)["statut"], lire(espace, uuid)["commentaire"]) == ("actif", "toujours là")


def test_a_second_trip_of_the_same_tablet_brings_the_news_only(terrain):
    espace, dossier, uuid = terrain
    saisir(dossier, "UPDATE situation_point SET commentaire = 'un' WHERE uuid = ?", uuid)
    rapporter(espace, dossier)
    update_rows(espace.travail_gpkg, "situation_point", [{"uuid": uuid, "libelle": "Bureau"}], "Bob")
    saisir(dossier, "UPDATE situation_point SET commentaire = 'deux' WHERE uuid = ?", uuid)
    answer = rapporter(espace, dossier)
    assert (answer["modifications"], answer["conflits"]) == (1, 0)
    assert (lire(espace, uuid)["commentaire"], lire(espace, uuid)["libelle"]) == ("deux", "Bureau")


def test_a_row_missing_from_the_folder_is_no_deletion(terrain):
    espace, dossier, uuid = terrain
    saisir(dossier, "DELETE FROM situation_point WHERE uuid = ?", uuid)
    answer = rapporter(espace, dossier)
    assert answer["absentes"] == 1 and "manquent" in answer["phrase"] and lire(espace, uuid)["statut"] == "actif"


@pytest.mark.parametrize("cut", [0, 100, 20_000, 0.5, 0.99])
def test_a_half_copied_folder_is_refused_and_taken_whole_later(terrain, cut):
    espace, dossier, uuid = terrain
    saisir(dossier, "UPDATE situation_point SET commentaire = 'vu' WHERE uuid = ?", uuid)
    path = dossier / "travail" / "travail.gpkg"
    octets = path.read_bytes()
    path.write_bytes(octets[: int(cut if cut > 1 else cut * len(octets))])
    with pytest.raises(BadInput) as caught:
        rapporter(espace, dossier)
    assert caught.value.message.endswith(".") and lire(espace, uuid)["commentaire"] is None
    path.write_bytes(octets)
    assert rapporter(espace, dossier)["modifications"] == 1


def test_what_qfield_left_in_the_wal_is_not_forgotten(terrain, tmp_path):
    espace, dossier, uuid = terrain
    path = dossier / "travail" / "travail.gpkg"
    db = sqlite3.connect(path, isolation_level=None)
    register_functions(db)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA wal_autocheckpoint=0")
    db.execute("UPDATE situation_point SET commentaire = 'dans le wal' WHERE uuid = ?", (uuid,))
    copied = tmp_path / "copie"
    shutil.copytree(dossier, copied)
    db.close()
    (copied / "travail" / "travail.gpkg-shm").unlink(missing_ok=True)
    rapporter(espace, copied)
    assert lire(espace, uuid)["commentaire"] == "dans le wal"


@pytest.mark.parametrize(
    "spoil, sentence",
    [
        (lambda d: (d / "tablette.json").unlink(), "n'est pas un dossier de tablette"),
        (lambda d: (d / "tablette.json").write_text("[1]"), "n'est pas un dossier de tablette"),
        (lambda d: (d / "tablette.json").write_text('{"tablette": "x", "poste": "AUTRE"}'), "partie du poste « AUTRE »"),
        (lambda d: (d / "travail" / "travail.gpkg").unlink(), "incomplet"),
    ],
)
def test_a_folder_that_is_not_ours_is_refused(terrain, spoil, sentence):
    espace, dossier, _ = terrain
    spoil(dossier)
    with pytest.raises(BadInput, match=sentence):
        rapporter(espace, dossier)


@pytest.mark.parametrize(
    "params, sentence",
    [
        ({"secteur": "Nulle-Part"}, "ni une commune connue"),
        ({"secteur": "5,5,1,1"}, "ni une commune connue"),
        ({"dossier": ""}, "quel dossier"),
        ({"dossier": "/nulle/part/T"}, "n'existe pas"),
    ],
)
def test_an_export_that_cannot_be_is_refused(terrain, tmp_path, params, sentence):
    espace, _, _ = terrain
    given = {"espace": str(espace.root), "secteur": "0,0,1,1", "dossier": str(tmp_path / "T2"), **params}
    with pytest.raises(BadInput, match=sentence):
        job.exporter(given, CTX)
    assert not (tmp_path / "T2").exists()


def test_an_existing_folder_is_never_written_over(terrain):
    espace, dossier, _ = terrain
    with pytest.raises(BadInput, match="existe déjà"):
        job.exporter({"espace": str(espace.root), "secteur": "0,0,1,1", "dossier": str(dossier)}, CTX)


def test_returned_folders_spoilt_at_random_raise_one_sentence_and_write_nothing_outside(terrain, tmp_path):
    espace, dossier, uuid = terrain
    saisir(dossier, "UPDATE situation_point SET commentaire = 'vu' WHERE uuid = ?", uuid)
    chance, card, path = random.Random(34), dossier / "tablette.json", dossier / "travail" / "travail.gpkg"
    whole = {card: card.read_bytes(), path: path.read_bytes()}
    before = {p for p in tmp_path.rglob("*") if espace.root not in p.parents and "T1" not in str(p)}
    for number in range(int(os.environ.get("DDTM_QFIELD_FUZZ", "24"))):
        spoilt = card if number % 3 == 0 else path
        octets = bytearray(whole[spoilt])
        for _ in range(chance.randint(1, 30)):
            octets[chance.randrange(len(octets))] = chance.randrange(256)
        spoilt.write_bytes(octets[: chance.choice([len(octets), chance.randrange(len(octets))])])
        with contextlib.suppress(DdtmError):
            rapporter(espace, dossier)
        spoilt.write_bytes(whole[spoilt])
        assert check(espace.travail_gpkg).ok
    rapporter(espace, dossier)
    assert lire(espace, uuid)["commentaire"] == "vu" or rapporter(espace, dossier)["conflits"]
    assert {p for p in tmp_path.rglob("*") if espace.root not in p.parents and "T1" not in str(p)} == before
