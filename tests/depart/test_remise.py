"""A hand-over signed by both sides: whoever changes a letter, signs twice or with an unknown key is found out."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest

from data_sync.core.boites import job as boites
from data_sync.core.depart import job
from shared.errors import BadInput
from shared.espace import Espace
from shared.jobs import JobContext
from tests.paquet import small_space

CTX = JobContext()


@pytest.fixture(scope="module")
def modele(tmp_path_factory):
    """Two laptops that know each other, and a sheet nobody has signed."""
    folder = tmp_path_factory.mktemp("remise")
    ici, jumeau, cle = Espace.at(small_space(folder)), Espace.at(folder / "jumeau"), folder / "cle"
    cle.mkdir()
    for espace, nom in ((ici, "COD-1"), (jumeau, "COD-2")):
        boites.poste({"espace": str(espace.root), "nom": nom}, CTX)
    boites.echanger({"espace": str(ici.root), "dossier": str(cle)}, CTX)
    boites.poste({"espace": str(jumeau.root), "accepter": str(cle / "COD-1" / "poste.json")}, CTX)
    pdf = folder / "fiche du poste.pdf"
    job.run({"espace": str(ici.root), "sans_epreuves": True, "sortie": str(pdf), "cede": "Anne M.", "recoit": "Bob L."}, CTX)
    return folder, ici, jumeau, pdf


@pytest.fixture
def remise(modele, tmp_path):
    folder, ici, jumeau, pdf = modele
    shutil.copy(pdf.with_suffix(".remise.json"), tmp_path)
    return tmp_path / "fiche du poste.remise.json", ici, jumeau


def signer(path, espace, role, nom="Anne M."):
    return job.signer({"espace": str(espace.root), "remise": str(path), "role": role, "nom": nom}, CTX)


def verifier(path, espace):
    return job.verifier({"espace": str(espace.root), "remise": str(path)}, CTX)


def test_both_sides_sign_and_the_sheet_shows_it(remise):
    path, ici, jumeau = remise
    assert verifier(path, ici)["code_sortie"] == 2
    assert "Il manque : reçu par" in signer(path, ici, "cede")["phrase"]
    answer = signer(path, ici, "recoit", "Bob <L.>")
    assert answer["complete"] and verifier(path, ici)["code_sortie"] == 0 and verifier(path, jumeau)["complete"]
    if shutil.which("pdftotext"):
        text = subprocess.run(["pdftotext", "-layout", answer["fichiers"][1], "-"], capture_output=True, text=True, check=True).stdout
        assert text.count("Signé électroniquement") == 2 and "Bob <L.>" in text and "page 1/1" in text.replace("\u00a0", " ")
        assert json.loads(path.read_bytes())["empreinte"][:8].upper() in text


def test_the_twin_signs_with_its_own_key_and_is_unknown_until_its_card_is_accepted(remise):
    path, ici, jumeau = remise
    signer(path, ici, "cede")
    assert signer(path, jumeau, "recoit", "Bob L.")["complete"]
    found = verifier(path, ici)
    assert not found["complete"] and "poste inconnu ici" in found["phrase"]


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d["faits"].update(verdict="vert"),
        lambda d: d["faits"]["lignes"].pop(),
        lambda d: d["faits"].pop("lignes"),
        lambda d: d.update(signatures=3),
        lambda d: d["signatures"][0].update(role="temoin"),
    ],
)
def test_changed_facts_are_refused(remise, change):
    path, ici, _ = remise
    signer(path, ici, "cede")
    data = json.loads(path.read_bytes())
    change(data)
    path.write_text(json.dumps(data))
    with pytest.raises(BadInput):
        verifier(path, ici)


@pytest.mark.parametrize(
    "name, value", [("nom", "Autre"), ("le", "2020-01-01T00:00:00Z"), ("role", "recoit"), ("poste", "COD-2"), ("signature", "00")]
)
def test_a_signature_holds_for_one_person_one_side_one_hour(remise, name, value):
    path, ici, _ = remise
    signer(path, ici, "cede")
    data = json.loads(path.read_bytes())
    data["signatures"][0][name] = value
    path.write_text(json.dumps(data))
    found = verifier(path, ici)
    assert not found["complete"] and "fausse ou altérée" in found["phrase"]


def test_what_cannot_be_signed_is_refused_and_the_file_is_left_as_it_was(remise, tmp_path):
    path, ici, _ = remise
    signer(path, ici, "cede")
    before = path.read_bytes()
    for role, nom, sentence in (("cede", "X", "déjà signé"), ("recoit", " ", "nom de la personne"), ("", "X", "quel côté")):
        with pytest.raises(BadInput, match=sentence):
            signer(path, ici, role, nom)
    assert path.read_bytes() == before
    with pytest.raises(BadInput, match="n'est pas la remise"):
        verifier(tmp_path / "rien.json", ici)
