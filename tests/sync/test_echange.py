"""What an exchange promises to the people who use it."""

from __future__ import annotations

import shutil
import sqlite3

import pytest

from data_sync.core.boites import job as boites
from data_sync.core.fusion import job as fusion
from data_sync.core.journal import job as journal
from shared.catalogue import LAYERS
from shared.errors import BadInput, DdtmError
from shared.gpkg.check import check
from shared.jobs import JobContext

from .monde import COUCHE, Monde, _travail

CTX = JobContext()


@pytest.fixture
def monde():
    made = Monde(("COD-1", "COD-2"))
    yield made
    made.fermer()


@pytest.fixture
def partage(monde):
    """Both workstations hold one and the same row."""
    monde.uuid = monde.inserer("COD-1")
    monde.tout_echanger()
    return monde


def ecrire(monde, nom, **fields):
    sets = ", ".join(f"{name} = ?" for name in fields)
    with _travail(monde.espaces[nom].travail_gpkg) as db:
        db.execute(f"UPDATE {COUCHE} SET {sets} WHERE uuid = ?", (*fields.values(), monde.uuid))


def params(monde, nom, **more):
    return {"espace": str(monde.espaces[nom].root), **more}


def test_two_fields_of_one_row_changed_apart_are_both_kept(partage):
    ecrire(partage, "COD-1", libelle="Pont coupé")
    ecrire(partage, "COD-2", commentaire="vu à 7 h")
    partage.tout_echanger()
    for nom in partage.espaces:
        row = partage.lignes(nom)[partage.uuid]
        assert (row["libelle"], row["commentaire"]) == ("Pont coupé", "vu à 7 h")
    assert partage.conflits("COD-1") == []


def test_the_same_field_changed_apart_is_a_conflict_with_both_values_authors_and_hours(partage):
    ecrire(partage, "COD-1", libelle="Pont coupé", modifie_par="Anne")
    ecrire(partage, "COD-2", libelle="Pont ouvert", modifie_par="Bob")
    partage.tout_echanger()
    (conflict,) = partage.conflits("COD-1")
    sides = [conflict["retenu"], *conflict["autres"]]
    assert {side["valeur"] for side in sides} == {"Pont coupé", "Pont ouvert"}
    assert {side["auteur"] for side in sides} == {"Anne", "Bob"} and all(side["heure"].endswith("Z") for side in sides)
    assert conflict["libelle"] == LAYERS[COUCHE].field("libelle").label


def test_the_later_write_is_shown_whatever_the_order_of_exchange(partage):
    ecrire(partage, "COD-2", libelle="avant")
    partage.echanger("COD-2", 1)
    ecrire(partage, "COD-1", libelle="après")
    partage.echanger("COD-1", 0)
    partage.tout_echanger()
    assert partage.lignes("COD-2")[partage.uuid]["libelle"] == "après" and len(partage.conflits("COD-2")) == 1


def test_settling_on_one_workstation_settles_everywhere(partage):
    ecrire(partage, "COD-1", libelle="un")
    ecrire(partage, "COD-2", libelle="deux")
    partage.tout_echanger()
    (conflict,) = partage.conflits("COD-1")
    wanted = conflict["autres"][0]["valeur"]
    answer = fusion.run(params(partage, "COD-1", regler=conflict["id"], garder="autre"), CTX)
    assert answer["regles"] == 1 and answer["conflits"] == [] and "réglé" in answer["phrase"]
    partage.tout_echanger()
    assert partage.conflits("COD-2") == [] and partage.lignes("COD-2")[partage.uuid]["libelle"] == wanted


def test_a_deletion_does_not_beat_an_edit_and_says_so(partage):
    with _travail(partage.espaces["COD-1"].travail_gpkg) as db:
        db.execute(f"DELETE FROM {COUCHE}")
    ecrire(partage, "COD-2", commentaire="encore utile")
    partage.tout_echanger()
    assert partage.lignes("COD-1")[partage.uuid]["commentaire"] == "encore utile"
    (conflict,) = partage.conflits("COD-1")
    assert conflict["genre"] == "suppression"
    fusion.run(params(partage, "COD-2", regler=conflict["id"], garder="autre"), CTX)
    partage.tout_echanger()
    assert partage.lignes("COD-1") == {} and partage.conflits("COD-1") == []


def test_a_row_erased_in_qgis_is_a_deletion_that_can_be_undone(partage):
    with _travail(partage.espaces["COD-1"].travail_gpkg) as db:
        db.execute(f"DELETE FROM {COUCHE}")
    partage.tout_echanger()
    assert partage.lignes("COD-2") == {} and partage.lignes("COD-1", True)[partage.uuid]["statut"] == "supprime"
    answer = journal.historique(params(partage, "COD-2", uuid=partage.uuid[:8], restaurer=1), CTX)
    assert answer["restaure"] and partage.lignes("COD-2")[partage.uuid]["statut"] == "actif"
    partage.tout_echanger()
    assert partage.uuid in partage.lignes("COD-1")


def test_the_history_tells_every_step_and_gives_back_any_of_them(partage):
    for label in ("deux", "trois"):
        ecrire(partage, "COD-1", libelle=label)
        partage.tout_echanger()
    story = journal.historique(params(partage, "COD-2", uuid=partage.uuid), CTX)["lignes"]
    assert [line["numero"] for line in story] == [1, 2, 3]
    assert [change["apres"] for line in story[1:] for change in line["champs"]] == ["deux", "trois"]
    journal.historique(params(partage, "COD-2", uuid=partage.uuid, restaurer=2), CTX)
    assert partage.lignes("COD-2")[partage.uuid]["libelle"] == "deux"


@pytest.mark.parametrize(
    "more, sentence",
    [
        ({"uuid": "abc"}, "6 premiers caractères"),
        ({"uuid": "inconnu-inconnu"}, "ne connaît aucun objet"),
        ({"restaurer": 9}, "n'existe pas"),
    ],
)
def test_the_history_refuses_in_one_sentence(partage, more, sentence):
    with pytest.raises(BadInput, match=sentence):
        journal.historique(params(partage, "COD-1", **{"uuid": partage.uuid, **more}), CTX)


def test_an_exchange_that_brings_nothing_new_changes_nothing(partage):
    before = partage.espaces["COD-1"].travail_gpkg.read_bytes()
    answer = partage.echanger("COD-1", 0)
    assert (answer["captures"], answer["publies"], answer["recus"], answer["ecrites"]) == (0, 0, 0, 0)
    assert partage.espaces["COD-1"].travail_gpkg.read_bytes() == before


def test_a_file_put_back_from_a_backup_is_recognised_and_loses_nothing(partage):
    work = partage.espaces["COD-1"].travail_gpkg
    shutil.copy(work, work.with_name("sauvegarde.gpkg"))
    ecrire(partage, "COD-2", libelle="plus récent")
    partage.tout_echanger()
    shutil.copy(work.with_name("sauvegarde.gpkg"), work)
    ecrire(partage, "COD-1", commentaire="écrit sur la sauvegarde")
    with pytest.raises(BadInput, match="reprendre"):
        partage.echanger("COD-1", 0)
    boites.echanger(params(partage, "COD-1", dossier=str(partage.supports[0]), reprendre=True), CTX)
    partage.tout_echanger()
    for nom in partage.espaces:
        row = partage.lignes(nom)[partage.uuid]
        assert row["libelle"] == "plus récent"
        shown = [row["commentaire"]] + [side["valeur"] for c in partage.conflits(nom) for side in (c["retenu"], *c["autres"])]
        assert "écrit sur la sauvegarde" in shown


def test_an_older_workstation_keeps_what_it_does_not_know_and_shows_it_once_updated(partage):
    with _travail(partage.espaces["COD-2"].travail_gpkg) as db:
        db.execute(f"ALTER TABLE {COUCHE} ADD COLUMN gravite TEXT")
        db.execute(f"UPDATE {COUCHE} SET gravite = 'forte', libelle = 'neuf'")
    partage.echanger("COD-2", 0)
    answer = partage.echanger("COD-1", 0)
    assert partage.lignes("COD-1")[partage.uuid]["libelle"] == "neuf"
    assert [note for note in answer["remarques"] if "gravite" in note and "mise à jour" in note]
    with _travail(partage.espaces["COD-1"].travail_gpkg) as db:
        db.execute(f"ALTER TABLE {COUCHE} ADD COLUMN gravite TEXT")
    partage.echanger("COD-1", 0)
    assert partage.lignes("COD-1")[partage.uuid]["gravite"] == "forte"


@pytest.mark.parametrize("kind", ["X) ; DROP TABLE op", "TEXT GENERATED ALWAYS AS (1)", "TEXT DEFAULT 5"])
def test_the_type_of_a_column_is_a_word_and_never_an_order(partage, kind):
    """A work file taken from elsewhere may declare anything: its rows are taken, and nothing of the type is run."""
    with _travail(partage.espaces["COD-1"].travail_gpkg) as db:
        db.execute(f'ALTER TABLE {COUCHE} ADD COLUMN note "{kind}"')
        db.execute(f"UPDATE {COUCHE} SET note = 'lue', libelle = 'neuf'")
    partage.tout_echanger()
    assert partage.lignes("COD-1")[partage.uuid]["note"] == "lue" and partage.lignes("COD-2")[partage.uuid]["libelle"] == "neuf"


def test_a_layer_that_a_newer_catalogue_added_is_made_when_its_rows_arrive(monde):
    """COD-2's file has the main courante, COD-1's was made before there was one."""
    from shared.gpkg.migrate import migrate
    from shared.gpkg.read import rows
    from shared.gpkg.write import insert_rows

    migrate(monde.espaces["COD-2"].travail_gpkg, [LAYERS["main_courante"]])
    insert_rows(monde.espaces["COD-2"].travail_gpkg, "main_courante", [{"texte": "Appel du maire"}])
    monde.tout_echanger()
    assert [row["texte"] for row in rows(monde.espaces["COD-1"].travail_gpkg, "main_courante")] == ["Appel du maire"]


def test_a_file_in_edit_mode_is_refused_and_what_was_captured_still_leaves(partage):
    """QGIS switches the file to WAL while a layer is in edit mode."""
    ecrire(partage, "COD-1", libelle="saisi avant")
    with sqlite3.connect(partage.espaces["COD-1"].travail_gpkg, isolation_level=None) as db:
        assert db.execute("PRAGMA journal_mode=WAL").fetchone()[0] == "wal"
        db.execute(f"SELECT count(*) FROM {COUCHE}").fetchall()
        with pytest.raises(DdtmError, match="mode édition"):
            partage.echanger("COD-1", 0)
    db.close()
    partage.echanger("COD-2", 0)
    assert partage.lignes("COD-2")[partage.uuid]["libelle"] == "saisi avant"
    partage.echanger("COD-1", 0)


@pytest.mark.parametrize("value", ["''", "NULL"])
def test_a_row_without_uuid_is_refused_with_the_name_of_its_layer(monde, value):
    with _travail(monde.espaces["COD-1"].travail_gpkg) as db:
        db.execute("CREATE TABLE note (fid INTEGER PRIMARY KEY, uuid TEXT, texte TEXT)")
        db.execute("INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES ('note', 'attributes', 'note')")
        db.execute(f"INSERT INTO note (uuid, texte) VALUES ({value}, 'x')")
    with pytest.raises(BadInput, match="« note » : 1 objet"):
        monde.echanger("COD-1", 0)


def test_the_missing_key_and_the_missing_folder_are_said_plainly(monde):
    with pytest.raises(BadInput, match="branchez la clé"):
        boites.echanger(params(monde, "COD-1", dossier=str(monde.racine / "absente")), CTX)
    (monde.espaces["COD-1"].root / "travail" / "poste.cle").unlink()
    monde.inserer("COD-1")
    with pytest.raises(BadInput, match="poste.cle"):
        monde.echanger("COD-1", 0)


def test_photos_travel_and_a_damaged_one_is_never_taken(monde):
    import hashlib

    photo = b"\xff\xd8photo"
    name = hashlib.sha256(photo).hexdigest() + ".jpg"
    folder = monde.espaces["COD-1"].root / "photos"
    folder.mkdir()
    (folder / name).write_bytes(photo)
    assert monde.echanger("COD-1", 0)["pieces"] == {"envoyees": 1, "recues": 0}
    carried = next((monde.supports[0] / "pieces").rglob("*.jpg"))
    carried.write_bytes(photo[:4])
    answer = monde.echanger("COD-2", 0)
    assert answer["pieces"]["recues"] == 0 and "abîmée" in answer["remarques"][0]
    monde.echanger("COD-1", 0)
    assert monde.echanger("COD-2", 0)["pieces"]["recues"] == 1
    assert next((monde.espaces["COD-2"].root / "photos").rglob("*.jpg")).read_bytes() == photo


def test_the_spatial_index_follows_what_is_merged(partage):
    partage.modifier("COD-1", 0, "geom")
    partage.tout_echanger()
    for espace in partage.espaces.values():
        assert check(espace.travail_gpkg).ok, check(espace.travail_gpkg).text()
