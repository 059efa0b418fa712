"""An ONNX detector ready to run: opened once, fed with tiles, its outputs decoded into boxes."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, List, Optional, Sequence, Tuple, Union

import numpy as np

from ..errors import BadInput, DdtmError
from ..jobs import JobContext
from . import decodage
from .metadonnees import Metadata, metadata_of

DEFAULT_TILE, DEFAULT_OVERLAP, MIN_TILE, MAX_TILE = 512, 20.0, 32, 4096
NOT_A_MODEL = "« {name} » n'est pas un modèle ONNX lisible (fichier tronqué ou d'une autre nature) : reprenez une copie saine."
TOO_LARGE = (
    "Le modèle « {name} » demande plus de mémoire que ce poste n'en a : réduisez la taille des tuiles ou prenez un modèle plus petit."
)
WRONG_INPUT = "Le modèle « {name} » attend {found} ; il faut une seule image à 3 ou 4 canaux : choisissez un modèle de détection."
OTHER_KIND = "Le modèle « {name} » est un modèle de {kind}, qui ne donne pas de cadres : choisissez un modèle de détection."
KINDS = {"segmentor": "segmentation", "regressor": "régression", "superresolution": "super-résolution", "recognition": "reconnaissance"}
UNREADABLE = "Le modèle « {name} » ne peut pas être lu : vérifiez que c'est un fichier, et ses droits."
NO_CLASSES = "Le modèle « {name} » ne dit pas ce qu'il cherche : ajoutez la métadonnée class_names, ou un fichier « {json} » à côté, puis recommencez."

Tiles = Union[np.ndarray, Sequence[np.ndarray]]  # uint8 [n, channels, tile, tile], or a list of [channels, tile, tile]


@dataclass
class Detector:
    """A session ready to run. channels/tile/batch are what the network wants; batch 0 = free; names are the model's own classes."""

    name: str
    sha256: str  # of the file and its metadata
    file_sha256: str
    metadata: Metadata
    session: Any
    input_name: str
    channels: int
    channels_last: bool
    dtype: Any
    tile: int
    overlap: float
    batch: int
    resolution_cm: Optional[float]
    names: Tuple[str, ...]
    mean: np.ndarray
    std: np.ndarray
    conf: float
    iou: float
    layout: str
    points: int  # numbers after each box that are not read

    def run(self, tiles: Tiles) -> List[np.ndarray]:
        """Raw outputs; raises DdtmError when memory lacks even for one tile."""
        count = len(tiles)
        outputs: List[List[np.ndarray]] = []
        step = self.batch or count
        start = 0
        while start < count:
            part = tiles[start : start + step]
            try:
                found = self._run_once(part)
            except MemoryError:
                if step == 1 or self.batch:
                    raise DdtmError(TOO_LARGE.format(name=self.name)) from None
                step = max(1, step // 2)
                continue
            if step > 1 and not self.batch and len(found[0]) < len(part):
                step = 1  # it takes several pictures and answers for one
                continue
            outputs.append([array[: len(part)] for array in found])
            start += len(part)
        return outputs[0] if len(outputs) == 1 else [np.concatenate(parts) for parts in zip(*outputs)]

    def _run_once(self, tiles: Tiles) -> List[np.ndarray]:
        if self.batch and len(tiles) < self.batch:
            tiles = [*tiles, *[np.zeros_like(tiles[0])] * (self.batch - len(tiles))]
        try:
            return self.session.run(None, {self.input_name: self.prepare(tiles)})
        except MemoryError:
            raise
        except Exception as error:
            text = str(error).lower()
            if any(word in text for word in ("alloc", "memory", "overflow", "size limit")):
                raise MemoryError(text) from error
            raise BadInput(
                f"Le modèle « {self.name} » a échoué sur une tuile : vérifiez sa taille de tuile (tiles_size).", str(error)
            ) from error

    def prepare(self, tiles: Tiles) -> np.ndarray:
        """uint8 pixels as the network wants them."""
        if self.dtype == np.uint8:
            batch = np.asarray(tiles)
        else:
            scale, shift = 1.0 / (255.0 * self.std), self.mean / self.std
            batch = np.empty((len(tiles), *tiles[0].shape), np.float32)
            for row, tile in zip(batch, tiles):
                for channel, pixels in enumerate(tile):
                    np.multiply(pixels, np.float32(scale[channel]), out=row[channel])
                    if shift[channel]:
                        row[channel] -= np.float32(shift[channel])
            batch = batch.astype(self.dtype, copy=False)
        return np.ascontiguousarray(batch.transpose(0, 2, 3, 1)) if self.channels_last else batch

    def decode(self, outputs: List[np.ndarray], conf: float) -> List[np.ndarray]:
        """Per tile: rows x1, y1, x2, y2, score, class (tile pixels), not yet thinned."""
        return decodage.decode(self.layout, outputs, len(self.names), conf, self.tile, self.name, self.points)


def open_detector(path: str, ctx: JobContext, threads: int = 0) -> Detector:
    """The detector of a file, kept in memory until the file, or its metadata beside it, change. Raises BadInput with one sentence for what cannot be used."""
    try:
        beside = os.stat(path + ".json")
        stamp = f"{beside.st_size}-{beside.st_mtime_ns}"
    except OSError:
        stamp = ""
    return ctx.cached(path, f"onnx-{threads}-{stamp}", lambda name: _load(name, threads))


def _load(path: str, threads: int) -> Detector:
    import onnxruntime as ort

    name = os.path.basename(path)
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads or (os.cpu_count() or 1)
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    options.enable_cpu_mem_arena = True
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # readers need the processor between two batches
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise BadInput(UNREADABLE.format(name=name), str(error)) from error
    try:
        session = ort.InferenceSession(data, options, providers=["CPUExecutionProvider"])
    except MemoryError as error:
        raise DdtmError(TOO_LARGE.format(name=name)) from error
    except Exception as error:
        if "alloc" in str(error).lower():
            raise DdtmError(TOO_LARGE.format(name=name), str(error)) from error
        raise BadInput(NOT_A_MODEL.format(name=name), str(error)) from error
    meta = metadata_of(session, path)
    kind = meta.word("model_type")
    if kind and "detect" not in kind.lower():
        raise BadInput(OTHER_KIND.format(name=name, kind=KINDS.get(kind.lower(), kind)))
    inputs = session.get_inputs()
    if len(inputs) != 1 or len(inputs[0].shape) != 4:
        found = f"{len(inputs)} entrées" if len(inputs) != 1 else f"une entrée de dimensions {inputs[0].shape}"
        raise BadInput(WRONG_INPUT.format(name=name, found=found))
    n, a, b, c = inputs[0].shape
    last = isinstance(c, int) and c in (3, 4) and a not in (3, 4)
    channels = c if last else (a if isinstance(a, int) else 3)
    sides = [side for side in ((a, b) if last else (b, c)) if isinstance(side, int) and side > 0]
    dtypes = {"tensor(float)": np.float32, "tensor(float16)": np.float16, "tensor(uint8)": np.uint8}
    fair = all(MIN_TILE <= side <= MAX_TILE for side in sides) and len(set(sides)) <= 1
    if channels not in (3, 4) or inputs[0].type not in dtypes or not fair:
        raise BadInput(WRONG_INPUT.format(name=name, found=f"une entrée {inputs[0].type} de dimensions {inputs[0].shape}"))
    tile = sides[0] if sides else int(meta.number("tiles_size", DEFAULT_TILE, MIN_TILE, MAX_TILE))
    names = meta.class_names()
    if not names:
        raise BadInput(NO_CLASSES.format(name=name, json=name + ".json"))
    digest = hashlib.sha256(data)
    of_file = digest.hexdigest()
    digest.update(json.dumps(meta.values, sort_keys=True).encode())
    detector = Detector(
        name=name,
        sha256=digest.hexdigest(),
        file_sha256=of_file,
        metadata=meta,
        session=session,
        input_name=inputs[0].name,
        channels=channels,
        channels_last=last,
        dtype=dtypes[inputs[0].type],
        tile=tile,
        overlap=meta.number("tiles_overlap", DEFAULT_OVERLAP, 0, 90),
        batch=n if isinstance(n, int) and n > 0 else 0,
        resolution_cm=meta.number("resolution", 0, 0, 1000) or None,
        names=tuple(names),
        mean=meta.vector("standardization_mean", 0.0, channels),
        std=meta.vector("standardization_std", 1.0, channels),
        conf=meta.number("det_conf", 0.3, 0.001, 0.999),
        iou=meta.number("det_iou_thresh", 0.5, 0.001, 1),
        layout=meta.word("det_type"),
        points=meta.points(),
    )
    if (detector.std <= 0).any():
        raise BadInput(f"Le modèle « {name} » a un écart-type nul (standardization_std) : corrigez ses métadonnées.")
    blank = np.zeros((1, channels, tile, tile), np.uint8)
    detector.layout = decodage.resolve_layout(detector.layout, detector.run(blank), len(names), name, detector.points)
    return detector
