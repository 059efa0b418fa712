"""How long the whole exercise pack takes, how big it is, and whether it keeps its promises.

    .venv/bin/python -m benchmarks.exercice [--echelle 1] [--budget 120]

Exit status 1 when a promise is broken or the processor time is over the budget (seconds).
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from typing import List, Tuple

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from data_sync.core.exercice.build import run
from shared import catalogue
from shared.arrays.population import PopulationArrays
from shared.arrays.roadgraph import RoadGraph
from shared.espace import Espace
from shared.gpkg.check import check
from shared.jobs import JobContext


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--echelle", type=float, default=1.0)
    parser.add_argument("--budget", type=float, default=120.0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        steps: List[Tuple[float, str]] = []
        wall, processor = time.perf_counter(), time.process_time()
        counts = run({"espace": folder, "echelle": options.echelle}, JobContext(lambda _, text: steps.append((time.perf_counter(), text))))[
            "comptes"
        ]
        wall, processor = time.perf_counter() - wall, time.process_time() - processor
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        espace = Espace.at(folder)
        size = sum(path.stat().st_size for path in espace.generation.iterdir()) / 1e6
        for (start, text), (end, _) in zip(steps, steps[1:] + [(steps[0][0] + wall, "")]):
            if end - start > 0.5:
                print(f"  {end - start:6.1f} s  {text}")
        whole = options.echelle >= 1.0
        promises = {
            f"processor {processor:.0f} s <= {options.budget:.0f} s (wall {wall:.0f} s, other programs included)": processor
            <= options.budget,
            f"memory {peak:.2f} GB <= 3 GB": peak <= 3.0,
            f"road segments {counts['troncon_de_route']} >= 150 000": not whole or counts["troncon_de_route"] >= 150_000,
            f"buildings {counts['batiment']} >= 300 000": not whole or counts["batiment"] >= 300_000,
            f"communes {counts['commune']} = 341": not whole or counts["commune"] == 341,
            **_network(RoadGraph.load(espace.reseau)),
            **_people(PopulationArrays.load(espace.population)),
            "every layer passes the catalogue check": check(espace.referentiel_gpkg, catalogue.layers("reference")).ok,
        }
    print(f"pack: {size:.0f} MB; " + ", ".join(f"{name} {rows}" for name, rows in sorted(counts.items())))
    for text, kept in promises.items():
        print(("ok    " if kept else "BROKEN ") + text)
    return 0 if all(promises.values()) else 1


def _network(graph: RoadGraph) -> dict:
    forth, back = ~graph.private & np.isfinite(graph.time_forward), ~graph.private & np.isfinite(graph.time_backward)
    tail, head = np.concatenate([graph.tail[forth], graph.head[back]]), np.concatenate([graph.head[forth], graph.tail[back]])
    arcs = coo_matrix((np.ones(len(tail)), (tail, head)), shape=(len(graph.x),) * 2)
    label = connected_components(arcs, directed=True, connection="strong")[1]
    best = label == np.bincount(label).argmax()
    share = float((best[graph.tail] & best[graph.head])[~graph.private].mean())
    return {f"public segments in one strongly connected network: {share:.2%} > 99 %": share > 0.99}


def _people(people: PopulationArrays) -> dict:
    gap = float(np.abs(np.bincount(people.commune, people.people, len(people.codes_insee)) - people.commune_people).max())
    return {f"people of each commune: largest gap {gap:.1e} < 1e-6 ({people.people.sum():.0f} people)": gap < 1e-6}


if __name__ == "__main__":
    sys.exit(main())
