"""Rounds that hold in a day: hours, visits, teams, and the roads cut that day. The town is that of the routing tests."""

from __future__ import annotations

import csv
import datetime as dt
import functools
import itertools

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from ddtm_aigle.core.terrain import coupures, demande, jours, tournee
from ddtm_aigle.core.terrain.planning import Hours, share_out, timed
from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg import read, write
from shared.gpkg.values import format_instant
from shared.jobs import JobContext
from tests.routage import ville

from .mondes import X0, Y0
from .test_filtrer import reference
from .test_millesimes import World

# Places of the town: on D1, D2 and D3 south, and at the end of the road to the lagoon (only way: D3).
PLACES = {"d1": (100, -900), "d2": (2100, -900), "d3": (4100, -900), "lagoon": (4100, -2500)}
DAY = "2026-03-02"  # a Monday
START = ville.at(100, 900)


@functools.cache
def town():
    return ville.town()


@pytest.fixture
def world(tmp_path):
    made = World(tmp_path).run("2021-06-03")
    for x, y in PLACES.values():
        made.see("2021-06-03", "caravane", x=ville.X0 + x - X0 - 5, y=ville.Y0 + y - Y0 - 2, commune="Essai", parcelle=f"34999000AB{x:04d}")
    made.cross()
    write.update_rows(made.path, "objet_detecte", [{"uuid": row["uuid"], "validation": "suspect"} for row in made.objects()])
    reference(made)
    town().save(Espace.at(made.espace.root).reseau)
    return made


def go(world, **more):
    return tournee.run({"espace": str(world.espace.root), "jour": DAY, "depart": START, **more}, JobContext())


def instant(hour, day=2):
    return format_instant(dt.datetime(2026, 3, day, hour))


def cut(world, layer, shape, **more):
    write.insert_rows(world.path, layer, [{"sens": "double", "cause": "inondation", "debut": instant(6), "geom": shape.wkb, **more}])


def point(x, y):
    return shapely.Point(ville.X0 + x, ville.Y0 + y)


def name_of(world, uuid):
    centre = shapely.from_wkb(read.rows(world.path, "objet_detecte", {"uuid": uuid})[0]["geom"]).centroid
    return next(name for name, (x, y) in PLACES.items() if abs(centre.x - ville.X0 - x) < 20 and abs(centre.y - ville.Y0 - y) < 20)


def test_arrival_times_add_road_visits_and_the_break(world):
    result = go(world, horaires="11:00-17:00", durees="60")
    stops = sorted(read.rows(world.path, "visite"), key=lambda row: row["rang"])
    minutes = 11 * 60.0
    for rank, row in enumerate(stops):
        minutes += row["depuis_min"]
        assert row["heure_arrivee"] == demande.clock(minutes) and row["duree_min"] == 60 and row["jour"] == DAY
        minutes += 60 + (45 if rank == 1 else 0)  # the second visit ends past 12:30
    (tour,) = read.rows(world.path, "tournee")
    assert tour["heure_depart"] == "11:00" and demande.clock(minutes) < tour["heure_retour"] < "17:00" and tour["sur_place_min"] == 240
    assert "4 h 00 sur place" in result["phrase"]
    listed = list(csv.DictReader(open(result["fichiers"][1], encoding="utf-8-sig").readlines(), delimiter=";"))
    assert [row["Arrivée"] for row in listed] == [row["heure_arrivee"] for row in stops] and {row["État"] for row in listed} == {"prévue"}


def test_what_does_not_hold_in_a_day_goes_to_the_next_working_day(world):
    result = go(world, jour="2026-03-06", horaires="09:00-11:00", durees="45", pause=0)  # a Friday
    days = sorted(row["jour"] for row in read.rows(world.path, "tournee"))
    assert result["jours"] == 2 and days == ["2026-03-06", "2026-03-09"] and len(result["tournees"]) == 2
    assert result["visites"] == 4 and all(row["heure_retour"] <= "11:00" for row in read.rows(world.path, "tournee"))
    assert sum(name.endswith(".gpx") for name in result["fichiers"]) == 2


def test_each_team_starts_from_its_own_place(world):
    go(world, equipes=f"Étang={ville.at(4100, -2400)}", durees="60", horaires="09:00-11:45", pause=0)
    teams = {row["equipe"]: row for row in read.rows(world.path, "tournee")}
    visits = read.rows(world.path, "visite")
    east = {name_of(world, row["objet_uuid"]) for row in visits if row["tournee_uuid"] == teams["Étang"]["uuid"]}
    assert set(teams) == {"Équipe 1", "Étang"} and east == {"d3", "lagoon"}
    assert shapely.from_wkb(teams["Étang"]["geom"]).distance(point(4100, -2400)) < 1


def test_a_place_behind_a_cut_is_put_off_with_the_cut_that_shuts_it(world):
    cut(world, "coupure_point", point(4100, -1500), axe="D3", commentaire="passage à gué")
    result = go(world)
    (one,) = result["reportees"]
    assert name_of(world, one["objet"]) == "lagoon" and one["motif"] == "accès coupé, D3 (inondation)" and result["visites"] == 3
    assert "1 visite impossible ce jour-là" in result["phrase"] and one["motif"] in read.rows(world.path, "tournee")[0]["notes"]
    assert go(world, sans_coupures=True)["visites"] == 4


def test_a_cut_lengthens_the_way_round_and_a_place_in_a_cut_zone_is_not_walked_into(world):
    free = go(world)["longueur_km"]
    cut(world, "coupure_ligne", shapely.MultiLineString([[(ville.X0 + 600, ville.Y0 - 1000), (ville.X0 + 1600, ville.Y0 - 1000)]]))
    longer = go(world)
    assert longer["visites"] == 4 and longer["longueur_km"] > free + 0.5
    cut(world, "coupure_zone", shapely.MultiPolygon([point(2100, -900).buffer(60)]), commentaire="Mas inondé")
    told = go(world)["reportees"]
    assert [(name_of(world, one["objet"]), one["motif"]) for one in told] == [("d2", "dans une zone coupée, Mas inondé (inondation)")]


def test_only_cuts_for_cars_in_force_in_the_hours_of_the_round_count(world):
    for name, more in {
        "over": {"fin": instant(8)}, "tonight": {"debut": instant(18)}, "tomorrow": {"debut": instant(6, 3)}, "lorries": {"vehicules": "pl"},
        "erased": {"statut": "supprime"}, "later": {"debut": instant(16)}, "morning": {"fin": instant(10)}, "open": {},
    }.items():  # fmt: skip
        cut(world, "coupure_point", point(4100, -1500), commentaire=name, **more)
    found = coupures.in_force(world.path, *coupures.window(dt.date.fromisoformat(DAY), 9 * 60, 17 * 60))
    assert sorted(one.label.split()[0] for one in found) == ["later", "morning", "open"]


def test_each_day_of_a_round_is_planned_by_its_own_cuts(world):
    """The road to the lagoon opens on Tuesday evening: its visit waits for Wednesday; from Tuesday on, D1 is cut."""
    cut(world, "coupure_point", point(4100, -1500), axe="D3", fin=instant(20, 3))
    result = go(world, horaires="09:00-17:00", durees="60")
    seen = {name_of(world, row["objet_uuid"]): row["jour"] for row in read.rows(world.path, "visite")}
    assert seen["lagoon"] == "2026-03-04" and not result["reportees"]
    assert any("accès coupé, D3 (inondation) le 02/03/2026, visite le 04/03/2026" in note for note in result["notes"])
    cut(world, "coupure_zone", shapely.MultiPolygon([point(100, -900).buffer(60)]), debut=instant(6, 3), commentaire="Crue")
    visits = {row["uuid"] for row in read.rows(world.path, "visite")}
    result = go(world, horaires="09:00-11:00", durees="45", pause=0)
    later = {name_of(world, row["objet_uuid"]): row["jour"] for row in read.rows(world.path, "visite") if row["uuid"] not in visits}
    assert later["d1"] == "2026-03-02" and later["lagoon"] >= "2026-03-04" and len(later) == 4
    assert any(note.startswith("Coupures de route prises en compte : 1 le 02/03/2026, ") for note in result["notes"])


def test_a_cut_without_an_end_within_the_week_puts_the_visit_off_and_says_until_when(world):
    cut(world, "coupure_point", point(4100, -1500), axe="D3", fin=instant(20, 20))
    cut(world, "coupure_point", point(100, -1500), axe="D1", debut=instant(6, 4))  # so that days differ
    result = go(world)
    assert [name_of(world, one["objet"]) for one in result["reportees"]] == ["lagoon"]
    assert "1 visite impossible d'ici au 06/03/2026" in result["phrase"]


def test_public_holidays_are_those_of_the_labour_code():
    """Easter by another's computation, and a year as the administration publishes it."""
    rules = pytest.importorskip("dateutil.easter")
    assert all(jours.easter(year) == rules.easter(year) for year in range(1900, 2200))
    published = "01-01 04-06 05-01 05-08 05-14 05-25 07-14 08-15 11-01 11-11 12-25"
    assert [f"{day:%m-%d}" for day in sorted(jours.holidays(2026))] == published.split()
    assert jours.holidays(2008)[dt.date(2008, 5, 1)] == "fête du Travail, Ascension"


def test_days_off_are_skipped_and_the_day_asked_is_told_when_it_is_one(world):
    short = {"horaires": "09:00-11:00", "durees": "45", "pause": 0}
    result = go(world, jour="2026-04-03", **short)  # the Friday before Easter
    assert sorted(row["jour"] for row in read.rows(world.path, "tournee")) == ["2026-04-03", "2026-04-07"]
    assert "Sauté : lundi 06/04/2026, férié (lundi de Pâques)." in result["notes"]
    told = go(world, jour="2026-07-14")
    assert "Le jour demandé est férié (fête nationale)" in told["phrase"]
    assert any("mardi 14/07/2026 est férié (fête nationale) : c'est le jour demandé" in note for note in told["notes"])
    assert "est un dimanche" in go(world, jour="2026-03-01")["phrase"]


def test_when_nothing_can_be_reached_one_sentence_says_why_and_nothing_is_written(world):
    cut(world, "coupure_zone", shapely.MultiPolygon([point(2100, 0).buffer(4000)]), cause="feu", commentaire="Massif fermé")
    with pytest.raises(BadInput, match="Aucune visite n'est possible ce jour-là : dans une zone coupée, Massif fermé"):
        go(world)
    with pytest.raises(BadInput, match="trop loin pour tenir dans les horaires"):
        go(world, sans_coupures=True, horaires="09:00-09:10")
    assert read.count(world.path, "tournee") == 0 and read.count(world.path, "visite") == 0


def test_what_is_misspelt_is_said_in_one_sentence(world):
    for more, match in (
        ({"horaires": "matin"}, "Horaires « matin » illisibles"), ({"horaires": "17:00-09:00"}, "illisibles"), ({"pause": 900}, "La pause « 900 »"),
        ({"durees": "longue"}, "La durée d'une visite « longue »"), ({"durees": "tipi=5"}, "Classe inconnue : « tipi »"),
        ({"equipes": "Nord=ici"}, "Le départ s'écrit X,Y"), ({"equipes": ";".join([START] * 6)}, "7 équipes : 6 au plus"),
    ):  # fmt: skip
        with pytest.raises(BadInput, match=match):
            go(world, **more)


def test_several_teams_without_a_limit_share_the_work():
    places = np.column_stack([np.zeros(13), [0.0, 0.0, 0.0, *range(1, 11)]])
    cost = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1))
    routes, _ = share_out(cost, np.array([0.0] * 3 + [30.0] * 10), 3, Hours(540, None, 0), np.ones(13))
    assert sorted(len(route.stops) for route in routes) == [3, 3, 4]


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 5), st.integers(1, 2), st.integers(0, 10_000))
def test_no_visit_is_planned_on_a_day_that_shuts_its_road(count, teams, seed):
    """Every place is open on the days drawn: it is planned on one of them, once, or told when none holds it."""
    rng = np.random.default_rng(seed)
    places = rng.random((teams + count, 2)) * 40
    base = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1))
    shut = rng.random((5, teams + count)) < 0.5
    shut[:, :teams] = False
    tables = [np.where(row[:, None] | row[None], np.inf, base) for row in shut] + [base]
    visits = np.array([0.0] * teams + [30.0] * count)
    hours = Hours(540, 540 + 150, 0)
    routes, left = share_out(lambda day: tables[min(day, 5)], visits, teams, hours, np.arange(teams + count) + 1.0, 5)
    planned = [place for route in routes for place in route.stops]
    assert sorted(planned + left) == list(range(teams, teams + count))
    for route in routes:
        assert (
            timed(route.team, route.stops, tables[min(route.day, 5)], visits, hours) == (route.arrivals, route.end)
            and route.end <= hours.end
        )
    assert len({(route.team, route.day) for route in routes}) == len(routes)
    able = [p for p in left if any(timed(t, [p], tables[d], visits, hours)[1] <= hours.end for d in range(5) for t in range(teams))]
    assert not able or len(planned) > 0


def fewest_days(count, cost, visits, hours):
    """By trying everything: sets of places that hold in one day, then the fewest that cover all."""
    holds = {
        group
        for size in range(1, count + 1)
        for group in itertools.combinations(range(1, count + 1), size)
        if any(timed(0, order, cost, visits, hours)[1] <= hours.end for order in itertools.permutations(group))
    }
    alone = [place for place in range(1, count + 1) if (place,) in holds]
    for days in range(1, count + 1):
        if any(set(alone) <= set().union(*chosen) for chosen in itertools.combinations(holds, days)):
            return days
    return 0


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 5), st.integers(60, 240), st.integers(0, 10_000))
def test_every_place_is_planned_once_within_the_hours_and_in_nearly_the_fewest_days(count, length, seed):
    rng = np.random.default_rng(seed)
    places = rng.random((count + 1, 2)) * 60
    cost = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1))
    visits = np.array([0.0, *rng.integers(10, 60, count)])
    hours = Hours(540, 540 + length, 0)
    routes, left = share_out(cost, visits, 1, hours, np.arange(count + 1.0))
    assert sorted([place for route in routes for place in route.stops] + left) == list(range(1, count + 1))
    assert all(route.end <= hours.end + 1e-6 for route in routes)
    assert all(timed(0, [place], cost, visits, hours)[1] > hours.end for place in left)
    assert len(routes) <= fewest_days(count, cost, visits, hours) + 1
