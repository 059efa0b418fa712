"""Roads cut by a flood zone of many thousand vertices: the same roads as the plain definition says, without comparing each with the whole zone."""

from __future__ import annotations

import time

import numpy as np
import pytest
import shapely

from ddtm_crise.core.routage.acces import _largest_pieces
from ddtm_crise.core.routage.reseau import open_network
from shared.arrays.coupures import TOUCH_M, polygon_arcs
from shared.espace import Espace
from shared.jobs import JobContext
from tests.paquet import shared_small_space

LATTES = (773_000.0, 6_274_500.0)


@pytest.fixture(scope="module")
def network():
    return open_network(str(Espace.at(shared_small_space()).reseau), JobContext())


def star(vertices: int, radius: float, seed: int, rough: float = 0.002) -> shapely.Polygon:
    rng = np.random.default_rng(seed)
    angle = np.linspace(0, 2 * np.pi, vertices + 1)[:-1]
    reach = radius * (1 + 0.3 * np.sin(40 * angle) + rough * rng.normal(size=vertices))
    return shapely.Polygon(np.column_stack([LATTES[0] + reach * np.cos(angle), LATTES[1] + reach * np.sin(angle)]))


def plain(network, zone, bridges_too):
    """Segments with more than TOUCH_M of their length in the zone, one by one."""
    inside = shapely.length(shapely.intersection(network.lines, zone))
    wholly = shapely.contains_properly(zone, network.lines)
    cut = ((inside > TOUCH_M) | wholly) & (bridges_too | (network.graph.level <= 0))
    return np.flatnonzero(cut)


ZONES = {
    "petite": lambda: star(60, 400, 1),
    "découpée": lambda: star(6_000, 3_000, 2),
    "percée": lambda: star(3_000, 3_000, 3).difference(shapely.Point(LATTES).buffer(800)),
    "en morceaux": lambda: shapely.union_all([shapely.Point(LATTES[0] + 700 * i, LATTES[1] - 300 * i).buffer(250, 200) for i in range(6)]),
    "alignée sur la grille": lambda: shapely.box(LATTES[0] - 1000, LATTES[1] - 1000, LATTES[0] + 1000, LATTES[1] + 1000),
}


@pytest.mark.parametrize("cause", ["inondation", "feu"])
@pytest.mark.parametrize("name", ZONES)
def test_the_roads_cut_are_those_of_the_definition(network, name, cause):
    zone = ZONES[name]()
    shapely.prepare(zone)
    expected = plain(network, zone, cause == "feu")
    assert len(expected) > 0
    assert np.array_equal(np.sort(polygon_arcs(network, zone, cause)), np.concatenate([expected, expected + network.segments]))


def test_thirty_thousand_vertices_cost_less_than_comparing_each_road_with_the_whole_zone(network):
    def once(function):
        started = time.process_time()
        function()
        return time.process_time() - started

    zone = star(30_000, 3_000, 4)
    edge = network.lines[network.tree.query(zone.boundary, predicate="intersects")]
    assert len(edge) > 200
    polygon_arcs(network, star(300, 500, 4), "inondation")
    assert 1.5 * once(lambda: polygon_arcs(network, zone, "inondation")) < once(lambda: shapely.intersection(edge, zone))


def test_the_largest_piece_left_of_each_network_is_the_reachable_one():
    networks = np.array([0, 0, 0, 0, 1, 1, 1, -1])
    label = np.array([5, 5, 2, 2, 3, 1, 1, 4])  # equal pieces: the last label, as ever
    assert _largest_pieces(networks, label).tolist() == [True, True, False, False, False, True, True, False]
    assert not _largest_pieces(np.full(3, -1), np.arange(3)).any()
