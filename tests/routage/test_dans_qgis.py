"""The four algorithms in a real QGIS: declared, helped, run, and refusing in French."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.routage import ville
from tests.routage.espaces import make_espace
from tests.routage.ville import X0, Y0, at

ROOT = Path(__file__).resolve().parents[2]
QGIS_PYTHON = os.environ.get("DDTM_QGIS_PYTHON", "/usr/bin/python3")
SCRIPT = """
import json, sys
sys.path[:0] = [sys.argv[1], "/usr/share/qgis/python/plugins"]
from qgis.core import QgsApplication, QgsProcessingException
QgsApplication.setPrefixPath("/usr", True)
app = QgsApplication([], False); app.initQgis()
from processing.core.Processing import Processing
Processing.initialize()
import processing
from ddtm_crise.processing.provider import provider
held = provider()
QgsApplication.processingRegistry().addProvider(held)
task = json.load(open(sys.argv[2])); out = {}
for key, (name, params) in task.items():
    algorithm = QgsApplication.processingRegistry().algorithmById("ddtm_crise:" + name)
    assert algorithm is not None, name
    try:
        found = processing.run(algorithm.id(), params)
        layer = next((value for value in found.values() if hasattr(value, "featureCount")), None)
        out[key] = {"phrase": found["PHRASE"], "couche": found.get("COUCHE"), "entites": layer.featureCount() if layer else None,
            "valide": bool(layer and all(f.hasGeometry() for f in layer.getFeatures())), "aide": len(algorithm.shortHelpString())}
    except QgsProcessingException as error:
        out[key] = {"refus": str(error)}
heavy = [name for name in ("geopandas", "shapely", "rasterio", "pyogrio", "scipy") if name in sys.modules]
json.dump({"reponses": out, "lourds": heavy}, open(sys.argv[3], "w"))
sys.stdout.flush()
import os
from shared.engine.client import engine
engine().close()
os._exit(0)
"""


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    if subprocess.run([QGIS_PYTHON, "-c", "import qgis.core"], capture_output=True, check=False).returncode:
        pytest.skip("QGIS absent")
    folder = tmp_path_factory.mktemp("qgis")
    espace = make_espace(
        folder / "espace",
        ville.town(),
        communes=[("34001", "Nord", X0 + 100, Y0 + 1010, 1200), ("34002", "L'Étang", X0 + 4100, Y0 - 2400, 830)],
        exits=ville.EXITS,
    )
    common = {"ESPACE": str(espace.root)}
    task = {
        "couper": ("couper_axe", {**common, "AXE": "A9", "SORTIE_DEBUT": "29", "SORTIE_FIN": "30", "CAUSE": "accident"}),
        "detour": ("detour", {**common, "DEPART": at(-900, 0) + " [EPSG:2154]", "ARRIVEE": at(4900, 0) + " [EPSG:2154]", "ITINERAIRES": "memory:"}),
        "noms": ("detour", {**common, "DEPART_LIEU": "Nord", "ARRIVEE_LIEU": "A9/31", "PROFIL": "pl", "ITINERAIRES": "memory:"}),
        "isolement": ("isolement", {**common, "ISOLES": "memory:"}),
        "substitution": ("substitution", {**common, "ITINERAIRES": "memory:"}),
        "sans_lieu": ("detour", {**common, "DEPART_LIEU": "Nord"}),
        "inconnu": ("detour", {**common, "DEPART_LIEU": "Atlantide", "ARRIVEE_LIEU": "Nord"}),
    }  # fmt: skip
    (folder / "task.json").write_text(json.dumps(task), encoding="utf-8")
    (folder / "script.py").write_text(SCRIPT, encoding="utf-8")
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [QGIS_PYTHON, str(folder / "script.py"), str(ROOT), str(folder / "task.json"), str(folder / "out.json")],
        env=environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert (folder / "out.json").is_file(), done.stderr[-3000:]
    return json.loads((folder / "out.json").read_text(encoding="utf-8"))


def test_they_run_from_parameters_to_layers(answers):
    found = answers["reponses"]
    assert found["couper"]["couche"] == "coupure_ligne"
    assert (
        "par rapport au trajet sans coupure" in found["detour"]["phrase"] and found["detour"]["entites"] >= 1 and found["detour"]["valide"]
    )
    assert found["noms"]["entites"] >= 1 and found["isolement"]["entites"] == 0
    assert found["substitution"]["phrase"].startswith("Aucun itinéraire de substitution")
    assert all(answer["aide"] > 200 for answer in found.values() if "aide" in answer)


def test_they_refuse_in_a_sentence(answers):
    assert "Indiquez l'arrivée" in answers["reponses"]["sans_lieu"]["refus"]
    assert "Atlantide" in answers["reponses"]["inconnu"]["refus"]


def test_no_heavy_library_enters_qgis(answers):
    assert answers["lourds"] == []
