"""Detection beside its peers, same model, same image, same run: whole job, a plain windowed loop, and SAHI where it is at hand.

python benchmarks/aigle_pairs.py [side in pixels, default 4096]

The plain loop is what detection plugins of QGIS do: one window read, one inference, next; then one suppression over all boxes.
SAHI (with torch) is taken from the folders named by DDTM_SAHI, separated by colons; without it that line is left out.
Counts are given beside the truth: a doubled or lost object is not speed.
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
THREADS, TILE, OVERLAP = 1, 512, 20
LABELS = {"chaine": "whole job", "boucle": "plain windowed loop", "sahi": "SAHI, sliced prediction"}


def job(image: Path, model: Path, space: Path) -> int:
    from ddtm_aigle.core.inference.job import run
    from shared.jobs import JobContext

    given = {"espace": str(space), "images": [str(image)], "modele": str(model), "millesime": 2021, "fils": THREADS}
    return run(given, JobContext())["detections"]


def loop(image: Path, model_path: Path, _space: Path) -> int:
    import numpy as np
    import rasterio
    from rasterio.windows import Window

    from ddtm_aigle.core.inference.decodage import thin
    from ddtm_aigle.core.inference.modele import open_model
    from shared.jobs import JobContext

    model = open_model(str(model_path), JobContext(), THREADS)
    stride, boxes = round(TILE * (1 - OVERLAP / 100)), []
    with rasterio.open(image) as opened:
        for y in range(0, max(1, opened.height - TILE + stride), stride):
            for x in range(0, max(1, opened.width - TILE + stride), stride):
                over = x + TILE > opened.width or y + TILE > opened.height
                tile = opened.read((1, 2, 3), window=Window(x, y, TILE, TILE), boundless=over, fill_value=0)
                found = model.decode(model.run(tile[None]), model.conf)[0]
                boxes.append(found[:, :6] + np.array([x, y, x, y, 0, 0]))
    return len(thin(np.concatenate(boxes), model.iou))


def sahi(image: Path, model_path: Path, _space: Path) -> int:
    sys.path[:0] = [part for part in os.environ["DDTM_SAHI"].split(":") if part]
    import numpy as np
    import rasterio
    from sahi.models.base import DetectionModel
    from sahi.predict import get_sliced_prediction
    from sahi.prediction import ObjectPrediction

    from ddtm_aigle.core.inference.modele import open_model
    from shared.jobs import JobContext

    inner = open_model(str(model_path), JobContext(), THREADS)

    class Same(DetectionModel):
        def check_dependencies(self, *args):
            pass

        def load_model(self):
            self.model = inner

        def perform_inference(self, picture):
            self._original_predictions = inner.decode(inner.run(np.ascontiguousarray(picture.transpose(2, 0, 1))[None]), inner.conf)[0]

        def _create_object_prediction_list_from_original_predictions(self, shift_amount_list=((0, 0),), full_shape_list=None):
            shift = shift_amount_list[0] if isinstance(shift_amount_list[0], (list, tuple)) else shift_amount_list
            full = full_shape_list[0] if full_shape_list and isinstance(full_shape_list[0], (list, tuple)) else full_shape_list
            self._object_prediction_list_per_image = [
                [
                    ObjectPrediction(
                        bbox=[float(v) for v in box[:4]], category_id=int(box[5]), category_name=str(int(box[5])), score=float(box[4]),
                        shift_amount=list(shift), full_shape=list(full) if full else None,
                    )
                    for box in self._original_predictions
                ]
            ]  # fmt: skip

    with rasterio.open(image) as opened:
        pixels = opened.read((1, 2, 3)).transpose(1, 2, 0)
    model = Same(model_path="x", confidence_threshold=inner.conf, device="cpu", category_mapping={str(i): str(i) for i in range(9)})
    result = get_sliced_prediction(
        pixels, model, slice_height=TILE, slice_width=TILE, overlap_height_ratio=OVERLAP / 100, overlap_width_ratio=OVERLAP / 100,
        perform_standard_pred=False, verbose=0,
    )  # fmt: skip
    return len(result.object_prediction_list)


KINDS = {"chaine": job, "boucle": loop, "sahi": sahi}


def child(argument: str) -> None:
    kind, image, model, space = json.loads(argument)
    from ddtm_aigle.core.inference import job as _warm  # noqa: F401  imports are nobody's speed

    began, burnt = time.perf_counter(), time.process_time()
    found = KINDS[kind](Path(image), Path(model), Path(space))
    seconds, processor = time.perf_counter() - began, time.process_time() - burnt
    status = Path("/proc/self/status")
    peak = int(status.read_text().split("VmHWM:")[1].split()[0]) // 1024 if status.exists() else 0
    print(json.dumps({"found": found, "seconds": seconds, "processor": processor, "peak": peak}))


def main() -> None:
    import numpy as np

    from tests.aigle.mondes import picture
    from tests.aigle.onnx_mini import centre_model

    side = int(sys.argv[1]) if len(sys.argv) > 1 else 4096
    kinds = [kind for kind in KINDS if kind != "sahi" or os.environ.get("DDTM_SAHI")]
    with tempfile.TemporaryDirectory() as folder:
        tmp = Path(folder)
        rng = np.random.default_rng(1)
        places = [
            (40 * int(x), 40 * int(y)) for x, y in rng.permutation([(i, j) for i in range(side // 40) for j in range(side // 40)])[:500]
        ]
        image = picture(tmp / "ortho.tif", [(x, y, "piscine") for x, y in places], size=(side, side))
        model = centre_model(tmp / "m.onnx", tile=TILE, tiles_overlap=OVERLAP)
        best = {}
        for number in range(3):  # in turn, so that a busy machine weighs on all
            for kind in kinds:
                given = json.dumps([kind, str(image), str(model), str(tmp / f"e{number}")])
                out = subprocess.run([sys.executable, __file__, "--mesure", given], capture_output=True, text=True, cwd=ROOT)
                if out.returncode:
                    sys.exit(out.stderr[-2000:])
                one = json.loads(out.stdout.splitlines()[-1])
                if kind not in best or one["processor"] < best[kind]["processor"]:
                    best[kind] = {**one, "seconds": min(one["seconds"], best.get(kind, one)["seconds"])}
    print(
        f"image {side} x {side}, {len(places)} objects, {THREADS} compute thread, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, best of 3"
    )
    print(f"{'':<28}{'seconds':>9}{'CPU s':>8}{'peak MB':>9}{'objects':>9}")
    for kind, row in best.items():
        print(f"{LABELS[kind]:<28}{row['seconds']:>9.1f}{row['processor']:>8.1f}{row['peak']:>9}{row['found']:>9}")
    mine = best["chaine"]
    for kind, row in best.items():
        if kind != "chaine":
            print(
                f"whole job against {LABELS[kind]}: {row['seconds'] / mine['seconds']:.2f} times as fast by the clock, "
                f"{row['processor'] / mine['processor']:.2f} by processor time"
            )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--mesure"]:
        child(sys.argv[2])
    else:
        main()
