"""Population to evacuate: a flood zone of 30 000 vertices over a department of 300 000 buildings, against the peers, in one run.

    python benchmarks/evacuation.py [--espace DIR] [--part 0.02] [--json FILE]

Without --espace a department is generated (341 communes, 320 000 buildings; no network). Peers cut buildings with the zone one by one:
geopandas.overlay, and in a QGIS without screen native:intersection and native:extractbylocation followed by a sum. The two that cut
are given a share of the buildings only (--part, --part-qgis, drawn at random) because they take minutes; times are printed as measured, never
extrapolated: the ratio printed is a lower bound. Prints a Markdown table, then one JSON object.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from data_sync.core.population.build import build_population  # noqa: E402
from ddtm_crise.core.evacuation.formes import merged  # noqa: E402
from ddtm_crise.core.evacuation.job import run  # noqa: E402
from ddtm_crise.core.evacuation.recouvrement import Footprints  # noqa: E402
from shared import catalogue  # noqa: E402
from shared.arrays.population import PopulationArrays  # noqa: E402
from shared.espace import Espace  # noqa: E402
from shared.gpkg import write  # noqa: E402
from shared.gpkg.create import create  # noqa: E402
from shared.jobs import JobContext  # noqa: E402

X, Y, COMMUNE_M = 700_000.0, 6_250_000.0, 4_200.0
VERTICES, BUILDINGS, COMMUNES = 30_000, 320_000, 341
TARGET_S, TARGET_RATIO = 0.5, 20.0


def department(folder: Path) -> Espace:
    """A made-up department: square communes, villages of terraced and detached houses, people by a heavy-tailed law."""
    rng = np.random.default_rng(34)
    side = 20
    corner = np.array([(X + COMMUNE_M * (i % side), Y + COMMUNE_M * (i // side)) for i in range(COMMUNES)])
    people = np.round(rng.pareto(1.1, COMMUNES) * 900 + 80)
    communes = gpd.GeoDataFrame(
        {
            "code_insee": [f"34{i + 1:03d}" for i in range(COMMUNES)],
            "nom": [f"Commune {i + 1}" for i in range(COMMUNES)],
            "population": people,
        },
        geometry=shapely.box(corner[:, 0], corner[:, 1], corner[:, 0] + COMMUNE_M, corner[:, 1] + COMMUNE_M),
        crs=2154,
    )
    place = rng.choice(COMMUNES, BUILDINGS, p=(people + 500) / (people + 500).sum())
    spot = np.clip(
        corner[place] + COMMUNE_M / 2 + rng.normal(0, COMMUNE_M / 7, (BUILDINGS, 2)), corner[place] + 20, corner[place] + COMMUNE_M - 20
    )
    size, turn = rng.uniform(6, 18, (BUILDINGS, 2)), rng.uniform(0, np.pi, BUILDINGS)
    unit = np.array([(0, 0), (1, 0), (1, 0.6), (0.6, 0.6), (0.6, 1), (0, 1), (0, 0)])  # an L, as most houses
    shape = unit[None] * size[:, None]
    cos, sin = np.cos(turn)[:, None], np.sin(turn)[:, None]
    rings = np.stack([shape[..., 0] * cos - shape[..., 1] * sin, shape[..., 0] * sin + shape[..., 1] * cos], axis=2) + spot[:, None]
    buildings = gpd.GeoDataFrame(
        {"usage_1": "Résidentiel", "nombre_de_logements": rng.choice([1, 1, 1, 2, 6], BUILDINGS), "nombre_d_etages": rng.integers(1, 5, BUILDINGS),
         "code_insee": communes.code_insee.to_numpy()[place]},
        geometry=shapely.polygons(rings), crs=2154,
    )  # fmt: skip
    generation = folder / "referentiel" / "gen-1"
    generation.mkdir(parents=True)
    create(generation / "referentiel.gpkg", catalogue.layers("reference"), exercise=True)
    rows = [{**row, "geom": one.wkb} for row, one in zip(communes.drop(columns="geometry").to_dict("records"), communes.geometry)]
    write.insert_rows(generation / "referentiel.gpkg", "commune", rows)
    spots = rng.choice(BUILDINGS, 3000, replace=False)
    write.insert_rows(
        generation / "referentiel.gpkg",
        "etablissement",
        [
            {"nature": "ehpad", "nom": f"Établissement {i}", "effectif_nuit": 50, "geom": shapely.Point(spot[j]).wkb}
            for i, j in enumerate(spots)
        ],
    )
    build_population(buildings, communes, millesime="2023", exercise=True, ctx=JobContext()).save(generation / "population.npz")
    (generation / "pack.json").write_text(json.dumps({"titre": "Banc d'essai", "exercice": True, "sources": []}), encoding="utf-8")
    (folder / "referentiel" / "CURRENT").write_text("gen-1\n", encoding="utf-8")
    return Espace.at(folder)


def flood(arrays: PopulationArrays) -> shapely.MultiPolygon:
    """Wavy ribbons from anywhere to anywhere in the department, as wide as flood plains: `VERTICES` vertices, islands included."""
    rng = np.random.default_rng(7)
    low, high = np.array([arrays.x.min(), arrays.y.min()]), np.array([arrays.x.max(), arrays.y.max()])
    ends = rng.uniform(low, high, (60, 2))
    ribbons = []
    for a, (start, end) in enumerate(zip(ends[::2], ends[1::2])):
        t = np.linspace(0, 1, 300)[:, None]
        sway = np.column_stack([np.sin(t[:, 0] * 23 + a), np.cos(t[:, 0] * 17 + 2 * a)]) * 700
        ribbons.append(shapely.LineString(start + (end - start) * t + sway).buffer(rng.uniform(60, 350), quad_segs=3))
    zone = shapely.union_all(ribbons)
    fine, coarse = 1.0, zone.length
    for _ in range(60):  # the spacing of vertices that gives the number asked
        middle = (fine + coarse) / 2
        fine, coarse = (middle, coarse) if shapely.get_num_coordinates(shapely.segmentize(zone, middle)) > VERTICES else (fine, middle)
    zone = shapely.segmentize(zone, coarse)
    rough = shapely.transform(zone, lambda xy: xy + 1.5 * np.sin(xy[:, ::-1] * 1.7))
    return merged([rough])[0]


def timed(function, repeats: int) -> float:
    """Median seconds of a call; the processor's own seconds are kept in `PROCESSOR` (a busy machine stretches only the former)."""
    out, own = [], []
    for _ in range(repeats):
        start, used = time.perf_counter(), time.process_time()
        function()
        out.append(time.perf_counter() - start)
        own.append(time.process_time() - used)
    PROCESSOR.append(statistics.median(own))
    return statistics.median(out)


PROCESSOR: list = []


def qgis_peers(folder: Path, buildings: Path, every: Path, zone: Path, limit: float) -> dict:
    """{"intersection": {...}, "extraction": {...}} timed inside QGIS; {} when there is no QGIS."""
    script = folder / "pair_qgis.py"
    script.write_text(QGIS_SCRIPT, encoding="utf-8")
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_RUNTIME_DIR": str(folder)}
    try:
        done = subprocess.run(
            ["/usr/bin/python3", str(script), str(buildings), str(every), str(zone)],
            env=environment,
            capture_output=True,
            text=True,
            timeout=limit,
            check=True,
        )
        return json.loads(done.stdout.strip().splitlines()[-1])
    except (OSError, subprocess.SubprocessError) as error:
        print(f"QGIS : {str(error)[:300]}", file=sys.stderr)
        return {}


# key of the script's answer, name printed, share of the buildings given (None: --part-qgis)
QGIS_PEERS = (
    ("intersection", "QGIS native:intersection et somme", None),
    ("extraction", "QGIS native:extractbylocation et statistiques (bâtiments entiers : inexact)", 1.0),
)
QGIS_SCRIPT = """
import json, sys, time
sys.path.insert(0, "/usr/share/qgis/python/plugins")
from qgis.core import QgsApplication, QgsVectorLayer, QgsProcessingContext, QgsProcessingFeedback
app = QgsApplication([], False); app.initQgis()
import processing
from processing.core.Processing import Processing
Processing.initialize()
buildings, every, zone = (QgsVectorLayer(path, "l", "ogr") for path in sys.argv[1:4])
out = {}
start = time.perf_counter()
kept = processing.run("native:extractbylocation", {"INPUT": every, "PREDICATE": [0], "INTERSECT": zone, "OUTPUT": "memory:"})["OUTPUT"]
people = processing.run("qgis:statisticsbycategories", {"INPUT": kept, "VALUES_FIELD_NAME": "people", "CATEGORIES_FIELD_NAME": ["commune"], "OUTPUT": "memory:"})["OUTPUT"]
out["extraction"] = {"s": time.perf_counter() - start, "people": sum(f["sum"] for f in people.getFeatures())}
start = time.perf_counter()
cut = processing.run("native:intersection", {"INPUT": buildings, "OVERLAY": zone, "INPUT_FIELDS": ["people", "area", "commune"], "OVERLAY_FIELDS": ["id"], "OUTPUT": "memory:"})["OUTPUT"]
share = sum(f["people"] * f.geometry().area() / f["area"] for f in cut.getFeatures())
out["intersection"] = {"s": time.perf_counter() - start, "people": share}
print(json.dumps(out))
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--espace", help="work space to measure on (default: a generated department)")
    parser.add_argument("--part", type=float, default=0.05, help="share of the buildings given to geopandas.overlay")
    parser.add_argument("--part-qgis", type=float, default=0.01, help="share of the buildings given to native:intersection")
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--limite", type=float, default=600.0, help="seconds given to QGIS")
    parser.add_argument("--json", dest="json_file")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="banc-evacuation-"))
    try:
        report = measure(options, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    text = json.dumps(report, ensure_ascii=False)
    print(text)
    if options.json_file:
        Path(options.json_file).write_text(text + "\n", encoding="utf-8")
    return 0


def measure(options: argparse.Namespace, folder: Path) -> dict:
    espace = Espace.at(options.espace) if options.espace else department(folder / "espace")
    arrays = PopulationArrays.load(espace.population)
    zone = flood(arrays)
    zone_file = folder / "zone.gpkg"
    gpd.GeoDataFrame({"id": [1]}, geometry=[zone], crs=2154).to_file(zone_file)
    context = JobContext()
    params = {"espace": str(espace.root), "zone": zone.wkb_hex, "acces": False, "enregistrer": False}
    start = time.perf_counter()
    answer = run(params, context)
    cold = time.perf_counter() - start
    rows = [("à froid (lecture des tableaux comprise)", cold)]
    ours = timed(lambda: run(params, context), options.repeats)
    own = PROCESSOR[-1]
    rows.append(("à chaud, de l'appel au tableau", ours))
    rows.append(("à chaud, zone lue dans un GeoPackage", timed(lambda: run({**params, "zone": str(zone_file)}, context), options.repeats)))
    saved = Espace.at(folder / "copie")
    shutil.copytree(espace.referentiel_dir, saved.referentiel_dir)
    kept = {**params, "espace": str(saved.root), "enregistrer": True}
    run(kept, context)
    rows.append(("à chaud, résultat enregistré", timed(lambda: run(kept, context), options.repeats)))
    if espace.reseau.is_file():
        access = {**params, "acces": True}
        run(access, context)
        rows.append(("à chaud, avec les établissements coupés", timed(lambda: run(access, context), options.repeats)))
    rows.append(("à chaud, par le moteur (autre processus)", through_engine(params, options.repeats)))
    peers = measure_peers(options, folder, arrays, zone, zone_file)
    print(
        f"\n{len(arrays.people)} bâtiments, zone de {shapely.get_num_coordinates(zone)} sommets, {zone.area / 1e6:.0f} km² : {answer['phrase']}\n"
    )
    print(f"À chaud : {own:.3f} s de processeur ; charge de la machine : {os.getloadavg()[0]:.1f} pour {os.cpu_count()} cœurs.\n")
    print("| mesure | secondes | rapport |\n|---|---:|---:|")
    for name, seconds in rows:
        print(f"| ddtm_crise, tous les bâtiments, {name} | {seconds:.3f} | |")
    for name, peer in peers.items():
        print(f"| {name}, {peer['part']:.0%} des bâtiments | {peer['s']:.3f} | au moins {peer['s'] / ours:.0f} |")
    goal = f"objectifs : {TARGET_S} s à chaud, {TARGET_RATIO:.0f} fois les pairs"
    met = ours <= TARGET_S and all(peer["s"] / ours >= TARGET_RATIO for peer in peers.values())
    print(f"\n{goal} : {'tenus' if met else 'NON tenus'}\n")
    return {"batiments": len(arrays.people), "sommets": int(shapely.get_num_coordinates(zone)), "habitants": answer["population"]["pop_nuit"],
            "secondes": dict(rows), "processeur_s": own, "charge": os.getloadavg()[0], "pairs": peers, "tenu": met}  # fmt: skip


def through_engine(params: dict, repeats: int) -> float:
    from shared.engine.client import close, engine

    os.environ.setdefault("DDTM_PYTHON", sys.executable)
    job = "ddtm_crise.core.evacuation.job:run"
    engine().run(job, params)
    seconds = timed(lambda: engine().run(job, params), repeats)
    close()
    return seconds


def measure_peers(options: argparse.Namespace, folder: Path, arrays: PopulationArrays, zone: shapely.MultiPolygon, zone_file: Path) -> dict:
    footprints = Footprints.of(arrays)
    every = gpd.GeoDataFrame(
        {"people": arrays.people, "area": footprints.area, "commune": arrays.codes_insee[arrays.commune]},
        geometry=footprints.geometry,
        crs=2154,
    )
    frame = every.sample(frac=options.part, random_state=1).sort_index()
    layer = gpd.GeoDataFrame({"id": [1]}, geometry=[zone], crs=2154)
    start = time.perf_counter()
    cut = gpd.overlay(frame, layer, how="intersection", keep_geom_type=True)
    cut.assign(people=cut["people"] * cut.geometry.area / cut["area"]).groupby("commune")["people"].sum()
    peers = {"geopandas.overlay et somme par commune": {"s": time.perf_counter() - start, "part": options.part}}
    some, all_of_them = folder / "une_part.gpkg", folder / "batiments.gpkg"
    every.sample(frac=options.part_qgis, random_state=1).to_file(some)
    every.to_file(all_of_them)
    found = qgis_peers(folder, some, all_of_them, zone_file, options.limite)
    for key, name, part in QGIS_PEERS:
        if key in found:
            peers[name] = {"s": found[key]["s"], "part": part or options.part_qgis}
    return peers


if __name__ == "__main__":
    raise SystemExit(main())
