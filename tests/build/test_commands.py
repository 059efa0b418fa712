"""The commands a newcomer types: they exist, say what they do, and refuse with a sentence."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

import bureau

ROOT = Path(__file__).resolve().parents[2]
STABLE = ("setup", "build", "exercice", "crise", "test", "faults", "bench", "lint", "docs", "doctor")


def run(*command, **options):
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=60, **options)


def test_make_lists_every_command_with_a_word_on_it():
    listed = dict(re.findall(r"^([a-z]+)\s+(\S.*)$", run("make", "help").stdout, re.M))
    assert set(STABLE) <= set(listed)


@pytest.mark.parametrize("target", STABLE)
def test_every_command_can_be_planned(target):
    assert run("make", "-n", target).returncode == 0


def test_the_scripts_are_executable_and_sound():
    for name in (".ci/run", "requirements/setup.sh"):
        assert os.access(ROOT / name, os.X_OK)
        assert run("bash", "-n", name).returncode == 0
    assert "make test" in (ROOT / ".ci" / "run").read_text()


def test_every_requirement_is_pinned_and_says_why():
    for name in ("runtime", "dev", "constraints"):
        for line in (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8").splitlines():
            assert line.startswith("#") or re.fullmatch(r"[A-Za-z0-9_-]+==[\w.]+ +# \S.*", line), line


def test_setting_up_again_is_quick():
    if not (ROOT / ".venv" / ".ready").is_file():
        pytest.skip("this checkout was not set up by `make setup`")
    run("requirements/setup.sh")  # the pins may have changed since
    start = time.monotonic()
    done = run("requirements/setup.sh")
    assert time.monotonic() - start < 5
    assert (done.returncode, done.stdout) == (0, "")


def test_the_diagnosis_names_what_is_there():
    done = run(sys.executable, "diagnostic.py", "--espace", "/nulle/part")
    assert "OK  Moteur" in done.stdout and "Le paquet de données est absent" in done.stdout


def test_the_desktop_needs_a_screen_and_the_built_plugins(tmp_path):
    env = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    done = run(sys.executable, "bureau.py", "--plugins", str(tmp_path), env=env)
    assert (done.returncode, done.stderr) == (2, "Les extensions ne sont pas construites : lancez « make build ».\n")
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "metadata.txt").write_text("")
    done = run(sys.executable, "bureau.py", "--plugins", str(tmp_path), "--profil", str(tmp_path / "p"), env=env)
    assert (done.returncode, done.stderr) == (2, "Aucun écran : le bureau ne peut pas s'ouvrir ici.\n")
    assert not (tmp_path / "p").exists()


def test_the_dedicated_profile_is_written_once_and_the_users_changes_stay(tmp_path):
    bureau.write_profile(tmp_path, ["ddtm_crise"])
    ini = tmp_path / "profiles" / bureau.PROFILE / "QGIS" / "QGIS3.ini"
    assert "ddtm_crise=true" in ini.read_text(encoding="utf-8") and "userLocale=fr" in ini.read_text(encoding="utf-8")
    ini.write_text("[mine]\n", encoding="utf-8")
    bureau.write_profile(tmp_path, ["ddtm_crise"])
    assert ini.read_text(encoding="utf-8") == "[mine]\n"
