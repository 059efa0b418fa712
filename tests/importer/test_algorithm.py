"""data_sync:importer in QGIS's own Python: it runs in the engine, refuses in a sentence, and loads no wheel in the process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from .outils import communes

ROOT = Path(__file__).resolve().parents[2]
QGIS_PYTHON = "/usr/bin/python3"
SCRIPT = """
import json, sys
sys.path.insert(0, {root!r})
from qgis.core import QgsApplication, QgsProcessingContext, QgsProcessingFeedback
app = QgsApplication([], False)
app.initQgis()
from data_sync.core.importer.profils import ALL
from data_sync.processing.importer import Importer
algorithm = Importer()
algorithm.initAlgorithm()
context, feedback = QgsProcessingContext(), QgsProcessingFeedback()
refused = algorithm.checkParameterValues({{}}, context)
result, ok = algorithm.run({{"PROFIL": list(ALL).index("communes"), "SOURCES": [{source!r}], "ESPACE": {espace!r}, "MILLESIME": "2025"}}, context, feedback)
missing, bad = algorithm.run({{"PROFIL": list(ALL).index("communes"), "SOURCES": ["/rien.gpkg"], "ESPACE": {espace!r}}}, context, QgsProcessingFeedback())
heavy = [name for name in ("geopandas", "pandas", "shapely", "rasterio", "pyogrio") if name in sys.modules]
print(json.dumps([refused, ok, result, bad, heavy, algorithm.shortHelpString()[:200]]))
"""


def has_qgis() -> bool:
    probe = [QGIS_PYTHON, "-c", "import qgis.core"]
    return os.path.exists(QGIS_PYTHON) and subprocess.run(probe, capture_output=True, timeout=60).returncode == 0


@pytest.mark.skipif(not has_qgis(), reason="QGIS is not installed")
def test_the_algorithm_imports_through_the_engine_and_refuses_in_french(tmp_path):
    code = SCRIPT.format(root=str(ROOT), source=str(communes(tmp_path / "c.gpkg")), espace=str(tmp_path / "espace"))
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "DDTM_PYTHON": sys.executable}
    done = subprocess.run([QGIS_PYTHON, "-c", code], capture_output=True, text=True, timeout=100, env=environment)
    assert done.returncode == 0, done.stderr[-2000:]
    refused, ok, result, bad, heavy, help_page = json.loads(done.stdout.strip().splitlines()[-1])
    assert refused == [False, "Choisissez la nature des données et au moins un fichier, ou une recette."]
    assert ok and result["GENERATION"] == "gen-1" and "2 lignes importées" in result["PHRASE"] and "communes" in result["RAPPORT"]
    assert not bad and heavy == [] and "Transforme ce que publient" in help_page
