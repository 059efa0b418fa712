"""shared.detecteur, what both plugins lean on: metadata, batches, boxes. Whole models are read in tests/aigle and tests/drones."""

from __future__ import annotations

import dataclasses
from types import SimpleNamespace

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.detecteur.cadres import thin
from shared.detecteur.decodage import decode, resolve_layout
from shared.detecteur.metadonnees import Metadata
from shared.detecteur.modele import Detector
from shared.errors import BadInput, DdtmError

BOXES = np.array([[50, 60, 20, 10, 0.9], [90, 30, 8, 8, 0.2]], np.float32)  # centre, size, score of one class


def faces(extra):
    """One face and one doubt as a YOLO with `extra` numbers after each box gives them: [1, 5 + extra, boxes]."""
    return [np.concatenate([BOXES, np.full((2, extra), 7, np.float32)], axis=1).T[None]]


def test_the_points_of_a_face_are_passed_over_when_the_model_tells_of_them():
    points = Metadata({"kpt_shape": "[5, 3]"}, "visages.onnx").points()
    assert resolve_layout("", faces(points), 1, "visages.onnx", points) == "v8"
    (found,) = decode("v8", faces(points), 1, 0.5, 640, points=points)
    assert np.allclose(found, [[40, 55, 60, 65, 0.9, 0]])
    ends = [np.array([[[40, 55, 60, 65, 0.9, 0, *[7] * 15]]], np.float32)]
    assert np.allclose(decode("fin", ends, 1, 0.5, 640, points=15)[0], found)
    with pytest.raises(BadInput, match="vérifiez det_type et class_names"):
        resolve_layout("YOLO_Ultralytics", faces(15), 1, "visages.onnx")


@pytest.mark.parametrize(
    "values, ask",
    (
        ({"kpt_shape": "[5]"}, lambda meta: meta.points()),
        ({"kpt_shape": "[-1, 3]"}, lambda meta: meta.points()),
        ({"det_conf": "[" * 100_000}, lambda meta: meta.number("det_conf", 0.3, 0, 1)),
        ({"class_names": "{" * 100_000}, lambda meta: meta.class_names()),
        ({"class_names": "{0: 'a', 2: 'b'}"}, lambda meta: meta.class_names()),
        ({"class_names": "visage"}, lambda meta: meta.class_names()),
        ({"standardization_std": "[1, 2]"}, lambda meta: meta.vector("standardization_std", 1, 3)),
    ),
)
def test_metadata_that_mean_nothing_are_named(values, ask):
    with pytest.raises(BadInput, match=f"m.onnx.*{next(iter(values))}"):
        ask(Metadata(values, "m.onnx"))


def test_what_a_shape_leaves_in_doubt_is_told_by_the_values():
    """[1, boxes, 6] is a YOLOv10, or a YOLOv5 of one class, or a transformer of two: corners are in order, class numbers are whole."""
    ends = np.array([[[20, 20, 35, 35, 0.9, 0], [60, 80, 75, 95, 0.8, 0], [0] * 6]], np.float32)
    centres = np.array([[[100, 20, 15, 15, 0.9, 0.8], [8, 8, 12, 12, 0.1, 0.3]]], np.float32)
    assert (resolve_layout("", [ends], 1, "m"), resolve_layout("", [centres], 1, "m")) == ("fin", "v5")
    with pytest.raises(BadInput, match="vérifiez det_type"):
        resolve_layout("", [centres], 2, "m")
    with pytest.raises(BadInput, match="en fractions de l'image"):
        resolve_layout("", [np.full((1, 5, 336), 0.5, np.float32)], 1, "m")
    with pytest.raises(BadInput, match="vérifiez det_type"):
        resolve_layout("", [[{"a": 1}]], 1, "m")


def stub(session, **more):
    fields = {field.name: None for field in dataclasses.fields(Detector)}
    return Detector(
        **{**fields, "name": "m.onnx", "session": session, "input_name": "x", "dtype": np.uint8, "channels_last": False, **more}
    )


def test_a_network_of_fixed_batch_and_one_short_of_memory_give_every_tile_once():
    sizes = []

    def answer(most):
        def run(_, given):
            sizes.append(len(given["x"]))
            if len(given["x"]) > most:
                raise RuntimeError("Failed to allocate memory")
            return [given["x"][:, 0, 0, 0]]

        return SimpleNamespace(run=run)

    tiles = np.arange(5, dtype=np.uint8)[:, None, None, None] * np.ones((1, 3, 4, 4), np.uint8)
    assert stub(answer(4), batch=4).run(tiles)[0].tolist() == [0, 1, 2, 3, 4] and sizes == [4, 4]
    assert stub(answer(1), batch=0).run(tiles)[0].tolist() == [0, 1, 2, 3, 4]
    only_the_first = SimpleNamespace(run=lambda _, given: [given["x"][:1, 0, 0, 0]])
    assert stub(only_the_first, batch=0).run(tiles)[0].tolist() == [0, 1, 2, 3, 4], "a network that answers for one picture of five"
    with pytest.raises(DdtmError, match="plus de mémoire"):
        stub(answer(0), batch=0).run(tiles)


SPOT = st.tuples(st.integers(0, 20), st.integers(0, 20), st.integers(1, 12), st.integers(1, 12), st.integers(1, 99), st.integers(0, 2))


@settings(max_examples=60, deadline=None)
@given(st.lists(SPOT, max_size=12), st.sampled_from((0.2, 0.45, 0.7)), st.sampled_from((0.0, 0.6)))
def test_what_is_kept_does_not_overlap_and_what_is_dropped_has_a_better_one_over_it(spots, iou, between):
    rows = np.array([[x, y, x + w, y + h, s / 100, k] for x, y, w, h, s, k in spots], float).reshape(-1, 6)
    kept = thin(rows, iou, between=between)

    def over(first, second):
        one, other = shapely.box(*first[:4]), shapely.box(*second[:4])
        limit = iou if first[5] == second[5] else max(iou, between)
        return one.intersection(other).area / one.union(other).area >= limit - 1e-12

    held = [tuple(row) for row in kept]
    assert all(not over(a, b) for i, a in enumerate(held) for b in held[:i])
    for row in map(tuple, rows):
        assert row in held or any(better[4] >= row[4] and over(better, row) for better in held)
