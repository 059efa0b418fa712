"""Two reviewers on two workstations: their verdicts are brought together, object by object and field by field."""

from __future__ import annotations

import pytest
import shapely

from data_sync.core.boites import postes
from data_sync.core.boites.job import echanger
from data_sync.core.fusion.job import run as fusion
from data_sync.core.journal.depot import dumps, ouvrir
from ddtm_aigle.core import historique
from ddtm_aigle.core.histoire.job import run as cross
from ddtm_aigle.core.revue.dessin import draw
from ddtm_aigle.core.revue.verdict import give
from ddtm_aigle.core.travail import work_file
from shared.espace import Espace
from shared.gpkg import read, write
from shared.jobs import JobContext

from .mondes import X0, Y0
from .test_gestes import SHAPE
from .test_millesimes import ALL, World


@pytest.fixture
def pair(tmp_path):
    """The same six objects on two workstations that share a mailbox folder."""
    here = World(tmp_path / "a").run("2021-06-03")
    for x in range(100, 700, 100):
        here.see("2021-06-03", "caravane", x=x)
    here.cross()
    there = work_file(Espace.at(tmp_path / "b" / "espace"))
    boxes = tmp_path / "boites"
    boxes.mkdir()

    cards = {}
    for path, name in ((here.path, "Relecteur-A"), (there, "Relecteur-B")):
        with ouvrir(Espace.at(path.parents[1])) as depot:
            postes.identite(depot, name)
            cards[path] = tmp_path / f"{name}.json"
            cards[path].write_text(dumps(postes.carte(depot)))
    for path, other in ((here.path, there), (there, here.path)):
        with ouvrir(Espace.at(path.parents[1])) as depot:
            postes.accepter(depot, cards[other])

    def exchange(*paths):
        for path in paths:
            echanger({"espace": str(path.parents[1]), "dossier": str(boxes)}, JobContext())

    exchange(here.path, there)
    names = sorted(row["uuid"] for row in read.rows(there, "objet_detecte"))
    assert len(names) == 6
    return here.path, there, names, exchange


def state(path, name, field="validation"):
    return read.rows(path, "objet_detecte", {"uuid": name})[0][field]


def test_verdicts_on_different_objects_and_on_different_fields_all_stay(pair):
    one, two, names, exchange = pair
    give(one, [names[0]], validation="legal")
    give(two, [names[1]], validation="illegal")
    give(one, [names[2]], validation="suspect")
    give(two, [names[2]], control="controle_terrain", validation="suspect")
    exchange(one, two, one)
    for path in (one, two):
        assert [state(path, name) for name in names[:3]] == ["legal", "illegal", "suspect"]
        assert state(path, names[2], "controle") == "controle_terrain"
        assert len(read.rows(path, "detection_historique", {"objet_uuid": names[:2], "champ": "validation"})) == 2


def test_two_verdicts_that_disagree_are_a_conflict_that_a_person_settles(pair):
    one, two, names, exchange = pair
    give(one, [names[0]], validation="legal")
    give(two, [names[0]], validation="illegal")
    exchange(one, two, one)
    found = fusion({"espace": str(one.parents[1])}, JobContext())
    assert any(item["uuid"] == names[0] and item["champ"] == "validation" for item in found["conflits"])


def test_a_drawn_object_and_an_undone_gesture_reach_the_other_reviewer(pair):
    one, two, names, exchange = pair
    made = draw(one, SHAPE.wkb, "caravane", 2021, SHAPE.area)
    give(one, [names[3]], validation="illegal")
    historique.undo(one)
    exchange(one, two)
    assert state(two, made["objet"]) == "suspect" and state(two, names[3]) == "non_verifie"


def test_two_crossings_on_different_days_ask_nobody_anything(pair):
    """Each workstation appreciates the prescription for its own day: the latest stands, what agents said stays."""
    one, two, names, exchange = pair
    give(one, [names[0]], validation="suspect")
    for path, day in ((one, "2031-01-01"), (two, "2031-02-01")):
        write.insert_rows(path, "detection_passage", [{"image": f"{day}.tif", "millesime": 2024, "modele": "m", "modele_sha256": "0", "classes": ALL,
                                                       "emprise": shapely.box(X0, Y0, X0 + 1000, Y0 + 1000).wkt}])  # fmt: skip
        cross({"espace": str(path.parents[1]), "date": day}, JobContext())
    exchange(one, two, one)
    for path in (one, two):
        assert fusion({"espace": str(path.parents[1])}, JobContext())["conflits"] == []
        assert {row["prescription_le"] for row in read.rows(path, "objet_detecte")} == {"2031-02-01"} and state(path, names[0]) == "suspect"
