"""Edits of sensitive layers travel encrypted to the accepted workstations, in a chain of their own, and lose nothing on the way."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import sys

import pytest

from data_sync.core.boites import age, chiffres, echange, enveloppe, postes
from data_sync.core.boites import job as boites
from data_sync.core.depart import constats
from data_sync.core.journal.depot import ouvrir
from data_sync.core.journal.travail import mettre_a_niveau
from shared.errors import BadInput
from shared.gpkg.write import insert_rows, update_rows
from tests.sync.monde import CTX, Monde, point

NUMERO = "AFF-2026-0042"


@pytest.fixture
def monde():
    world = Monde(("COD-1", "COD-2", "Bureau"))
    for nom, espace in world.espaces.items():
        mettre_a_niveau(espace.travail_gpkg, ["affaire_lucca"])
        world.echanger(nom)
    yield world
    world.fermer()


def affaire(monde, nom, numero=NUMERO):
    row = {"numero": numero, "nature": "remblai", "etat": "ouverte", "geom": point(1)[8:]}
    return insert_rows(monde.espaces[nom].travail_gpkg, "affaire_lucca", [row])[0]


def affaires(monde, nom):
    with contextlib.closing(sqlite3.connect(monde.espaces[nom].travail_gpkg)) as db:
        return sorted(db.execute("SELECT numero, etat FROM affaire_lucca").fetchall())


def test_an_affair_reaches_everybody_and_never_lies_in_clear_in_the_folder(monde):
    affaire(monde, "COD-1")
    monde.inserer("COD-1")
    for nom in ("COD-1", "COD-2", "Bureau"):
        monde.echanger(nom)
    assert affaires(monde, "COD-2") == affaires(monde, "Bureau") == [(NUMERO, "ouverte")] and len(monde.lignes("Bureau")) == 1
    lots = list(monde.supports[0].rglob("*.lot")), list(monde.supports[0].rglob("*.lotc"))
    assert len(lots[1]) == 1 and all("affaire_lucca" != op.couche for path in lots[0] for op in echange.lire(path.read_bytes()).operations)
    assert all(NUMERO.encode() not in path.read_bytes() for path in lots[1])


def test_both_sides_edit_and_a_conflict_is_kept_as_for_any_layer(monde):
    uuid = affaire(monde, "COD-1")
    for nom in ("COD-1", "COD-2", "COD-1"):
        monde.echanger(nom)
    for nom, state in (("COD-1", "controlee"), ("COD-2", "pv_dresse")):
        update_rows(monde.espaces[nom].travail_gpkg, "affaire_lucca", [{"uuid": uuid, "etat": state}])
    monde.tout_echanger()
    assert monde.conflits("COD-1") == monde.conflits("Bureau") and [row["champ"] for row in monde.conflits("COD-1")] == ["etat"]
    assert affaires(monde, "COD-1") == affaires(monde, "COD-2") == affaires(monde, "Bureau")


def test_a_workstation_without_the_key_keeps_the_batch_untouched_says_so_and_passes_it_on(monde):
    age.fichier(monde.espaces["COD-2"]).unlink()
    affaire(monde, "COD-1")
    monde.echanger("COD-1", 0)
    answer = monde.echanger("COD-2", 0)
    assert answer["chiffres_gardes"] == 1 and "gardés pour les autres" in answer["phrase"]
    assert affaires(monde, "COD-2") == []
    (path,) = monde.supports[0].rglob("*.lotc")
    monde.echanger("COD-2", 1)
    (copy,) = monde.supports[1].rglob("*.lotc")
    assert copy.read_bytes() == path.read_bytes()
    monde.echanger("Bureau", 1)
    assert affaires(monde, "Bureau") == [(NUMERO, "ouverte")]


def test_a_workstation_that_lost_its_key_is_sent_everything_again(monde):
    affaire(monde, "COD-1")
    monde.echanger("COD-1")
    age.fichier(monde.espaces["COD-2"]).unlink()
    monde.echanger("COD-2")  # makes a new key, and shows it
    monde.echanger("COD-1")
    monde.echanger("COD-2")
    assert affaires(monde, "COD-2") == [(NUMERO, "ouverte")]
    monde.echanger("COD-1")
    with ouvrir(monde.espaces["COD-1"]) as depot:
        twin = next(other for other in constats.echanges(depot, "COD-2")["autres"] if other["poste"] == "COD-2")
    assert twin["en_attente"] == 0


def test_a_renewed_key_is_announced_and_the_earlier_one_still_reads_what_was_under_way(monde):
    affaire(monde, "COD-1", "A-1")
    monde.echanger("COD-1")
    answer = boites.poste({"espace": str(monde.espaces["COD-2"].root), "renouveler": True}, CTX)
    assert "renouvelée" in answer["phrase"]
    monde.echanger("COD-2")
    assert affaires(monde, "COD-2") == [("A-1", "ouverte")]
    monde.echanger("COD-1")
    with ouvrir(monde.espaces["COD-1"]) as depot:
        assert chiffres.cles.connue(depot, "COD-2").numero == 2
    affaire(monde, "COD-1", "A-2")
    monde.echanger("COD-1")
    (last,) = [path for path in monde.supports[0].rglob("*.lotc") if enveloppe.lire(path.read_bytes()).pour.get("COD-2") == 2]
    monde.echanger("COD-2")
    assert len(affaires(monde, "COD-2")) == 2


def test_a_revoked_workstation_is_left_out_of_the_next_encryptions(monde):
    boites.poste({"espace": str(monde.espaces["COD-1"].root), "revoquer": "COD-2"}, CTX)
    affaire(monde, "COD-1")
    monde.echanger("COD-1")
    (path,) = monde.supports[0].rglob("*.lotc")
    assert sorted(enveloppe.lire(path.read_bytes()).pour) == ["Bureau", "COD-1"]
    affaire(monde, "COD-2", "B-1")
    monde.echanger("COD-2")
    refused = monde.echanger("COD-1")["refuses"]
    assert any("révoquée" in text and place.endswith(".lotc") for place, text in refused)
    assert affaires(monde, "COD-1") == [(NUMERO, "ouverte")]


@pytest.mark.parametrize("comment", ["tronqué", "bit", "mêlé", "d'un autre"])
def test_a_spoilt_encrypted_batch_is_left_aside_and_its_sound_copy_taken_later(monde, comment):
    affaire(monde, "COD-1")
    monde.echanger("COD-1")
    (path,) = monde.supports[0].rglob("*.lotc")
    sound = path.read_bytes()
    spoilt = bytearray(sound)
    spoilt[-30] ^= 4
    path.write_bytes({"tronqué": sound[:-9], "bit": bytes(spoilt), "mêlé": sound[:200] + sound[:-200], "d'un autre": b""}[comment])
    if comment == "d'un autre":
        path.unlink()
        path = monde.supports[0] / "Bureau" / path.name
        path.write_bytes(sound)
    answer = monde.echanger("COD-2")
    assert any("laissé de côté" in text for _, text in answer["refuses"]) and affaires(monde, "COD-2") == []
    (monde.supports[0] / "COD-1" / path.name).write_bytes(sound)
    monde.echanger("COD-2")
    assert affaires(monde, "COD-2") == [(NUMERO, "ouverte")]


def test_without_the_library_sensitive_edits_wait_here_the_others_leave(monde, monkeypatch):
    affaire(monde, "COD-1")
    monde.inserer("COD-1")
    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, "pyrage", None)
        answer = monde.echanger("COD-1")
    assert any("1 saisie(s) sensible(s) attendent" in text for text in answer["remarques"])
    assert not list(monde.supports[0].rglob("*.lotc")) and answer["publies"] >= 1
    monde.echanger("COD-1")
    monde.echanger("COD-2")
    assert affaires(monde, "COD-2") == [(NUMERO, "ouverte")]


def test_a_newcomer_is_sent_the_history_once_it_is_accepted(monde):
    affaire(monde, "COD-1")
    monde.echanger("COD-1")
    espace = type(monde.espaces["COD-1"]).at(monde.racine / "Neuf")
    espace.travail_gpkg.parent.mkdir(parents=True)
    espace.travail_gpkg.write_bytes((monde.racine / "COD-2" / "travail" / "travail.gpkg").read_bytes())
    with ouvrir(espace) as depot:
        postes.identite(depot, "Neuf")
    monde.espaces["Neuf"], monde.decalage["Neuf"] = espace, 0.0
    for nom in ("COD-1", "COD-2", "Bureau"):
        with ouvrir(espace) as depot:
            postes.accepter(depot, monde.supports[0] / nom / "poste.json")
    monde.echanger("Neuf")
    for nom in ("COD-1", "COD-2", "Bureau"):
        with ouvrir(monde.espaces[nom]) as depot:
            postes.accepter(depot, monde.supports[0] / "Neuf" / "poste.json")
        monde.echanger(nom)
    monde.echanger("Neuf")
    assert affaires(monde, "Neuf") == [(NUMERO, "ouverte")]


def test_an_edit_that_the_twin_cannot_read_is_not_counted_as_held_by_it(monde):
    affaire(monde, "COD-1")
    monde.inserer("COD-1")
    monde.echanger("COD-1")
    (path,) = monde.supports[0].rglob("*.lotc")
    octets = path.read_bytes()
    path.unlink()
    for nom in ("COD-2", "COD-1"):
        monde.echanger(nom)
        path.unlink(missing_ok=True)
    with ouvrir(monde.espaces["COD-1"]) as depot:
        assert constats.echanges(depot, "COD-2")["seuls_ici"] == 1
    path.write_bytes(octets)
    for nom in ("COD-2", "COD-1"):
        monde.echanger(nom)
    with ouvrir(monde.espaces["COD-1"]) as depot:
        assert constats.echanges(depot, "COD-2")["seuls_ici"] == 0


def test_damaged_identities_are_told_in_one_sentence(monde):
    age.fichier(monde.espaces["COD-2"]).write_text("AGE-NUMERO-KEY-1XYZ\n")
    with pytest.raises(BadInput, match="poste.age"):
        monde.echanger("COD-2")
    assert json.dumps(age.annonce(age.Cle("age1x", 2, 1)))
