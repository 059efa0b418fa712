"""The job « entrainer »: a detector from a training set, the same from the same seed; can be stopped and goes on where it was."""

from __future__ import annotations

import hashlib
import json
import os
import time
from pathlib import Path
from typing import Any, Dict, Iterator, List, Optional, Sequence, Tuple

import numpy as np

from shared.documents import write_whole
from shared.errors import BadInput, DdtmError
from shared.gpkg.values import utc_now
from shared.jobs import JobContext

from ...core.arguments import integer, real
from . import jeu as sets

NO_TORCH = "L'entraînement demande PyTorch, absent de cet ordinateur : installez requirements/training.txt dans un environnement à part."
WARM, DECAY, AVERAGE, CLIP = 100, 0.02, 0.998, 10.0
TRUNK = 0.25  # of the rate, for a trunk that has learnt already
GEOMETRY = 1.0  # weight of the boxes' loss against the heat map's
POOL = "piscine"  # the class that can be drawn
SAVE_EVERY = 60.0  # seconds between two checkpoints


def run(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """params: jeu (folder), sortie (checkpoint .pt), pas (steps), lot, cote (crop side), taux, graine, device, precision (auto|f32|bf16), fils,
    lecteurs, depuis (checkpoint or ONNX of this kit to start from), miner (draw the
    empty pictures that deceive that model more often), classes ("a,b": only these), reseau (lite0|compact), poids ("a=3": drawn more often), dessiner (share of the crops on which pools are drawn), reprendre. Result: phrase, point, pas, perte, duree_s, parametres."""
    torch = _torch()
    from .reprise import network_asked, start_from
    from .reseau import MULTIPLE, NETWORKS, parameters
    from .tronc import start

    folder, target = Path(str(params.get("jeu") or "")), Path(str(params.get("sortie") or "modele.pt"))
    data = sets.read(folder, "train")
    steps, batch = integer(params, "pas", 2000, 1, 1_000_000), integer(params, "lot", 16, 1, 512)
    size, seed = integer(params, "cote", 192, 64, 1024), integer(params, "graine", 20, 0, 2**31 - 1)
    rate = real(params, "taux", 2e-3, 1e-6, 1.0)
    if size % MULTIPLE:
        raise BadInput(f"« cote » vaut {size} : un multiple de {MULTIPLE} est attendu.")
    data = sets.only(data, chosen(params.get("classes"), sets.seen_classes(data)))
    if not data.classes:
        raise BadInput(f"Le jeu « {folder.name} » n'a aucun cadre d'apprentissage : revoyez des détections, puis exportez-le de nouveau.")
    device = _device(torch, str(params.get("device") or "cpu"))
    torch.set_num_threads(integer(params, "fils", 1, 1, 64))
    torch.manual_seed(seed)
    torch.use_deterministic_algorithms(True, warn_only=True)
    network = network_asked(params.get("reseau"), params.get("depuis"))
    model: Any = NETWORKS[network](len(data.classes))
    trunk = start(model.trunk) if network == "lite0" else ""
    model = model.to(device, memory_format=torch.channels_last)
    settings = {
        "classes": list(data.classes), "resolution_cm": data.resolution_cm, "pas": steps, "lot": batch, "cote": size, "taux": rate,
        "reseau": network, "poids_classes": weights(params.get("poids"), data.classes), "graine": seed, "tronc_sha256": trunk, "jeu_sha256": fingerprint(data), "precision": _precision(torch, device, str(params.get("precision") or "auto")),
    }  # fmt: skip
    share = real(params, "dessiner", 0.0, 0.0, 1.0)
    if share and POOL not in data.classes:
        raise BadInput("« dessiner » pose des piscines : ce jeu n'apprend pas cette classe, retirez l'option.")
    if share:
        settings["dessinees"] = share
    if params.get("depuis"):
        settings["depuis"] = start_from(model, data.classes, str(params["depuis"]))
    hard = None
    if params.get("miner"):
        from .difficulte import hardness

        hard = hardness(model, data, device)
        settings["trompeuses"] = int((hard >= 1).sum())
    state = _State(torch, model, rate, settings, target, bool(params.get("reprendre")))
    began, loss = time.monotonic(), float("nan")
    try:
        loss = _train(torch, model, state, data, device, settings, hard, integer(params, "lecteurs", 0, 0, 32), ctx)
    finally:
        if 0 < state.step < steps:
            state.save(done=False)
    state.save(done=True)
    seconds = round(time.monotonic() - began, 1)
    return {
        "phrase": f"Modèle appris en {steps} pas sur {len(data.samples)} images ({seconds:.0f} s) : « {target.name} ».",
        "point": str(target), "pas": steps, "perte": round(loss, 4), "duree_s": seconds, "parametres": parameters(model),
        "fichiers": [str(target)],
    }  # fmt: skip


class _State:
    """What a checkpoint holds: weights, their running average, optimiser, step."""

    def __init__(self, torch: Any, model: Any, rate: float, settings: Dict[str, Any], target: Path, resume: bool) -> None:
        self.torch, self.model, self.settings, self.target, self.step = torch, model, settings, target, 0
        self.optimiser = torch.optim.AdamW(_groups(model, TRUNK if settings["tronc_sha256"] else 1.0), lr=rate, weight_decay=DECAY)
        self.average = {key: value.detach().clone() for key, value in model.state_dict().items()}
        self.history: List[Tuple[int, float]] = []
        self._saved = time.monotonic()
        if resume and target.is_file():
            held = load(torch, target)
            if held["reglages"] != settings:
                raise BadInput(f"« {target.name} » vient d'un autre jeu ou d'autres réglages : recommencez sans reprendre.")
            if held.get("optimiseur") is not None:
                model.load_state_dict(held["poids"])
                self.optimiser.load_state_dict(held["optimiseur"])
                self.average, self.step, self.history = held["moyenne"], held["pas"], held["historique"]

    def learnt(self, loss: float) -> None:
        self.step += 1
        decay = min(AVERAGE, (1 + self.step) / (10 + self.step))
        with self.torch.no_grad():
            for key, value in self.model.state_dict().items():
                if value.dtype.is_floating_point:
                    self.average[key].lerp_(value, 1 - decay)
                else:
                    self.average[key].copy_(value)
        if self.step % 50 == 0:
            self.history.append((self.step, round(loss, 4)))
        if time.monotonic() - self._saved > SAVE_EVERY:
            self.save(done=False)

    def save(self, done: bool) -> None:
        content = {
            "reglages": self.settings, "pas": self.step, "moyenne": self.average, "historique": self.history, "fini": done, "ecrit_le": utc_now(),
            "poids": self.model.state_dict(), "optimiseur": self.optimiser.state_dict(),
        }  # fmt: skip
        import io

        buffer = io.BytesIO()
        self.torch.save(content, buffer)
        self.target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(self.target, buffer.getvalue())
        self._saved = time.monotonic()


def _groups(model: Any, part: float) -> List[Dict[str, Any]]:
    """What is taught: the trunk at a part of the rate, the rest at the whole of it."""
    parts = list(model.trunk.parameters()) if hasattr(model, "trunk") else []
    trunk, held = [p for p in parts if p.requires_grad], {id(p) for p in parts}
    return [{"params": trunk, "part": part}, {"params": [p for p in model.parameters() if id(p) not in held], "part": 1.0}]


def load(torch: Any, path: Path) -> Dict[str, Any]:
    """The content of a checkpoint (tensors and plain values only). Raises BadInput."""
    try:
        return torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:
        raise BadInput(f"« {path.name} » n'est pas un point de reprise lisible : recommencez l'entraînement.", str(error)) from error


def _train(
    torch: Any, model: Any, state: _State, data: sets.Jeu, device: Any, settings: Dict[str, Any], hard: Any, readers: int, ctx: JobContext
) -> float:
    from .perte import loss_of

    steps, batch = settings["pas"], settings["lot"]
    low = settings["precision"] == "bf16"
    running = float("nan")
    model.train()
    for arrays in _batches(torch, data, settings, hard, state.step, readers):
        ctx.progress(state.step / steps, f"Pas {state.step} sur {steps}" + ("" if np.isnan(running) else f", perte {running:.3f}"))
        rate = settings["taux"] * _schedule(state.step, steps)
        for group in state.optimiser.param_groups:
            group["lr"] = rate * group["part"]
        image, heat, counts, corners, learnt = (array.to(device, non_blocking=True) for array in arrays)
        image = image.permute(0, 3, 1, 2).float().div_(255).contiguous(memory_format=torch.channels_last)
        with torch.autocast(device.type, torch.bfloat16, enabled=low):
            out = model(image)
        loss = loss_of(out.float(), heat, counts, corners, learnt, GEOMETRY)
        state.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), CLIP)
        state.optimiser.step()
        value = float(loss.detach())
        if not np.isfinite(value):
            raise DdtmError(
                "L'entraînement diverge (perte infinie) : baissez le taux d'apprentissage.", f"step {state.step}, batch {batch}"
            )
        running = value if np.isnan(running) else 0.98 * running + 0.02 * value
        state.learnt(running)
    return running


def _schedule(step: int, steps: int) -> float:
    warm = min(WARM, max(1, steps // 10))
    if step < warm:
        return (step + 1) / warm
    return 0.01 + 0.99 * 0.5 * (1 + float(np.cos(np.pi * (step - warm) / max(1, steps - warm))))


def _batches(torch: Any, data: sets.Jeu, settings: Dict[str, Any], hard: Any, start: int, readers: int) -> Iterator[List[Any]]:
    from .lecteur import Crops

    crops = Crops(
        data,
        settings["cote"],
        settings["graine"],
        start * settings["lot"],
        settings["pas"] * settings["lot"],
        hard,
        settings["poids_classes"],
        (settings.get("dessinees", 0.0), settings["classes"].index(POOL) if settings.get("dessinees") else -1, settings["resolution_cm"]),
    )
    yield from torch.utils.data.DataLoader(crops, batch_size=settings["lot"], shuffle=False, num_workers=readers, persistent_workers=False)


def chosen(value: Any, seen: Sequence[str]) -> List[str]:
    """The classes asked for ("a,b"), all those that are boxed when none is. Raises BadInput."""
    asked = [code.strip() for code in str(value or "").split(",") if code.strip()]
    missing = [code for code in asked if code not in seen]
    if missing:
        raise BadInput(f"La classe « {missing[0]} » n'a aucun cadre d'apprentissage : choisissez parmi {', '.join(seen)}.")
    return [code for code in seen if not asked or code in asked]


def weights(value: Any, classes: Sequence[str]) -> List[float]:
    """How often each class is drawn, of "piscine=3": 1 where nothing is said. Raises BadInput."""
    out = dict.fromkeys(classes, 1.0)
    try:
        for part in str(value or "").split(","):
            if part.strip():
                code, text = part.split("=")
                if code.strip() not in out or not 0 < float(text) <= 100:
                    raise ValueError(part)
                out[code.strip()] = float(text)
    except ValueError as error:
        raise BadInput(f"Poids « {value} » illisibles : écrivez par exemple piscine=3,bateau=0.5.", str(error)) from error
    return list(out.values())


def fingerprint(data: sets.Jeu) -> str:
    """Of names, boxes and regions: two sets that teach the same are the same."""
    digest = hashlib.sha256(json.dumps([data.classes, data.resolution_cm]).encode())
    for sample in data.samples:
        digest.update(sample.name.encode() + sample.boxes.tobytes() + sample.ignored.tobytes() + sample.complete.tobytes())
    return digest.hexdigest()


def _torch() -> Any:
    try:
        import torch
    except ImportError as error:
        raise BadInput(NO_TORCH, str(error)) from error
    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")  # without it some CUDA products are not repeatable
    return torch


def _device(torch: Any, name: str) -> Any:
    try:
        device = torch.device(name)
        torch.zeros(1, device=device)
        return device
    except Exception as error:
        raise BadInput(f"L'appareil de calcul « {name} » n'est pas utilisable ici : essayez cpu.", str(error)) from error


def _precision(torch: Any, device: Any, asked: str) -> str:
    if asked not in ("auto", "f32", "bf16"):
        raise BadInput(f"Précision « {asked} » inconnue : auto, f32 ou bf16.")
    if asked != "auto":
        return asked
    if device.type == "cuda":
        return "bf16" if torch.cuda.is_bf16_supported() else "f32"
    fast: Optional[Any] = getattr(torch.cpu, "_is_avx512_bf16_supported", None)
    return "bf16" if fast is not None and fast() else "f32"
