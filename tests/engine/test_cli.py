"""The command line: one JSON object, French sentences, exit statuses."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import build_plugins

ROOT = Path(__file__).resolve().parents[2]
CODE = """
import sys
from shared.cli import Arg, Verb, main
J = "shared.engine.core.autotest:"
VERBS = (
    Verb("somme", "ajoute", J + "addition", (Arg("--valeurs", type=float, nargs="+", required=True),)),
    Verb("bavard", "parle trop", J + "bavardage"),
    Verb("attendre", "attend", J + "attente", (Arg("--secondes", type=float),)),
    Verb("refuser", "refuse", J + "refus"),
    Verb("casser", "casse", J + "panne"),
)
sys.exit(main("essai", VERBS))
"""


def run(*arguments):
    return subprocess.run([sys.executable, "-c", CODE, *arguments], cwd=ROOT, capture_output=True, text=True, encoding="utf-8")


def test_json_is_exactly_one_object_on_stdout_whatever_the_job_prints():
    done = run("bavard", "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout) == {"octets": "é" * 10, "nan": None}
    assert "bibliotheque native" in done.stderr


def test_a_result_is_told_in_words_without_json():
    done = run("somme", "--valeurs", "1", "2")
    assert (done.returncode, done.stdout, done.stderr) == (0, "Terminé.\n", "")


def test_unusable_input_is_status_2_with_one_sentence():
    done = run("refuser", "--json")
    assert (done.returncode, done.stdout, done.stderr) == (2, "", "Entrée refusée.\n")
    assert "détail technique" in run("refuser", "--detail").stderr


def test_an_unforeseen_failure_is_status_1_without_a_traceback():
    done = run("casser")
    assert done.returncode == 1
    assert "imprévue" in done.stderr and "Traceback" not in done.stderr
    assert "Traceback" in run("casser", "--detail").stderr


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["somme"], "arguments obligatoires : --valeurs"),
        (["somme", "--valeurs", "x"], "nombre attendu, reçu : 'x'"),
        (["inconnu"], "choix inconnu : 'inconnu'"),
        (["somme", "--valeurs", "1", "--zut"], "arguments inconnus : --zut"),
    ],
)
def test_a_wrong_command_is_explained_in_french_with_status_2(arguments, words):
    done = run(*arguments)
    assert done.returncode == 2 and done.stdout == ""
    assert words in done.stderr


def test_ctrl_c_is_status_130():
    heard = (
        "import os, signal, threading; from shared.engine.core import autotest; wait = autotest.attente\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a background shell makes its programs deaf to it
        "def begun(*given): threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT)).start(); return wait(*given)\n"
        "autotest.attente = begun\n"
    )
    command = [sys.executable, "-c", heard + CODE, "attendre", "--secondes", "30"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "Traitement arrêté à votre demande.\n")


@pytest.mark.parametrize("plugin", sorted(build_plugins.plugins()))
def test_every_verb_of_a_plugin_has_help_and_a_job_that_exists(plugin, capsys):
    import importlib

    from shared.cli import main
    from shared.jobs import resolve

    verbs = importlib.import_module(f"{plugin}.cli").VERBS
    assert len({verb.name for verb in verbs}) == len(verbs)
    for verb in verbs:
        assert verb.help and callable(resolve(verb.job)), verb.name
    done = subprocess.run([sys.executable, "-m", plugin, "--help"], cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0
    for verb in verbs:
        assert verb.name in done.stdout
        assert main(plugin, verbs, [verb.name, "--help"]) == 0
        assert f"usage : python -m {plugin} {verb.name}" in capsys.readouterr().out


def test_a_missing_pack_is_one_sentence(tmp_path):
    env = {**os.environ, "DDTM_ESPACE": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-m", "ddtm_crise", "isolement", "--json"], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", env=env
    )
    assert done.returncode == 2 and done.stdout == ""
    assert done.stderr.startswith("Le paquet de données est absent de") and done.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_relative_work_space_is_made_absolute_for_children_that_work_elsewhere(tmp_path):
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "ddtm_crise", "isolement", "--espace", "ici"], cwd=tmp_path, capture_output=True, text=True, env=env
    )
    assert done.returncode == 2 and f"« {tmp_path / 'ici'} »" in done.stderr


def test_a_passphrase_comes_from_the_environment_else_from_the_keyboard(monkeypatch):
    from shared import cli
    from shared.errors import BadInput

    typed = iter(["un", "un", "un", "deux"])
    monkeypatch.setattr(cli.getpass, "getpass", lambda question: next(typed))
    monkeypatch.setattr(cli.sys, "stdin", type("", (), {"isatty": lambda self: True})())
    monkeypatch.setenv("ESSAI_PHRASE", "tenue")
    assert cli.passphrase("ESSAI_PHRASE", "Phrase : ", twice=True) == "tenue"
    monkeypatch.delenv("ESSAI_PHRASE")
    assert cli.passphrase("ESSAI_PHRASE", "Phrase : ", twice=True) == "un"
    with pytest.raises(BadInput, match="saisies diffèrent"):
        cli.passphrase("ESSAI_PHRASE", "Phrase : ", twice=True)
