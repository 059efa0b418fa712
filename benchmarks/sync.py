"""Edits in motion: capture of 1 000 edits among 100 000 polygons, merge of 10 000 operations; limits 1.5 s and 5 s.

    python benchmarks/sync.py [POLYGONS]

Peers in the same run: pygeodiff's changeset, rsync's bytes, and the plain join that any row difference must at least do.
"""

from __future__ import annotations

import random
import sqlite3
import sys
import tempfile
import time
import uuid
from pathlib import Path

import numpy as np
import shapely

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from benchmarks._pairs import geodiff, rsync  # noqa: E402
from data_sync.core.boites import echange, postes  # noqa: E402
from data_sync.core.fusion.appliquer import fusionner  # noqa: E402
from data_sync.core.journal.capture import capturer  # noqa: E402
from data_sync.core.journal.depot import ouvrir  # noqa: E402
from shared import catalogue  # noqa: E402
from shared.espace import Espace  # noqa: E402
from shared.gpkg.backup import backup  # noqa: E402
from shared.gpkg.create import create  # noqa: E402
from shared.gpkg.write import insert_rows, update_rows  # noqa: E402

EDITS, OPERATIONS, VERTICES = 1_000, 10_000, 60


def rows(n: int) -> list:
    rng = np.random.default_rng(34)
    x, y = rng.uniform(680_000, 800_000, n), rng.uniform(6_220_000, 6_320_000, n)
    rings = np.stack([np.cos(np.linspace(0, 6.28, VERTICES)), np.sin(np.linspace(0, 6.28, VERTICES))], axis=1) * 40
    return [
        {
            "uuid": str(uuid.uuid4()),
            "type_situation": "zone_interdite",
            "libelle": f"Zone {i}",
            "geom": shapely.Polygon(rings + (x[i], y[i])).wkb,
        }
        for i in range(n)
    ]


def space(folder: Path, name: str) -> Espace:
    espace = Espace.at(folder / name)
    espace.travail_gpkg.parent.mkdir(parents=True)
    create(espace.travail_gpkg, catalogue.layers("travail"))
    with ouvrir(espace) as depot:
        postes.identite(depot, name)
    return espace


def seconds(action) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def edit(espace: Espace, ids: list, label: str) -> None:
    update_rows(espace.travail_gpkg, "situation_zone", [{"uuid": one, "libelle": f"{label} {k}"} for k, one in enumerate(ids)], "banc")


def main(n: int) -> None:
    lines = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        a, b, usb = space(folder, "A"), space(folder, "B"), folder / "cle"
        usb.mkdir()
        made = rows(n)
        insert_rows(a.travail_gpkg, "situation_zone", made, "banc")
        with ouvrir(a) as depot:
            lines.append((f"première capture de {n} polygones", seconds(lambda: fusionner(depot)), None))
            before = folder / "avant.gpkg"
            backup(a.travail_gpkg, before)
            edit(a, random.Random(1).sample([row["uuid"] for row in made], EDITS), "édité")
            lines.append((f"capture de {EDITS} modifications parmi {n} polygones", seconds(lambda: capturer(depot)), 1.5))
            lines.append((f"capture sans aucune modification parmi {n} polygones", seconds(lambda: capturer(depot)), None))
            echange.mettre_en_lots(depot)
            (ours,) = depot.db.execute("SELECT length(octets) FROM lot ORDER BY numero DESC LIMIT 1").fetchone()
        capture = lines[1][1]
        wire = [("notre lot (signé, compressé)", ours, None)]
        peer = geodiff(before, a.travail_gpkg, folder)
        if peer:
            lines.append(("témoin : pygeodiff, même différence", peer[1], None))
            lines.append((f"notre capture / pygeodiff : {capture / peer[1]:.1f}", capture, None))
            wire.append(("pygeodiff (non compressé)", peer[0], peer[0] / ours))
        peer = rsync(before, a.travail_gpkg, folder)
        if peer:
            wire.append(("rsync du fichier", peer[0], peer[0] / ours))
        before.unlink()
        with sqlite3.connect(a.travail_gpkg.with_name("journal.sqlite")) as db:
            db.execute("ATTACH ? AS t", (str(a.travail_gpkg),))
            join = 'SELECT count(*) FROM "base:situation_zone" b JOIN t.situation_zone w ON w.uuid = b.uuid WHERE w.geom IS NOT b.geom'
            lines.append(("témoin : jointure SQLite nue sur la géométrie", seconds(lambda: db.execute(join).fetchall()), None))
            db.commit()
        c = space(folder, "C")
        insert_rows(c.travail_gpkg, "situation_zone", made[:OPERATIONS], "banc")
        with ouvrir(c) as depot:
            fusionner(depot)
            edit(c, [row["uuid"] for row in made[:OPERATIONS]], "vu par C")
            capturer(depot)
            echange.mettre_en_lots(depot)
            echange.publier(depot, usb)
        size = sum(path.stat().st_size for path in usb.rglob("*.lot")) / 1e6
        with ouvrir(b) as depot:
            postes.accepter(depot, usb / "C" / "poste.json")
            lines.append(
                (f"réception de {2 * OPERATIONS} opérations ({size:.1f} Mo de lots)", seconds(lambda: echange.recevoir(depot, usb)), None)
            )
            lines.append(
                (f"fusion de {2 * OPERATIONS} opérations sur {OPERATIONS} objets nouveaux", seconds(lambda: fusionner(depot)), None)
            )
            edit_c = [row["uuid"] for row in made[:OPERATIONS]]
        edit(c, edit_c, "revu par C")
        with ouvrir(c) as depot:
            capturer(depot)
            echange.mettre_en_lots(depot)
            echange.publier(depot, usb)
        with ouvrir(b) as depot:
            taken = seconds(lambda: (echange.recevoir(depot, usb), fusionner(depot)))
            lines.append((f"réception et fusion de {OPERATIONS} opérations", taken, 5.0))
    print(f"| Opération | s | limite |\n|---|---|---|")  # noqa: F541
    for text, taken, limit in lines:
        print(f"| {text} | {taken:.2f} | {'' if limit is None else f'{limit} s'} |")
    print(f"\n| {EDITS} modifications à transporter | Mo | fois notre lot |\n|---|---|---|")
    for text, sent, ratio in wire:
        print(f"| {text} | {sent / 1e6:.3f} | {'' if ratio is None else f'{ratio:.1f}'} |")
    late = [text for text, taken, limit in lines if limit is not None and taken > limit]
    if late:
        sys.exit("Au-delà de la limite : " + " ; ".join(late))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
