"""Algorithms on the engine, in a real QGIS without a screen: sentences, classes, cancel, work space, layers handed over."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
pytestmark = pytest.mark.skipif(shutil.which("qgis.bin") is None, reason="needs Debian's QGIS")


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """What each step of dans_qgis.py answered."""
    home = tmp_path_factory.mktemp("qgis")
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "DDTM_SOURCES": str(HERE.parents[1]), "DDTM_PYTHON": sys.executable}
    env.update(QGIS_CUSTOM_CONFIG_PATH=str(home / "config"), HOME=str(home), XDG_RUNTIME_DIR=str(home))
    env.pop("DDTM_ESPACE", None)
    done = subprocess.run(
        ["/usr/bin/python3", str(HERE / "dans_qgis.py"), str(home)], capture_output=True, text=True, encoding="utf-8", env=env, timeout=150
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_the_result_becomes_the_outputs_of_the_same_name(told):
    assert told["addition"]["resultat"]["SOMME"] == 42
    assert told["addition"]["appels"] == 1


def test_the_work_space_is_the_parameter_else_the_setting_else_the_users_folder(told):
    assert told["addition"]["espace"].endswith(os.path.join(".local", "share", "ddtm", "espace"))
    assert told["reglage"] == "/un/dossier"
    assert told["parametre"] == "/un/autre"


def test_a_refusal_of_the_job_keeps_its_class_sentence_and_detail(told):
    assert told["refus"] == {"appels": 1, "classe": "BadInput", "message": "La zone est vide.", "detail": "détail technique"}


def test_an_unforeseen_failure_is_a_sentence_with_its_trace_folded(told):
    assert told["panne"]["classe"] == "DdtmError" and "imprévue" in told["panne"]["message"]
    assert "ZeroDivisionError" in told["panne"]["detail"]


def test_a_death_names_the_algorithm_and_the_next_one_works(told):
    assert told["mort"]["classe"] == "EngineDied"
    assert "pendant « Population à évacuer »" in told["mort"]["message"]
    assert told["apres"]["resultat"]["SOMME"] == 3


def test_a_cancel_is_told_once_as_such(told):
    assert (told["annulation"]["classe"], told["annulation"]["appels"]) == ("Cancelled", 1)


def test_a_refusal_before_the_start_is_the_algorithms_own_sentence(told):
    assert told["exigeant"] == {"appels": 1, "classe": "BadInput", "message": "Dessinez d'abord une zone.", "detail": ""}


def test_layers_are_handed_over_exactly_selection_filter_and_edits_included(told):
    layers = told["couches"]
    assert layers["fichier"] == {"noms": ["a", "b", "c"], "direct": True}, "a plain file is not copied"
    assert layers["mémoire"] == {"noms": ["a", "b", "c"], "direct": False}
    assert layers["sélection"]["noms"] == ["b"]
    assert layers["filtre"]["noms"] == ["b", "c"]
    assert layers["modification"]["noms"] == ["b", "c", "z"]


def test_qgis_itself_imported_nothing_heavy(told):
    assert told["lourd"] == []
