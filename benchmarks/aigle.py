"""Detection: tiles per second of the whole job against the bare onnxruntime session on the same tiles, and peak memory.

python benchmarks/aigle.py [side in pixels, default 4096]
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
THREADS = 1


def bare(image: Path, model_path: Path) -> tuple:
    """(tiles, seconds, processor seconds) of the session alone: tiles read and prepared beforehand, nothing decoded."""
    import numpy as np

    from ddtm_aigle.core.inference.grille import grid_of
    from ddtm_aigle.core.inference.image import open_picture
    from ddtm_aigle.core.inference.modele import open_model
    from shared.jobs import JobContext

    model = open_model(str(model_path), JobContext(), THREADS)
    picture = open_picture(str(image), image.name, channels=3, resolution_cm=model.resolution_cm)
    grid = grid_of(picture, model.tile, model.overlap)
    orders = np.concatenate(list(grid.orders(picture, None)))
    seconds = processor = 0.0
    with picture.open() as handle:
        for start in range(0, len(orders), 4):
            tiles = np.stack([picture.read(handle, *grid.origin(int(order)), grid.tile)[0] for order in orders[start : start + 4]])
            ready = model.prepare(tiles)
            began, burnt = time.perf_counter(), time.process_time()
            model.session.run(None, {model.input_name: ready})
            seconds += time.perf_counter() - began
            processor += time.process_time() - burnt
    return len(orders), seconds, processor


def child(argument: str) -> None:
    """One measure in a process of its own: {"tiles", "seconds", "processor", "peak"}."""
    kind, image, model, space = json.loads(argument)
    if kind == "nue":
        tiles, seconds, processor = bare(Path(image), Path(model))
    else:
        from ddtm_aigle.core.inference.job import run
        from shared.jobs import JobContext

        burnt = time.process_time()
        result = run({"espace": space, "images": [image], "modele": model, "millesime": 2021, "fils": THREADS}, JobContext())
        tiles, seconds = result["tuiles"], result["tuiles"] / result["tuiles_par_seconde"]
        processor = time.process_time() - burnt  # opening the model and writing the rows included
    status = Path("/proc/self/status")
    peak = int(status.read_text().split("VmHWM:")[1].split()[0]) // 1024 if status.exists() else None
    print(json.dumps({"tiles": tiles, "seconds": seconds, "processor": processor, "peak": peak}))


def main() -> None:
    import numpy as np

    from tests.aigle.mondes import picture
    from tests.aigle.onnx_mini import centre_model

    side = int(sys.argv[1]) if len(sys.argv) > 1 else 4096
    with tempfile.TemporaryDirectory() as folder:
        tmp = Path(folder)
        rng = np.random.default_rng(1)
        squares = [(int(x), int(y), "piscine") for x, y in rng.integers(0, side - 15, (side // 8, 2))]
        image = picture(tmp / "ortho.tif", squares, size=(side, side))
        model = centre_model(tmp / "m.onnx", tile=512, tiles_overlap=20)
        rows = {}
        for round_number in range(3):  # in turn, so that a busy machine weighs on both
            for kind in ("nue", "chaine"):
                given = json.dumps([kind, str(image), str(model), str(tmp / f"e{round_number}")])
                out = subprocess.run([sys.executable, __file__, "--mesure", given], capture_output=True, text=True, check=True, cwd=ROOT)
                one = json.loads(out.stdout.splitlines()[-1])
                if kind not in rows or one["seconds"] < rows[kind]["seconds"]:
                    rows[kind] = one
    print(
        f"image {side} x {side}, tiles of 512 px, {THREADS} compute thread, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, best of 3"
    )
    print(f"{'':<34}{'tiles':>7}{'tiles/s':>9}{'CPU s':>8}{'peak MB':>9}")
    for kind, label in (("nue", "bare session (no reading)"), ("chaine", "whole job (read, infer, record)")):
        row = rows[kind]
        print(f"{label:<34}{row['tiles']:>7}{row['tiles'] / row['seconds']:>9.2f}{row['processor']:>8.1f}{row['peak'] or 0:>9}")
    print(f"ratio by the clock {rows['nue']['seconds'] / rows['chaine']['seconds']:.3f} (goal: at least 0.9 on an idle machine)")
    print(f"ratio by processor time {rows['nue']['processor'] / rows['chaine']['processor']:.3f}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--mesure"]:
        child(sys.argv[2])
    else:
        main()
