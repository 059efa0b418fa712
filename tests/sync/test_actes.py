"""A revocation signed by enough administrators travels and binds everybody; nobody makes himself administrator."""

from __future__ import annotations

import json

import pytest

from data_sync.core.boites import actes, postes
from data_sync.core.boites import job as boites
from data_sync.core.journal.depot import ouvrir
from shared.errors import BadInput
from tests.sync.monde import CTX, Monde


@pytest.fixture
def monde():
    world = Monde(("Bureau", "COD-1", "COD-2", "COD-3"))
    for nom in world.espaces:
        world.echanger(nom)
    yield world
    world.fermer()


def administrer(monde, nom, **params):
    return boites.administration({"espace": str(monde.espaces[nom].root), **params}, CTX)


def revoquer(monde, nom, qui):
    return boites.poste({"espace": str(monde.espaces[nom].root), "revoquer": qui}, CTX)


def revoque(monde, nom, qui):
    with ouvrir(monde.espaces[nom]) as depot:
        return next(bool(row["revoque_le"]) for row in postes.lister(depot) if row["poste"] == qui)


def fonder(monde, seuil=1, noms="Bureau,COD-1"):
    """The office names the administrators; the others sign or confirm."""
    answer = administrer(monde, "Bureau", nommer=noms, seuil=seuil)
    (act,) = answer["actes"]
    monde.echanger("Bureau")
    for nom in ("COD-1", "COD-2"):
        monde.echanger(nom)
    if seuil > 1:
        administrer(monde, "COD-1", signer=act["id"][:8])
        monde.echanger("COD-1")
        monde.echanger("Bureau")
        monde.echanger("COD-2")
    monde.echanger("COD-3")
    for nom in ("COD-1", "COD-2", "COD-3"):
        administrer(monde, nom, confirmer=act["id"][:8])
    return act["id"]


def test_a_revocation_travels_and_later_batches_are_refused_everywhere(monde):
    fonder(monde)
    monde.inserer("COD-3")
    monde.echanger("COD-3")
    assert "l'apprendront" in revoquer(monde, "Bureau", "COD-3")["phrase"]
    monde.echanger("Bureau")
    assert any("révoqué par les administrateurs" in text for text in monde.echanger("COD-2")["remarques"])
    assert revoque(monde, "COD-2", "COD-3")
    monde.inserer("COD-3")
    answer = monde.echanger("COD-3")
    assert any("Ce poste a été révoqué" in text for text in answer["remarques"])
    assert any("révoquée" in text for _, text in monde.echanger("COD-2")["refuses"])
    assert len(monde.lignes("COD-2")) <= 1


def test_two_signatures_are_asked_and_one_is_not_enough(monde):
    fonder(monde, seuil=2)
    assert administrer(monde, "COD-2")["seuil"] == 2
    assert "il manque 1 signature" in revoquer(monde, "Bureau", "COD-3")["phrase"]
    monde.echanger("Bureau")
    monde.echanger("COD-2")
    assert not revoque(monde, "COD-2", "COD-3")
    monde.echanger("COD-1")
    revoquer(monde, "COD-1", "COD-3")
    monde.echanger("COD-1")
    monde.echanger("COD-2")
    assert revoque(monde, "COD-2", "COD-3")


def test_nobody_makes_himself_administrator(monde):
    fonder(monde)
    with pytest.raises(BadInput, match="déjà connus"):
        administrer(monde, "COD-1", confirmer="0" * 8)
    with pytest.raises(BadInput, match="Seul un administrateur"):
        administrer(monde, "COD-2", nommer="Bureau", seuil=1)
    with ouvrir(monde.espaces["COD-2"]) as depot:  # a workstation gone bad writes and signs its own list
        act = {"genre": actes.ROLE, "version": 2, "seuil": 1, "cles": {"COD-2": postes.cle_de(depot, "COD-2")}}
        with depot.ecriture():
            actes.signer(depot, actes._poser(depot, act))
    monde.echanger("COD-2")
    monde.echanger("COD-1")
    assert administrer(monde, "COD-1")["administrateurs"] == ["Bureau", "COD-1"]
    assert administrer(monde, "COD-2")["administrateurs"] == ["Bureau", "COD-1"]


def test_a_first_list_is_nothing_until_a_person_confirms_it(monde):
    administrer(monde, "Bureau", nommer="Bureau", seuil=1)
    revoquer(monde, "Bureau", "COD-3")
    monde.echanger("Bureau")
    monde.echanger("COD-2")
    assert administrer(monde, "COD-2")["administrateurs"] == [] and not revoque(monde, "COD-2", "COD-3")
    identifier = next(act["id"] for act in administrer(monde, "COD-2")["actes"] if act["genre"] == actes.ROLE)
    administrer(monde, "COD-2", confirmer=identifier[:8])
    monde.echanger("COD-2")
    assert revoque(monde, "COD-2", "COD-3")


def test_a_new_list_is_signed_by_the_former_administrators(monde):
    fonder(monde)
    act = next(a for a in administrer(monde, "COD-1", nommer="COD-1,COD-2", seuil=2)["actes"] if "version 2" in a["resume"])
    monde.echanger("COD-1")
    monde.echanger("COD-2")
    assert administrer(monde, "COD-2")["seuil"] == 1
    administrer(monde, "COD-2", signer=act["id"])
    monde.echanger("COD-2")
    monde.echanger("Bureau")
    assert administrer(monde, "Bureau")["administrateurs"] == ["COD-1", "COD-2"]


def test_what_somebody_read_before_learning_of_the_revocation_all_read(monde):
    """COD-1 met a batch that the office had not seen when it revoked: everybody ends with the same rows."""
    fonder(monde)
    revoquer(monde, "Bureau", "COD-3")
    uuid = monde.inserer("COD-3")
    monde.echanger("COD-3", 1)
    monde.echanger("COD-1", 1)  # the other carrier: COD-1 does not know yet
    assert uuid in monde.lignes("COD-1")
    for nom in ("Bureau", "COD-1", "COD-2", "Bureau", "COD-2"):
        monde.echanger(nom, 0)
    assert uuid in monde.lignes("COD-2") and uuid in monde.lignes("Bureau") and revoque(monde, "COD-1", "COD-3")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data["acte"].update(poste="Bureau"),
        lambda data: data["acte"].update(dernier_lot=True),
        lambda data: data.update(signatures={}),
        lambda data: data.update(signatures=[1]),
        lambda data: data.pop("acte"),
        lambda data: data["signatures"].update({"zz": "00"}),
    ],
)
def test_spoilt_acts_are_ignored(monde, spoil):
    fonder(monde)
    revoquer(monde, "Bureau", "COD-3")
    monde.echanger("Bureau")
    for path in (monde.supports[0] / "administration").glob("*.json"):
        data = json.loads(path.read_bytes())
        if data["acte"]["genre"] == actes.REVOCATION:
            spoil(data)
            path.write_text(json.dumps(data))
            spoilt = "zz" in str(data)
    monde.echanger("COD-2")
    assert revoque(monde, "COD-2", "COD-3") == spoilt and not revoque(monde, "COD-2", "Bureau")


def test_unknown_acts_and_bad_thresholds_are_refused(monde):
    for params in ({"nommer": "Bureau", "seuil": 3}, {"nommer": "Inconnu"}, {"signer": "abcd1234"}, {"confirmer": "abcd1234"}):
        with pytest.raises(BadInput):
            administrer(monde, "Bureau", **params)
