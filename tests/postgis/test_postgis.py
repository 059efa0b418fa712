"""A laptop, a tablet, the office's work file and PostGIS exchange: whoever edits where, all show the same and nothing is lost."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

psycopg = pytest.importorskip("psycopg")

from data_sync.core.postgis import job  # noqa: E402
from shared.errors import BadInput, DdtmError  # noqa: E402
from shared.jobs import JobContext  # noqa: E402

from .bureau import RELAIS, TABLE, Office  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def office(connexion):
    world = Office(connexion)
    yield world
    world.fermer()


def test_what_a_laptop_writes_is_in_postgis_and_back(office):
    uuid = office.inserer("COD-1")
    office.tout_echanger()
    assert office.base()[uuid] == office.lignes("COD-1")[uuid]
    office.sql(f"UPDATE {TABLE} SET libelle = 'vu au bureau', geom = ST_Translate(geom, 3, -1) WHERE uuid = %s", uuid)
    office.tout_echanger()
    row = office.lignes("Tablette")[uuid]
    assert row["libelle"] == "vu au bureau" and row["modifie_par"] == "martin"
    assert row == office.base()[uuid]


def test_an_edit_of_postgis_is_signed_by_who_was_connected_and_says_the_hour(office):
    uuid = office.pg_inserer("durand")
    office.sql(f"UPDATE {TABLE} SET libelle = 'x', modifie_par = 'quelqu''un' WHERE uuid = %s", uuid)
    office.tout_echanger()
    from data_sync.core.journal.job import historique

    steps = historique({"espace": str(office.espaces["COD-1"].root), "uuid": uuid}, JobContext())["lignes"]
    assert [(step["poste"], step["auteur"]) for step in steps] == [("PostGIS", "durand"), ("PostGIS", "martin")]
    assert steps[0]["heure"] < steps[1]["heure"]


def test_an_exchange_repeated_changes_nothing(office):
    office.pg_inserer()
    office.inserer("COD-1")
    office.tout_echanger()
    counts = "SELECT (SELECT count(*) FROM ddtm.sync_op), (SELECT count(*) FROM ddtm.sync_edition WHERE prise_le IS NULL)"
    before = office.sql(counts), office.base()
    for _ in range(2):
        again = office.postgis("echanger")
        assert (again["captures"], again["recus"], again["ecrites"], again["publies"]) == (0, 0, 0, 0)
    assert (office.sql(counts), office.base()) == before and before[0] == [(2, 0)]


def test_the_same_field_changed_on_both_sides_is_a_conflict_settled_in_the_table(office):
    uuid = office.inserer("COD-1")
    office.tout_echanger()
    office.modifier("COD-1", 0, "libelle")
    office.pg_modifier(0, "libelle")
    office.pg_modifier(0, "commentaire")
    office.tout_echanger()
    ((identifier, kept, other),) = office.sql("SELECT id, retenu, autre FROM ddtm.sync_conflit")
    assert {kept, other} == {"v3", "v4"} and office.sql("SELECT resultat FROM ddtm.sync_op WHERE resultat = 'en conflit' LIMIT 1")
    with pytest.raises(psycopg.errors.CheckViolation):
        office.sql("UPDATE ddtm.sync_conflit SET choix = 'les deux'")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        office.sql("UPDATE ddtm.sync_conflit SET retenu = 'ailleurs'")
    office.sql("UPDATE ddtm.sync_conflit SET choix = 'autre' WHERE id = %s", identifier)
    assert office.postgis("echanger")["regles"] == 1
    office.tout_echanger()
    assert not office.sql("SELECT 1 FROM ddtm.sync_conflit") and not office.conflits("COD-1")
    assert {office.lignes(nom)[uuid]["libelle"] for nom in office.espaces} == {other} == {office.base()[uuid]["libelle"]}


def test_a_deletion_is_a_status_and_never_beats_an_edit(office):
    uuid = office.inserer("COD-1")
    office.tout_echanger()
    office.pg_supprimer(0, physique=True)
    assert office.sql(f"SELECT statut FROM {TABLE} WHERE uuid = %s", uuid) == [("supprime",)]
    office.modifier("COD-1", 0, "libelle")
    office.verifier()
    assert office.base()[uuid]["statut"] == "actif" and office.conflits("COD-1")[0]["genre"] == "suppression"
    with pytest.raises(psycopg.errors.RaiseException, match="ne se vide pas"):
        office.sql(f"TRUNCATE {TABLE}", user="admin")
    with pytest.raises(psycopg.errors.RaiseException, match="ne change pas"):
        office.sql(f"UPDATE {TABLE} SET uuid = 'autre' WHERE uuid = %s", uuid)


def test_an_edit_made_during_the_merge_is_read_again_before_anything_is_written(office, monkeypatch):
    from data_sync.core.postgis import cible

    uuid = office.inserer("COD-1")
    office.tout_echanger()
    office.modifier("COD-1", 0, "libelle")
    office.echanger("COD-1")
    held, done = cible.CiblePostgis.pret, []

    def meanwhile(self):
        if not done:
            done.append(1)
            office.sql(f"UPDATE {TABLE} SET libelle = 'entre-temps' WHERE uuid = %s", uuid)
            office.sql(f"UPDATE {TABLE} SET libelle = 'v1' WHERE uuid = %s", uuid)  # and back again: the row alone would not tell
        return held(self)

    monkeypatch.setattr(cible.CiblePostgis, "pret", meanwhile)
    assert office.postgis("echanger")["conflits"] == 1
    office.verifier()
    operations = office.sql("SELECT op -> 'f' -> 'libelle' ->> 1 FROM ddtm.sync_op WHERE op -> 'f' ? 'libelle' ORDER BY hlc")
    assert "entre-temps" in {value for (value,) in operations}


@pytest.mark.parametrize("where", ["après la capture", "après l'annonce", "après l'écriture", "après le journal"])
def test_a_relay_that_dies_at_a_step_tells_nothing_twice(office, monkeypatch, where):
    from data_sync.core.fusion import appliquer
    from data_sync.core.postgis import cible, miroir

    class Boum(BaseException):
        pass

    for _ in range(3):
        office.inserer("COD-1")
    office.tout_echanger()
    office.pg_modifier(0, "libelle")
    office.pg_modifier(1, "geom")
    office.modifier("COD-1", 0, "libelle")
    office.modifier("COD-1", 2, "commentaire")
    office.echanger("COD-1")
    owner, name = {
        "après la capture": (cible.CiblePostgis, "_marquer"),
        "après l'annonce": (cible.CiblePostgis, "ecrire"),
        "après l'écriture": (cible.CiblePostgis, "ecrire"),
        "après le journal": (miroir, "conclure"),
    }[where]
    held = getattr(owner, name)

    def dies(*args):
        if where == "après l'écriture":
            held(*args)
        raise Boum()

    with monkeypatch.context() as patch:
        patch.setattr(owner, name, dies)
        with pytest.raises(Boum):
            office.postgis("echanger")
    assert appliquer is not None
    office.verifier()
    edited = office.sql("SELECT count(*) FROM ddtm.sync_op WHERE poste = 'PostGIS'", user="admin")
    assert edited == [(2,)]


def test_rows_changed_behind_the_triggers_are_found_and_told(office):
    uuid = office.inserer("COD-1")
    other = office.inserer("COD-1")
    office.tout_echanger()
    office.sql(f"SET session_replication_role = replica; UPDATE {TABLE} SET commentaire = 'sans trace' WHERE uuid = '{uuid}'", user="admin")
    office.sql(f"SET session_replication_role = replica; DELETE FROM {TABLE} WHERE uuid = '{other}'", user="admin")
    office.lus.add((uuid, "commentaire", office.lignes("COD-1")[uuid]["commentaire"]))  # whoever overwrote it had it before him
    for rang in range(2):
        office.modifier("COD-1", rang, "libelle")
    office.verifier()
    assert office.base()[uuid]["commentaire"] == "sans trace" and other in office.base()


def test_what_a_table_cannot_hold_waits_in_the_journal_and_the_rest_goes_on(office):
    uuid, sound = office.inserer("COD-1"), office.inserer("COD-1")
    import contextlib
    import sqlite3

    from shared.gpkg.connection import register_functions

    with contextlib.closing(sqlite3.connect(office.espaces["COD-1"].travail_gpkg)) as db, db:
        register_functions(db)
        db.execute("UPDATE situation_point SET heure_debut = 'hier soir' WHERE uuid = ?", (uuid,))
    office.echanger("COD-1")
    answer = office.postgis("echanger")
    assert sound in office.base() and uuid not in office.base()
    assert any(uuid in sentence for sentence in answer["remarques"])
    with contextlib.closing(sqlite3.connect(office.espaces["COD-1"].travail_gpkg)) as db, db:
        register_functions(db)
        db.execute("UPDATE situation_point SET heure_debut = '2026-02-01T20:00:00.000Z' WHERE uuid = ?", (uuid,))
    office.tout_echanger()
    assert office.base()[uuid] == office.lignes("COD-1")[uuid]


def test_a_database_given_back_from_a_backup_is_refused_then_compared_in_full(office):
    uuid = office.inserer("COD-1")
    office.tout_echanger()
    office.sql("UPDATE ddtm.sync_etat SET valeur = '0' WHERE cle = 'application'", user="admin")
    office.sql(
        f"SET session_replication_role = replica; UPDATE {TABLE} SET libelle = 'de la sauvegarde' WHERE uuid = '{uuid}'", user="admin"
    )
    with pytest.raises(BadInput, match="sauvegarde"):
        office.postgis("echanger")
    office.postgis("echanger", reprendre=True)
    office.tout_echanger()
    held = office.base()
    assert held == office.lignes("COD-1", True) and held == office.lignes(RELAIS, True)
    values = {held[uuid]["libelle"]} | {side["affiche"] for row in office.conflits("COD-1") for side in (row["retenu"], *row["autres"])}
    assert {"v1", "de la sauvegarde"} <= values


def test_installing_again_keeps_rows_and_adds_what_is_new(office):
    office.pg_inserer()
    office.tout_echanger()
    before = office.base()
    office.sql(f"ALTER TABLE {TABLE} DROP COLUMN commentaire", user="admin")
    office.postgis("installer", connexion=office.connexion, role="geomatique")
    assert set(office.base()) == set(before) and "commentaire" in next(iter(office.base().values()))


def test_every_layer_of_the_catalogue_goes_there_and_back(office):
    """A row of each work layer, written by the triggers' own road, is the same in a work file."""
    from data_sync.core.postgis.base import couches_suivies

    layers = couches_suivies()
    for name, layer in layers.items():
        required = [c for c in layer.colonnes if c.required and c.default is None and c.kind != "geom"]
        values = {
            c.name: {"INTEGER": "3", "REAL": "2.5", "DATE": "'2026-03-01'", "DATETIME": "'2026-03-01 01:02:03+01'"}.get(c.kind, "'x'")
            for c in required
        }
        columns = "".join(f", {column}" for column in values)
        office.sql(f"INSERT INTO ddtm.{name} (uuid{columns}) VALUES ('u-{name}'{''.join(', ' + v for v in values.values())})")
    answer = office.postgis("echanger")
    assert answer["captures"] == len(layers)
    assert office.sql("SELECT DISTINCT resultat FROM ddtm.sync_op", user="admin") == [("appliquée",)]


def test_the_command_line_tells_in_french_and_takes_no_password(office):
    def command(*arguments):
        return subprocess.run(
            [sys.executable, "-m", "data_sync", "postgis", *arguments, "--espace", office.relais],
            capture_output=True,
            text=True,
            cwd=ROOT,
            check=False,
        )

    state = command("etat", "--json")
    assert state.returncode == 0 and json.loads(state.stdout)["operations"] == 0
    refused = command("etat", "--connexion", office.connexion + " password=secret")
    assert refused.returncode == 2 and "mot de passe" in refused.stderr and "secret" not in refused.stderr
    lost = command("etat", "--connexion", "host=127.0.0.1 port=1 dbname=x user=y")
    assert lost.returncode == 2 and "ne répond pas" in lost.stderr and "Traceback" not in lost.stderr
    assert command("sql").stdout.count("CREATE TABLE") > 26
    assert "échange terminé" in command("echanger", str(office.supports[0])).stdout.lower()


def test_bad_input_is_one_sentence(office, tmp_path):
    for params, sentence in (
        ({"action": "voler"}, "Action inconnue"),
        ({"action": "installer"}, "quelle base"),
        ({"action": "installer", "connexion": "n'importe quoi"}, "incomprise"),
        ({"action": "installer", "connexion": office.connexion, "schema": 'x"; DROP'}, "nom du schéma"),
        ({"action": "installer", "connexion": office.connexion, "role": "inconnu"}, "rôle"),
        ({"action": "installer", "connexion": office.connexion.replace("admin", "martin")}, "droits"),
        ({"action": "echanger", "dossier": str(tmp_path / "absent")}, "introuvable"),
        ({"action": "echanger", "schema": "vide"}, "postgis installer"),
        ({"action": "conflits", "regler": "x"}, "garder"),
        ({"action": "conflits", "regler": "x", "garder": "autre"}, "Aucun conflit"),
    ):
        with pytest.raises(DdtmError, match=sentence):
            job.run({"espace": office.relais, **params}, JobContext())
    with pytest.raises(BadInput, match="ne relaie aucune"):
        job.run({"action": "echanger", "espace": str(tmp_path)}, JobContext())


def test_sensitive_layers_never_reach_the_database(office):
    from data_sync.core.journal.capture import ecrire
    from data_sync.core.journal.depot import ouvrir
    from data_sync.core.journal.operation import INSERT, Change
    from shared import catalogue
    from shared.espace import Espace

    secret = [layer.name for layer in catalogue.LAYERS.values() if layer.sensible]
    assert secret
    with ouvrir(Espace.at(office.relais + "/postgis")) as depot, depot.ecriture():  # as if the relay's workstation had decrypted one
        depot.ajouter([ecrire(depot, secret[0], "u-secret", {"nom": Change(None, "DUPONT", ())}, INSERT, "")])
    answer = office.postgis("echanger")
    assert not any(secret[0] in sentence for sentence in answer["remarques"])
    assert office.sql("SELECT count(*) FROM ddtm.sync_op") == [(0,)]
    assert not office.sql("SELECT 1 FROM information_schema.tables WHERE table_name = %s", secret[0], user="admin")


def test_two_relays_do_not_write_at_once(office):
    from data_sync.core.postgis.base import connecter

    with connecter(office.connexion, "ddtm"):
        with pytest.raises(BadInput, match="en cours"):
            office.postgis("echanger")
