"""The builder of the routing graph: what a road table says is what a vehicle may do."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiLineString

from data_sync.core.reseau.build import build_graph, build_with_report
from data_sync.core.reseau.noeuds import merge_ends
from shared.arrays.roadgraph import RoadGraph
from shared.errors import BadInput
from shared.jobs import JobContext
from tests.routage import reels

LINE = LineString([(700000, 6280000), (700100, 6280000)])


def build(rows, **kw):
    roads = gpd.GeoDataFrame(
        [{k: v for k, v in row.items() if k != "geometry"} for row in rows], geometry=[row.get("geometry", LINE) for row in rows], crs=2154
    )
    return build_with_report(roads, source="t", millesime="2026", exercise=True, ctx=JobContext(), **kw)


@pytest.mark.parametrize(
    ("sens", "forward", "backward"),
    [
        ("Double sens", True, True),
        ("Sens direct", True, False),
        ("Sens inverse", False, True),
        ("Sans objet", True, True),
        (None, True, True),
    ],
)
def test_direction_of_traffic(sens, forward, backward):
    graph, _ = build([{"nature": "Route à 1 chaussée", "sens_de_circulation": sens, "vitesse_moyenne_vl": 36}])
    assert np.isfinite(graph.time_forward[0]) == forward and np.isfinite(graph.time_backward[0]) == backward
    assert min(graph.time_forward[0], graph.time_backward[0]) == pytest.approx(10.0)


@pytest.mark.parametrize(
    "row",
    [{"nature": "Sentier"}, {"nature": "Escalier"}, {"nature": "Piste cyclable"}, {"nature": "Bac ou liaison maritime"}, {"acces_vehicule_leger": "Physiquement impossible"},
     {"etat_de_l_objet": "En construction"}, {"etat_de_l_objet": "En projet"}, {"geometry": LineString([(0, 0), (0, 0)])}, {"geometry": None}],
)  # fmt: skip
def test_left_out_and_counted(row):
    graph, report = build([row, {"nature": "Route à 1 chaussée", "etat_de_l_objet": "En service"}])
    assert len(graph.tail) == 1 and (report.read, report.kept) == (2, 1) and sum(report.left_out.values()) == 1


def test_nothing_usable_is_said():
    with pytest.raises(BadInput, match="Aucun tronçon de route utilisable"):
        build([{"nature": "Sentier"}])


@pytest.mark.parametrize(
    "row",
    [{"prive": "Oui"}, {"prive": True}, {"acces_vehicule_leger": "Restreint aux ayants droit"}, {"nature": "Chemin"}, {"periode_de_fermeture": "du 1/11 au 30/4"},
     {"nature_de_la_restriction": "Voie bus"}],
)  # fmt: skip
def test_roads_for_residents_only(row):
    assert build([row])[0].private.tolist() == [True]


def test_restrictions_zero_means_none_and_13_t_is_the_national_axle():
    rows = [
        {"restriction_de_hauteur": h, "restriction_de_poids_par_essieu": a, "restriction_de_poids_total": p}
        for h, a, p in ((0.0, 13.0, None), (4.3, 8.0, "3.5"))
    ]
    graph, _ = build(rows)
    assert graph.max_height.tolist() == [np.inf, np.float32(4.3)]
    assert graph.max_axle.tolist() == [np.inf, 8.0]
    assert graph.max_weight.tolist() == [np.inf, 3.5]


@pytest.mark.parametrize(
    ("word", "level"), [("0", 0), ("1", 1), ("-1", -1), (2, 2), ("Tunnel", -1), ("Gué ou radier", 0), ("Pont", 1), (None, 0)]
)
def test_level_above_ground(word, level):
    assert build([{"position_par_rapport_au_sol": word}])[0].level.tolist() == [level]


def test_ends_within_ten_centimetres_are_one_node_and_crossings_without_an_end_are_none():
    rows = [
        {"geometry": LineString([(0, 0), (50, 0)])},
        {"geometry": LineString([(50.06, 0.05), (100, 0)])},
        {"geometry": LineString([(50.0, 0.3), (50, 60)])},
        {"geometry": LineString([(25, -30), (25, 30)])},
    ]
    graph, _ = build(rows)
    assert graph.head[0] == graph.tail[1]
    assert len(graph.x) == 7


def test_a_multipart_row_gives_a_segment_a_part_and_3d_is_dropped():
    graph, report = build([{"cleabs": "T1", "geometry": MultiLineString([[(0, 0, 5), (10, 0, 5)], [(20, 0, 5), (30, 0, 5)]])}])
    assert graph.ids.tolist() == ["T1", "T1"] and graph.coords.shape == (4, 2) and report.kept == 1


def test_a_one_way_multipart_keeps_its_direction():
    graph, _ = build([{"sens_de_circulation": "Sens direct", "geometry": MultiLineString([[(10, 0), (20, 0)], [(0, 0), (10, 0)]])}])
    assert graph.coords[:, 0].tolist() == [0, 10, 20] and np.isfinite(graph.time_forward[0]) and np.isinf(graph.time_backward[0])


def test_another_coordinate_system_is_refused():
    with pytest.raises(BadInput, match="Lambert 93"):
        build_graph(
            gpd.GeoDataFrame({"nature": ["x"]}, geometry=[LINE], crs=4326), source="", millesime="", exercise=False, ctx=JobContext()
        )


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=2, max_size=40))
def test_merging_is_the_transitive_closure_of_being_near(cells):
    ends = np.array(cells, dtype=float) * 0.05
    node, points = merge_ends(ends, 0.06)
    group = list(range(len(ends)))  # union by repeated relabelling: slow and obvious
    for _ in ends:
        for i in range(len(ends)):
            for j in range(len(ends)):
                if np.hypot(*(ends[i] - ends[j])) <= 0.06:
                    group[i] = group[j] = min(group[i], group[j])
    assert all((node[i] == node[j]) == (group[i] == group[j]) for i in range(len(ends)) for j in range(len(ends)))
    assert np.hypot(*(points[node] - ends).T).max() <= 0.06 * len(ends)


def test_saved_and_read_back(tmp_path):
    graph, _ = build([{"cpx_numero": "D 132", "nom_voie": "Avenue de l'Évêché", "nature": "Rond-point", "importance": "3"}])
    graph.save(tmp_path / "reseau.npz")
    again = RoadGraph.load(tmp_path / "reseau.npz")
    assert again.numbers[again.number[0]] == "D132" and again.names[again.name[0]] == "Avenue de l'Évêché" and again.importance[0] == 3
    assert bool(again.exercise) and again.natures[again.nature[0]] == "Rond-point"


def test_real_bd_topo_of_rochefort():
    graph = reels.graph("rochefort")
    assert len(graph.tail) == 1059 and int((graph.level > 0).sum()) == 44
    assert int(np.isinf(graph.time_backward).sum() + np.isinf(graph.time_forward).sum()) == 436
    assert sorted(graph.cch_order.tolist()) == list(range(len(graph.x)))
