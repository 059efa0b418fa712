"""Starting from what another model of this kit has learnt: a checkpoint, or an exported ONNX (the shipped demonstration model)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Dict, List, Sequence, Tuple

from shared.errors import BadInput

OTHER = "« {name} » n'est pas un modèle de ce kit (autre réseau) : partez d'un point .pt ou du modèle .onnx fourni, ou de rien."
UNREADABLE = "« {name} » n'est pas un modèle ONNX lisible : reprenez une copie saine."
HEADS = ("heat.1.weight", "heat.1.bias")  # one row a class


def network_asked(value: Any, path: Any) -> str:
    """The network asked for; else that of the model to start from; else « compact ». Raises BadInput."""
    from .reseau import NETWORKS, network_of

    if value:
        if value not in NETWORKS:
            raise BadInput(f"Réseau « {value} » inconnu : {', '.join(NETWORKS)}.")
        return str(value)
    if not path:
        return "compact"
    file = Path(str(path))
    if file.suffix.lower() == ".onnx":
        return network_of(json.loads(_meta(_opened(file)).get("apprentissage") or "{}"))
    import torch

    from .entrainer import load

    return network_of(load(torch, file).get("reglages") or {})


def _meta(held: Any) -> Dict[str, str]:
    return {entry.key: entry.value for entry in held.metadata_props}


def _opened(file: Path) -> Any:
    try:
        import onnx

        return onnx.load(str(file))
    except ImportError as error:
        raise BadInput("Partir d'un fichier ONNX demande le paquet onnx : installez requirements/training.txt.", str(error)) from error
    except Exception as error:
        raise BadInput(UNREADABLE.format(name=file.name), str(error)) from error


def start_from(model: Any, classes: Sequence[str], path: str) -> str:
    """Fill the network with what `path` holds; classes it does not know keep their fresh weights. Returns the file's name."""
    file = Path(path)
    held, known = _from_onnx(model, file) if file.suffix.lower() == ".onnx" else _from_checkpoint(file)
    own = model.state_dict()
    for key in HEADS:
        rows = own[key].clone()
        for index, code in enumerate(classes):
            if code in known and key in held:
                rows[index] = held[key][known.index(code)]
        held[key] = rows
    fitting = {key: value for key, value in held.items() if key in own and own[key].shape == value.shape}
    if len(fitting) < len(own) // 2:
        raise BadInput(OTHER.format(name=file.name))
    model.load_state_dict(fitting, strict=False)
    return file.name


def _from_checkpoint(file: Path) -> Tuple[Dict[str, Any], List[str]]:
    import torch

    from .entrainer import load

    held = load(torch, file)
    if "moyenne" not in held:
        raise BadInput(OTHER.format(name=file.name))
    return dict(held["moyenne"]), list(held["reglages"]["classes"])


def _from_onnx(model: Any, file: Path) -> Tuple[Dict[str, Any], List[str]]:
    """Convolutions of the graph in their order; their normalisations are already folded in, so ours start neutral."""
    import numpy as np
    import torch

    held = _opened(file)
    from onnx import numpy_helper

    graph = held.graph
    try:
        names = json.loads(_meta(held)["class_names"])
    except (KeyError, ValueError) as error:
        raise BadInput(OTHER.format(name=file.name), str(error)) from error
    tensors = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    nodes = [node for node in graph.node if node.op_type == "Conv"]
    layers = _layers(model)
    if len(nodes) != len(layers):
        raise BadInput(OTHER.format(name=file.name))
    out: Dict[str, Any] = {}
    for node, (conv, norm) in zip(nodes, layers):
        weight, bias = (np.array(tensors[name]) for name in node.input[1:3])
        out[conv + ".weight"] = torch.from_numpy(weight)
        if not norm:
            out[conv + ".bias"] = torch.from_numpy(bias)
            continue
        out[norm + ".weight"] = torch.full((len(bias),), (1 + model.get_submodule(norm).eps) ** 0.5)
        out[norm + ".bias"] = torch.from_numpy(bias)
        out[norm + ".running_mean"] = torch.zeros(len(bias))
        out[norm + ".running_var"] = torch.ones(len(bias))
    return out, [names[str(index)] for index in range(len(names))]


def _layers(model: Any) -> List[Any]:
    """(convolution, its normalisation or "") in the order in which a picture meets them."""
    import torch

    names = {module: name for name, module in model.named_modules()}
    seen: List[Any] = []

    def note(module: Any, *_: Any) -> None:
        if isinstance(module, torch.nn.Conv2d):
            seen.append([names[module], ""])
        else:
            seen[-1][1] = names[module]

    handles = [m.register_forward_hook(note) for m in model.modules() if isinstance(m, (torch.nn.Conv2d, torch.nn.BatchNorm2d))]
    training = model.training
    try:
        model.eval()
        with torch.no_grad():
            model(torch.zeros(1, 3, 64, 64, device=next(model.parameters()).device))
    finally:
        model.train(training)
        for handle in handles:
            handle.remove()
    return seen
