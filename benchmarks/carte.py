"""The one-click A3 map against a bare QgsLayoutExporter (one map item) of the same map, in one run (best of N, in turn); then a heavy layer.

    .venv/bin/python -m benchmarks.carte [--espace DIR] [--lourde 300] [--tours 5]

Without --espace a synthetic space is made (24 000 road segments, 12 000 buildings, flood zones, establishments, drawings).
--lourde N: also with a layer of about N MB in the map (0: none); 1500 takes a few minutes.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Dict, List

ROOT = Path(__file__).resolve().parents[1]
QGIS_PYTHON = os.environ.get("DDTM_QGIS_PYTHON", "/usr/bin/python3")


# -- in the venv: data ---------------------------------------------------------------------------------------------------


def synthetic_space(root: Path) -> Path:
    """A work space like a canton under water; EPSG:2154."""
    import geopandas as gpd
    import numpy as np
    import shapely

    from shared import catalogue
    from shared.gpkg.bulk import write_layer
    from shared.gpkg.create import create
    from shared.gpkg.write import insert_rows

    rng = np.random.default_rng(34)
    generation = root / "referentiel" / "gen-1"
    generation.mkdir(parents=True)
    for name in ("travail", "sorties"):
        (root / name).mkdir()
    reference, work = generation / "referentiel.gpkg", root / "travail" / "travail.gpkg"
    create(reference, catalogue.layers("reference"), exercise=True)
    create(work, catalogue.layers("travail"), exercise=True)
    x0, y0, side = 760_000.0, 6_265_000.0, 24_000.0

    def put(name: str, geometry: Any, **fields: Any) -> None:
        write_layer(reference, name, gpd.GeoDataFrame(fields, geometry=geometry, crs=2154))

    cells = [(i, j) for i in range(6) for j in range(6)]
    put(
        "commune",
        [shapely.MultiPolygon([shapely.box(x0 + i * 4e3, y0 + j * 4e3, x0 + i * 4e3 + 4e3, y0 + j * 4e3 + 4e3)]) for i, j in cells],
        code_insee=[f"34{n:03d}" for n in range(36)],
        nom=[f"Commune {n}" for n in range(36)],
        population=[int(n * 700 + 300) for n in range(36)],
    )
    starts = rng.uniform(0, side, (24_000, 2)) + [x0, y0]
    steps = rng.normal(0, 60, (24_000, 4, 2)).cumsum(axis=1)
    lines = shapely.multilinestrings(shapely.linestrings(starts[:, None] + steps), indices=np.arange(24_000))
    importance = rng.choice(["1", "2", "3", "4", "5"], 24_000, p=[0.01, 0.04, 0.1, 0.2, 0.65])
    put(
        "troncon_de_route",
        lines,
        importance=importance,
        nature=["Route à 1 chaussée"] * 24_000,
        cpx_numero=[f"D{n % 400}" for n in range(24_000)],
    )
    corners = rng.uniform(0, side, (12_000, 2)) + [x0, y0]
    put(
        "batiment",
        shapely.multipolygons(shapely.box(*corners.T, *(corners + rng.uniform(8, 25, (12_000, 2))).T), indices=np.arange(12_000)),
    )
    river = shapely.LineString(np.c_[x0 + 12e3 + 1500 * np.sin(np.linspace(0, 9, 400)), np.linspace(y0, y0 + side, 400)])
    widths = (1400, 1000, 700, 400, 200, 0)
    rings = [river.buffer(a, 32).difference(river.buffer(b, 32)) if b else river.buffer(a, 32) for a, b in zip(widths, widths[1:])]
    classes = ["0_050", "050_100", "100_150", "150_200", "200p"]
    put(
        "zone_inondee_potentielle",
        [shapely.MultiPolygon([ring]) if ring.geom_type == "Polygon" else ring for ring in rings],
        classe_hauteur=classes,
    )
    put("troncon_hydrographique", [shapely.MultiLineString([river])], nom=["le Fleuve"], importance=[1])
    places = rng.uniform(0, side, (400, 2)) + [x0, y0]
    kinds = rng.choice(["maternelle", "elementaire", "college", "hopital", "ehpad", "camping", "mairie", "caserne"], 400)
    put("etablissement", shapely.points(places), nature=kinds, nom=[f"Établissement {n}" for n in range(400)])
    centre = shapely.Point(x0 + 12e3, y0 + 12e3)
    insert_rows(
        work, "situation_point", [{"type_situation": "poste_commandement", "etat": "en_cours", "libelle": "PC", "geom": centre.wkb}]
    )
    insert_rows(work, "coupure_point", [{"axe": "D1", "sens": "double", "geom": shapely.Point(x0 + 11e3, y0 + 11e3).wkb}])
    pack = {"titre": "Banc d'essai", "exercice": True, "version": 1, "cree_le": "2026-01-01T00:00:00Z", "departement": "34", "sources": []}
    (generation / "pack.json").write_text(json.dumps(pack), encoding="utf-8")
    (root / "referentiel" / "CURRENT").write_text("gen-1", encoding="utf-8")
    return root


def heavy_layer(path: Path, megabytes: int) -> Path:
    """Polygons of 1 000 vertices all over the department."""
    import geopandas as gpd
    import numpy as np
    import shapely

    rng = np.random.default_rng(7)
    count, angles = max(1, int(megabytes * 1e6 / 16_300)), np.linspace(0, 2 * np.pi, 1_000, endpoint=False)
    for start in range(0, count, 4_000):
        size = min(4_000, count - start)
        centre = rng.uniform([745_000, 6_250_000], [800_000, 6_300_000], (size, 2))
        radius = 60 * (1 + 0.3 * rng.random((size, 1_000)))
        ring = centre[:, None] + np.stack([radius * np.cos(angles), radius * np.sin(angles)], -1)
        polygons = shapely.polygons(np.concatenate([ring, ring[:, :1]], 1))
        gpd.GeoDataFrame({"classe": rng.integers(0, 4, size)}, geometry=polygons, crs=2154).to_file(
            path, layer="lourde", driver="GPKG", mode="a" if start else "w"
        )
    return path


# -- in QGIS: measures -----------------------------------------------------------------------------------------------------


def bare(project: Any, extent: Any, layers: Any, dpi: int, path: Path) -> float:
    """Seconds of a bare exporter: an A3 page, one map item of our map's size, nothing else."""
    from qgis.core import QgsLayoutExporter, QgsLayoutItemMap, QgsLayoutPoint, QgsLayoutSize, QgsPrintLayout

    from shared.carto.gabarit import round_scale, sheet

    started = time.perf_counter()
    layout = QgsPrintLayout(project)
    layout.initializeDefaults()
    layout.pageCollection().page(0).setPageSize(QgsLayoutSize(420, 297))
    item = QgsLayoutItemMap(layout)
    layout.addLayoutItem(item)
    box = sheet("A3", True).map
    item.attemptResize(QgsLayoutSize(box.w, box.h))  # first: an item moved before it has a size loses its extent
    item.attemptMove(QgsLayoutPoint(box.x, box.y))
    item.setLayers(layers)
    item.setKeepLayerSet(True)
    item.zoomToExtent(extent)
    item.setScale(round_scale(item.scale()))
    settings = QgsLayoutExporter.PdfExportSettings()
    settings.dpi = dpi
    QgsLayoutExporter(layout).exportToPdf(str(path), settings)
    return time.perf_counter() - started


def measure(space: str, extents: Dict[str, List[float]], heavy: str, rounds: int, out: Path) -> List[Dict[str, Any]]:
    from qgis.core import QgsApplication, QgsProject, QgsRectangle, QgsVectorLayer

    application = QgsApplication([], True)
    application.initQgis()
    from shared.carto import projet
    from shared.carto.composition import DPI, _drawn_layers
    from shared.carto.mise_en_page import MapRequest, export
    from shared.espace import Espace

    project, espace = QgsProject.instance(), Espace.at(space)
    projet.ouvrir_theme(project, espace, "inondation")
    rows = []
    for with_heavy in (False, True) if heavy else (False,):
        if with_heavy:
            project.addMapLayer(QgsVectorLayer(f"{heavy}|layername=lourde", "Couche lourde", "ogr"))
        layers = _drawn_layers(project, "")
        for name, box in extents.items():
            extent = QgsRectangle(*box)
            times: Dict[str, List[float]] = {"nue": [], "carte": []}
            for turn in range(1 if with_heavy else rounds):
                ours, theirs = out / f"carte-{turn}.pdf", out / f"nue-{turn}.pdf"
                times["nue"].append(bare(project, extent, layers, DPI["A3"], theirs))
                started = time.perf_counter()
                result = export(project, MapRequest(extent=extent, landscape=True, path=ours), espace)
                times["carte"].append(time.perf_counter() - started)
            rows.append(
                {
                    "cas": name + (" + couche lourde" if with_heavy else ""),
                    **{key: min(values) for key, values in times.items()},
                    "nue_ko": theirs.stat().st_size // 1024,
                    "carte_ko": ours.stat().st_size // 1024,
                    "pixels": result["pixels"],
                }
            )
    project.clear()
    return rows


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--espace")
    parser.add_argument("--lourde", type=int, default=300)
    parser.add_argument("--tours", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ddtm-banc-carte-") as folder:
        scratch = Path(folder)
        space = Path(given.espace) if given.espace else synthetic_space(scratch / "espace")
        heavy = str(heavy_layer(scratch / "lourde.gpkg", given.lourde)) if given.lourde else ""
        extents = {
            "ville (1:30 000)": [767_500, 6_272_500, 776_500, 6_278_500],
            "canton (1:75 000)": [760_000, 6_268_000, 784_000, 6_285_000],
        }
        code = (
            "import json, os, sys; from pathlib import Path; from benchmarks.carte import measure\n"
            "rows = measure(*json.loads(sys.argv[1]), Path(sys.argv[2])); print('ROWS' + json.dumps(rows), flush=True); os._exit(0)"
        )
        env = {**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen", "XDG_RUNTIME_DIR": folder}
        os.chmod(folder, 0o700)
        request = json.dumps([str(space), extents, heavy, given.tours])
        done = subprocess.run([QGIS_PYTHON, "-X", "faulthandler", "-c", code, request, folder], env=env, capture_output=True, text=True)
        found = [line[4:] for line in done.stdout.splitlines() if line.startswith("ROWS")]
        if not found:
            print(done.stdout[-1000:] + done.stderr[-3000:], f"(état {done.returncode})", file=sys.stderr)
            return 1
        print(f"{'carte A3 paysage, PDF':34}{'exporteur nu':>14}{'carte':>10}{'rapport':>9}{'PDF nu':>11}{'PDF carte':>11}  en pixels")
        for row in json.loads(found[-1]):
            ratio = row["carte"] / row["nue"]
            print(
                f"{row['cas']:34}{row['nue']:>12.2f} s{row['carte']:>8.2f} s{ratio:>8.2f}x{row['nue_ko']:>8} ko{row['carte_ko']:>8} ko  {', '.join(row['pixels'])}"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
