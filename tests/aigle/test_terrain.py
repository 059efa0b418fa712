"""From a reviewed detection to the field: a report for the offence service, a round of visits in order."""

from __future__ import annotations

import itertools
import xml.etree.ElementTree as ET

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from ddtm_aigle.core.mots import lisible, nombre
from ddtm_aigle.core.terrain import signaler, tournee
from ddtm_aigle.core.terrain.ordre import best_order, length
from shared.errors import BadInput
from shared.gpkg import read, write
from shared.jobs import JobContext

from .mondes import X0, Y0
from .test_millesimes import World


def test_days_and_numbers_are_written_as_they_are_read():
    assert lisible("Présent depuis entre 2015-06-20 et 2021-06-03.") == "Présent depuis entre 20/06/2015 et 03/06/2021."
    assert lisible("7ea32121-5cf6-5be1-b770-5c7d9b4d99c9 ; 1-2015-06-20-3") == "7ea32121-5cf6-5be1-b770-5c7d9b4d99c9 ; 1-2015-06-20-3"
    assert [nombre(n, "objet vu", "objets vus") for n in (0, 1, 2)] == ["0 objet vu", "1 objet vu", "2 objets vus"]


@pytest.fixture
def world(tmp_path):
    """Five suspects in a row, seen in the wrong order, and one that nobody has looked at."""
    made = World(tmp_path).run("2021-06-03")
    for x in (100, 500, 300, 900, 700):
        made.see("2021-06-03", "caravane", x=x, commune="Essai-les-Bains", code_insee="34999", parcelle=f"34999000AB{x:04d}")
    made.cross()
    write.update_rows(made.path, "objet_detecte", [{"uuid": row["uuid"], "validation": "suspect"} for row in made.objects()])
    return made


def report(world, *objects, **more):
    return signaler.run({"espace": str(world.espace.root), "objets": list(objects), **more}, JobContext())


def go(world, **more):
    return tournee.run({"espace": str(world.espace.root), **more}, JobContext())


def test_a_report_carries_what_the_images_say_and_where(world):
    thing = world.objects()[0]
    result = report(world, thing["uuid"][:8], commentaire="vu aussi du chemin")
    (row,) = read.rows(world.path, "signalement")
    assert result["signales"] == 1 and row["objet_uuid"] == thing["uuid"] and row["nature"] == "caravane" and row["etat"] == "a_instruire"
    assert row["parcelle"] == thing["parcelle"] and row["lieu"] == "Essai-les-Bains" and row["constat"] == lisible(thing["phrase"])
    assert row["prescription"] == "non_prescrit" and row["commentaire"] == "vu aussi du chemin" and row["affaire_uuid"] is None
    assert shapely.from_wkb(row["geom"]).equals_exact(shapely.from_wkb(thing["geom"]).centroid, 1e-6)
    assert read.rows(world.path, "objet_detecte", {"uuid": thing["uuid"]})[0]["controle"] == "a_controler"


def test_an_object_is_reported_once_even_after_the_report_was_closed(world):
    thing = world.objects()[0]
    (name,) = report(world, thing["uuid"])["signalements"]
    write.update_rows(world.path, "signalement", [{"uuid": name, "etat": "sans_suite", "statut": "supprime"}])
    again = report(world, thing["uuid"])
    assert (again["signales"], again["deja"]) == (0, 1)


@pytest.mark.parametrize("state", ["non_verifie", "legal", "invalide"])
def test_only_suspects_and_offences_are_reported_all_or_none(world, state):
    one, two = world.objects()[:2]
    write.update_rows(world.path, "objet_detecte", [{"uuid": two["uuid"], "validation": state}])
    with pytest.raises(BadInput, match="d'abord le verdict"):
        report(world, one["uuid"], two["uuid"])
    assert read.count(world.path, "signalement") == 0


def test_the_round_follows_the_line_and_leaves_layers_a_track_and_a_sheet(world):
    result = go(world, jour="2026-03-02", depart=f"{X0},{Y0}", sans_retour=True)
    stops = sorted(read.rows(world.path, "visite"), key=lambda row: row["rang"])
    assert [shapely.from_wkb(row["geom"]).x - X0 for row in stops] == pytest.approx([105, 305, 505, 705, 905])
    (tour,) = read.rows(world.path, "tournee")
    assert tour["visites"] == 5 and tour["jour"] == "2026-03-02" and tour["geom"] and "vol d'oiseau" in tour["notes"]
    assert {row["tournee_uuid"] for row in stops} == {tour["uuid"]} and not any(row["fait"] for row in stops)
    pdf, table, gpx = result["fichiers"]
    points = ET.parse(gpx).getroot().findall(".//{*}wpt")
    assert len(points) == 5 and points[0].find("{*}name").text.startswith("1. Caravane") and 43 < float(points[0].get("lat")) < 44
    assert open(pdf, "rb").read(5) == b"%PDF-"
    west, south, east, north = (float(part) for part in result["secteur"].split(","))
    assert west < X0 and east > X0 + 905 and south < Y0 + 102 < north


def test_the_way_back_counts_when_there_is_a_start(world):
    there, back = (go(world, depart=f"{X0},{Y0}", sans_retour=flag)["longueur_km"] for flag in (True, False))
    assert back == pytest.approx(2 * there, rel=0.05)


def test_roads_of_the_pack_are_followed_as_long_as_another_search_says(tmp_path):
    """On the exercise pack: legs against a plain Dijkstra written here, and every line lies on roads."""
    import heapq

    from ddtm_aigle.core.terrain.routes import SIDE_KMH, legs
    from shared.arrays.roadgraph import RoadGraph
    from shared.espace import Espace
    from tests.paquet import shared_small_space

    espace = Espace.at(shared_small_space())
    graph = RoadGraph.load(espace.reseau)
    rng = np.random.default_rng(3)
    usable = np.isfinite(graph.time_forward) & np.isfinite(graph.time_backward)
    nodes = np.unique(graph.tail[usable])[rng.integers(0, len(np.unique(graph.tail[usable])), 5)]
    points = np.column_stack([graph.x[nodes], graph.y[nodes]]) + 3.0
    found = legs(espace, points, JobContext())
    out = {}
    for i, (a, b) in enumerate(zip(graph.tail.tolist(), graph.head.tolist())):
        out.setdefault(a, []).append((b, graph.time_forward[i]))
        out.setdefault(b, []).append((a, graph.time_backward[i]))

    def seconds(start, end):
        best, queue = {start: 0.0}, [(0.0, start)]
        while queue:
            cost, node = heapq.heappop(queue)
            if node == end:
                return cost
            for other, more in out.get(node, ()):
                if np.isfinite(more) and cost + more < best.get(other, np.inf):
                    best[other] = cost + more
                    heapq.heappush(queue, (cost + more, other))
        return np.inf

    roads = shapely.STRtree(shapely.from_ragged_array(shapely.GeometryType.LINESTRING, graph.coords, (graph.offsets,)))
    walk = 2 * np.hypot(3, 3) / 1000 / SIDE_KMH * 60
    for i, j in itertools.permutations(range(5), 2):
        drive = seconds(int(nodes[i]), int(nodes[j]))
        if np.isfinite(drive):
            assert found.minutes[i, j] == pytest.approx(drive / 60 + walk, abs=0.02)
            middles = shapely.line_interpolate_point(found.line(i, j), np.linspace(0.05, 0.95, 40), normalized=True)
            gaps = roads.query_nearest(middles, return_distance=True, all_matches=False)[1]
            assert gaps.max() < 5.0, "but for the ends, the line lies on roads"
            assert found.line(i, j).length / 1000 == pytest.approx(found.km(i, j), rel=0.02, abs=0.02)


@pytest.mark.parametrize(
    "more, match",
    [
        ({"depart": "ici"}, "Le départ s'écrit X,Y"), ({"depart": "3.9,43.6"}, "Le départ s'écrit X,Y"), ({"jour": "demain"}, "illisible"),
        ({"limite": 200}, "1 à 40 visites"), ({"commune": "00000"}, "Aucun objet"), ({"classes": "tipi"}, "Classe inconnue"),
        ({"sortie": "x.pdf"}, "indiquez un dossier"), ({"objets": "ffffffff"}, "est inconnu"),
    ],
)  # fmt: skip
def test_bad_inputs_of_a_round_are_said_in_one_sentence_and_nothing_is_written(world, more, match):
    with pytest.raises(BadInput, match=match):
        go(world, **more)
    assert read.count(world.path, "tournee") == 0 and read.count(world.path, "visite") == 0


@settings(max_examples=100, deadline=None)
@given(st.integers(2, 6), st.booleans(), st.booleans(), st.integers(0, 10_000))
def test_every_place_is_visited_once_and_the_order_is_nearly_the_best(count, fixed, back, seed):
    rng = np.random.default_rng(seed)
    places = rng.random((count, 2))
    cost = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1)) * rng.uniform(1.0, 1.4, (count, count))  # one-way streets
    order = best_order(cost, fixed, back and fixed)
    assert sorted(order) == list(range(count)) and (not fixed or order[0] == 0)
    every = [list(p) for p in itertools.permutations(range(count)) if not fixed or p[0] == 0]
    best = min(length(one, cost, back and fixed) for one in every)
    assert length(order, cost, back and fixed) <= 1.25 * best + 1e-9
