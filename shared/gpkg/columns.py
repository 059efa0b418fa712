"""Whole columns of a data frame into what the GeoPackage stores: the rules of `values`, applied to many rows at once."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from typing import Any, List

import numpy as np
import pandas as pd

from ..catalogue import Field, Layer
from ..errors import BadInput
from .values import encode, refusal

_NAMESPACE = bytes.fromhex("6ba7b8119dad11d180b400c04fd430c8")  # RFC 4122 URL namespace
_REMEMBERED = 100_000


def column_values(layer: Layer, field: Field, series: pd.Series[Any]) -> List[Any]:
    """The values of one column as stored. Raises BadInput naming the first value that does not fit."""
    plain = isinstance(series.dtype, np.dtype)
    if plain and field.type == "reel" and series.dtype.kind in "fiu":
        return _numbers(layer, field, series.to_numpy())
    if plain and field.type == "entier" and series.dtype.kind in "iu" and series.dtype != np.uint64:
        return series.to_numpy().tolist()
    if field.type == "texte" and not field.domain and not field.required and _is_clean_text(series):
        return series.tolist()
    known: dict = {}  # columns repeat themselves: each distinct value is judged once
    out = []
    for value in series.astype(object).tolist():
        try:
            stored = known[type(value), value]
        except KeyError:
            if len(known) > _REMEMBERED:
                known.clear()
            stored = known[type(value), value] = encode(layer, field, value)
        except TypeError:  # not hashable, hence not a value: let the rules say so
            stored = encode(layer, field, value)
        out.append(stored)
    return out


def uuid_column(layer: Layer, frame: pd.DataFrame, source_id: str | None) -> List[str]:
    """uuids of the rows: the frame's own, else uuid5 of layer + `frame[source_id]` (the same at every import), else random."""
    if "uuid" in frame.columns:
        ids = [str(value) for value in frame["uuid"]]
    elif source_id is not None:
        if source_id not in frame.columns or frame[source_id].isna().any():
            raise BadInput(f"Couche « {layer.title} » : l'identifiant d'origine « {source_id} » manque pour certaines lignes.")
        ids = [stable_uuid(layer.name, value) for value in frame[source_id].tolist()]
    else:
        ids = _random_uuids(len(frame))
    if len(set(ids)) != len(ids):
        twice = Counter(ids).most_common(1)[0][0]
        shown = twice if source_id is None or "uuid" in frame.columns else frame[source_id].tolist()[ids.index(twice)]
        raise BadInput(f"Couche « {layer.title} » : l'identifiant « {shown} » est présent deux fois ; dédoublonnez la source.")
    return ids


def stable_uuid(layer_name: str, source_id: Any) -> str:
    """uuid5 of a row of a published source: the same on every workstation and at every import."""
    digest = bytearray(hashlib.sha1(_NAMESPACE + f"ddtm:{layer_name}:{source_id}".encode()).digest()[:16])  # noqa: S324 (RFC 4122)
    digest[6] = digest[6] & 0x0F | 0x50
    digest[8] = digest[8] & 0x3F | 0x80
    return _dashed(digest.hex())


def _is_clean_text(series: pd.Series[Any]) -> bool:
    """Every value is a str that may be stored, or None: nothing to judge one by one (the common case of long columns)."""
    values = [value for value in series.tolist() if value is not None]
    if not all(type(value) is str for value in values):
        return False
    whole = "".join(values)
    try:
        whole.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return "\x00" not in whole


def _numbers(layer: Layer, field: Field, numbers: np.ndarray) -> List[Any]:
    numbers = np.asarray(numbers, dtype=np.float64)
    missing = np.isnan(numbers)
    if np.isinf(numbers).any():
        raise refusal(layer, field, float("inf"), "un nombre")
    if field.required and missing.any():
        encode(layer, field, None)
    out = numbers.tolist()
    for index in np.flatnonzero(missing).tolist():
        out[index] = None
    return out


def _random_uuids(number: int) -> List[str]:
    raw = np.frombuffer(os.urandom(16 * number), dtype=np.uint8).reshape(number, 16).copy()
    raw[:, 6] = raw[:, 6] & 0x0F | 0x40
    raw[:, 8] = raw[:, 8] & 0x3F | 0x80
    text = raw.tobytes().hex()
    return [_dashed(text[start : start + 32]) for start in range(0, 32 * number, 32)]


def _dashed(text: str) -> str:
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
