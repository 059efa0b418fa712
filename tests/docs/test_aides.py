"""Each help page names every parameter of its algorithm, by the words of its label."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PLUGINS = ("data_sync", "ddtm_aigle", "ddtm_crise", "ddtm_drones", "ddtm_lucca")
QGIS_PYTHON = os.environ.get("QGIS_PYTHON", "/usr/bin/python3")
ASK = """
import importlib, json, sys
sys.path.insert(0, sys.argv[1])
from qgis.core import QgsApplication
app = QgsApplication([], False)
app.initQgis()
told = {}
for plugin in sys.argv[2:]:
    provider = importlib.import_module(plugin + ".processing.provider").provider()
    provider.refreshAlgorithms()
    for algorithm in provider.algorithms():
        told[plugin + ":" + algorithm.name()] = {one.name(): one.description() for one in algorithm.parameterDefinitions()}
print(json.dumps(told))
"""
EVERYWHERE = {"ESPACE"}  # the folder of work, folded, of every algorithm: told once in the guides
AFTER = re.compile(r"\s*(?:[(:;,]|AAAA).*", re.S)  # what a label says in brackets or after a colon is advice, not its name


def folded(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"[*`«»]", "", text).replace("’", "'")).strip().lower()


@pytest.fixture(scope="module")
def algorithms(tmp_path_factory):
    done = subprocess.run(
        [QGIS_PYTHON, "-c", ASK, str(ROOT), *PLUGINS],
        cwd=tmp_path_factory.mktemp("qgis"),
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONDONTWRITEBYTECODE": "1", "HOME": str(tmp_path_factory.mktemp("profil"))},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=100,
    )
    if "No module named 'qgis'" in done.stderr or "No such file" in done.stderr:
        pytest.skip("no QGIS on this machine")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_each_parameter_is_named_in_the_help_page_of_its_algorithm(algorithms):
    missing = []
    for name, parameters in algorithms.items():
        plugin, _, algorithm = name.partition(":")
        page = folded((ROOT / plugin / "resources" / "help" / f"{algorithm}.md").read_text(encoding="utf-8"))
        for parameter, label in parameters.items():
            if parameter not in EVERYWHERE and folded(AFTER.sub("", label)) not in page:
                missing.append(f"{name} {parameter} : « {label} »")
    assert len(algorithms) > 100 and not missing, "\n".join(missing)
