"""The engine gives the cheapest route, to the millisecond: against scipy on real streets, against a heap on small random graphs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_sync.core.reseau.ordre import contraction_order
from ddtm_crise.core.routage import abords
from ddtm_crise.core.routage.abords import Anchor
from ddtm_crise.core.routage.chemin import coordinates, leg, true_cost
from ddtm_crise.core.routage.moteur import INFINITE, CchEngine, DijkstraEngine
from ddtm_crise.core.routage.profils import PROFILS
from ddtm_crise.core.routage.reseau import Network
from shared.arrays.roadgraph import RoadGraph
from tests.routage import reels
from tests.routage.reference import LayeredReference, heap_cost

STARTS, GOALS = 40, 25  # 1 000 pairs


@pytest.mark.parametrize("town", ["toulouse", "montpellier"])
@pytest.mark.parametrize("vehicle", ["vl", "pl"])
def test_same_cost_as_scipy_on_1000_pairs_with_random_cuts(town, vehicle, monkeypatch):
    monkeypatch.setattr(abords, "BEYOND_MS", INFINITE)  # the reference follows residents' roads without end
    network = Network(reels.graph(town))
    state = network.state(PROFILS[vehicle])
    rng = np.random.default_rng(34)
    blocked = rng.random(2 * network.segments) < 0.05  # one arc in twenty, directions apart
    blocked[np.flatnonzero(rng.random(network.segments) < 0.02)] = True
    live = (state.weight < INFINITE) & ~blocked
    state.cut.set_weights(state.through_weight_without(blocked))
    assert isinstance(state.cut, CchEngine)
    plain = DijkstraEngine(network.topology, state.through_weight_without(blocked))
    reference = LayeredReference(network.nodes, network.arc_tail, network.arc_head, state.weight, state.through, live)
    usable = np.flatnonzero(state.usable_segment)
    found = 0
    for number in range(STARTS):
        picks = rng.choice(usable, GOALS + 1)
        places = [(int(segment), float(fraction)) for segment, fraction in zip(picks, rng.random(len(picks)))]
        expected = reference.costs(places[0], places[1:])
        for rank, (place, cost) in enumerate(zip(places[1:], expected)):
            pair = (Anchor(*places[0], 0, 0, 0), Anchor(*place, 0, 0, 0))
            answer = leg(network, state, state.cut, *pair, blocked)
            assert (answer is None) == (not np.isfinite(cost)), (places[0], place)
            if answer is not None:
                assert answer.cost == round(cost) and abs(answer.cost - cost) < 1e-3
                assert abs(true_cost(state, answer) - answer.cost) <= 1  # the arcs given add up to the cost announced
                found += 1
            if rank == 0 and number % 8 == 0:
                other = leg(network, state, plain, *pair, blocked)
                assert (other is None) == (answer is None) and (answer is None or other.cost == answer.cost)
    assert found > 400


def grid_graph(draw_edges, nodes, seconds, one_way, private, order=True) -> RoadGraph:
    tail = np.array([a for a, _ in draw_edges], dtype=np.uint32)
    head = np.array([b for _, b in draw_edges], dtype=np.uint32)
    count = len(tail)
    x, y = np.arange(nodes, dtype=float) * 100.0, np.zeros(nodes)
    coords = np.empty((2 * count, 2))
    coords[0::2], coords[1::2] = np.column_stack([x, y])[tail], np.column_stack([x, y])[head]
    coords[1::2][tail == head] += (0.0, 50.0)  # a loop has a length too
    time = np.array(seconds, dtype=float)
    ways = np.array(one_way)
    blank, zero = np.array([""]), np.zeros(count, dtype=np.int32)
    infinite = np.full(count, np.inf, dtype=np.float32)
    return RoadGraph(
        x=x, y=y, tail=tail, head=head, length=np.maximum(1.0, np.hypot(*(coords[1::2] - coords[0::2]).T)),
        time_forward=np.where(ways == 2, np.inf, time), time_backward=np.where(ways == 1, np.inf, time), coords=coords,
        offsets=np.arange(0, 2 * count + 1, 2, dtype=np.int64), number=zero, numbers=blank, name=zero, names=blank, nature=zero.astype(np.int16), natures=blank,
        importance=zero.astype(np.int8), level=zero.astype(np.int8), max_height=infinite, max_weight=infinite, max_axle=infinite, max_width=infinite,
        max_length=infinite, no_hazmat=zero.astype(bool), private=np.array(private, dtype=bool), toll=zero.astype(bool), ids=np.full(count, "x"),
        cch_order=contraction_order(x + np.arange(nodes) * 0.1, y + np.arange(nodes), tail, head) if order else np.empty(0, np.uint32),
        source=np.array("t"), millesime=np.array("t"), exercise=np.array(True),
    )  # fmt: skip


@st.composite
def situations(draw):
    nodes = draw(st.integers(2, 9))
    count = draw(st.integers(1, 18))
    node = st.integers(0, nodes - 1)
    edges = draw(st.lists(st.tuples(node, node), min_size=count, max_size=count))
    seconds = draw(st.lists(st.integers(1, 50).map(lambda v: v / 7), min_size=count, max_size=count))
    ways = draw(st.lists(st.sampled_from([0, 0, 1, 2]), min_size=count, max_size=count))
    private = draw(st.lists(st.sampled_from([False, False, True]), min_size=count, max_size=count))
    blocked = np.array(draw(st.lists(st.sampled_from([False] * 5 + [True]), min_size=2 * count, max_size=2 * count)))
    place = st.tuples(st.integers(0, count - 1), st.sampled_from([0.0, 0.25, 0.3, 0.5, 1.0]))
    return edges, nodes, seconds, ways, private, blocked, draw(place), draw(place)


@settings(max_examples=400, deadline=None)
@given(situations(), st.booleans())
def test_small_graphs_one_ways_residents_roads_cuts_and_partial_arcs(case, accelerated):
    edges, nodes, seconds, ways, private, blocked, start, goal = case
    network = Network(grid_graph(edges, nodes, seconds, ways, private, order=accelerated))
    state = network.state(PROFILS["vl"])
    state.cut.set_weights(state.through_weight_without(blocked))
    answer = leg(network, state, state.cut, Anchor(*start, 0, 0, 0), Anchor(*goal, 0, 0, 0), blocked)
    tail, head = network.arc_tail.tolist(), network.arc_head.tolist()
    expected = heap_cost(
        tail, head, state.weight.tolist(), state.through.tolist(), (state.weight < INFINITE).tolist(), blocked.tolist(), start, goal
    )
    assert (None if answer is None else answer.cost) == expected
    if answer is not None:
        _is_a_walk(network, state, answer, blocked, start, goal)


def _is_a_walk(network, state, answer, blocked, start, goal):
    """Arcs follow one another, none is cut or forbidden, residents' roads only at the two ends, and the drawing joins the two points."""
    arcs = answer.arcs.tolist()
    assert arcs[0] % network.segments == start[0] and arcs[-1] % network.segments == goal[0]
    assert all(network.arc_head[a] == network.arc_tail[b] for a, b in zip(arcs, arcs[1:]))
    assert not blocked[arcs].any() and (state.weight[arcs] < INFINITE).all()
    through = np.flatnonzero(state.through[arcs])
    if len(through):
        assert state.through[arcs[through[0] : through[-1] + 1]].all()
    drawn = coordinates(network, [answer])
    for place, point in ((start, drawn[0]), (goal, drawn[-1])):
        ends = network.graph.coords[network.graph.offsets[place[0]] : network.graph.offsets[place[0] + 1]]
        assert np.allclose(ends[0] + (ends[-1] - ends[0]) * place[1], point, atol=1e-6)


def test_main_network_is_strongly_connected():
    network = Network(grid_graph([(0, 1), (1, 2), (2, 0), (2, 3)], 4, [1, 1, 1, 1], [1, 1, 1, 1], [0, 0, 0, 0]))
    state = network.state(PROFILS["vl"])
    assert state.in_main.tolist() == [True, True, True, False] and state.through.sum() == 3
    assert state.usable_segment.tolist() == [True, True, True, False]  # a one-way stub cannot be left again


def test_cuts_come_and_go_and_the_engine_forgets_nothing():
    network = Network(reels.graph("montpellier"))
    state = network.state(PROFILS["vl"])
    rng = np.random.default_rng(3)
    usable = np.flatnonzero(state.usable_segment & state.through[: network.segments])
    pair = [Anchor(int(s), 0.5, 0, 0, 0) for s in rng.choice(usable, 2, replace=False)]
    nothing = np.zeros(2 * network.segments, dtype=bool)
    before = leg(network, state, state.free, *pair, nothing)
    for size in (1, 50, 4000, 2, 0):  # partial updates and whole customisations in turn
        blocked = nothing.copy()
        blocked[rng.choice(2 * network.segments, size, replace=False)] = True
        state.cut.set_weights(state.through_weight_without(blocked))
        fresh = CchEngine(network.topology, state.through_weight_without(blocked))
        one, two = (leg(network, state, engine, *pair, blocked) for engine in (state.cut, fresh))
        assert (one and one.cost) == (two and two.cost)
    assert one.cost == before.cost


def test_two_roads_between_the_same_nodes_are_one_link_for_connectivity():
    """scipy's strong components loop for ever on repeated entries: the adjacency given to it must have none."""
    network = Network(grid_graph([(0, 1), (0, 1), (1, 0), (1, 1)], 2, [1, 2, 3, 4], [0, 0, 1, 0], [False] * 4))
    matrix = network.topology.matrix(np.ones(2 * network.segments, dtype=bool))
    assert matrix.has_canonical_format and matrix.nnz == 2
    assert network.state(PROFILS["vl"]).in_main.all()
