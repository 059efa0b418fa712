"""Dataclasses of numpy arrays to and from one .npz, written whole or not at all."""

from __future__ import annotations

import dataclasses
import os
import tempfile
import zipfile
from pathlib import Path
from typing import Any, BinaryIO, Dict, Type, TypeVar

import numpy as np

from ..errors import BadInput, DdtmError

T = TypeVar("T")


def save(path: os.PathLike[str] | str, arrays: Any, kind: str, version: int) -> None:
    """Write the dataclass `arrays` to `path` (temporary file in the same folder, fsync, rename)."""
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=target.name, suffix=".part", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            values = {f.name: np.asarray(getattr(arrays, f.name)) for f in dataclasses.fields(arrays)}
            _write(stream, {"_kind": np.array(kind), "_version": np.array(version), **values})
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(temporary, target)
    except OSError as error:
        raise DdtmError(
            f"Écriture impossible de « {target.name} » : disque plein ou protégé ; libérez de la place puis relancez.", str(error)
        ) from error
    finally:
        if os.path.exists(temporary):
            os.unlink(temporary)


def _write(stream: BinaryIO, values: Dict[str, np.ndarray]) -> None:
    """What numpy.savez writes; but closed in order when the disk is full (numpy leaves an open archive that complains at its end)."""
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        for name, value in values.items():
            with archive.open(zipfile.ZipInfo(f"{name}.npy"), "w", force_zip64=True) as entry:
                np.lib.format.write_array(entry, value, allow_pickle=False)


def load(path: os.PathLike[str] | str, cls: Type[T], kind: str, version: int) -> T:
    """Read what `save` wrote. Raises BadInput when the file is missing, damaged or of another kind or version."""
    name = os.path.basename(path)
    try:
        with np.load(path, allow_pickle=False) as data:
            if str(data["_kind"]) != kind or int(data["_version"]) != version:
                raise BadInput(f"Le fichier « {name} » vient d'une autre version : refaites l'import des données.")
            return cls(**{f.name: data[f.name] for f in dataclasses.fields(cls)})  # type: ignore[arg-type]
    except FileNotFoundError as error:
        raise BadInput(f"Le fichier « {name} » est absent du paquet de données : réinstallez le paquet.", str(error)) from error
    except (OSError, ValueError, KeyError, zipfile.BadZipFile, EOFError) as error:
        raise BadInput(f"Le fichier « {name} » est endommagé : réinstallez le paquet de données.", str(error)) from error
