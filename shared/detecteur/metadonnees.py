"""What an ONNX detector says of itself: the keys of Deepness, in the file or in `<model>.json` beside it."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any, Dict, List, Tuple

import numpy as np

from ..errors import BadInput

# a dictionary as Python prints it: {0: 'pool', 1: "chef's hut"}
_ITEM = r"""(\d{1,6})\s*:\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")"""
_NAMED = re.compile(_ITEM)
_NAMES = re.compile(r"\{\s*(?:ITEM\s*(?:,\s*ITEM\s*)*,?)?\s*\}".replace("ITEM", re.sub(r"\((?!\?)", "(?:", _ITEM)))


class Metadata:
    """The values, each with one sentence when it is unusable."""

    def __init__(self, values: Dict[str, Any], name: str) -> None:
        self.values, self._name = values, name

    def word(self, key: str) -> str:
        return str(self.values.get(key) or "").strip('"')

    def words(self, key: str) -> Tuple[str, ...]:
        """What a list between commas says, in brackets and quotes or not."""
        listed = str(self.values.get(key) or "").strip("[]").replace('"', "").split(",")
        return tuple(text.strip() for text in listed if text.strip())

    def _value(self, key: str) -> Any:
        text = self.values.get(key)
        if text is None or text == "":
            return None
        for candidate in (str(text), str(text).replace("'", '"')):
            try:
                return json.loads(candidate)
            except (ValueError, RecursionError):
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

    def points(self) -> int:
        """Numbers that an Ultralytics pose model gives after each box (the points of a face, say); 0 for the others."""
        value = self._value("kpt_shape")
        if value is None:
            return 0
        try:
            count, each = value
            if 1 <= int(count) <= 1000 and int(each) in (2, 3):
                return int(count) * int(each)
        except (TypeError, ValueError):
            pass
        raise self._bad("kpt_shape")

    def class_names(self) -> List[str]:
        text = self.values.get("class_names")
        if not text:
            return []
        value = self._value("class_names")
        if isinstance(value, str) and value.startswith("{"):  # {0: 'pool'}: keys without quotes
            if not _NAMES.fullmatch(value):
                raise self._bad("class_names")
            value = {number: re.sub(r"\\(.)", r"\1", one or other) for number, one, other in _NAMED.findall(value)}
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


def metadata_of(session: Any, path: str) -> Metadata:
    """Those in the file, those beside it over them. Raises BadInput."""
    meta = dict(session.get_modelmeta().custom_metadata_map)
    beside = Path(path + ".json")
    if beside.is_file():
        try:
            given = json.loads(beside.read_text(encoding="utf-8"))
            meta.update({key: value if isinstance(value, str) else json.dumps(value) for key, value in given.items()})
        except (OSError, ValueError, AttributeError, RecursionError) as error:
            raise BadInput(f"« {beside.name} » n'est pas un fichier JSON lisible : corrigez-le ou retirez-le.", str(error)) from error
    if "class_names" not in meta and "names" in meta:  # Ultralytics writes a Python dictionary under "names"
        meta["class_names"] = meta["names"]
    return Metadata(meta, os.path.basename(path))
