"""Bytes on the wire of a reference GeoPackage with 1 000 scattered edits: our pack against pygeodiff and rsync, in the same run; limit 0.6 MB.

python benchmarks/paquets.py [MEGABYTES]
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import shapely
import shapely.affinity

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from benchmarks._pairs import geodiff, rsync  # noqa: E402
from data_sync.core.boites import postes  # noqa: E402
from data_sync.core.generation import staged_generation  # noqa: E402
from data_sync.core.journal.depot import ouvrir  # noqa: E402
from data_sync.core.paquets import job  # noqa: E402
from shared import catalogue  # noqa: E402
from shared.espace import Espace  # noqa: E402
from shared.gpkg.connection import register_functions  # noqa: E402
from shared.gpkg.create import create  # noqa: E402
from shared.gpkg.geometry import split_blob, to_blob  # noqa: E402
from shared.jobs import JobContext  # noqa: E402

QGIS_PYTHON = os.environ.get("DDTM_QGIS_PYTHON", "/usr/bin/python3")
_REEXPORT = """
import sys
from osgeo import gdal
gdal.UseExceptions()
sql = "SELECT * FROM batiment ORDER BY uuid DESC"
gdal.VectorTranslate(sys.argv[2], sys.argv[1], options=["-f", "GPKG", "-unsetFid", "-sql", sql, "-nln", "batiment"])
"""
CTX, EDITS, REDRAWN, VERTICES, LIMIT_MB = JobContext(), 1_000, 100, 200, 0.6


def build(path: Path, megabytes: float) -> int:
    n = int(megabytes * 1e6 / (VERTICES * 16 + 250))
    create(path, [catalogue.LAYERS["batiment"]])
    rng = np.random.default_rng(34)
    x, y = rng.uniform(680_000, 800_000, n), rng.uniform(6_220_000, 6_320_000, n)
    ring = np.stack([np.cos(np.linspace(0, 6.28, VERTICES)), np.sin(np.linspace(0, 6.28, VERTICES))], axis=1)
    db = sqlite3.connect(path)
    register_functions(db)
    with db:
        for i in range(n):
            shape = shapely.MultiPolygon([shapely.Polygon(ring * (10 + i % 30) + (x[i], y[i]))])
            minx, miny, maxx, maxy = shape.bounds
            blob = to_blob(shapely.to_wkb(shape, byte_order=1), (minx, maxx, miny, maxy), 2154)
            db.execute(
                "INSERT INTO batiment (uuid, nature, geom) VALUES (?, ?, ?)", (f"{i:08x}-0000-4000-8000-{i:012x}", f"n{i % 9}", blob)
            )
    db.close()
    return n


def edit(path: Path, n: int) -> None:
    db = sqlite3.connect(path)
    register_functions(db)
    with db:
        for fid in np.random.default_rng(1).choice(n, EDITS, replace=False) + 1:
            db.execute("UPDATE batiment SET nature = 'éditée', hauteur = ? WHERE fid = ?", (float(fid % 40), int(fid)))
        for fid, blob in db.execute("SELECT fid, geom FROM batiment WHERE nature = 'éditée' ORDER BY fid LIMIT ?", (REDRAWN,)).fetchall():
            shape = shapely.affinity.translate(shapely.from_wkb(split_blob(blob)[1]), 3.1, -1.7)
            minx, miny, maxx, maxy = shape.bounds
            moved = to_blob(shapely.to_wkb(shape, byte_order=1), (minx, maxx, miny, maxy), 2154)
            db.execute("UPDATE batiment SET geom = ? WHERE fid = ?", (moved, fid))
    db.close()


def reexport(path: Path, scratch: Path) -> int:
    """The same source exported anew by GDAL, in another order, then imported into a new file: every page differs."""
    out = scratch / "ogr.gpkg"
    subprocess.run([QGIS_PYTHON, "-c", _REEXPORT, str(path), str(out)], check=True)
    path.unlink()
    create(path, [catalogue.LAYERS["batiment"]])
    db = sqlite3.connect(path)
    register_functions(db)
    names = ", ".join(row[1] for row in db.execute("PRAGMA table_info(batiment)") if row[1] != "fid")
    db.execute("ATTACH ? AS x", (str(out),))
    with db:
        db.execute(f"INSERT INTO batiment ({names}) SELECT {names} FROM x.batiment ORDER BY rowid")
    db.close()
    out.unlink()
    return 0


def timed(action):
    started = time.perf_counter()
    return action(), time.perf_counter() - started


def main(megabytes: float) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        office, laptop, channel = Espace.at(folder / "bureau"), Espace.at(folder / "portable"), folder / "canal"

        def generation(change=None):
            with staged_generation(office) as staging:
                if change is None:
                    count = build(staging / "referentiel.gpkg", megabytes)
                else:
                    shutil.copyfile(office.generation / "referentiel.gpkg", staging / "referentiel.gpkg")
                    count = change(staging / "referentiel.gpkg")
                (staging / "pack.json").write_text(json.dumps({"titre": "Banc"}))
            return count

        n = generation()
        with ouvrir(office) as depot:
            postes.identite(depot, "BUREAU")
            card = folder / "carte.json"
            card.write_text(json.dumps(postes.carte(depot)))
        job_office = {"espace": str(office.root), "dossier": str(channel)}
        job_laptop = {"espace": str(laptop.root), "source": str(channel)}
        with ouvrir(laptop) as depot:
            postes.identite(depot, "COD-1")
            postes.accepter(depot, card)
        job.publier(job_office, CTX)
        job.installer(job_laptop, CTX)
        held = folder / "avant.gpkg"
        shutil.copyfile(office.generation / "referentiel.gpkg", held)
        generation(lambda path: edit(path, n))
        size = (office.generation / "referentiel.gpkg").stat().st_size / 1e6
        _, published = timed(lambda: job.publier(job_office, CTX))
        answer, installed = timed(lambda: job.installer(job_laptop, CTX))
        lines = [("notre paquet (différence par lignes)", answer["octets_recus"] / 1e6, published + installed)]
        now = office.generation / "referentiel.gpkg"
        peer = geodiff(held, now, folder)
        if peer:
            lines.append(("pygeodiff (non compressé)", peer[0] / 1e6, peer[1] + peer[2]))
        peer = rsync(held, now, folder)
        if peer:
            lines.append(("rsync", peer[0] / 1e6, peer[1]))
        held.unlink()
        if subprocess.run([QGIS_PYTHON, "-c", "import osgeo.gdal"], capture_output=True, check=False).returncode == 0:
            generation(lambda path: reexport(path, folder))
            _, published = timed(lambda: job.publier(job_office, CTX))
            again, installed = timed(lambda: job.installer(job_laptop, CTX))
            lines.append(
                ("notre paquet, même source exportée par OGR et importée de nouveau", again["octets_recus"] / 1e6, published + installed)
            )
    print(f"| {EDITS} modifications éparses, dont {REDRAWN} tracés, dans {size:.0f} Mo ({n} objets) | Mo transportés | s |\n|---|---|---|")
    for text, sent, taken in lines:
        print(f"| {text} | {sent:.3f} | {taken:.1f} |")
    print(" ; ".join(f"{text} : {sent / lines[0][1]:.2f} fois notre paquet" for text, sent, _ in lines[1:]))
    if max(sent for text, sent, _ in lines if text.startswith("notre")) > LIMIT_MB:
        sys.exit(f"Au-delà de la limite de {LIMIT_MB} Mo.")


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 250)
