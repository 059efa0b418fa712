"""What the algorithms hand over to their jobs when a script, not a dialog, runs them in QGIS."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
QGIS_PYTHON = os.environ.get("QGIS_PYTHON", "/usr/bin/python3")
ASK = """
import json, sys
sys.path.insert(0, sys.argv[1])
from qgis.core import QgsApplication, QgsProcessingContext, QgsProcessingFeedback, QgsVectorLayer
app = QgsApplication([], False)
app.initQgis()
from ddtm_aigle.processing.detecter import Detecter
from ddtm_aigle.processing.filtrer import Filtrer
from shared.errors import BadInput
context, feedback = QgsProcessingContext(), QgsProcessingFeedback()
def asked(algorithm, **given):
    algorithm = algorithm()
    algorithm.initAlgorithm({})
    return algorithm.job_params(given, context, feedback)
layers = [QgsVectorLayer(path, "couche", "ogr") for path in sys.argv[2:]]
out = {"detecter": asked(Detecter, PARCELLES=layers), "filtrer": asked(Filtrer), "some": asked(Filtrer, SANS=[0, 3])}
layers[0].setSubsetString("nom = 'a'")
try:
    asked(Filtrer, SPORT=layers)
except BadInput as error:
    out["refused"] = error.message
print(json.dumps(out))
"""


def test_what_is_left_out_restricts_nothing_every_layer_counts_and_a_filter_is_not_lost(tmp_path):
    if subprocess.run([QGIS_PYTHON, "-c", "import qgis.core"], capture_output=True).returncode:
        pytest.skip("no QGIS here")
    shape = {"type": "Polygon", "coordinates": [[[3, 43], [4, 43], [4, 44], [3, 43]]]}
    files = []
    for name in "ab":
        feature = {"type": "Feature", "properties": {"nom": name}, "geometry": shape}
        files.append(str(tmp_path / f"{name}.geojson"))
        Path(files[-1]).write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    done = subprocess.run(
        [QGIS_PYTHON, "-c", ASK, str(ROOT), *files], capture_output=True, text=True, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["detecter"]["zones"] == [] and told["filtrer"]["sans"] == [] and told["some"]["sans"] == ["taille", "seuils"]
    assert [Path(one.split("|")[0]).name for one in told["detecter"]["parcelles"]] == ["a.geojson", "b.geojson"]
    assert "« couche » a un filtre" in told["refused"]
