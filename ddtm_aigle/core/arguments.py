"""Numbers among a job's parameters, each refused in one sentence."""

from __future__ import annotations

from typing import Any, Dict

from shared.errors import BadInput


def real(params: Dict[str, Any], key: str, default: float, low: float, high: float) -> float:
    value = params.get(key)
    if value in (None, ""):
        return default
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = float("nan")
    if not low <= number <= high:
        raise BadInput(f"« {key} » vaut {value} : un nombre entre {low:g} et {high:g} est attendu.")
    return number


def integer(params: Dict[str, Any], key: str, default: int, low: int, high: int) -> int:
    return int(real(params, key, default, low, high))
