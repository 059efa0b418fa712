"""An exchange whose process is killed, or whose disk fails, at any sampled system call loses nothing and applies nothing twice."""

from __future__ import annotations

import pytest

from shared.gpkg.check import check
from tests.sync.monde import CHAMPS, Monde

from . import strace

CODE = """
import sys
from data_sync.core.boites.job import echanger
from shared.faults import as_ddtm_error
from shared.jobs import JobContext
try:
    echanger({"espace": sys.argv[1], "dossier": sys.argv[2]}, JobContext())
except Exception as error:
    known = as_ddtm_error(error)
    print(known.message, file=sys.stderr)
    sys.exit(known.exit_status)
"""


@pytest.fixture(scope="module")
def depart():
    """COD-1 has edits to send and edits to receive, one of them disputed, one deletion against an edit."""
    monde = Monde(("COD-1", "COD-2"))
    for _ in range(6):
        monde.inserer("COD-1")
    monde.tout_echanger()
    for rang in range(3):
        monde.modifier("COD-1", rang, CHAMPS[0])
        monde.modifier("COD-2", rang, CHAMPS[rang % 2])
    monde.supprimer("COD-1", 4, physique=True)
    monde.modifier("COD-2", 4, "commentaire")
    monde.inserer("COD-2")
    monde.inserer("COD-1")
    monde.echanger("COD-2", 0)
    yield monde
    monde.fermer()


@strace.needs_strace
def test_faults_of_an_exchange(depart):
    if not strace.usable():
        pytest.skip("strace may not trace here")
    sound = depart.copie()
    total = strace.count(CODE, [str(sound.espaces["COD-1"].root), str(sound.supports[0])])
    sound.fermer()
    assert total > 60

    def attempt(fault: str, when: int) -> str:
        monde = depart.copie()
        try:
            done = strace.run(CODE, [str(monde.espaces["COD-1"].root), str(monde.supports[0])], fault, when)
            assert "Traceback" not in done.stderr, done.stderr
            for nom in monde.espaces:
                report = check(monde.espaces[nom].travail_gpkg)
                assert report.ok, report.text()
            monde.verifier()
            rows = monde.lignes("COD-1", True)
            assert len(rows) == 8, "a row was inserted twice or lost"
            return (
                "tué, rien de perdu"
                if done.returncode < 0 or done.returncode == 137
                else "achevé"
                if done.returncode == 0
                else "refus dit en français"
            )
        finally:
            monde.fermer()

    found = strace.campaign("échange", total, attempt)
    assert found["points"] >= 3 * min(strace.POINTS, 3)
