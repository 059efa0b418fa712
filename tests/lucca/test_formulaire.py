"""A controller's way through the panel and the form, in a real QGIS without a screen, with the store in the engine process."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from tests.lucca_pv.certificats import SECRET, Authority

HERE = Path(__file__).resolve().parent


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    if shutil.which("qgis.bin") is None:
        pytest.skip("needs Debian's QGIS")
    home = tmp_path_factory.mktemp("formulaire")
    (home / "espace").mkdir()
    Image.new("RGB", (800, 600), (90, 140, 60)).save(home / "vue.jpg")
    env = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "DDTM_SOURCES": str(HERE.parents[1]),
        "DDTM_PYTHON": sys.executable,
        "HOME": str(home),
    }
    env.update(
        QGIS_CUSTOM_CONFIG_PATH=str(home / "config"),
        XDG_RUNTIME_DIR=str(home),
        DDTM_ESPACE=str(home / "espace"),
        DDTM_PHOTO=str(home / "vue.jpg"),
        DDTM_CERTIFICAT=str(Authority().issue(home / "agent.p12", qualified=True)),
        DDTM_SECRET=SECRET,
    )
    command = ["/usr/bin/python3", str(HERE / "dans_qgis_gui.py"), str(home)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=env, timeout=110)
    assert done.returncode == 0, done.stdout + done.stderr
    return {**json.loads(done.stdout.splitlines()[-1]), "home": home}


def test_the_store_is_created_with_a_passphrase_typed_twice_and_kept_nowhere(told):
    assert "diffèrent" in told["differ"] and told["phrase_gardee"] == ""
    for path in (told["home"] / "espace").rglob("*"):
        if path.is_file():
            assert b"quatre mots" not in path.read_bytes() and b"Durand" not in path.read_bytes(), path


def test_nothing_goes_on_without_the_place(told):
    assert told["vide"].startswith("Donnez la nature")


def test_only_the_questions_that_matter_are_asked_and_a_proposal_can_be_left_out(told):
    assert "autorisation" in told["questions"] and "epave" not in told["questions"]
    assert told["retenues"] == ["341", "22967"]


def test_a_dwelling_entered_without_assent_stops_the_closing_until_mended(told):
    assert "bloquant" in told["verdict"] and told["peut_clore"] is False
    assert "clos et scellé" in told["clos"]
    assert (told["home"] / "pv.pdf").read_bytes().startswith(b"%PDF")


def test_the_affair_is_read_back_as_it_was_entered(told):
    assert told["relu"] == ["Lattes", ["BC"], "Durand", ["341", "22967"], True]
    assert told["pieces"] == ["Vue d'ensemble"]


def test_a_closed_report_is_sent_and_corrected_by_another_one(told):
    assert (told["home"] / "envoi" / "00-proces-verbal.pdf").is_file()
    assert told["rectificatif"][:3] == ["rectificatif", True, False] and "ouvert" in told["rectificatif"][3]
    assert "PV-02 clos et scellé" in told["clos_2"]


def test_a_click_on_the_map_gives_lambert_93(told):
    assert told["carte"] == [[772000, 6275000]]


def test_the_store_locks(told):
    assert told["verrou"] == "Coffre verrouillé."


def test_a_closed_report_is_signed_from_the_form_and_the_passphrase_is_kept_nowhere(told):
    assert told["boutons"] == [True, False] and "signé par Alice MARTIN" in told["signe"]
    for path in (told["home"] / "espace").rglob("*"):
        if path.is_file():
            assert SECRET.encode() not in path.read_bytes(), path
