"""Detection beside its peers, same model, same image, same run: whole job, a plain windowed loop, and Deepness and SAHI where at hand.

python benchmarks/aigle_pairs.py [side in pixels, default 4096]

The plain loop is the least a detector can do: one window read, one inference, next; then one suppression over all boxes; nothing is
written. Deepness is the plugin itself, run without its windows by a Python that has QGIS: DDTM_DEEPNESS names the folder that holds its
package `deepness`. SAHI (with torch) is taken from the folders named by DDTM_SAHI, separated by colons. A peer not named is left out.
All run the same YOLO-like network, of the cost of a small real one, on one compute thread. Counts are given beside the truth: a doubled or lost
object is not speed.
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
THREADS, TILE, OVERLAP = 1, 512, 25
CELL, WORK = 8, 6  # pixels a box stands for, and copies of the filter: as many boxes and as much computing as a small YOLO
LABELS = {"chaine": "whole job", "boucle": "plain windowed loop", "deepness": "Deepness, detection", "sahi": "SAHI, sliced prediction"}
PEERS = {"deepness": "DDTM_DEEPNESS", "sahi": "DDTM_SAHI"}


def job(image: Path, model: Path, space: Path) -> int:
    from ddtm_aigle.core.inference.job import run
    from shared.jobs import JobContext

    given = {"espace": str(space), "images": [str(image)], "modele": str(model), "millesime": 2021, "fils": THREADS}
    return run(given, JobContext())["detections"]


def loop(image: Path, model_path: Path, _space: Path) -> int:
    import numpy as np
    import rasterio
    from rasterio.windows import Window

    from ddtm_aigle.core.inference.modele import open_model
    from shared.detecteur.cadres import thin
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


def deepness_ready() -> None:
    """QGIS without windows, and its network on as many threads as the others."""
    sys.path.insert(0, os.environ["DDTM_DEEPNESS"])
    import onnxruntime
    from qgis.core import QgsApplication

    deepness_ready.qgis = QgsApplication([], False)
    deepness_ready.qgis.initQgis()
    session = onnxruntime.InferenceSession
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = THREADS
    onnxruntime.InferenceSession = lambda path, **_: session(path, options, providers=["CPUExecutionProvider"])
    import deepness.processing.map_processor.map_processor_detection  # noqa: F401


def deepness(image: Path, model_path: Path, _space: Path) -> int:
    import contextlib
    import io

    from deepness.common.channels_mapping import ChannelsMapping, ImageChannelStandaloneBand
    from deepness.common.processing_overlap import ProcessingOverlap, ProcessingOverlapOptions
    from deepness.common.processing_parameters.detection_parameters import DetectionParameters, DetectorType
    from deepness.common.processing_parameters.map_processing_parameters import ProcessedAreaType
    from deepness.processing.map_processor.map_processor_detection import MapProcessorDetection
    from deepness.processing.models.detector import Detector
    from qgis.core import QgsRasterLayer

    layer = QgsRasterLayer(str(image), "ortho")
    channels = ChannelsMapping()
    channels.set_image_channels([ImageChannelStandaloneBand(number, name) for number, name in enumerate(("red", "green", "blue"), 1)])
    channels.set_number_of_model_inputs_same_as_image_channels()
    model = Detector(str(model_path))
    given = DetectionParameters(
        resolution_cm_per_px=model.get_metadata_resolution(), tile_size_px=TILE, batch_size=1, local_cache=False,
        processed_area_type=ProcessedAreaType.ENTIRE_LAYER, mask_layer_id=None, input_layer_id=layer.id(), input_channels_mapping=channels,
        processing_overlap=ProcessingOverlap(ProcessingOverlapOptions.OVERLAP_IN_PERCENT, percentage=OVERLAP), model=model,
        confidence=model.get_metadata_detection_confidence(), iou_threshold=model.get_metadata_detection_iou_threshold(),
        detector_type=DetectorType.YOLO_ULTRALYTICS,
    )  # fmt: skip
    work = MapProcessorDetection(rlayer=layer, vlayer_mask=None, map_canvas=None, params=given)
    with contextlib.redirect_stdout(io.StringIO()):
        work.run()
    return len(work.get_all_detections())


KINDS = {"chaine": job, "boucle": loop, "deepness": deepness, "sahi": sahi}


def child(argument: str) -> None:
    kind, image, model, space = json.loads(argument)
    if kind == "deepness":  # starting up and imports are nobody's speed
        deepness_ready()
    else:
        import onnxruntime as _session  # noqa: F401
        import rasterio as _reader  # noqa: F401

        from ddtm_aigle.core.inference import job as _warm  # noqa: F401
    began, burnt = time.perf_counter(), time.process_time()
    found = KINDS[kind](Path(image), Path(model), Path(space))
    seconds, processor = time.perf_counter() - began, time.process_time() - burnt
    status = Path("/proc/self/status")
    peak = int(status.read_text().split("VmHWM:")[1].split()[0]) // 1024 if status.exists() else 0
    print(json.dumps({"found": found, "seconds": seconds, "processor": processor, "peak": peak}))


def main() -> None:
    import numpy as np

    from tests.aigle.mondes import picture
    from tests.aigle.onnx_mini import yolo_model

    side = int(sys.argv[1]) if len(sys.argv) > 1 else 4096
    kinds = [kind for kind in KINDS if kind not in PEERS or os.environ.get(PEERS[kind])]
    with tempfile.TemporaryDirectory() as folder:
        tmp = Path(folder)
        rng = np.random.default_rng(1)
        grid = [(40 * i + 4, 40 * j + 4) for i in range((side - 20) // 40) for j in range((side - 20) // 40)]
        places = [(int(x), int(y)) for x, y in rng.permutation(grid)[:500]]
        image = picture(tmp / "ortho.tif", [(x, y, "piscine") for x, y in places], size=(side, side))
        model = yolo_model(tmp / "m.onnx", tile=TILE, tiles_overlap=OVERLAP, cell=CELL, work=WORK)
        best = {}
        alone = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
        for number in range(3):  # in turn, so that a busy machine weighs on all
            for kind in kinds:
                given = json.dumps([kind, str(image), str(model), str(tmp / f"e{number}")])
                out = subprocess.run([sys.executable, __file__, "--mesure", given], capture_output=True, text=True, cwd=ROOT, env=alone)
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
