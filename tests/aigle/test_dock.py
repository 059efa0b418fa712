"""The algorithms and the review dock in QGIS's own Python, without a screen."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from .mondes import picture
from .test_millesimes import World

ROOT = Path(__file__).resolve().parents[2]
QGIS_PYTHON = Path("/usr/bin/python3")
DAYS = ("2012-07-03", "2018-06-27", "2021-06-03")


@pytest.fixture(scope="module")
def session(tmp_path_factory):
    """One review of eight suspects and two prescribed buildings, by keys only."""
    if not QGIS_PYTHON.exists() or subprocess.run([str(QGIS_PYTHON), "-c", "import qgis.gui"], capture_output=True).returncode:
        pytest.skip("QGIS is not installed")
    tmp = tmp_path_factory.mktemp("revue")
    world = World(tmp)
    for day in DAYS:
        world.run(day)
    for i in range(8):
        world.see("2021-06-03", "mobil_home", x=100 + 40 * i, score=0.5 + 0.05 * i)
    for i in range(2):
        world.see("2012-07-03", "construction", x=100 + 40 * i, y=300)
        world.see("2021-06-03", "construction", x=100 + 40 * i, y=300)
        world.see("2018-06-27", "construction", x=100 + 40 * i, y=300)
    world.cross("2026-01-01")
    files = [str(picture(tmp / f"ortho_{day[:4]}.tif", [(150, 150, "piscine")])) for day in DAYS]
    script = Path(__file__).with_name("dans_qgis.py")
    done = subprocess.run(
        [str(QGIS_PYTHON), str(script), str(ROOT), str(world.espace.root), str(tmp / "revue.png"), *files],
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return {**json.loads(done.stdout.strip().splitlines()[-1]), "world": world}


def test_every_algorithm_is_there_with_its_help(session):
    from ddtm_aigle.cli import VERBS

    assert session["algorithms"] == {
        "detecter": True,
        "situer": True,
        "croiser_millesimes": True,
        "relire": True,
        "permis": True,
        "filtrer": True,
        "verdict": True,
        "fiches": True,
        "signaler": True,
        "tournee": True,
        "exporter_apprentissage": True,
        "comparer_modeles": True,
        "installer_modele": True,
    }
    assert set(session["algorithms"]) <= {verb.name.replace("-", "_") for verb in VERBS}


def test_three_vintages_are_put_in_order_and_move_together(session):
    assert session["layers"] == ["ortho_2012", "ortho_2018", "ortho_2021"]
    assert session["drawn"] == [1, 1, 1]
    assert session["together"] and not session["errors"]


def test_the_object_shown_says_what_is_known_of_it(session):
    assert session["first"] == "Mobil-home — 1 sur 8"
    assert "Présent depuis entre 2018-06-27 et 2021-06-03." in session["facts"] and "À relire" in session["facts"]


def test_the_whole_list_is_reviewed_by_keys_faster_than_thirty_a_minute(session):
    from shared.gpkg import read

    assert session["reviewed"] == 8 and session["end"] == "Rien à revoir"
    assert session["seconds_a_verdict"] < 1.0
    states = [row["validation"] for row in read.rows(session["world"].path, "objet_detecte", {"classe": ["mobil_home", "caravane"]})]
    assert sorted(states) == ["illegal"] * 2 + ["invalide"] + ["legal"] * 2 + ["suspect"] * 3, "the last one was undone, then renamed"


def test_undo_a_class_change_and_the_prescribed_have_their_keys(session):
    assert session["after_undo"] == 1
    assert session["retyped"].startswith("Caravane")
    assert session["with_prescribed"] >= 2
