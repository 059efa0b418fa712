"""The zips in a clean QGIS without a screen: every module imports, nothing heavy comes along, versions do not mix."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import build_plugins
from tests.espaces import real_space

SYSTEM_PYTHON = "/usr/bin/python3"
PLUGINS = build_plugins.plugins()
QGIS_PROCESS = "/usr/bin/qgis_process.bin"  # Debian 12's wrapper adds an option that the program refuses

pytestmark = pytest.mark.skipif(not Path(SYSTEM_PYTHON).exists() or shutil.which("qgis.bin") is None, reason="needs Debian's QGIS")

IMPORT_ALL = """
import importlib, json, pkgutil, sys
HEAVY = ("geopandas", "rasterio", "shapely", "pyogrio", "onnxruntime", "cv2", "pandas", "reportlab", "torch", "onnx")
plugin, path = sys.argv[1:3]
sys.path.insert(0, path)
from qgis.core import QgsApplication
app = QgsApplication([], False)
app.initQgis()
package = importlib.import_module(plugin)
assert package.__file__.startswith(path), package.__file__
failed, engine_only, done = {}, [], 0
for found in pkgutil.walk_packages(package.__path__, plugin + "."):
    rooms = found.name.split(".")
    if "core" in rooms[1:2] or rooms[-1] in ("__main__", "worker"):
        continue
    try:
        importlib.import_module(found.name)
        done += 1
    except ModuleNotFoundError as error:
        (engine_only.append(found.name) if (error.name or "").split(".")[0] in HEAVY else failed.update({found.name: repr(error)}))
    except Exception as error:
        failed[found.name] = repr(error)
heavy = [name for name in HEAVY if name in sys.modules]
print(json.dumps({"done": done, "failed": failed, "heavy": heavy, "engine_only": engine_only, "bare": "shared" in sys.modules}))
"""


def headless(code, *arguments, **env):
    full = {**os.environ, "QT_QPA_PLATFORM": "offscreen", **env}
    full.pop("PYTHONPATH", None)
    return subprocess.run([SYSTEM_PYTHON, "-c", code, *arguments], capture_output=True, text=True, encoding="utf-8", env=full, timeout=120)


@pytest.fixture
def unzipped(dist, tmp_path):
    for path in dist.glob("*.zip"):
        with zipfile.ZipFile(path) as archive:
            archive.extractall(tmp_path)
    return tmp_path


@pytest.mark.parametrize("plugin", sorted(PLUGINS))
def test_every_module_but_the_core_imports_in_qgis_and_nothing_heavy_comes_along(unzipped, plugin):
    """Debian's Python has none of the wheels: a module outside core/ that wants one may only be of the rooms kept for the engine."""
    done = headless(IMPORT_ALL, plugin, str(unzipped))
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout.splitlines()[-1])
    assert answer["failed"] == {} and answer["heavy"] == [] and answer["bare"] is False
    assert answer["done"] > 20
    rooms = [tuple(name.split(".")[1:3]) for name in answer["engine_only"]]
    kept = {("shared", name) for name in ("arrays", "gpkg", "report")}  # the ground floor that the cores stand on
    assert all(room in kept or room[0] == "training" for room in rooms), answer["engine_only"]


@pytest.mark.parametrize("plugin", sorted(PLUGINS))
def test_every_module_of_the_core_imports_in_the_engine(unzipped, plugin):
    rooms = ("core", "shared/gpkg", "shared/report", "shared/arrays", "shared/catalogue", "shared/detecteur")
    files = [path for room in rooms for path in (unzipped / plugin / room).rglob("*.py") if path.stem != "__main__"]
    names = sorted({".".join(path.relative_to(unzipped).with_suffix("").parts).removesuffix(".__init__") for path in files})
    code = f"""
import importlib, sys
for name in {names!r}:
    importlib.import_module(name)
print("qgis" in sys.modules, "PyQt5" in sys.modules, "shared" in sys.modules)
"""
    env = {**os.environ, "PYTHONPATH": str(unzipped)}
    done = subprocess.run([sys.executable, "-c", code], cwd=unzipped, capture_output=True, text=True, env=env, timeout=120)
    assert done.returncode == 0, done.stderr
    assert len(names) > 20 and done.stdout.split() == ["False", "False", "False"]


def test_the_vendored_engine_runs_the_plugins_own_jobs(unzipped):
    plugin = sorted(PLUGINS)[0]
    code = f"""
from {plugin}.shared.engine.client import engine
from {plugin}.shared.engine import environment
print(environment.package_name(), environment.package_root())
print(engine().run("{plugin}.shared.engine.core.autotest:addition", {{"valeurs": [20, 22]}})["somme"])
engine().close()
"""
    env = {**os.environ, "PYTHONPATH": str(unzipped), "DDTM_PYTHON": sys.executable}
    done = subprocess.run([SYSTEM_PYTHON, "-c", code], cwd="/", capture_output=True, text=True, env=env, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [f"{plugin}.shared", str(unzipped), "42"]


def test_each_plugin_keeps_its_own_version_of_the_shared_code(dist, tmp_path):
    first, second = sorted(PLUGINS)[:2]
    for plugin in (first, second):
        shutil.copytree(dist / "plugins" / plugin, tmp_path / plugin)
    changed = tmp_path / second / "shared" / "errors.py"
    changed.write_text(changed.read_text(encoding="utf-8") + "\nVERSION_D_ESSAI = 2\n", encoding="utf-8")
    code = f"""
import sys; sys.path.insert(0, sys.argv[1])
import {first}.shared.errors as a, {second}.shared.errors as b
print(hasattr(a, "VERSION_D_ESSAI"), hasattr(b, "VERSION_D_ESSAI"))
"""
    done = headless(code, str(tmp_path))
    assert done.stdout.split() == ["False", "True"], done.stderr


RUNS = {  # on a work space without data: the answer is a French sentence, not a trace
    "ddtm_crise": ("ddtm_crise:isolement", ()),
    "data_sync": ("data_sync:verifier", ()),
}


@pytest.fixture(scope="session")
def qgis_process(dist, tmp_path_factory):
    """qgis_process with the built plugins enabled, on a configuration of its own."""
    home = tmp_path_factory.mktemp("qgis")
    env = {
        **os.environ,
        "QGIS_PLUGINPATH": str(dist / "plugins"),
        "QGIS_CUSTOM_CONFIG_PATH": str(home),
        "QT_QPA_PLATFORM": "offscreen",
        "DDTM_PYTHON": sys.executable,
        "DDTM_ESPACE": str(home / "espace"),
        "LANG": "C.UTF-8",
    }

    def run(*arguments):
        return subprocess.run([QGIS_PROCESS, *arguments], capture_output=True, text=True, encoding="utf-8", env=env, timeout=120)

    for plugin in PLUGINS:
        assert run("plugins", "enable", plugin).returncode == 0
    return run


@pytest.mark.skipif(not Path(QGIS_PROCESS).exists(), reason="no qgis_process here")
def test_qgis_process_lists_and_helps_every_algorithm(qgis_process, dist):
    listed = qgis_process("list").stdout
    for plugin in PLUGINS:
        table = (dist / "plugins" / plugin / "processing" / "provider.py").read_text(encoding="utf-8")
        found = sorted(line.split()[0] for line in listed.splitlines() if line.strip().startswith(f"{plugin}:"))
        rows = next(node.value for node in ast.parse(table).body if isinstance(node, ast.Assign) and node.targets[0].id == "ALGORITHMS")
        assert len(found) == len(ast.literal_eval(rows)) > 0, found


@pytest.mark.skipif(not Path(QGIS_PROCESS).exists(), reason="no qgis_process here")
@pytest.mark.parametrize("plugin", sorted(PLUGINS))
def test_qgis_process_helps_with_an_algorithm_of_each_plugin(qgis_process, plugin):
    first = next(line.split()[0] for line in qgis_process("list").stdout.splitlines() if line.strip().startswith(f"{plugin}:"))
    done = qgis_process("help", first)
    assert done.returncode == 0 and "Traceback" not in done.stdout + done.stderr
    assert first.partition(":")[2] in done.stdout


@pytest.mark.skipif(not Path(QGIS_PROCESS).exists(), reason="no qgis_process here")
@pytest.mark.parametrize("plugin", sorted(RUNS))
def test_qgis_process_runs_an_algorithm_and_says_its_refusal_in_french(qgis_process, plugin):
    algorithm, arguments = RUNS[plugin]
    done = qgis_process("run", algorithm, "--", *arguments)
    assert done.returncode == 1
    assert "Le paquet de données est absent de" in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


@pytest.mark.skipif(not Path(QGIS_PROCESS).exists(), reason="no qgis_process here")
def test_qgis_process_answers_on_real_streets(qgis_process, tmp_path):
    espace = real_space("montpellier", tmp_path)
    arguments = [
        "DEPART=770000,6279000 [EPSG:2154]",
        "ARRIVEE=772000,6281000 [EPSG:2154]",
        f"ESPACE={espace.root}",
        f"ITINERAIRES={tmp_path}/i.gpkg",
    ]
    done = qgis_process("run", "ddtm_crise:detour", "--", *arguments)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"\d+ min et \d+(,\d)? km", done.stdout), done.stdout
    assert (tmp_path / "i.gpkg").is_file()
