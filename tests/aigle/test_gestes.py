"""What an agent adds by hand: a missed object, an old vintage settled by eye; and the progress by square."""

from __future__ import annotations

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from ddtm_aigle.core import historique, situer
from ddtm_aigle.core.revue.carroyage import MOST, _count, squares, within
from ddtm_aigle.core.revue.dessin import absent, draw, present
from ddtm_aigle.core.revue.liste import to_review
from shared.errors import BadInput
from shared.gpkg import read
from shared.jobs import JobContext

from .mondes import X0, Y0
from .test_lieux import pack
from .test_millesimes import World

SHAPE = shapely.box(X0 + 200, Y0 + 200, X0 + 208, Y0 + 203)


@pytest.fixture
def world(tmp_path):
    return World(tmp_path).run("2012-07-03").run("2021-06-03")


def outlined(world, code="caravane", year=2021, shape=SHAPE):
    return draw(world.path, shapely.to_wkb(shape), code, year, shape.area)


def test_a_drawn_object_is_at_once_a_suspect_and_survives_the_crossing(world):
    made = outlined(world)
    (row,) = to_review(world.path, reviewed=True)
    assert (row["uuid"], row["validation"], row["millesimes"]) == (made["objet"], "suspect", "2021")
    world.cross()
    (row,) = world.objects()
    assert row["uuid"] == made["objet"] and row["prescription"] == "non_prescrit" and row["absent_le"] == "2012-07-03"
    (seen,) = read.rows(world.path, "detection")
    assert (seen["source"], seen["date_vol_debut"], seen["objet_uuid"]) == ("dessin", "2021-06-03", made["objet"])


def test_a_drawing_gets_its_parcel_and_zones_without_touching_the_others(world):
    world.see("2021-06-03", "caravane", x=300, y=300)
    world.cross()
    pack(world.espace.root, scale=10)
    made = outlined(world)
    told = situer.run({"espace": str(world.espace.root), "objets": [made["objet"]]}, JobContext())
    assert told["lignes"] == 2 and told["changees"] == 2
    (row,) = read.rows(world.path, "objet_detecte", {"uuid": made["objet"]})
    assert row["priorite"] > 70 and row["priorite_motif"].startswith("zone à risque, délai à confirmer, vu par un agent, ")
    for layer, key in (("objet_detecte", "uuid"), ("detection", "objet_uuid")):
        held = {row[key] == made["objet"]: (row["parcelle"], row["commune"], row["zones"]) for row in read.rows(world.path, layer)}
        assert held[True] == ("349990000A0001", "Essai-les-Bains", "PPR : R ; PLU : N1 (naturelle ou forestière)")
        assert held[False] == (None, None, None)
    historique.undo(world.path, made["geste"])
    assert situer.run({"espace": str(world.espace.root), "objets": [made["objet"]]}, JobContext())["lignes"] == 0


def test_a_drawing_is_undone_and_leaves_nothing_to_review(world):
    made = outlined(world)
    historique.undo(world.path, made["geste"])
    assert world.objects() == [] and read.rows(world.path, "detection") == []


def test_a_drawing_joins_what_the_model_saw_in_another_vintage(world):
    world.see("2012-07-03", "caravane", x=200, y=200, w=8, h=3)
    world.cross()
    outlined(world)
    world.cross()
    rows = world.objects()
    assert len(rows) == 1 and rows[0]["millesimes"] == "2012, 2021"


@pytest.mark.parametrize(
    "more, match",
    [({"code": "tipi"}, "est inconnu"), ({"year": 0}, "millésime"), ({"shape": shapely.box(0, 0, 0.1, 0.1)}, "minuscule")],
)
def test_a_drawing_that_cannot_be_is_refused_in_one_sentence(world, more, match):
    with pytest.raises(BadInput, match=match):
        outlined(world, **more)
    assert read.count(world.path, "detection", deleted=True) == 0


def test_absence_confirmed_by_eye_is_not_asked_again(world):
    world.run("2020-05-01")
    world.see("2021-06-03", "construction")
    world.cross()
    (row,) = world.objects()
    assert row["a_revoir"] is True and "Sous réserve" in row["prescription_motif"]
    absent(world.path, row["uuid"])
    world.cross()
    (row,) = world.objects()
    assert row["a_revoir"] is False and "Sous réserve" not in row["prescription_motif"] and row["prescription"] == "non_prescrit"
    with pytest.raises(BadInput, match="rien à confirmer"):
        absent(world.path, row["uuid"])


def test_presence_seen_by_eye_in_the_old_vintage_changes_the_prescription_and_can_be_undone(world):
    world.see("2021-06-03", "construction")
    world.cross()
    (row,) = world.objects()
    gesture = present(world.path, row["uuid"], 2012)
    world.cross()
    (after,) = world.objects()
    assert (after["uuid"], after["millesimes"], after["prescription"], after["a_revoir"]) == (row["uuid"], "2012, 2021", "prescrit", False)
    with pytest.raises(BadInput, match="déjà vu sur le millésime 2012"):
        present(world.path, row["uuid"], 2012)
    historique.undo(world.path, gesture)
    world.cross()
    assert world.objects()[0]["prescription"] == "incertain"


def test_the_squares_count_what_is_done(world):
    for x in (100, 130, 700):
        world.see("2021-06-03", "piscine", x=x)
    world.cross()
    from ddtm_aigle.core.revue.verdict import give

    first = min(world.objects(), key=lambda row: shapely.from_wkb(row["geom"]).centroid.x)
    give(world.path, [first["uuid"]], validation="legal")
    table = squares(world.path)
    assert table.side == 250 and sorted(table.counts.values()) == [(0, 1), (1, 2)]
    cell = next(cell for cell, count in table.counts.items() if count == (1, 2))
    assert len(within(to_review(world.path, reviewed=True), table, cell)) == 2


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.tuples(st.floats(600_000, 800_000), st.floats(6_200_000, 6_400_000)), st.booleans()), max_size=40))
def test_no_object_is_lost_between_squares_and_the_grid_stays_small(held):
    table = _count(held)
    assert sum(total for _, total in table.counts.values()) == len(held)
    assert sum(done for done, _ in table.counts.values()) == sum(done for _, done in held)
    columns = [column for column, _ in table.counts]
    assert not columns or max(columns) - min(columns) <= MOST or table.side == 10_000
