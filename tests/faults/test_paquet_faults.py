"""A pack whose installation is killed, or whose disk fails, at any sampled system call: the earlier generation works, the next try ends."""

from __future__ import annotations

import shutil

import pytest

from tests.paquets.conftest import Chaine, changer, contenu, premiere  # noqa: F401 (a fixture)
from tests.sync.monde import dossier_rapide

from . import strace

CODE = """
import sys
from data_sync.core.paquets.job import installer
from shared.faults import as_ddtm_error
from shared.jobs import JobContext
try:
    installer({"espace": sys.argv[1], "source": sys.argv[2]}, JobContext())
except Exception as error:
    known = as_ddtm_error(error)
    print(known.message, file=sys.stderr)
    sys.exit(known.exit_status)
"""


@pytest.fixture(scope="module")
def depart(premiere):  # noqa: F811
    folder = dossier_rapide("paquet-")
    chaine = Chaine(folder, premiere)
    chaine.publier()
    chaine.installer()

    def edit(place):
        changer("UPDATE batiment SET nature = 'changée' WHERE fid % 50 = 0")(place)
        (place / "pack.json").write_text('{"titre": "Deux", "exercice": false}')
        with open(place / "mnt.tif", "r+b") as stream:
            stream.write(b"\0" * 1000)

    chaine.modifier(edit)
    chaine.publier()
    yield chaine
    shutil.rmtree(folder, ignore_errors=True)


@strace.needs_strace
def test_faults_of_a_pack_installation(depart):
    if not strace.usable():
        pytest.skip("strace may not trace here")
    saved = depart.folder / "portable sauf"
    depart.portable.root.rename(saved)

    def fresh() -> None:
        shutil.rmtree(depart.portable.root, ignore_errors=True)
        shutil.copytree(saved, depart.portable.root)

    fresh()
    arguments = [str(depart.portable.root), str(depart.canal)]
    before, after = contenu(depart.portable), contenu(depart.bureau)
    total = strace.count(CODE, arguments)
    assert total > 40 and contenu(depart.portable) == after

    def attempt(fault: str, when: int) -> str:
        fresh()
        done = strace.run(CODE, arguments, fault, when)
        assert "Traceback" not in done.stderr, done.stderr
        now = contenu(depart.portable)
        assert now in (before, after), "the generation in use is neither the earlier nor the new one"
        answer = depart.installer()
        assert contenu(depart.portable) == after and answer["version"] == 2
        return ("après" if now == after else "avant") + (" (tué)" if done.returncode in (-9, 137) else "")

    found = strace.campaign("installation d'un paquet", total, attempt)
    assert found["points"] >= 3 * min(strace.POINTS, 3)
