"""The real work spaces built by recipe are sound: checked against the catalogue, people conserved, roads connected."""

from __future__ import annotations

import pytest

from shared import catalogue
from shared.arrays.population import PopulationArrays
from shared.arrays.roadgraph import RoadGraph
from shared.espace import Espace
from shared.gpkg.bulk import read_layer
from shared.gpkg.check import check
from tests.espaces import built_space, real_space


@pytest.mark.parametrize("code", ["rochefort", "montpellier", "toulouse", "herault"])
def test_a_real_space_passes_the_check_and_names_its_sources(code):
    espace = Espace.at(built_space(code))
    report = check(espace.referentiel_gpkg, catalogue.layers("reference"))
    assert report.ok, str(report)
    assert check(espace.travail_gpkg, catalogue.layers("travail")).ok
    pack = espace.pack
    assert not pack["exercice"] and pack["sources"] and all(source["licence"] for source in pack["sources"])


@pytest.mark.parametrize("code, total", [("herault", 1_230_289), ("montpellier", 1_230_289), ("rochefort", None)])
def test_people_spread_add_up_to_the_legal_population_of_each_commune(code, total):
    espace = Espace.at(built_space(code))
    people = PopulationArrays.load(espace.population)
    towns = read_layer(espace.referentiel_gpkg, "commune")
    assert float(people.people.sum()) == pytest.approx(total or int(towns["population"].sum()), abs=0.01)


@pytest.mark.parametrize("code, segments", [("rochefort", 1000), ("montpellier", 6000), ("toulouse", 30_000)])
def test_a_real_space_has_its_routing_graph(code, segments):
    graph = RoadGraph.load(Espace.at(built_space(code)).reseau)
    assert len(graph.tail) >= segments and len(graph.cch_order) == len(graph.x)


def test_a_copy_may_be_spoilt_without_harm(tmp_path):
    espace = real_space("rochefort", tmp_path)
    espace.referentiel_gpkg.write_bytes(b"")
    assert Espace.at(built_space("rochefort")).referentiel_gpkg.stat().st_size > 0
