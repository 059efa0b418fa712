"""An ONNX detector and what its metadata say (the keys of Deepness, in the file or in `<model>.json` beside it)."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, List, Optional, Sequence, Tuple, Union

import numpy as np

from shared.errors import BadInput, DdtmError
from shared.jobs import JobContext

from . import decodage
from .classes import catalogue_class

DEFAULT_TILE, DEFAULT_OVERLAP, MAX_TILE = 512, 20.0, 4096
NOT_A_MODEL = "« {name} » n'est pas un modèle ONNX lisible (fichier tronqué ou d'une autre nature) : reprenez une copie saine."
TOO_LARGE = (
    "Le modèle « {name} » demande plus de mémoire que ce poste n'en a : réduisez la taille des tuiles ou prenez un modèle plus petit."
)
WRONG_INPUT = "Le modèle « {name} » attend {found} ; il faut une seule image à 3 ou 4 canaux : choisissez un modèle de détection."
NO_CLASSES = "Le modèle « {name} » ne dit pas ce qu'il cherche : ajoutez la métadonnée class_names, ou un fichier « {json} » à côté, puis recommencez."

Tiles = Union[np.ndarray, Sequence[np.ndarray]]  # uint8 [n, channels, tile, tile], or a list of [channels, tile, tile]


@dataclass
class Model:
    """A session ready to run. channels/tile/batch are what the network wants; batch 0 = free."""

    name: str
    sha256: str
    session: Any
    input_name: str
    channels: int
    channels_last: bool
    dtype: Any
    tile: int
    overlap: float
    batch: int
    resolution_cm: Optional[float]
    classes: Tuple[Optional[str], ...]
    mean: np.ndarray
    std: np.ndarray
    conf: float
    iou: float
    layout: str
    bands: Tuple[str, ...]
    demonstration: bool

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
        return decodage.decode(self.layout, outputs, len(self.classes), conf, self.tile, self.name)


def open_model(path: str, ctx: JobContext, threads: int = 0) -> Model:
    """The model of a file, kept in memory until the file changes. Raises BadInput with one sentence for what cannot be used."""
    return ctx.cached(path, f"onnx-{threads}", lambda name: _load(name, threads))


def _load(path: str, threads: int) -> Model:
    import onnxruntime as ort

    name = os.path.basename(path)
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads or (os.cpu_count() or 1)
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    options.enable_cpu_mem_arena = True
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # readers need the processor between two batches
    data = Path(path).read_bytes()
    try:
        session = ort.InferenceSession(data, options, providers=["CPUExecutionProvider"])
    except MemoryError as error:
        raise DdtmError(TOO_LARGE.format(name=name)) from error
    except Exception as error:
        if "alloc" in str(error).lower():
            raise DdtmError(TOO_LARGE.format(name=name), str(error)) from error
        raise BadInput(NOT_A_MODEL.format(name=name), str(error)) from error
    meta = metadata_of(session, path)
    field = _Reader(meta, name)
    inputs = session.get_inputs()
    if len(inputs) != 1 or len(inputs[0].shape) != 4:
        found = f"{len(inputs)} entrées" if len(inputs) != 1 else f"une entrée de dimensions {inputs[0].shape}"
        raise BadInput(WRONG_INPUT.format(name=name, found=found))
    n, a, b, c = inputs[0].shape
    last = isinstance(c, int) and c in (3, 4) and a not in (3, 4)
    channels = c if last else (a if isinstance(a, int) else 3)
    sides = [side for side in ((a, b) if last else (b, c)) if isinstance(side, int) and side > 0]
    dtypes = {"tensor(float)": np.float32, "tensor(float16)": np.float16, "tensor(uint8)": np.uint8}
    if channels not in (3, 4) or inputs[0].type not in dtypes or len(set(sides)) > 1:
        raise BadInput(WRONG_INPUT.format(name=name, found=f"une entrée {inputs[0].type} de dimensions {inputs[0].shape}"))
    tile = sides[0] if sides else int(field.number("tiles_size", DEFAULT_TILE, 32, MAX_TILE))
    names = field.class_names()
    if not names:
        raise BadInput(NO_CLASSES.format(name=name, json=name + ".json"))
    classes = tuple(catalogue_class(text) for text in names)
    if not any(classes):
        raise BadInput(f"Le modèle « {name} » ne cherche rien de connu ({', '.join(names[:5])}) : choisissez un modèle de la suite.")
    bands = tuple(text.strip() for text in str(meta.get("bandes") or "").strip("[]").replace('"', "").split(",") if text.strip())
    model = Model(
        name=name,
        sha256=hashlib.sha256(data + json.dumps(meta, sort_keys=True).encode()).hexdigest(),
        session=session,
        input_name=inputs[0].name,
        channels=channels,
        channels_last=last,
        dtype=dtypes[inputs[0].type],
        tile=tile,
        overlap=field.number("tiles_overlap", DEFAULT_OVERLAP, 0, 90),
        batch=n if isinstance(n, int) and n > 0 else 0,
        resolution_cm=field.number("resolution", 0, 0, 1000) or None,
        classes=classes,
        mean=field.vector("standardization_mean", 0.0, channels),
        std=field.vector("standardization_std", 1.0, channels),
        conf=field.number("det_conf", 0.3, 0, 1),
        iou=field.number("det_iou_thresh", 0.5, 0, 1),
        layout=str(meta.get("det_type") or "").strip('"'),
        bands=bands,
        demonstration=str(meta.get("demonstration") or "").strip('"').lower() in ("1", "true", "oui"),
    )
    if (model.std <= 0).any():
        raise BadInput(f"Le modèle « {name} » a un écart-type nul (standardization_std) : corrigez ses métadonnées.")
    blank = np.zeros((1, channels, tile, tile), np.uint8)
    model.layout = decodage.resolve_layout(model.layout, model.run(blank), len(classes), name)
    return model


def metadata_of(session: Any, path: str) -> Dict[str, Any]:
    meta = dict(session.get_modelmeta().custom_metadata_map)
    beside = Path(path + ".json")
    if beside.is_file():
        try:
            given = json.loads(beside.read_text(encoding="utf-8"))
            meta.update({key: value if isinstance(value, str) else json.dumps(value) for key, value in given.items()})
        except (OSError, ValueError, AttributeError) as error:
            raise BadInput(f"« {beside.name} » n'est pas un fichier JSON lisible : corrigez-le ou retirez-le.", str(error)) from error
    if "class_names" not in meta and "names" in meta:  # Ultralytics writes a Python dictionary under "names"
        meta["class_names"] = meta["names"]
    return meta


class _Reader:
    """Values of the metadata, each with one sentence when it is unusable."""

    def __init__(self, meta: Dict[str, Any], name: str) -> None:
        self._meta, self._name = meta, name

    def _value(self, key: str) -> Any:
        text = self._meta.get(key)
        if text is None or text == "":
            return None
        for candidate in (str(text), str(text).replace("'", '"')):
            try:
                return json.loads(candidate)
            except ValueError:
                continue
        return text

    def _bad(self, key: str) -> BadInput:
        return BadInput(f"Le modèle « {self._name} » a une métadonnée inutilisable : {key}. Corrigez-la, puis recommencez.")

    def number(self, key: str, default: float, low: float, high: float) -> float:
        value = self._value(key)
        if value is None:
            return default
        try:
            number = float(value)
        except (TypeError, ValueError):
            raise self._bad(key) from None
        if not low <= number <= high:
            raise self._bad(key)
        return number

    def vector(self, key: str, default: float, length: int) -> np.ndarray:
        value = self._value(key)
        try:
            array = np.array([default] * length if value is None else value, dtype=np.float64).ravel()
        except (TypeError, ValueError):
            raise self._bad(key) from None
        if len(array) == 1:
            array = np.repeat(array, length)
        if len(array) != length or not np.isfinite(array).all():
            raise self._bad(key)
        return array

    def class_names(self) -> List[str]:
        text = self._meta.get("class_names")
        if not text:
            return []
        value = self._value("class_names")
        if isinstance(value, str) and value.startswith("{"):  # {0: 'pool'}: keys without quotes
            import ast

            try:
                value = ast.literal_eval(value)
            except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):  # nested beyond reason
                raise self._bad("class_names") from None
        if isinstance(value, dict):
            try:
                numbered = {int(key): str(item) for key, item in value.items()}
            except (TypeError, ValueError):
                raise self._bad("class_names") from None
            if sorted(numbered) != list(range(len(numbered))):
                raise self._bad("class_names")
            return [numbered[index] for index in range(len(numbered))]
        if isinstance(value, list):
            return [str(item) for item in value]
        raise self._bad("class_names")
