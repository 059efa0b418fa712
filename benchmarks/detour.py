"""Detours against their peers, on one network of at least 200 000 segments, in one run.

    .venv/bin/python -m benchmarks.detour [--espace DIR] [--segments 210000] [--questions 60] [--paires-qgis 3] [--sans-qgis]

Measured: warm click-to-geometry with a fresh cut each time (snap, cuts, engine update, route, words, geometry; nothing written),
against scipy and rustworkx (cost only, same pair and cuts) and QGIS's native:shortestpathpointtopoint (same network, same pair,
answers compared). Without --espace the network is synthetic: a planar road-like graph, four vertices a segment.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Callable, Dict, List, Tuple

import geopandas as gpd
import numpy as np
import shapely
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra, minimum_spanning_tree
from scipy.spatial import Delaunay

from data_sync.core.reseau.build import build_graph
from ddtm_crise.core.routage.coupures import block, cut_from
from ddtm_crise.core.routage.coupures_axe import Exits
from ddtm_crise.core.routage.detour import answer
from ddtm_crise.core.routage.lieux import Place
from ddtm_crise.core.routage.profils import PROFILS
from ddtm_crise.core.routage.question import Question
from ddtm_crise.core.routage.reseau import Network
from shared.arrays.roadgraph import RoadGraph
from shared.espace import Espace
from shared.jobs import JobContext

QGIS_PYTHON = os.environ.get("DDTM_QGIS_PYTHON", "/usr/bin/python3")
SPEEDS = (30, 50, 70, 80, 90, 110)


def synthetic_roads(segments: int, seed: int = 34) -> gpd.GeoDataFrame:
    """Towns and countryside over 120 x 90 km: a spanning tree of a triangulation plus random short links, some one-way."""
    rng = np.random.default_rng(seed)
    nodes = int(segments / 1.27)
    towns = rng.uniform([0, 0], [120e3, 90e3], (400, 2))
    weight = rng.pareto(1.2, 400) + 0.2
    pick = rng.choice(400, int(nodes * 0.6), p=weight / weight.sum())
    points = np.vstack([towns[pick] + rng.normal(0, 1500, (len(pick), 2)), rng.uniform([0, 0], [120e3, 90e3], (nodes - len(pick), 2))])
    points = np.round(points + [660_000, 6_235_000], 2)
    triangles = Delaunay(points).simplices
    sides = np.vstack([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]]).astype(np.int64)
    edges = np.unique(np.sort(sides, axis=1), axis=0)
    length = np.hypot(*(points[edges[:, 0]] - points[edges[:, 1]]).T)
    tree = minimum_spanning_tree(csr_matrix((length, edges.T), shape=(nodes, nodes))).tocoo()
    extra = edges[rng.choice(len(edges), max(0, segments - tree.nnz) + int(segments * 0.1), replace=False)]
    edges = np.unique(np.sort(np.vstack([np.column_stack([tree.row, tree.col]), extra]), axis=1), axis=0)
    a, b = points[edges[:, 0]], points[edges[:, 1]]
    bend = (b - a)[:, ::-1] * [0.04, -0.04]
    coords = np.round(np.stack([a, a + (b - a) * 0.33 + bend, a + (b - a) * 0.66 - bend, b], axis=1), 2)
    lines = shapely.linestrings(coords)
    count = len(edges)
    in_tree = np.isin(
        edges[:, 0] * nodes + edges[:, 1], np.sort(np.column_stack([tree.row, tree.col]).astype(np.int64), axis=1) @ np.array([nodes, 1])
    )
    return gpd.GeoDataFrame({
        "cleabs": np.arange(count).astype(str), "nature": "Route à 1 chaussée", "importance": rng.integers(1, 6, count).astype(str),
        "cpx_numero": np.char.add("D", rng.integers(1, 900, count).astype(str)), "vitesse_moyenne_vl": rng.choice(SPEEDS, count, p=[0.3, 0.35, 0.12, 0.13, 0.07, 0.03]),
        "sens_de_circulation": np.where(~in_tree & (rng.random(count) < 0.3), "Sens direct", "Double sens"),
    }, geometry=lines, crs=2154)  # fmt: skip


def question_for(network: Network, cuts: List[Any], exits: Exits, when: Any) -> Question:
    return Question(Espace.at("."), network, network.state(PROFILS["vl"]), None, when, block(network, cuts, exits, when))


def timed(action: Callable[[], Any]) -> Tuple[float, Any]:
    start = time.perf_counter()
    result = action()
    return (time.perf_counter() - start) * 1000.0, result


def ours(
    network: Network, count: int, alternatives: int, fresh_cut: bool, rng: np.random.Generator
) -> Tuple[List[float], List[Dict[str, Any]]]:
    """Times in ms and answers of `count` questions between random places; each with its own drawn zone cut near the middle."""
    from datetime import datetime, timezone

    graph, times, answers, exits, when = network.graph, [], [], Exits([]), datetime.now(timezone.utc)
    for _ in range(count):
        one, two = rng.integers(0, network.nodes, 2)
        places = [Place("A", graph.x[one] + 20, graph.y[one] - 15), Place("B", graph.x[two] - 10, graph.y[two] + 25)]
        middle = shapely.Point((places[0].x + places[1].x) / 2 + rng.normal(0, 800), (places[0].y + places[1].y) / 2 + rng.normal(0, 800))
        zone = middle.buffer(float(rng.uniform(300, 1500)), quad_segs=24)

        def ask(zone=zone, places=places):
            cuts = [cut_from({"geom": zone.wkb, "cause": "inondation"})] if fresh_cut else []
            return answer(question_for(network, cuts, exits, when), places, alternatives)

        elapsed, result = timed(ask)
        times.append(elapsed)
        answers.append({"result": result, "zone": zone, "places": places})
    return times, answers


def line(name: str, times: List[float], note: str = "") -> None:
    ordered = sorted(times)
    p95 = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    print(f"{name:66s} médiane {statistics.median(times):10.2f} ms   p95 {p95:10.2f} ms   max {ordered[-1]:10.2f} ms   {note}", flush=True)


def peers(network: Network, rng: np.random.Generator, count: int) -> None:
    """Cost only, between graph nodes, without cuts: scipy one-to-all and rustworkx to a goal, checked against our engine."""
    state = network.state(PROFILS["vl"])
    arcs = np.flatnonzero(state.through)
    nodes = np.flatnonzero(state.in_main)
    pairs = rng.choice(nodes, (count, 2))
    tail, head, weight = network.arc_tail[arcs], network.arc_head[arcs], state.weight[arcs]
    own = [timed(lambda a=a, b=b: state.free.route([(int(a), 0)], [(int(b), 0)])) for a, b in pairs]
    line("notre moteur, coût et arcs seuls, sommet à sommet", [one for one, _ in own])
    matrix = csr_matrix((weight.astype(float), (tail, head)), shape=(network.nodes, network.nodes))
    first = [timed(lambda a=a: dijkstra(matrix, indices=int(a), return_predecessors=True)) for a, _ in pairs[:10]]
    same = sum(abs(result[0][b] - found.cost) < 1e-6 for (_, result), (_, found), (_, b) in zip(first, own, pairs))
    line("scipy dijkstra (une origine, prédécesseurs)", [one for one, _ in first], f"{same}/{len(first)} coûts égaux")
    try:
        import rustworkx
    except ImportError:
        print("rustworkx : absent")
        return
    peer = rustworkx.PyDiGraph()
    peer.add_nodes_from(range(network.nodes))
    peer.add_edges_from(list(zip(tail.tolist(), head.tolist(), weight.tolist())))
    first = [
        timed(lambda a=a, b=b: rustworkx.digraph_dijkstra_shortest_path_lengths(peer, int(a), float, goal=int(b))) for a, b in pairs[:10]
    ]
    same = sum(abs(result[int(b)] - found.cost) < 1e-6 for (_, result), (_, found), (_, b) in zip(first, own, pairs))
    line("rustworkx dijkstra (vers un but, coût seul)", [one for one, _ in first], f"{same}/{len(first)} coûts égaux")


QGIS_SCRIPT = """
import json, sys, time
from qgis.core import QgsApplication, QgsProject, QgsVectorLayer
QgsApplication.setPrefixPath("/usr", True)
app = QgsApplication([], False); app.initQgis()
sys.path.append("/usr/share/qgis/python/plugins")
from processing.core.Processing import Processing
Processing.initialize()
import processing
task = json.load(open(sys.argv[1]))
QgsProject.instance().setEllipsoid("NONE")
layer = QgsVectorLayer(task["layer"], "routes", "ogr")
assert layer.isValid()
out = []
for a, b in task["pairs"]:
    start = time.perf_counter()
    result = processing.run("native:shortestpathpointtopoint", {"INPUT": layer, "STRATEGY": 1, "DIRECTION_FIELD": "sens_de_circulation",
        "VALUE_FORWARD": "Sens direct", "VALUE_BACKWARD": "Sens inverse", "VALUE_BOTH": "Double sens", "DEFAULT_DIRECTION": 2, "SPEED_FIELD": "vitesse",
        "DEFAULT_SPEED": 50, "TOLERANCE": 0, "START_POINT": "%r,%r [EPSG:2154]" % tuple(a), "END_POINT": "%r,%r [EPSG:2154]" % tuple(b), "OUTPUT": "memory:"})
    elapsed = time.perf_counter() - start
    shape = next(result["OUTPUT"].getFeatures()).geometry()
    out.append({"ms": elapsed * 1000, "hours": float(result["TRAVEL_COST"]), "wkb": bytes(shape.asWkb()).hex()})
json.dump(out, open(sys.argv[2], "w"))
sys.stdout.flush()
import os
os._exit(0)
"""


def qgis(network: Network, answers: List[Dict[str, Any]]) -> List[Dict[str, float]]:
    """QGIS on the same network without the segments cut, same pairs (points on the network so that both start at the same place)."""
    out = []
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "qgis_peer.py"
        script.write_text(QGIS_SCRIPT, encoding="utf-8")
        for rank, asked in enumerate(answers):
            layer = Path(folder) / f"reseau_{rank}.gpkg"
            _network_layer(network, asked["zone"], layer)
            coords = shapely.get_coordinates(shapely.from_wkb(asked["result"]["itineraires"][0]["geom"]))
            task, answer_file = Path(folder) / "task.json", Path(folder) / "answer.json"
            task.write_text(json.dumps({"layer": str(layer), "pairs": [[coords[0].tolist(), coords[-1].tolist()]]}), encoding="utf-8")
            environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
            done = subprocess.run(
                [QGIS_PYTHON, str(script), str(task), str(answer_file)],
                env=environment,
                capture_output=True,
                text=True,
                timeout=600,
                check=False,
            )
            if not answer_file.exists():
                print("QGIS n'a pas répondu :", done.stderr[-400:])
                return out
            out += json.loads(answer_file.read_text(encoding="utf-8"))
            answer_file.unlink()
            layer.unlink()
    return out


def _network_layer(network: Network, zone: shapely.Geometry, path: Path) -> None:
    graph = network.graph
    keep = np.ones(network.segments, dtype=bool)
    keep[network.tree.query(zone, predicate="intersects")] = False
    forward, backward = np.isfinite(graph.time_forward), np.isfinite(graph.time_backward)
    seconds = np.where(forward, graph.time_forward, graph.time_backward)
    sens = np.where(forward & backward, "Double sens", np.where(forward, "Sens direct", "Sens inverse"))
    keep &= forward | backward
    speed = graph.length / np.maximum(seconds, 1e-9) * 3.6
    frame = gpd.GeoDataFrame({"sens_de_circulation": sens[keep], "vitesse": speed[keep]}, geometry=network.lines[keep], crs=2154)
    frame.to_file(path, layer="routes", engine="pyogrio")


def main() -> int:
    parser = argparse.ArgumentParser(description="Mesure des itinéraires contre leurs pairs")
    parser.add_argument("--espace")
    parser.add_argument("--segments", type=int, default=210_000)
    parser.add_argument("--questions", type=int, default=60)
    parser.add_argument("--paires-qgis", type=int, default=3)
    parser.add_argument("--sans-qgis", action="store_true")
    given = parser.parse_args()
    if given.espace:
        load, graph = timed(lambda: RoadGraph.load(Espace.at(given.espace).reseau))
        print(f"réseau : {Espace.at(given.espace).reseau}, lu en {load:.0f} ms")
    else:
        roads = synthetic_roads(given.segments)
        build, graph = timed(lambda: build_graph(roads, source="synthétique", millesime="", exercise=True, ctx=JobContext()))
        print(f"réseau synthétique construit en {build / 1000:.1f} s (ordre de contraction compris)")
    ready, network = timed(lambda: Network(graph))
    warm, state = timed(lambda: network.state(PROFILS["vl"]))
    engines, _ = timed(lambda: (state.free, state.cut))
    print(
        f"{network.segments} tronçons, {network.nodes} nœuds ; mise en mémoire {ready:.0f} ms, profil {warm:.0f} ms, moteurs {engines:.0f} ms"
    )
    ours(network, 5, 2, True, np.random.default_rng(1))
    simple, answers = ours(network, given.questions, 0, True, np.random.default_rng(2))
    found = [one for one in answers if one["result"]["trouve"]]
    changed = [one for one in found if one["result"]["itineraires"][0]["ecart_s"]]
    line("clic > tracé, coupure nouvelle à chaque question", simple, f"{len(found)}/{len(answers)} trouvés, {len(changed)} déviés")
    line("clic > tracé, coupure nouvelle et 2 variantes", ours(network, given.questions, 2, True, np.random.default_rng(2))[0])
    line("clic > tracé, sans coupure", ours(network, given.questions, 0, False, np.random.default_rng(2))[0])
    peers(network, np.random.default_rng(3), 40)
    if given.sans_qgis:
        return 0
    asked = (changed or found)[: given.paires_qgis]
    theirs = qgis(network, asked)
    if theirs:
        line("QGIS native:shortestpathpointtopoint, mêmes paires", [one["ms"] for one in theirs])
        gaps = [abs(one["hours"] * 3600 - mine["result"]["itineraires"][0]["duree_s"]) for one, mine in zip(theirs, asked)]
        ratio = statistics.median(one["ms"] for one in theirs) / statistics.median(simple)
        longest = max(one["result"]["itineraires"][0]["duree_s"] for one in asked)
        shapes = [
            (shapely.from_wkb(one["wkb"]), shapely.from_wkb(mine["result"]["itineraires"][0]["geom"])) for one, mine in zip(theirs, asked)
        ]
        apart = max(float(shapely.hausdorff_distance(one, two)) for one, two in shapes)
        print(f"tracés : {apart:.4f} m d'écart au plus ; durées : {max(gaps):.2f} s au plus sur {longest:.0f} s")
        print(f"rapport de temps QGIS / nous : {ratio:.0f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
