"""Drone import and mosaic, with their yardsticks in the same run.

    python benchmarks/drones.py [--photos 200] [--vol 100 | --vol 0] [--coupure]

--coupure also kills an import half way and takes it up again. Memory is that of a process that does nothing but import.

Photographs are made here (10 MB each, real structure, random payload); the flight of the mosaic is made too.
Yardsticks: hashing while copying and nothing else (one thread, fsync); exiftool in one process and QGIS's
native:importphotos for metadata, when they are installed.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from ddtm_drones.core.importer import job as importer  # noqa: E402
from ddtm_drones.core.meta.photo import read_photo  # noqa: E402
from ddtm_drones.core.mosaique import job as mosaique  # noqa: E402
from shared.jobs import JobContext  # noqa: E402
from tests.drones import fabrique, vol  # noqa: E402

QGIS = """
import sys, time
sys.path[:0] = ["/usr/share/qgis/python/plugins"]
from qgis.core import QgsApplication
from qgis.analysis import QgsNativeAlgorithms
QgsApplication.setPrefixPath("/usr", True)
app = QgsApplication([], False); app.initQgis()
QgsApplication.processingRegistry().addProvider(QgsNativeAlgorithms())
from processing.core.Processing import Processing
Processing.initialize()
import processing
start = time.perf_counter()
processing.run("native:importphotos", {"FOLDER": sys.argv[1], "RECURSIVE": True, "OUTPUT": "memory:"})
print(time.perf_counter() - start, flush=True)
import os; os._exit(0)
"""


def cards(folder: Path, count: int, size: int) -> Path:
    target = folder / "DCIM"
    target.mkdir(parents=True)
    for rank in range(count):
        data = fabrique.dji(hour=f"2026:06:12 {10 + rank // 3600:02d}:{rank // 60 % 60:02d}:{rank % 60:02d}", seed=rank)
        filler = hashlib.shake_128(str(rank).encode()).digest(1 << 16)
        with open(target / f"DJI_{rank:04d}.JPG", "wb") as file:
            file.write(data[:-2])
            while file.tell() < size:
                file.write(filler)
            file.write(b"\xff\xd9")
    return folder


def copy_and_hash(source: Path, target: Path) -> float:
    """The yardstick: read, hash, write, fsync; nothing else."""
    target.mkdir()
    start = time.perf_counter()
    buffer = bytearray(1 << 20)
    view = memoryview(buffer)
    for path in sorted(source.rglob("*.JPG")):
        digest = hashlib.sha256()
        with open(path, "rb", buffering=0) as reading, open(target / path.name, "wb", buffering=0) as writing:
            while count := reading.readinto(buffer):
                digest.update(view[:count])
                writing.write(view[:count])
            os.fsync(writing.fileno())
    return time.perf_counter() - start


def warm(folder: Path) -> None:
    for path in folder.rglob("*.JPG"):
        path.read_bytes()


def metadata(card: Path) -> None:
    paths = sorted(card.rglob("*.JPG"))
    start = time.perf_counter()
    for path in paths:
        read_photo(path, temperatures=False)
    print(f"| métadonnées, {len(paths)} photos : lecteur de la suite | {time.perf_counter() - start:.2f} s |")
    if shutil.which("exiftool"):
        start = time.perf_counter()
        subprocess.run(["exiftool", "-r", "-j", "-n", str(card)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
        print(f"| … exiftool, un processus | {time.perf_counter() - start:.2f} s |")
    found = subprocess.run(
        ["/usr/bin/python3", "-c", QGIS, str(card)],
        capture_output=True,
        text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        check=False,
    )
    if found.stdout.strip():
        print(f"| … QGIS native:importphotos | {float(found.stdout.split()[-1]):.2f} s |")


def cut_and_resumed(card: Path, space: Path, count: int) -> None:
    """An import killed half way (SIGKILL), then the same command again: how long, how much memory, and whether all is there once."""
    command = [sys.executable, "-m", "ddtm_drones", "importer", str(card), "--espace", str(space)]
    first = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    start = time.perf_counter()
    while first.poll() is None and _held(space) < count // 2:
        time.sleep(0.2)
    first.kill()
    first.wait()
    held, spent = _held(space), time.perf_counter() - start
    start = time.perf_counter()
    again = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    told = again.communicate()[0].strip().splitlines()[0]
    rest, peak = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    whole = all(path.stem == hashlib.sha256(path.read_bytes()).hexdigest() for path in _kept(space))
    print(f"| importation tuée à {held} photos ({spent:.0f} s), reprise | {rest:.1f} s, mémoire {peak / 1e3:.0f} Mo ; « {told} » |")
    print(f"| … originaux au dépôt, chacun conforme à son nom | {_held(space)} sur {count}, {'tous' if whole else 'PAS TOUS'} |")


def _kept(space: Path) -> list[Path]:
    return [path for path in (space / "photos").glob("??/*") if path.suffix.lower() == ".jpg"]


def _held(space: Path) -> int:
    return len(_kept(space))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=int, default=200)
    parser.add_argument("--vol", type=int, default=100)
    parser.add_argument("--coupure", action="store_true")
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="banc-drones-"))
    try:
        print(f"charge de la machine : {os.getloadavg()[0]:.1f}\n\n| mesure | valeur |\n|---|---|")
        card = cards(folder / "carte", max(1, given.photos), 10_000_000)
        size = sum(path.stat().st_size for path in card.rglob("*.JPG")) / 1e6
        warm(card)
        metadata(card)
        alone = []
        ours = []
        for turn in range(2):
            alone.append(copy_and_hash(card, folder / f"nu{turn}"))
            shutil.rmtree(folder / f"nu{turn}")
            start = time.perf_counter()
            importer.run({"espace": str(folder / f"espace{turn}"), "source": str(card)}, JobContext())
            ours.append(time.perf_counter() - start)
            shutil.rmtree(folder / f"espace{turn}" / "photos")
        print(f"| {given.photos} photos de 10 Mo : copie et empreinte seules | {min(alone):.1f} s, {size / min(alone):.0f} Mo/s |")
        print(
            f"| … importation entière (relecture, manifeste, couches) | {min(ours):.1f} s, {size / min(ours):.0f} Mo/s, rapport {min(alone) / min(ours):.2f} |"
        )
        if given.coupure:
            cut_and_resumed(card, folder / "coupe", given.photos)
        shutil.rmtree(folder / "coupe", ignore_errors=True)
        shutil.rmtree(card)
        if not given.vol:
            return
        per_strip = max(2, round(given.vol**0.5))
        strips = -(-given.vol // per_strip)
        vol.SIZE, vol.FOCAL = (4000, 3000), 4000.0  # 12 million pixels, as the field's drones take
        vol.fly(folder / "vol", strips=strips, per_strip=per_strip, metres=int(90 + 18 * max(strips, per_strip)))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        start, busy = time.perf_counter(), time.process_time()
        result = mosaique.run({"espace": str(folder / "e"), "photos": str(folder / "vol"), "sortie": str(folder / "m.tif")}, JobContext())
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(
            f"| mosaïque, {result['photos']} photos faites ({vol.SIZE[0]} x {vol.SIZE[1]}) | {time.perf_counter() - start:.1f} s, {time.process_time() - busy:.1f} s de processeur, mémoire {max(peak, before) / 1e3:.0f} Mo |"
        )
        print(f"| … raccords médians, 9 sur 10 | {result['residu_median_m']:.2f} m, {result['residu_p90_m']:.2f} m |")
        real = fabrique.DATA / "brighton_nadir_2000px"
        if real.is_dir():
            start, busy = time.perf_counter(), time.process_time()
            result = mosaique.run({"espace": str(folder / "e"), "photos": str(real), "sortie": str(folder / "r.tif")}, JobContext())
            print(
                f"| mosaïque, 18 photos réelles (2000 x 1125) | {time.perf_counter() - start:.1f} s, {time.process_time() - busy:.1f} s de processeur, {result['residu_median_m']:.2f} m, {result['residu_p90_m']:.2f} m |"
            )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
