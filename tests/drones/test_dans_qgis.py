"""The algorithms in a real QGIS: declared, helped, run through the engine, and refusing in French."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from . import fabrique as f

ROOT = Path(__file__).resolve().parents[2]
QGIS_PYTHON = os.environ.get("DDTM_QGIS_PYTHON", "/usr/bin/python3")
SCRIPT = """
import json, os, sys
sys.path[:0] = [sys.argv[1], "/usr/share/qgis/python/plugins"]
from qgis.core import QgsApplication, QgsProcessingException
QgsApplication.setPrefixPath("/usr", True)
app = QgsApplication([], False); app.initQgis()
from processing.core.Processing import Processing
Processing.initialize()
import processing
from ddtm_drones.processing.provider import ALGORITHMS, provider
held = provider()
QgsApplication.processingRegistry().addProvider(held)
out = {"declares": sorted(a.name() for a in held.algorithms()), "attendus": len(ALGORITHMS), "aides": {a.name(): len(a.shortHelpString()) for a in held.algorithms()}}
for key, (name, params) in json.load(open(sys.argv[2])).items():
    try:
        found = processing.run("ddtm_drones:" + name, params)
        out[key] = {k: v for k, v in found.items() if isinstance(v, (str, int, float, bool))}
    except QgsProcessingException as error:
        out[key] = {"refus": str(error)}
out["lourds"] = [name for name in ("geopandas", "shapely", "rasterio", "pyogrio", "scipy", "cv2", "pyproj") if name in sys.modules]
json.dump(out, open(sys.argv[3], "w"))
from shared.engine.client import engine
engine().close()
os._exit(0)
"""


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    if subprocess.run([QGIS_PYTHON, "-c", "import qgis.core"], capture_output=True, check=False).returncode:
        pytest.skip("QGIS absent")
    folder = tmp_path_factory.mktemp("qgis")
    space = {"ESPACE": str(folder / "espace")}
    task = {
        "importer": ("importer", {**space, "SOURCE": str(f.card(folder / "carte", 3)), "OPERATEUR": "A. Martin"}),
        "verifier": ("verifier", {**space, "SORTIE": str(folder / "bordereau.pdf")}),
        "vide": ("importer", {**space, "SOURCE": str(folder / "qgis-vide")}),
    }
    (folder / "qgis-vide").mkdir()
    (folder / "task.json").write_text(json.dumps(task))
    command = [QGIS_PYTHON, "-c", SCRIPT, str(ROOT), str(folder / "task.json"), str(folder / "out.json")]
    done = subprocess.run(
        command, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}, capture_output=True, text=True, timeout=110, check=False
    )
    assert (folder / "out.json").is_file(), done.stderr
    return json.loads((folder / "out.json").read_text())


def test_every_algorithm_is_declared_with_its_help(answers):
    assert len(answers["declares"]) == answers["attendus"]
    assert all(length > 300 for length in answers["aides"].values()), answers["aides"]


def test_import_and_verification_run_through_the_engine(answers):
    assert answers["importer"]["NOUVEAUX"] == 3 and answers["importer"]["PHRASE"].startswith("3 fichier(s) importé(s)")
    assert answers["verifier"]["CONFORME"] is True and Path(answers["verifier"]["SORTIE"]).is_file()


def test_an_empty_card_is_refused_in_one_sentence(answers):
    assert "Aucune photo" in answers["vide"]["refus"]


def test_no_heavy_module_enters_the_qgis_process(answers):
    assert answers["lourds"] == []
