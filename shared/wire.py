"""Results of jobs as strict JSON: what travels between processes and what `--json` prints."""

from __future__ import annotations

import datetime
import json
import math
import os
from typing import Any


def _plain(value: Any) -> Any:
    """What json does not know: numpy scalars and arrays, paths, dates, sets, bytes (hexadecimal)."""
    if hasattr(value, "tolist"):
        return value.tolist()
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    if isinstance(value, (bytes, bytearray)):
        return value.hex()
    raise TypeError(f"{type(value).__name__} cannot be written as JSON")


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {str(key.item() if hasattr(key, "item") else key): _finite(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(item) for item in value]
    if value is None or isinstance(value, (str, int)):
        return value
    return _finite(_plain(value))


def dumps(value: Any, indent: int | None = None) -> str:
    """Strict JSON on one line (unless `indent`); NaN and infinities become null. Raises TypeError for what has no JSON form."""
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False, default=_plain, indent=indent)
    except (ValueError, TypeError):
        return json.dumps(_finite(value), ensure_ascii=False, allow_nan=False, indent=indent)
