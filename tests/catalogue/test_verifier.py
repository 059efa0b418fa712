"""data_sync:verifier, as a job: one file, or the two files of the work space."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from data_sync.cli import VERBS
from data_sync.core.generation import staged_generation, write_pack
from data_sync.core.verification import run
from shared import catalogue
from shared.cli import main
from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg.create import create
from shared.jobs import JobContext, resolve

ROOT = Path(__file__).resolve().parents[2]
QGIS_PYTHON = os.environ.get("QGIS_PYTHON", "/usr/bin/python3")


@pytest.fixture
def espace(tmp_path):
    space = Espace.at(tmp_path / "espace été")
    with staged_generation(space) as staging:
        create(staging / "referentiel.gpkg", catalogue.layers("reference"), exercise=True)
        write_pack(staging, {"titre": "Essai", "exercice": True, "version": 1})
    return space


def test_the_job_has_its_stable_name():
    assert resolve("data_sync.core.verification:run") is run


def test_without_a_file_the_work_space_is_checked(espace):
    result = run({"espace": str(espace.root)}, JobContext())
    assert result["conforme"] and [len(report["lignes"]) for report in result["rapports"]] == [
        len(catalogue.layers("reference")),
        len(catalogue.layers("travail")),
    ]
    assert "referentiel.gpkg : Fichier conforme" in result["phrase"] and "travail.gpkg : Fichier conforme" in result["phrase"]
    json.dumps(result)


def test_a_read_only_generation_can_be_checked_and_a_report_written(espace, tmp_path):
    report = tmp_path / "rapport.txt"
    result = run({"fichier": str(espace.referentiel_gpkg), "sortie": str(report)}, JobContext())
    assert report.read_text(encoding="utf-8").strip() == result["texte"] and "EXERCICE" in result["texte"]


def test_what_is_missing_is_said(tmp_path):
    with pytest.raises(BadInput, match="paquet de données est absent"):
        run({"espace": str(tmp_path)}, JobContext())
    with pytest.raises(BadInput, match="introuvable"):
        run({"fichier": str(tmp_path / "absent.gpkg")}, JobContext())


def test_the_command_line_prints_the_report_and_tells_by_its_status(espace, tmp_path, capsys):
    assert main("data_sync", VERBS, ["verifier", "--espace", str(espace.root)]) == 0
    assert "Fichier conforme au catalogue." in capsys.readouterr().out
    broken = tmp_path / "coupé.gpkg"
    broken.write_bytes(espace.travail_gpkg.read_bytes()[:50_000])
    assert main("data_sync", VERBS, ["verifier", str(broken), "--json"]) == 2
    told = json.loads(capsys.readouterr().out)
    assert told["conforme"] is False and "coupé" in told["rapports"][0]["constats"][0]["message"]
    assert main("data_sync", VERBS, ["verifier", str(tmp_path / "absent.gpkg")]) == 2
    assert "introuvable" in capsys.readouterr().err


def test_the_algorithm_gives_the_same_verdict_in_qgis(espace):
    if not has_qgis():
        pytest.skip("QGIS is not installed")
    code = """
        import json, os, sys
        sys.path[:0] = [sys.argv[1], "/usr/share/qgis/python/plugins"]
        from qgis.core import QgsApplication, QgsProcessingContext, QgsProcessingFeedback
        app = QgsApplication([], True)
        app.initQgis()
        from data_sync.processing.provider import provider
        held = provider()
        QgsApplication.processingRegistry().addProvider(held)
        algorithm = QgsApplication.processingRegistry().createAlgorithmById("data_sync:verifier")
        result, ok = algorithm.run({"FICHIER": sys.argv[2]}, QgsProcessingContext(), QgsProcessingFeedback())
        print("ANSWER" + json.dumps([ok, result["CONFORME"], result["PHRASE"], len(algorithm.shortHelpString())]), flush=True)
        os._exit(0)
    """
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": "", "DDTM_PYTHON": sys.executable}
    command = [QGIS_PYTHON, "-c", textwrap.dedent(code), str(ROOT), str(espace.travail_gpkg)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=90)
    answers = [json.loads(line[6:]) for line in done.stdout.splitlines() if line.startswith("ANSWER")]
    assert answers, done.stdout + done.stderr
    assert answers[0][:3] == [True, True, "Fichier conforme au catalogue."] and answers[0][3] > 500


def has_qgis() -> bool:
    try:
        return subprocess.run([QGIS_PYTHON, "-c", "import qgis.core"], capture_output=True, timeout=60).returncode == 0
    except OSError:
        return False
