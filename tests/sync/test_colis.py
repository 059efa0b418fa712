"""Parcels of the other plugins travel encrypted through the mailboxes: for whom they are, once, and whatever the carrier does."""

from __future__ import annotations

import shutil
import sys

import pytest

from data_sync.core.boites import age, enveloppe, postes
from data_sync.core.journal.depot import ouvrir
from shared import colis
from shared.errors import BadInput, DdtmError
from tests.sync.monde import Monde


@pytest.fixture
def monde():
    world = Monde(("COD-1", "COD-2", "Bureau"))
    for nom in world.espaces:  # everybody shows its card once
        world.echanger(nom)
    yield world
    world.fermer()


def deposer(monde, poste, octets, tmp_path, **more):
    path = tmp_path / "échange.bin"
    path.write_bytes(octets)
    return colis.deposer(monde.espaces[poste], "lucca", path, **more)


def recus(monde, nom):
    return [(item.nom, item.poste, colis.lire(item)) for item in colis.recus(monde.espaces[nom], "lucca")]


def test_a_parcel_reaches_every_accepted_workstation_and_nothing_of_it_is_readable_on_the_key(monde, tmp_path):
    secret = b"Mme Martin, 3 rue des Lilas" * 50
    deposer(monde, "COD-1", secret, tmp_path, nom="envoi du 3")
    assert monde.echanger("COD-1")["colis"] == {"partis": 1, "recus": 0, "gardes": 0}
    assert monde.echanger("COD-2")["colis"]["recus"] == 1 and monde.echanger("Bureau")["colis"]["recus"] == 1
    assert recus(monde, "COD-2") == recus(monde, "Bureau") == [("envoi du 3", "COD-1", secret)]
    for path in (*monde.supports[0].rglob("*"), *(monde.espaces["Bureau"].root / "colis" / "transit").rglob("*")):
        assert path.is_dir() or b"Martin" not in path.read_bytes()


def test_the_same_parcel_deposited_or_carried_twice_arrives_once_and_never_again_once_put_away(monde, tmp_path):
    for _ in range(2):
        deposer(monde, "COD-1", b"abc", tmp_path)
        monde.echanger("COD-1")
    (path,) = (monde.supports[0] / "COD-1").glob("*.colis")
    path.with_name("77.colis").write_bytes(path.read_bytes())
    answer = monde.echanger("COD-2")
    assert answer["colis"]["recus"] == 1 and [place for place, _ in answer["refuses"]] == ["COD-1/77.colis"]
    (item,) = colis.recus(monde.espaces["COD-2"], "lucca")
    colis.ranger(item)
    assert monde.echanger("COD-2")["colis"]["recus"] == 0 and not recus(monde, "COD-2")


def test_a_third_workstation_carries_what_it_cannot_read(monde, tmp_path):
    (monde.espaces["COD-2"].travail_gpkg.with_name("poste.age")).unlink()  # its key is lost: it reads nothing of what is under way
    deposer(monde, "COD-1", b"abc", tmp_path)
    monde.echanger("COD-1", 0)
    answer = monde.echanger("COD-2", 0)
    assert answer["colis"] == {"partis": 0, "recus": 0, "gardes": 1} and age.PAS_POUR_NOUS in [text for _, text in answer["refuses"]]
    monde.echanger("COD-2", 1)
    assert monde.echanger("Bureau", 1)["colis"]["recus"] == 1 and recus(monde, "Bureau")[0][2] == b"abc"


@pytest.mark.parametrize("comment", ["tronqué", "bit", "vide", "mêlé"])
def test_a_spoilt_parcel_is_left_aside_with_a_sentence_and_its_sound_copy_taken_later(monde, tmp_path, comment):
    deposer(monde, "COD-1", b"abc" * 100, tmp_path)
    monde.echanger("COD-1")
    (path,) = (monde.supports[0] / "COD-1").glob("*.colis")
    sound = path.read_bytes()
    other = bytearray(sound)
    other[len(sound) // 2] ^= 1
    path.write_bytes({"tronqué": sound[:-40], "bit": bytes(other), "vide": b"", "mêlé": sound + sound}[comment])
    answer = monde.echanger("COD-2")
    assert answer["colis"]["recus"] == 0 and "laissé de côté" in answer["refuses"][0][1]
    path.write_bytes(sound)
    assert monde.echanger("COD-2")["colis"]["recus"] == 1


def test_a_ciphertext_put_into_a_foreign_envelope_is_refused(monde, tmp_path):
    deposer(monde, "COD-1", b"abc", tmp_path)
    monde.echanger("COD-1")
    (path,) = (monde.supports[0] / "COD-1").glob("*.colis")
    octets = path.read_bytes()
    with ouvrir(monde.espaces["COD-2"]) as depot:
        mine = postes.cle_privee(depot)
    body = octets[104:]
    size = int.from_bytes(body[:4], "big")
    head = body[4 : 4 + size].replace(b'"poste":"COD-1"', b'"poste":"COD-2"')
    start = enveloppe.MAGIC + enveloppe.public_bytes(mine)
    stolen = len(head).to_bytes(4, "big") + head + body[4 + size :]
    found = enveloppe.lire(start + mine.sign(start + stolen) + stolen)
    with pytest.raises(BadInput, match="pas celui de son enveloppe"):
        enveloppe.ouvrir(found, monde.espaces["Bureau"])


def test_a_later_parcel_replaces_the_earlier_ones_on_every_carrier(monde, tmp_path):
    for text in (b"un", b"deux"):
        deposer(monde, "COD-1", text, tmp_path, remplace=True)
        monde.echanger("COD-1")
    assert len(list((monde.supports[0] / "COD-1").glob("*.colis"))) == 1
    monde.echanger("COD-2")
    assert [octets for _, _, octets in recus(monde, "COD-2")] == [b"deux"]


def test_without_the_library_everything_else_is_exchanged_and_one_sentence_says_what_waits(monde, tmp_path, monkeypatch):
    deposer(monde, "COD-1", b"abc", tmp_path)
    monde.echanger("COD-1")
    deposer(monde, "COD-2", b"def", tmp_path)
    monde.inserer("COD-2")
    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, "pyrage", None)
        answer = monde.echanger("COD-2")
        assert answer["captures"] == 1 and answer["colis"] == {"partis": 0, "recus": 0, "gardes": 1}
        assert sum("pyrage" in text for text in answer["remarques"]) == 2
        with pytest.raises(DdtmError, match="pyrage"):
            age.chiffrer(b"x", ["age1"])
    answer = monde.echanger("COD-2")
    assert answer["colis"]["partis"] == 1 and answer["colis"]["recus"] == 1


def test_a_card_whose_encryption_key_is_not_signed_by_its_owner_is_taken_without_it(monde, tmp_path):
    card = depots_carte(monde, "Bureau")
    card["age"] = dict(card["age"], cle=card["age"]["cle"][:-1] + ("q" if card["age"]["cle"][-1] != "q" else "p"))
    path = tmp_path / "poste.json"
    import json

    path.write_text(json.dumps(card))
    assert postes.lire_carte(path)["age"] is None


def depots_carte(monde, nom):
    with ouvrir(monde.espaces[nom]) as depot:
        return postes.carte(depot)


def test_a_file_too_big_or_missing_is_refused_before_anything_is_written(monde, tmp_path, monkeypatch):
    with pytest.raises(BadInput, match="introuvable"):
        colis.deposer(monde.espaces["COD-1"], "lucca", tmp_path / "rien")
    monkeypatch.setattr(colis, "MAX_BYTES", 2)
    with pytest.raises(BadInput, match="dépasse"):
        deposer(monde, "COD-1", b"abc", tmp_path)
    with pytest.raises(BadInput, match="nom de service"):
        colis.depart(monde.espaces["COD-1"], "../x")
    assert not (monde.espaces["COD-1"].root / "colis").exists() or not list((monde.espaces["COD-1"].root / "colis").rglob("*.bin"))
    shutil.rmtree(tmp_path, ignore_errors=True)


def test_parcels_wait_in_the_order_of_their_deposit_whatever_their_bytes(monde, tmp_path):
    wanted = [f"n° {rank}".encode() for rank in range(8)]
    for octets in wanted:
        deposer(monde, "COD-1", octets, tmp_path)
    assert [colis.lire(item) for item in colis.lister(colis.depart(monde.espaces["COD-1"], "lucca"))] == wanted


@pytest.mark.parametrize("rank", range(6))
def test_of_two_deposits_before_an_exchange_the_last_one_counts(monde, tmp_path, rank):
    deposer(monde, "COD-1", f"ancien {rank}".encode(), tmp_path, remplace=True)
    deposer(monde, "COD-1", f"nouveau {rank}".encode(), tmp_path, remplace=True)
    monde.echanger("COD-1")
    monde.echanger("COD-2")
    assert [octets for _, _, octets in recus(monde, "COD-2")] == [f"nouveau {rank}".encode()]
