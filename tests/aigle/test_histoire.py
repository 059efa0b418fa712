"""The history of a thing under attack: an oracle that tries every day, and what pictures do to a naive crossing."""

from __future__ import annotations

import datetime as dt

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from ddtm_aigle.core.histoire import regles
from ddtm_aigle.core.histoire.prescription import judge
from ddtm_aigle.core.histoire.recit import Look, tell_story
from ddtm_aigle.core.revue.dessin import absent
from ddtm_aigle.core.revue.verdict import give
from ddtm_aigle.core.vols import Flight
from shared.espace import Espace
from shared.gpkg import write

from .mondes import X0, Y0
from .test_millesimes import World

D = dt.date.fromisoformat
FIRST = D("2019-12-20")
DAYS = [FIRST + dt.timedelta(days=n) for n in range(180)]  # a 29 February among them
AFTER = DAYS + [dt.date.max]  # it may still be there
RULES = {
    code: regles.Rule(code, start, 1, 2, D("2000-01-01"), None, "essai")
    for code, start in (("construction", "achevement"), ("caravane", "depart_du_site"))
}


@pytest.fixture
def world(tmp_path):
    return World(tmp_path)


def over(start, day, years):
    """The period has run out: written otherwise than in the code, by comparing the parts of the dates."""
    return start != dt.date.max and (day.year - years, day.month, day.day) > (start.year, start.month, start.day)


day = st.integers(0, 150).map(lambda n: FIRST + dt.timedelta(days=n))
flight = st.tuples(day, st.sampled_from([0, 0, 1, 20])).map(lambda pair: Flight(pair[0], pair[0] + dt.timedelta(days=pair[1])))
judged = st.integers(0, 900).map(lambda n: FIRST + dt.timedelta(days=n))


@st.composite
def cases(draw):
    """(vintages, day of the judgment): any day, or one around an anniversary of a flight, where verdicts turn."""
    drawn = draw(st.lists(st.tuples(flight, st.booleans(), st.booleans()), min_size=1, max_size=5))
    bounds = [end + dt.timedelta(days=365 + n) for one, _, _ in drawn for end in (one.earliest, one.latest) for n in (-1, 0, 1, 2)]
    return drawn, draw(st.one_of(judged, st.sampled_from(bounds), st.just(FIRST + dt.timedelta(days=900))))


@settings(max_examples=150, deadline=None)
@given(cases())
def test_a_building_is_judged_as_trying_every_day_says(case):
    """A thing built one day that stays: the verdict is sure when all the days that the pictures allow agree, and only then."""
    drawn, today = case
    looks = [Look(one, seen, "construction", sure=sure and not seen) for one, seen, sure in drawn]
    seen, missing = [look.flight for look in looks if look.seen], [look.flight for look in looks if not look.seen]
    possible = [b for b in DAYS if all(b <= one.latest for one in seen) and all(b >= one.earliest for one in missing)]
    story = tell_story(looks) if seen else None
    if story is None or story.gaps or story.after or not possible:
        return
    verdict, why = judge(story, "construction", ["construction"], RULES, "penal", today)
    if not missing:
        possible.append(D("1950-01-01"))  # nothing bounds it
    told = {over(b, today, 1) for b in possible}
    expected = "incertain" if len(told) == 2 else "prescrit" if True in told else "non_prescrit"
    leap = any((b.month, b.day) == (2, 29) for b in possible)  # the day that has no anniversary: doubt is allowed
    assert verdict == expected or (leap and verdict == "incertain")
    assert why.endswith(".") and ("au plus tard" in why or "avant le" in why or "entre le" in why)


@settings(max_examples=150, deadline=None)
@given(cases())
def test_a_caravan_is_prescribed_only_when_every_day_of_departure_agrees(case):
    """It may have left any day after it was last seen; only an absence that an agent checked says that it did leave."""
    drawn, today = case
    looks = [Look(one, seen, "caravane", sure=sure and not seen) for one, seen, sure in drawn]
    seen = [look.flight for look in looks if look.seen]
    if not seen:
        return
    story = tell_story(looks)
    came = min(one.latest for one in seen)

    def possible(left):
        sure = [look.flight for look in looks if look.sure and look not in story.gaps]
        return all(one.earliest <= left for one in seen) and all(one.latest >= left or one.earliest <= min(came, left) for one in sure)

    verdict, _ = judge(story, "caravane", ["caravane"], RULES, "penal", today)
    every = all(over(left, today, 1) for left in AFTER if possible(left))
    assert (verdict == "prescrit") <= every, "never hidden while it may be there, or have left lately"
    if story.gone is None:
        assert verdict == "non_prescrit"


@settings(max_examples=200, deadline=None)
@given(cases(), st.randoms())
def test_the_order_in_which_vintages_come_changes_nothing(case, luck):
    drawn, today = case
    looks = [Look(one, seen, "construction", sure=sure and not seen) for one, seen, sure in drawn]
    if not any(look.seen for look in looks):
        return
    mixed = list(looks)
    luck.shuffle(mixed)
    assert judge(tell_story(looks), "construction", [], RULES, "civil", today) == judge(
        tell_story(mixed), "construction", [], RULES, "civil", today
    )


@pytest.mark.parametrize(
    "built, expired",
    [("2013-05-10", "2016-05-10"), ("2014-02-27", "2017-02-27"), ("2014-02-28", "2017-02-28"), ("2014-03-01", "2020-03-01"), ("2015-01-01", "2021-01-01"),
     ("2020-02-29", "2026-03-01")],
)  # fmt: skip
def test_the_law_of_2017_revives_nothing_and_lengthens_what_was_running(tmp_path, built, expired):
    rule = regles.load(Espace.at(tmp_path), D("2026-01-01"))["construction"]
    assert rule.expiry(D(built), "penal") == D(expired)


def test_a_shorter_rule_ends_nothing_before_it_takes_effect(tmp_path):
    old = regles.Rule("piscine", "achevement", 6, None, D("2017-03-01"), D("2026-12-31"), "essai")
    new = regles.Rule("piscine", "achevement", 3, None, D("2027-01-01"), None, "essai", (old,))
    assert [new.expiry(D(day), "penal") for day in ("2020-05-01", "2022-05-01", "2026-05-01")] == [
        D("2026-05-01"),
        D("2027-01-01"),
        D("2029-05-01"),
    ]


def test_a_neighbour_merged_into_one_box_has_not_left(world):
    """Two caravans side by side; the last vintage draws one frame over both: neither clock starts."""
    world.run("2016-07-03").see("2016-07-03", "caravane", x=100)
    world.see("2016-07-03", "caravane", x=111)
    world.run("2018-06-27").see("2018-06-27", "caravane", x=100, w=21)
    world.cross()
    assert [(row["prescription"], row["parti_le"]) for row in world.objects()] == [("non_prescrit", None)] * 2


def test_what_the_filter_put_aside_or_another_model_cannot_name_is_not_absent(world):
    world.run("2016-07-03").see("2016-07-03", "caravane")
    world.run("2018-06-27").see("2018-06-27", "caravane", ecartee=True)  # put aside, perhaps wrongly
    world.run("2019-06-27", classes="construction,piscine")  # a model that knows no caravan
    world.cross()
    (row,) = world.objects()
    assert (row["prescription"], row["parti_le"], row["a_revoir"]) == ("non_prescrit", None, False)


def test_a_gap_that_appears_later_is_asked_even_after_the_object_was_settled(world):
    day = "2024-01-01"
    world.run("2012-07-03").see("2012-07-03", "construction")
    world.run("2021-06-03").see("2021-06-03", "construction")
    world.cross(day)
    assert world.objects()[0]["a_revoir"] is False
    world.run("2018-06-27")  # a vintage received late, out of order
    world.cross(day)
    (row,) = world.objects()
    assert (row["a_revoir"], row["a_verifier"], row["prescription"]) == (True, "2018", "incertain")
    absent(world.path, row["uuid"])  # it was truly gone: what stands there is newer
    world.cross(day)
    (row,) = world.objects()
    assert row["prescription"] == "non_prescrit" and "absence vérifiée le 2018-06-27" in row["prescription_motif"]
    world.run("2015-05-05")
    world.cross(day)
    assert (world.objects()[0]["a_verifier"], world.objects()[0]["absences_vues"]) == ("2015", "2018"), "each picture is asked once"


def test_a_box_unticked_by_hand_settles_as_the_key_does(world):
    world.run("2020-05-01").run("2021-06-03").see("2021-06-03", "piscine")
    world.cross()
    write.update_rows(world.path, "objet_detecte", [{"uuid": world.objects()[0]["uuid"], "a_revoir": False}])
    for _ in range(2):
        world.cross()
        (row,) = world.objects()
        assert (row["a_revoir"], row["absences_vues"], row["a_verifier"]) == (False, "2020", None)


def test_a_vintage_flown_twice_keeps_the_dates_of_each_flight(world):
    """Seen in March and in October, missing in May and in September of an earlier year: the tightest interval is told."""
    world.run("2018-05-02").run("2018-09-20").run("2021-03-01").run("2021-10-10")
    for day in ("2021-03-01", "2021-10-10"):
        world.see(day, "construction")
    world.cross()
    (row,) = world.objects()
    assert row["phrase"] == "Présent depuis entre 2018-09-20 et 2021-03-01." and row["dernier_vu_le"] == "2021-10-10"
    assert row["millesimes"] == "2021"


def test_the_same_vintage_run_again_with_another_model_adds_no_object_and_no_absence(world):
    world.run("2018-06-27").see("2018-06-27", "mobil_home")
    world.cross()
    first = world.objects()
    world.runs.pop("2018-06-27")
    world.run("2018-06-27")  # the other model
    world.see("2018-06-27", "caravane", x=101, score=0.9)
    world.see("2018-06-27", "caravane", x=400)
    world.cross()
    rows = {row["uuid"]: row for row in world.objects()}
    assert (
        len(rows) == 2
        and rows[first[0]["uuid"]]["classes_vues"] == "caravane, mobil_home"
        and not any(row["parti_le"] for row in rows.values())
    )


def test_an_extension_has_its_own_clock(world):
    """Prescribed since 2018 as it stood in 2012; the frame doubled between 2020 and 2021."""
    for day, wide in (("2012-07-03", 10), ("2020-05-01", 11), ("2021-06-03", 22)):
        world.run(day).see(day, "construction", w=wide, h=8)
    world.cross("2026-01-01")
    (row,) = world.objects()
    assert row["prescription"] == "incertain" and "Cadre passé de 88 à 176 m² entre 2020-05-01 et 2021-06-03" in row["prescription_motif"]
    world.cross("2028-01-01")
    assert world.objects()[0]["prescription"] == "prescrit", "by then the extension is too old as well"


def test_seen_missing_seen_again_keeps_one_object_whose_review_nothing_undoes(world):
    world.run("2012-07-03").see("2012-07-03", "caravane")
    world.run("2015-06-20").run("2018-06-27").see("2018-06-27", "mobil_home", x=101)
    world.cross()
    (row,) = world.objects()
    give(world.path, [row["uuid"]], validation="illegal", code="caravane")
    world.run("2021-06-03").see("2021-06-03", "construction", score=0.95)
    world.cross()
    (after,) = world.objects()
    assert (after["uuid"], after["validation"], after["classe"], after["prescription"]) == (
        row["uuid"],
        "illegal",
        "caravane",
        "non_prescrit",
    )
    give(world.path, [row["uuid"]], validation="legal")
    world.cross()
    assert (world.objects()[0]["validation"], len(world.objects())) == ("legal", 1)


def test_the_house_stays_prescribed_when_the_service_gives_both_natures_the_same_rule(world):
    (world.espace.travail_gpkg.parent / "prescription.csv").write_text(
        "classe;depart;delai_penal_ans;delai_civil_ans;en_vigueur_du;en_vigueur_au;source\n"
        "construction;achevement;6;10;2017-03-01;;N\nmobil_home;achevement;6;10;2017-03-01;;N\n"
    )
    world.run("2012-07-03").see("2012-07-03", "mobil_home")
    world.run("2021-06-03").see("2021-06-03", "construction")
    world.cross()
    assert world.objects()[0]["prescription"] == "prescrit"


def test_a_thing_on_the_edge_of_what_was_photographed_is_not_said_absent(world):
    world.run("2012-07-03", zone=shapely.box(X0, Y0, X0 + 105, Y0 + 1000))
    world.run("2021-06-03").see("2021-06-03", "construction")
    world.cross()
    assert world.objects()[0]["absent_le"] is None
