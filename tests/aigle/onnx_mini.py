"""Tiny detectors encoded by hand (no onnx package): they find squares of a given colour and side, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Dict, List, Optional, Sequence

import numpy as np

COLOURS = {"piscine": (0, 0, 255), "mobil_home": (255, 0, 0), "caravane": (0, 255, 0)}


OBB_ANGLE = 0.5  # radians: every box of the oriented model is twice as long as wide and turned so


def _varint(number: int) -> bytes:
    out = b""
    while True:
        low, number = number & 127, number >> 7
        out += bytes([low | (128 if number else 0)])
        if not number:
            return out


def _field(number: int, payload) -> bytes:
    if isinstance(payload, int):
        return _varint(number << 3) + _varint(payload)
    data = payload.encode() if isinstance(payload, str) else payload
    return _varint(number << 3 | 2) + _varint(len(data)) + data


def _tensor(name: str, array: np.ndarray) -> bytes:
    kind = {"float32": 1, "int64": 7}[array.dtype.name]
    return b"".join(_field(1, int(d)) for d in array.shape) + _field(2, kind) + _field(8, name) + _field(9, array.tobytes())


def _value(name: str, shape: Sequence, kind: int = 1) -> bytes:
    dims = b"".join(_field(1, _field(1, d) if isinstance(d, int) else _field(2, d)) for d in shape)
    return _field(1, name) + _field(2, _field(1, _field(1, kind) + _field(2, dims)))


def _node(op: str, inputs: Sequence[str], output: str, **attributes) -> bytes:
    out = b"".join(_field(1, name) for name in inputs) + _field(2, output) + _field(3, output) + _field(4, op)
    for name, value in attributes.items():
        if isinstance(value, int):
            body = _field(1, name) + _field(3, value) + _field(20, 2)
        else:
            body = _field(1, name) + b"".join(_field(8, v) for v in value) + _field(20, 7)
        out += _field(5, body)
    return out


def _model(nodes: List[bytes], tensors: List[bytes], inputs: List[bytes], output: bytes, meta: Dict) -> bytes:
    graph = b"".join(_field(1, n) for n in nodes) + _field(2, "g") + b"".join(_field(5, t) for t in tensors)
    graph += b"".join(_field(11, i) for i in inputs) + _field(12, output)
    props = b"".join(_field(14, _field(1, k) + _field(2, v if isinstance(v, str) else json.dumps(v))) for k, v in meta.items())
    return _field(1, 8) + _field(7, graph) + _field(8, _field(1, "") + _field(2, 13)) + props


def _weights(classes: Sequence[str], side: int) -> np.ndarray:
    out = np.zeros((len(classes), 3, side, side), np.float32)
    for i, name in enumerate(classes):
        out[i] = (np.where(np.array(COLOURS[name]) > 0, 1.0, -1.0) * 100 / side**2).astype(np.float32)[:, None, None]
    return out


def metadata(classes: Sequence[str], tile: int, resolution: float, **more) -> Dict:
    base = {
        "model_type": "Detector", "class_names": {str(i): name for i, name in enumerate(classes)}, "resolution": resolution,
        "tiles_size": tile, "tiles_overlap": 25, "det_conf": 0.5, "det_iou_thresh": 0.5, "det_type": "DDTM_centre",
    }  # fmt: skip
    base.update(more)
    return {key: value for key, value in base.items() if value is not None}


def centre_model(
    path: Path, classes: Sequence[str] = ("piscine", "mobil_home"), side: int = 15, tile: int = 128, resolution: float = 20, **more
) -> Path:
    """Our own layout: logits and geometry at full resolution."""
    n = len(classes)
    weights = np.concatenate([_weights(classes, side), np.zeros((4, 3, side, side), np.float32)])
    bias = np.concatenate([np.full(n, -90.0), [0, 0, np.log(side), np.log(side)]]).astype(np.float32)
    pad = side // 2
    node = _node("Conv", ("x", "w", "b"), "y", kernel_shape=(side, side), pads=(pad, pad, pad, pad))
    data = _model(
        [node], [_tensor("w", weights), _tensor("b", bias)], [_value("x", ("n", 3, "h", "w_"))], _value("y", ("n", n + 4, "h", "w_")),
        metadata(classes, tile, resolution, **more),
    )  # fmt: skip
    path.write_bytes(data)
    return path


def yolo_model(
    path: Path,
    kind: str = "YOLO_Ultralytics",
    side: int = 15,
    tile: int = 128,
    resolution: float = 20,
    cell: int = 1,
    work: int = 1,
    **more,
) -> Path:
    """One class (piscine), static batch of one: [1, 5, cells], or [1, cells, 6] with objectness, or corners with score and class.

    cell: side in pixels of the square that gives one box; work: how many times the same is computed, to weigh as much as a real network.
    """
    weights, bias = np.repeat(_weights(("piscine",), side), work, axis=0), np.full(work, -90.0, np.float32)
    pad, cells = side // 2, (tile // cell) ** 2
    y, x = (np.mgrid[0 : tile // cell, 0 : tile // cell].astype(np.float32) + 0.5) * cell
    full, ones = np.full_like(x, side), np.ones_like(x)
    half = side / 2
    before, after = {
        "YOLO_Ultralytics": ((x, y, full, full), ()),
        "YOLO_v9": ((x, y, full, full), ()),
        "YOLO_v5_or_v7_default": ((x, y, full, full, ones), ()),
        "YOLO_v6": ((x, y, full, full, ones), ()),
        "YOLO_Ultralytics_obb": ((x, y, 2 * full, full), (0 * x + OBB_ANGLE,)),
        "YOLO_bout_en_bout": ((x - half, y - half, x + half, y + half), (0 * x,)),
    }[kind]
    channels = len(before) + 1 + len(after)
    transposed = kind in ("YOLO_v5_or_v7_default", "YOLO_v6", "YOLO_bout_en_bout")
    nodes = [
        _node("Conv", ("x", "w", "b"), "logits", kernel_shape=(side, side), pads=(pad, pad, pad, pad)),
        _node("ReduceMax", ("logits",), "fine", axes=(1,), keepdims=1),
        _node("MaxPool", ("fine",), "logit", kernel_shape=(cell, cell), strides=(cell, cell)),
        _node("Sigmoid", ("logit",), "score"),
        _node("Concat", ("before", "score", *(["after"] if after else [])), "all", axis=1),
        _node("Reshape", ("all", "shape"), "flat" if transposed else "y"),
    ]
    tensors = [
        _tensor("w", weights), _tensor("b", bias), _tensor("before", np.stack(before)[None]), _tensor("shape", np.array([1, channels, cells], np.int64)),
    ]  # fmt: skip
    if after:
        tensors.append(_tensor("after", np.stack(after)[None].astype(np.float32)))
    if transposed:
        nodes.append(_node("Transpose", ("flat",), "y", perm=(0, 2, 1)))
    if kind == "YOLO_bout_en_bout":  # such networks give at most a few hundred boxes
        nodes[-1] = _node("Transpose", ("flat",), "rows", perm=(0, 2, 1))
        nodes.append(_node("Slice", ("rows", "start", "end", "axis"), "y"))
        tensors += [_tensor(k, np.array([v], np.int64)) for k, v in (("start", 0), ("end", 1000), ("axis", 1))]
    shape = (1, min(cells, 1000) if kind == "YOLO_bout_en_bout" else cells, channels) if transposed else (1, channels, cells)
    meta = metadata(("piscine",), tile, resolution, **{"det_type": kind, **more})
    path.write_bytes(_model(nodes, tensors, [_value("x", (1, 3, tile, tile))], _value("y", shape), meta))
    return path


def greedy_model(path: Path, tile: int = 128) -> Path:
    """A model that asks for thousands of gigabytes."""
    nodes = [
        _node("Expand", ("one", "shape"), "big"), _node("ReduceMax", ("big",), "top", keepdims=0), _node("Add", ("x", "top"), "y"),
    ]  # fmt: skip
    tensors = [_tensor("one", np.ones(1, np.float32)), _tensor("shape", np.array([1 << 14, 1 << 14, 1 << 14], np.int64))]
    path.write_bytes(
        _model(nodes, tensors, [_value("x", ("n", 3, "h", "w"))], _value("y", ("n", 3, "h", "w")), metadata(("piscine",), tile, 20))
    )
    return path


def odd_inputs_model(path: Path, shape: Optional[Sequence] = ("n", 12), second: bool = False) -> Path:
    """A model that is no detector of pictures: another shape, or two inputs."""
    inputs = [_value("x", shape)] + ([_value("z", shape)] if second else [])
    node = _node("Add", ("x", "z"), "y") if second else _node("Relu", ("x",), "y")
    path.write_bytes(_model([node], [], inputs, _value("y", shape), metadata(("piscine",), 128, 20)))
    return path
