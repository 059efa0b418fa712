"""Bytes on the wire of a reference GeoPackage with 1 000 scattered edits: our pack against rsync, in the same run; limit 0.6 MB.

python benchmarks/paquets.py [MEGABYTES]
"""

from __future__ import annotations

import json
import re
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
        held = folder / "rsync.gpkg"
        shutil.copyfile(office.generation / "referentiel.gpkg", held)
        held.chmod(0o644)
        generation(lambda path: edit(path, n))
        size = (office.generation / "referentiel.gpkg").stat().st_size / 1e6
        _, published = timed(lambda: job.publier(job_office, CTX))
        answer, installed = timed(lambda: job.installer(job_laptop, CTX))
        lines = [("notre paquet (différence par lignes)", answer["octets_recus"] / 1e6, published + installed)]
        if shutil.which("rsync"):
            command = [
                "rsync",
                "--no-whole-file",
                "--ignore-times",
                "--inplace",
                "--stats",
                str(office.generation / "referentiel.gpkg"),
                str(held),
            ]
            done, taken = timed(
                lambda: subprocess.run(command, capture_output=True, text=True, env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"})
            )
            sent = sum(int(found.replace(",", "")) for found in re.findall(r"Total bytes (?:sent|received): ([\d,]+)", done.stdout))
            lines.append(("rsync", sent / 1e6, taken))
    print(f"| {EDITS} modifications éparses, dont {REDRAWN} tracés, dans {size:.0f} Mo ({n} objets) | Mo transportés | s |\n|---|---|---|")
    for text, sent, taken in lines:
        print(f"| {text} | {sent:.3f} | {taken:.1f} |")
    if lines[0][1] > LIMIT_MB:
        sys.exit(f"Au-delà de la limite de {LIMIT_MB} Mo.")


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 250)
