"""Whom an exchange believes: unknown, revoked, impersonated and damaged workstations, and who carries what for whom."""
# ruff: noqa: F811 (a test names the fixtures it imports)

from __future__ import annotations

import shutil

import pytest

from data_sync.core.boites import job as boites
from data_sync.core.boites import postes
from data_sync.core.journal.depot import ouvrir
from shared.errors import BadInput

from .monde import Monde
from .test_echange import CTX, ecrire, monde, params, partage  # noqa: F401


def test_an_unknown_workstation_is_named_with_its_fingerprint_and_nothing_of_it_is_read(monde):
    stranger = Monde(("Inconnu",))
    try:
        stranger.inserer("Inconnu")
        stranger.echanger("Inconnu", 0)
        shutil.copytree(stranger.supports[0] / "Inconnu", monde.supports[0] / "Inconnu")
        answer = monde.echanger("COD-1", 0)
        (unknown,) = answer["inconnus"]
        with ouvrir(stranger.espaces["Inconnu"]) as depot:
            assert unknown["empreinte"] == postes.empreinte(postes.carte(depot)["cle"])
        assert monde.lignes("COD-1") == {} and unknown["empreinte"] in answer["phrase"]
        boites.poste(params(monde, "COD-1", accepter=unknown["carte"]), CTX)
        monde.echanger("COD-1", 0)
        assert len(monde.lignes("COD-1")) == 1
    finally:
        stranger.fermer()


def test_a_revoked_workstation_is_not_believed_any_more_but_what_it_gave_stays(partage):
    boites.poste(params(partage, "COD-2", revoquer="COD-1"), CTX)
    ecrire(partage, "COD-1", libelle="écrit par le voleur")
    partage.echanger("COD-1", 0)
    answer = partage.echanger("COD-2", 0)
    assert [sentence for _, sentence in answer["refuses"] if "révoquée" in sentence]
    assert partage.lignes("COD-2")[partage.uuid]["libelle"] != "écrit par le voleur"


def test_a_name_cannot_be_taken_by_another_key(monde):
    thief = Monde(("COD-2",))
    try:
        thief.echanger("COD-2", 0)
        with pytest.raises(BadInput, match="déjà connu autrement"):
            boites.poste(params(monde, "COD-1", accepter=str(thief.supports[0] / "COD-2" / "poste.json")), CTX)
    finally:
        thief.fermer()


@pytest.mark.parametrize("name", ["", "é", "a/b", "..", "x" * 41, "a b"])
def test_a_name_that_is_no_folder_is_refused(monde, name):
    from shared.espace import Espace

    with ouvrir(Espace.at(monde.racine / "neuf")) as depot:
        with pytest.raises(BadInput, match="lettres sans accent"):
            postes.identite(depot, name)


def test_a_damaged_copy_is_left_aside_and_healed_by_whoever_has_a_sound_one(monde):
    monde.inserer("COD-1")
    monde.echanger("COD-1", 0)
    (path,) = (monde.supports[0] / "COD-1").glob("*.lot")
    octets = path.read_bytes()
    path.write_bytes(octets[:-5] + b"xxxxx")
    answer = monde.echanger("COD-2", 0)
    assert answer["recus"] == 0 and "abîmé" in answer["refuses"][0][1]
    monde.echanger("COD-1", 0)
    assert path.read_bytes() == octets
    assert monde.echanger("COD-2", 0)["recus"] == 1


def test_a_third_workstation_carries_what_it_has_only_received():
    monde = Monde(("COD-1", "COD-2", "Bureau"))
    try:
        uuid = monde.inserer("COD-1")
        monde.echanger("COD-1", 0)
        monde.echanger("COD-2", 0)
        monde.echanger("COD-2", 1)  # another key, that COD-1 never saw
        monde.echanger("Bureau", 1)
        assert uuid in monde.lignes("Bureau")
    finally:
        monde.fermer()
