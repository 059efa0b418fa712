"""The algorithms and the review dock in QGIS's own Python, without a screen."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from .mondes import picture
from .test_lieux import pack
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
    pack(world.espace.root, scale=10)
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
    assert "Présent depuis entre 27/06/2018 et 03/06/2021." in session["facts"] and "À vérifier sur l'image : 2018" in session["facts"]


def test_the_whole_list_is_reviewed_by_keys_faster_than_thirty_a_minute(session):
    assert session["reviewed"] == 8 and session["end"] == "Rien à revoir"
    assert session["seconds_a_verdict"] < 1.0
    assert session["states"] == ["illegal"] * 2 + ["invalide"] + ["legal"] * 2 + ["suspect"] * 3, "the last one was undone, then renamed"


def test_undo_a_class_change_and_the_prescribed_have_their_keys(session):
    assert session["after_undo"] == 1
    assert session["retyped"].startswith("Caravane")
    assert session["with_prescribed"] >= 2


def _rows(session, layer, **where):
    from shared.gpkg import read

    return read.rows(session["world"].path, layer, where or None)


def test_a_verdict_on_the_selection_of_the_list_is_for_all_of_them(session):
    assert session["listed"] >= 8
    title, names = session["bulk"]
    assert title == "3 objets choisis : un verdict vaut pour tous" and len(names) == 3
    assert session["bulk_states"] == ["illegal"] * 3
    gestures = {row["geste"] for row in _rows(session, "detection_historique", objet_uuid=names, nouveau="illegal", champ="validation")}
    assert len(gestures - {None}) >= 1


def test_the_grid_says_the_progress_and_a_click_keeps_to_a_square(session):
    assert "carré(s) de 250 m entièrement revus sur" in session["squares"]
    shown, counted, before = session["in_square"]
    assert 0 < shown <= before and shown == counted


def test_old_vintages_are_settled_by_keys(session):
    count, all_marked = session["triples"]
    assert count >= 2 and all_marked
    assert session["after_absent"] == count - 1
    left, name = session["after_present"]
    assert left == count - 2
    assert [row["millesime"] for row in _rows(session, "detection", objet_uuid=name, source="dessin")] == [2018]


def test_an_object_is_drawn_with_the_mouse_and_named_by_its_key(session):
    name, hint = session["drawn_object"]
    assert "Objet ajouté" in hint
    (row,) = _rows(session, "objet_detecte", uuid=name)
    assert (row["classe"], row["validation"], row["millesimes"]) == ("mobil_home", "suspect", "2021")
    assert row["parcelle"] and f"parcelle {row['parcelle']}" in session["drawn_place"], "the engine placed it while the review went on"


def test_a_report_is_opened_by_its_key(session):
    assert "1 signalement ouvert" in session["reported"] and len(_rows(session, "signalement")) == 1
