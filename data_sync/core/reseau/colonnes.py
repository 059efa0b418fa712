"""Columns of a road table as plain arrays, whatever the driver made of them (text, None, NaN, "Oui"/"Non")."""

from __future__ import annotations

from typing import Tuple

import numpy as np
import pandas as pd

TRUE_WORDS = ("1", "1.0", "true", "vrai", "oui", "o", "t")


def text(table: pd.DataFrame, name: str) -> np.ndarray:
    """(s,) object array of stripped str, "" when the column or the value is missing."""
    if name not in table.columns:
        return np.full(len(table), "", dtype=object)
    column = table[name]
    return np.asarray(column.astype(object).where(column.notna(), "").map(lambda value: str(value).strip()), dtype=object)


def number(table: pd.DataFrame, name: str) -> np.ndarray:
    """(s,) float64, NaN when missing or unreadable."""
    if name not in table.columns:
        return np.full(len(table), np.nan)
    return pd.to_numeric(table[name], errors="coerce").to_numpy(dtype=float, na_value=np.nan)


def flag(table: pd.DataFrame, name: str) -> np.ndarray:
    """(s,) bool; missing is False."""
    return np.isin(np.char.lower(text(table, name).astype(str)), TRUE_WORDS)


def limit(table: pd.DataFrame, name: str) -> np.ndarray:
    """(s,) float32 limit; missing, zero and negative values mean no limit (inf)."""
    values = number(table, name)
    return np.where(np.isfinite(values) & (values > 0), values, np.inf).astype(np.float32)


def vocabulary(values: np.ndarray) -> Tuple[np.ndarray, np.ndarray]:
    """(index of each value (s,) int32, words) where words[0] == ""."""
    words = np.unique(np.concatenate([np.array([""], dtype=object), values]).astype(str))
    return np.searchsorted(words, values.astype(str)).astype(np.int32), words
