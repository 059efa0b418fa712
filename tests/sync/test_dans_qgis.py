"""The exchange in a real QGIS: its layers in edit mode, its algorithms, and the window where conflicts are settled."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from .monde import Monde

ROOT = Path(__file__).resolve().parents[2]
QGIS_PYTHON = os.environ.get("DDTM_QGIS_PYTHON", "/usr/bin/python3")


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    if subprocess.run([QGIS_PYTHON, "-c", "import qgis.core"], capture_output=True, check=False).returncode:
        pytest.skip("QGIS absent")
    monde = Monde(("COD-1", "COD-2"))
    pictures = Path(os.environ.get("DDTM_PICTURES") or tmp_path_factory.mktemp("images"))
    try:
        done = subprocess.run(
            [
                QGIS_PYTHON,
                Path(__file__).with_name("dans_qgis.py"),
                *(monde.espaces[n].root for n in monde.espaces),
                monde.supports[0],
                pictures / "conflits.png",
            ],
            capture_output=True,
            text=True,
            timeout=110,
            env={**os.environ, "DDTM_SOURCES": str(ROOT), "QT_QPA_PLATFORM": "offscreen"},
            check=False,
        )
        assert done.returncode == 0, done.stderr[-4000:]
        yield json.loads(done.stdout.strip().splitlines()[-1])
    finally:
        monde.fermer()


def test_a_layer_in_edit_mode_is_named_and_the_exchange_refused(said):
    assert "Situations (points)" in said["en_edition"]["refus"] and "mode édition" in said["en_edition"]["refus"]


def test_what_was_typed_in_qgis_arrives_in_the_other_qgis(said):
    assert said["aller"]["CAPTURES"] == 1 and said["retour"]["ECRITES"] == 1
    assert said["vu_dans_qgis"] == ["Pont"]


def test_attribute_and_shape_changed_apart_are_two_conflicts(said):
    assert said["capture"]["OPERATIONS"] == 1
    assert said["conflit"]["CONFLITS"] == 2 and said["liste"]["NOMBRE"] == 2
    assert "Aucun conflit ouvert" in said["inconnu"]["refus"]


def test_the_window_shows_them_and_settles_them_one_by_one(said):
    assert said["fenetre"]["titre"] == "2 conflit(s) à régler"
    assert {text.split("\n")[0] for text in said["fenetre"]["liste"]} == {"Libellé", "Tracé"}
    assert said["apres"] == {"titre": "Aucun conflit à régler", "valeurs": ["Pont coupé par l'eau"]}


def test_every_tool_has_its_help_and_no_wheel_enters_qgis(said):
    assert set(said["aides"]) >= {"capturer", "conflits", "echanger", "journal", "poste", "pret_a_partir"}
    assert min(said["aides"].values()) > 400 and said["lourds"] == []
    assert "étape(s)" in said["histoire"]["PHRASE"]
