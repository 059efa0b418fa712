"""The algorithms in a real QGIS, the store opened in the engine process; and the command line."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ddtm_lucca.cli import VERBS
from shared.jobs import resolve

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    if shutil.which("qgis.bin") is None:
        pytest.skip("needs Debian's QGIS")
    home = tmp_path_factory.mktemp("qgis")
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "DDTM_SOURCES": str(ROOT), "DDTM_PYTHON": sys.executable, "HOME": str(home)}
    env.update(QGIS_CUSTOM_CONFIG_PATH=str(home / "config"), XDG_RUNTIME_DIR=str(home), DDTM_ESPACE=str(home / "espace"))
    (home / "espace").mkdir()
    command = ["/usr/bin/python3", str(HERE / "dans_qgis.py"), str(home / "espace")]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=env, timeout=100)
    assert done.returncode == 0, done.stdout + done.stderr
    return {**json.loads(done.stdout.splitlines()[-1]), "espace": home / "espace"}


def test_every_algorithm_has_its_french_help(told):
    declared = re.findall(r'"\.\w+:\w+"', (ROOT / "ddtm_lucca/processing/provider.py").read_text(encoding="utf-8"))
    assert len(told["algorithmes"]) == len(declared)
    assert all(row["aide"] > 200 for row in told["algorithmes"].values())


def test_no_algorithm_takes_a_passphrase(told):
    assert not [name for row in told["algorithmes"].values() for name in row["parametres"] if "PHRASE" in name]


def test_the_store_opens_and_locks_in_the_engine(told):
    assert told["natinf"]["NOMBRE"] == 1
    assert "verrouillé" in told["verrouille"] and "verrouillé" in told["reverrouille"]
    assert told["ouvert"]["PHRASE"].startswith("0 affaire")
    assert told["retire"]


def test_the_engine_leaves_no_passphrase_in_its_log(told):
    for path in told["espace"].rglob("*"):
        if path.is_file():
            assert b"quatre mots" not in path.read_bytes()


def test_every_verb_names_a_job_that_exists():
    for verb in VERBS:
        assert callable(resolve(verb.job)), verb.name


def cli(tmp_path, *words, phrase="quatre mots sans rapport"):
    env = {**os.environ, "DDTM_LUCCA_PHRASE": phrase, "DDTM_LUCCA_AGENT": "a.martin"}
    command = [sys.executable, "-m", "ddtm_lucca", *words, "--espace", str(tmp_path)]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60)


def test_the_command_line_creates_opens_and_refuses(tmp_path):
    assert cli(tmp_path, "creer-coffre", "--agent", "a.martin").returncode == 0
    done = cli(tmp_path, "chercher", "lattes", "--json")
    assert done.returncode == 0 and json.loads(done.stdout)["affaires"] == []
    wrong = cli(tmp_path, "journal", phrase="mauvaise phrase")
    assert (wrong.returncode, wrong.stderr.strip()) == (2, "Phrase secrète refusée.")
    assert "ligne de commande" in cli(tmp_path, "journal").stdout
