"""The job « exporter »: a checkpoint as ONNX with the metadata that « Détecter dans une image » reads."""

from __future__ import annotations

import hashlib
import io
import json
import os
from pathlib import Path
from typing import Any, Dict, Sequence

import numpy as np

from shared.documents import write_whole
from shared.errors import BadInput, DdtmError
from shared.jobs import JobContext

from .arguments import real
from .entrainer import NO_TORCH, load

OPSET, TILE, OVERLAP, CONF, IOU = 13, 512, 20, 0.3, 0.5
TOLD = (
    "reseau", "graine", "pas", "lot", "cote", "taux", "precision", "poids_classes", "jeu_sha256", "tronc_sha256", "poids_sha256", "depuis",
    "trompeuses", "seuils",
)  # fmt: skip
CLOSE = 1e-3  # greatest difference allowed between torch and onnxruntime


def run(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """params: point (checkpoint), sortie (.onnx), seuil (det_conf), seuils ("class=score,...": the score of each class that is to
    become det_conf), demonstration. Result: phrase, fichiers, taille_mo, ecart."""
    try:
        import onnx
        import torch
    except ImportError as error:
        raise BadInput(NO_TORCH, str(error)) from error
    from .reseau import NETWORKS, network_of

    held = load(torch, Path(str(params.get("point") or "")))
    target = Path(str(params.get("sortie") or "modele.onnx"))
    settings = {**(held.get("reglages") or {}), "pas": held.get("pas")}  # the steps really done
    if "moyenne" not in held or not settings.get("classes"):
        raise BadInput("Ce fichier n'est pas un point de reprise de ce kit : indiquez le .pt écrit par « entrainer ».")
    settings["poids_sha256"] = weights_print(held["moyenne"])
    settings["reseau"] = network_of(settings)
    model: Any = NETWORKS[settings["reseau"]](len(settings["classes"]))
    model.load_state_dict(held["moyenne"])
    model.eval()
    conf = real(params, "seuil", CONF, 0.001, 0.999)
    best = thresholds(params.get("seuils"), settings["classes"])
    with torch.no_grad():  # one threshold serves all classes: each class's own becomes it
        for code, value in best.items():
            model.heat[1].bias[settings["classes"].index(code)] += _logit(conf) - _logit(value)
    buffer, sample = io.BytesIO(), torch.rand(1, 3, 128, 128)
    axes = {"image": {0: "n", 2: "h", 3: "l"}, "sortie": {0: "n", 2: "h4", 3: "l4"}}
    torch.onnx.export(
        model, (sample,), buffer, opset_version=OPSET, input_names=["image"], output_names=["sortie"], dynamic_axes=axes, dynamo=False
    )
    graph = onnx.load_from_string(buffer.getvalue())
    del graph.metadata_props[:]
    for key, text in metadata({**settings, "seuils": best}, conf, bool(params.get("demonstration"))).items():
        entry = graph.metadata_props.add()
        entry.key, entry.value = key, text
    graph.producer_name = graph.producer_version = graph.doc_string = ""
    for node in graph.graph.node:
        node.doc_string = ""
    data = graph.SerializeToString()
    gap = _gap(data, model, torch)
    if not gap <= CLOSE:
        raise DdtmError(f"Le modèle exporté ne répond pas comme l'original (écart {gap:.2g}) : changez de version de PyTorch.")
    write_whole(target, data)
    return {
        "phrase": f"Modèle exporté : « {target.name} », {_french(len(data) / 1e6)} Mo.", "fichiers": [str(target)],
        "taille_mo": round(len(data) / 1e6, 2), "ecart": gap, "classes": settings["classes"],
    }  # fmt: skip


def weights_print(held: Dict[str, Any]) -> str:
    """Fingerprint of the weights, whatever the file that holds them."""
    digest = hashlib.sha256()
    for key in sorted(held):
        digest.update(key.encode() + held[key].contiguous().numpy().tobytes())
    return digest.hexdigest()


def thresholds(value: Any, classes: Sequence[str]) -> Dict[str, float]:
    """{class: score} of "piscine=0.4,mobil_home=0.5". Raises BadInput."""
    items = value.items() if isinstance(value, dict) else (part.split("=") for part in str(value or "").split(",") if part.strip())
    out = {}
    try:
        for code, text in items:
            if code.strip() not in classes or not 0 < float(text) < 1:
                raise ValueError(code)
            out[code.strip()] = float(text)
    except (ValueError, TypeError) as error:
        raise BadInput(f"Seuils « {value} » illisibles : écrivez par exemple piscine=0.4,mobil_home=0.5.", str(error)) from error
    return out


def _french(value: float) -> str:
    return f"{value:.1f}".replace(".", ",")


def _logit(value: float) -> float:
    return float(np.log(value / (1 - value)))


def metadata(settings: Dict[str, Any], conf: float, demonstration: bool) -> Dict[str, str]:
    """Deepness's keys, and ours."""
    meta = {
        "model_type": "Detector", "class_names": {str(i): name for i, name in enumerate(settings["classes"])},
        "resolution": settings["resolution_cm"], "tiles_size": TILE, "tiles_overlap": OVERLAP, "standardization_mean": [0, 0, 0],
        "standardization_std": [1, 1, 1], "det_conf": conf, "det_iou_thresh": IOU, "det_type": "DDTM_centre", "bandes": "rouge,vert,bleu",
        "demonstration": demonstration, "apprentissage": {k: settings[k] for k in TOLD if k in settings},
    }  # fmt: skip
    return {key: value if isinstance(value, str) else json.dumps(value) for key, value in meta.items()}


def _gap(data: bytes, model: Any, torch: Any) -> float:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = min(2, os.cpu_count() or 1)
    session = onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
    picture = np.random.default_rng(1).random((2, 3, 96, 160), dtype=np.float32)
    with torch.no_grad():
        expected = model(torch.from_numpy(picture)).numpy()
    return float(np.abs(session.run(None, {"image": picture})[0] - expected).max())
