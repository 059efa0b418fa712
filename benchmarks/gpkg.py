"""Writing and searching a layer of 300 000 buildings: ours against geopandas.to_file, in the same run.

    python benchmarks/gpkg.py [ROWS]

Ours also checks every value, makes stable uuids, a unique index, and one transaction; the peer writes the frame as it is.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from shared import catalogue  # noqa: E402
from shared.gpkg import bulk, read  # noqa: E402
from shared.gpkg.backup import backup  # noqa: E402
from shared.gpkg.check import check  # noqa: E402
from shared.gpkg.create import create  # noqa: E402
from shared.gpkg.write import insert_rows  # noqa: E402

REPEATS = 3


def buildings(n: int) -> gpd.GeoDataFrame:
    rng = np.random.default_rng(34)
    x, y = rng.uniform(680_000, 800_000, n), rng.uniform(6_220_000, 6_320_000, n)
    return gpd.GeoDataFrame(
        {
            "cleabs": [f"BATIMENT{i:016d}" for i in range(n)],
            "nature": "Indifférenciée",
            "usage_1": rng.choice(["Résidentiel", "Commercial et services", "Agricole"], n),
            "construction_legere": False,
            "nombre_de_logements": rng.integers(0, 9, n),
            "nombre_d_etages": rng.integers(1, 6, n),
            "hauteur": rng.uniform(2, 20, n),
            "code_insee": rng.choice(["34172", "34129", "34032"], n),
        },
        geometry=shapely.box(x, y, x + 12, y + 9),
        crs=2154,
    )


def best(action) -> float:
    """Shortest of REPEATS runs, seconds; `action(i)` must not depend on the runs before."""
    times = []
    for number in range(REPEATS):
        started = time.perf_counter()
        action(number)
        times.append(time.perf_counter() - started)
    return min(times)


def main(n: int) -> None:
    frame = buildings(n)
    box = (740_000, 6_260_000, 745_000, 6_265_000)
    with tempfile.TemporaryDirectory() as folder:
        at = lambda name: Path(folder) / name  # noqa: E731

        def ours(i):
            bulk.write_layer(create(at(f"ours{i}.gpkg"), catalogue.layers("reference")), "batiment", frame, source_id="cleabs")

        def work(i):
            path = create(at(f"work{i}.gpkg"), catalogue.layers("travail"))
            rows = [{"type_situation": "feu", "geom": shapely.Point(770_000 + k, 6_280_000).wkb} for k in range(1_000)]
            started = time.perf_counter()
            insert_rows(path, "situation_point", rows)
            return time.perf_counter() - started

        lines = [
            (f"écrire {n} bâtiments : shared.gpkg.bulk", best(ours)),
            (f"écrire {n} bâtiments : geopandas.to_file", best(lambda i: frame.to_file(at(f"peer{i}.gpkg"), layer="batiment"))),
            ("relire la couche : shared.gpkg.bulk", best(lambda i: bulk.read_layer(at("ours0.gpkg"), "batiment"))),
            ("relire la couche : geopandas.read_file", best(lambda i: gpd.read_file(at("peer0.gpkg")))),
            ("chercher 0,2 % par emprise : shared.gpkg.read", best(lambda i: read.rows(at("ours0.gpkg"), "batiment", bbox=box))),
            ("chercher 0,2 % par emprise : geopandas.read_file", best(lambda i: gpd.read_file(at("peer0.gpkg"), bbox=box))),
            ("ajouter 1 000 situations : shared.gpkg.write", min(work(i) for i in range(REPEATS))),
            ("vérifier le fichier : shared.gpkg.check", best(lambda i: check(at("ours0.gpkg")))),
            ("sauvegarder le fichier : shared.gpkg.backup", best(lambda i: backup(at("ours0.gpkg"), at(f"copie{i}.gpkg")))),
        ]
        size = at("ours0.gpkg").stat().st_size / 1e6
    print(f"| Opération ({n} lignes, {size:.0f} Mo, meilleur de {REPEATS}) | s |\n|---|---|")
    for text, seconds in lines:
        print(f"| {text} | {seconds:.3f} |")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300_000)
