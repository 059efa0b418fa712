"""A tablet's return that is killed, or whose disk fails, at any sampled system call: taken once in the end, never twice, never by half."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from data_sync.core.tablette import job
from shared.espace import Espace
from shared.gpkg import read
from shared.gpkg.check import check
from shared.gpkg.write import insert_rows, update_rows
from shared.jobs import JobContext
from tests.paquet import shared_small_space
from tests.sync.monde import dossier_rapide
from tests.tablette.outils import QGIS_PYTHON, saisir

from . import strace

CTX = JobContext()
CODE = """
import sys
from data_sync.core.tablette.job import importer
from shared.faults import as_ddtm_error
from shared.jobs import JobContext
try:
    importer({"espace": sys.argv[1], "dossier": sys.argv[2]}, JobContext())
except Exception as error:
    known = as_ddtm_error(error)
    print(known.message, file=sys.stderr)
    sys.exit(known.exit_status)
"""


@pytest.fixture(scope="module")
def depart():
    if subprocess.run([QGIS_PYTHON, "-c", "import qgis.core"], capture_output=True, check=False).returncode:
        pytest.skip("QGIS absent")
    folder = dossier_rapide("tablette-")
    shutil.copytree(shared_small_space(), folder / "sauf")
    espace, tablet = Espace.at(folder / "sauf"), folder / "T1"
    rows = [{"type_situation": "feu", "libelle": f"n{n}", "geom": None} for n in range(6)]
    commune = read.rows(espace.referentiel_gpkg, "commune", limit=1)[0]
    import shapely

    spot = shapely.from_wkb(commune["geom"]).representative_point().wkb
    ids = insert_rows(espace.travail_gpkg, "situation_point", [{**row, "geom": spot} for row in rows])
    job.exporter({"espace": str(espace.root), "dossier": str(tablet), "secteur": commune["nom"]}, CTX)
    update_rows(espace.travail_gpkg, "situation_point", [{"uuid": ids[0], "libelle": "bureau"}])
    for uuid in ids[:4]:
        saisir(tablet, "UPDATE situation_point SET libelle = 'terrain', commentaire = 'vu' WHERE uuid = ?", uuid)
    saisir(tablet, "INSERT INTO situation_point (uuid, type_situation, libelle) VALUES ('neuf-0001', 'feu', 'neuf')")
    (tablet / "DCIM" / "a.jpg").write_bytes(b"photo")
    yield folder, tablet, ids
    shutil.rmtree(folder, ignore_errors=True)


@strace.needs_strace
def test_faults_of_a_tablet_return(depart):
    if not strace.usable():
        pytest.skip("strace may not trace here")
    folder, tablet, ids = depart
    espace = Espace.at(folder / "poste")

    def fresh() -> None:
        shutil.rmtree(espace.root, ignore_errors=True)
        shutil.copytree(folder / "sauf", espace.root)

    arguments = [str(espace.root), str(tablet)]
    fresh()
    total = strace.count(CODE, arguments)
    assert total > 60

    def attempt(fault: str, when: int) -> str:
        fresh()
        done = strace.run(CODE, arguments, fault, when)
        assert "Traceback" not in done.stderr, done.stderr
        answer = job.importer({"espace": str(espace.root), "dossier": str(tablet)}, CTX)
        rows = {row["uuid"]: row for row in read.rows(espace.travail_gpkg, "situation_point", geometry=False)}
        assert set(rows) == {*ids, "neuf-0001"} and check(espace.travail_gpkg).ok
        assert all(rows[uuid]["commentaire"] == "vu" for uuid in ids[:4]) and answer["conflits"] == 1
        assert len(list((espace.root / "photos").rglob("*.jpg"))) == 1
        return "tué, rien de perdu" if done.returncode in (-9, 137) else "achevé" if done.returncode == 0 else "refus dit en français"

    found = strace.campaign("retour d'une tablette", total, attempt)
    assert found["points"] >= 3 * min(strace.POINTS, 3)
