"""Verdicts: one gesture, its history, its undo; what comes next and how far the review is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ddtm_aigle.core.revue.job import listing, run
from shared.errors import BadInput
from shared.gpkg import read
from shared.jobs import JobContext

from .test_millesimes import World

DAYS = ("2018-06-27", "2021-06-03")
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def world(tmp_path):
    made = World(tmp_path)
    for day in DAYS:
        made.run(day)
        made.see(day, "mobil_home", x=100, score=0.9, zones="PPR : R")
        made.see(day, "mobil_home", x=300, score=0.5)
        made.see(day, "construction", x=500, score=0.7)
    made.cross("2030-01-01")
    return made


def verdict(world, objects=(), **more):
    return run({"espace": str(world.espace.root), "objets": list(objects), **more}, JobContext())


def todo(world, **more):
    return listing({"espace": str(world.espace.root), **more}, JobContext())


def by_uuid(world, layer="objet_detecte"):
    return {row["uuid"]: row for row in read.rows(world.path, layer)}


def test_the_risk_zone_comes_first_and_the_prescribed_only_on_request(world):
    rows = todo(world)["objets"]
    assert [row["score"] for row in rows] == [0.9, 0.5], "the building is prescribed by 2030"
    assert "zone à risque" in rows[0]["priorite_motif"]
    assert len(todo(world, prescrits=True)["objets"]) == 3
    assert todo(world, classes="caravane")["objets"] == []


def test_a_verdict_reaches_the_detections_and_leaves_a_trace(world):
    name = todo(world)["objets"][0]["uuid"]
    result = verdict(world, [name[:8]], validation="suspect", motif="vu sur trois vols", auteur="agent 1")
    assert result["phrase"] == "1 objet(s) mis à jour ; 1 revus sur 3."
    assert by_uuid(world)[name]["validation"] == "suspect"
    states = [row["validation"] for row in by_uuid(world, "detection").values() if row["objet_uuid"] == name]
    assert states == ["suspect", "suspect"]
    (trace,) = [row for row in read.rows(world.path, "detection_historique") if row["couche"] == "objet_detecte"]
    assert (trace["ancien"], trace["nouveau"], trace["motif"], trace["cree_par"]) == (
        "non_verifie",
        "suspect",
        "vu sur trois vols",
        "agent 1",
    )


def test_undo_gives_the_whole_gesture_back(world):
    before = {name: row["validation"] for name, row in {**by_uuid(world), **by_uuid(world, "detection")}.items()}
    names = [row["uuid"] for row in todo(world)["objets"]]
    verdict(world, names, validation="invalide")
    assert todo(world)["objets"] == []
    verdict(world, annuler="dernier")
    assert {name: row["validation"] for name, row in {**by_uuid(world), **by_uuid(world, "detection")}.items()} == before
    with pytest.raises(BadInput, match="rien à annuler"):
        verdict(world, annuler="dernier")


def test_another_class_or_a_control_makes_a_suspect_but_never_changes_a_verdict(world):
    first, second = (row["uuid"] for row in todo(world)["objets"])
    verdict(world, [first], classe="caravane")
    verdict(world, [second], controle="a_controler")
    now = by_uuid(world)
    assert (now[first]["classe"], now[first]["validation"]) == ("caravane", "suspect")
    assert (now[second]["controle"], now[second]["validation"]) == ("a_controler", "suspect")
    verdict(world, [first], validation="legal")
    verdict(world, [first], controle="controle_terrain")
    assert by_uuid(world)[first]["validation"] == "legal"


def test_a_corrected_class_survives_the_next_crossing(world):
    first = todo(world)["objets"][0]["uuid"]
    verdict(world, [first], classe="caravane")
    world.cross("2030-01-01")
    row = by_uuid(world)[first]
    assert row["classe"] == "caravane" and row["prescription"] == "non_prescrit"


def test_bad_inputs_change_nothing(world):
    name = todo(world)["objets"][0]["uuid"]
    for given, sentence in (
        (([name], {"validation": "coupable"}), "inconnu"), (([name], {}), "Aucun verdict"), (([], {"validation": "legal"}), "Aucun objet"),
        ((["12345678"], {"validation": "legal"}), "est inconnu"), (([name, "0" * 36], {"validation": "legal"}), "n'existe plus"),
    ):  # fmt: skip
        with pytest.raises(BadInput, match=sentence):
            verdict(world, given[0], **given[1])
    assert read.count(world.path, "detection_historique") == 0


def test_the_command_line_lists_and_decides(world):
    def call(*arguments):
        return subprocess.run(
            [sys.executable, "-m", "ddtm_aigle", *arguments, "--espace", str(world.espace.root)], cwd=ROOT, capture_output=True, text=True
        )

    shown = call("a-revoir")
    assert shown.returncode == 0 and "2 objet(s) à revoir" in shown.stdout
    name = shown.stdout.splitlines()[1].split()[0]
    assert call("verdict", name, "--validation", "legal").returncode == 0
    refused = call("verdict", name, "--validation", "coupable")
    assert refused.returncode == 2 and refused.stderr.strip().startswith("« coupable » est inconnu")
