"""The state of a workstation: each fault has its line with the remedy, and no line names anybody."""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections import namedtuple
from pathlib import Path

import pytest

from data_sync.core import diagnostic
from shared.espace import Espace
from shared.jobs import JobContext

ROOT = Path(__file__).resolve().parents[2]


def lines(root, **params):
    result = diagnostic.run({"espace": str(root), **params}, JobContext())
    return {line["titre"]: (line["bon"], line["texte"]) for line in result["lignes"]}


@pytest.fixture
def space(tmp_path):
    from tests.paquet import small_space

    return small_space(tmp_path)


def test_a_sound_workstation_has_nothing_to_correct(space):
    result = diagnostic.run({"espace": str(space)}, JobContext())
    assert [line for line in result["lignes"] if line["bon"] is False] == []
    assert (result["conforme"], result["code_sortie"]) == (True, 0) and "en ordre" in result["phrase"]
    assert "EXERCICE" in lines(space)["Données"][1]


def test_a_new_workstation_is_told_what_comes_next(tmp_path):
    found = lines(tmp_path / "rien")
    assert found["Données"][0] is None and "paquet" in found["Données"][1]
    assert found["Écriture"][0] is None and found["Travail"][0] is None


def test_a_damaged_work_file_is_found(space):
    path = Espace.at(space).travail_gpkg
    data = bytearray(path.read_bytes())
    data[4096 : len(data) // 2] = b"\xff" * (len(data) // 2 - 4096)
    path.write_bytes(data)
    good, text = lines(space)["Travail"]
    assert good is False and "sauvegarde" in text


def test_a_missing_module_is_named_with_what_fails_without_it(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "reportlab", None)
    good, text = lines(tmp_path)["Bibliothèques"]
    assert good is False and "reportlab (documents PDF)" in text and "REPARER.bat" in text


def test_a_module_that_something_else_replaces_is_no_fault(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "routingkit_cch", None)
    good, text = lines(tmp_path)["Bibliothèques"]
    assert good is True and "remplacé : routingkit_cch" in text


def test_a_full_disk_is_told(tmp_path, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(diagnostic.shutil, "disk_usage", lambda _: usage(10**11, 10**11, 10**9))
    good, text = lines(tmp_path)["Disque"]
    assert good is False and "videz" in text


@contextlib.contextmanager
def an_ordinary_user(*folders):
    """Root may write everywhere: for a while this process is nobody, to whom the folders belong."""
    if os.geteuid() != 0:
        yield
        return
    for folder in folders:
        os.chown(folder, 65534, 65534)
    os.setresuid(65534, 65534, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


def test_a_folder_that_may_not_be_written_is_told():
    with tempfile.TemporaryDirectory() as root:
        work = Path(root) / "travail"
        work.mkdir()
        with an_ordinary_user(root, work):
            assert diagnostic.ecriture(Espace.at(root))[0] is True
            work.chmod(0o500)
            good, text = diagnostic.ecriture(Espace.at(root))
            assert good is False and "travail" in text
            work.chmod(0o700)


def test_a_check_that_fails_is_a_line_not_a_crash(tmp_path, monkeypatch):
    def broken(_):
        raise RuntimeError("boum")

    monkeypatch.setattr(diagnostic, "CHECKS", (("Essai", broken),))
    result = diagnostic.run({"espace": str(tmp_path)}, JobContext())
    assert result["code_sortie"] == 1 and "contrôle impossible" in result["texte"] and "Essai" in result["phrase"]


def test_lines_of_qgis_come_first(tmp_path):
    given = [{"titre": "QGIS", "bon": True, "texte": "QGIS 3.22"}]
    assert diagnostic.run({"espace": str(tmp_path), "lignes": given}, JobContext())["lignes"][0]["titre"] == "QGIS"


def test_no_line_names_the_account_nor_its_folders(space, monkeypatch):
    monkeypatch.setenv("HOME", str(space.parent))
    monkeypatch.setenv("USER", "marie.dupont")
    text = diagnostic.run(
        {"espace": str(space), "lignes": [{"titre": "X", "bon": None, "texte": f"{space} {space.parent} marie.dupont"}]}, JobContext()
    )
    assert "marie.dupont" not in text["texte"] and str(space.parent) not in text["texte"]


def test_the_command_line_says_the_same(space):
    command = [sys.executable, "-m", "data_sync", "diagnostic", "--espace", str(space), "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert {line["titre"] for line in json.loads(done.stdout)["lignes"]} == {title for title, _ in diagnostic.CHECKS}


def test_make_doctor_holds_the_lines_of_the_window(space):
    done = subprocess.run([sys.executable, "diagnostic.py", "--espace", str(space)], cwd=ROOT, capture_output=True, text=True, timeout=100)
    assert all(title in done.stdout for title, _ in diagnostic.CHECKS)
    assert "Traceback" not in done.stdout + done.stderr
