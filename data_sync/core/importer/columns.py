"""Source columns to catalogue fields: which column answers, how its values are converted, what is reported."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Dict, List, Mapping, Optional, Tuple

import numpy as np
import pandas as pd

from shared import catalogue
from shared.catalogue import Field
from shared.errors import BadInput

from . import converters
from .model import SILENT, Col, Profile, normal
from .report import REFUSED, REPAIRED, ImportReport
from .source import find_column


def convert(
    frame: pd.DataFrame, profile: Profile, options: Mapping[str, Any], truncated: bool, rows: np.ndarray, report: ImportReport
) -> Tuple[pd.DataFrame, np.ndarray]:
    """Every field of the profile's layer from n raw rows: `(table of n rows, mask (n,) of those with all required values)`.

    options: values given with the import for fields that the file leaves empty. rows: (n,) source positions.
    """
    good = np.ones(len(frame), dtype=bool)
    out: Dict[str, np.ndarray] = {}
    for item in catalogue.LAYERS[profile.layer].fields:
        values = _field(frame, item, profile.fields.get(item.name), options.get(item.name), truncated, rows, report)
        if item.required:
            absent = np.array([value is None for value in values], dtype=bool)
            report.add(REFUSED, f"« {item.label} » absent ou illisible", rows[absent & good])
            good &= ~absent
        out[item.name] = values
    return pd.DataFrame(out, dtype=object).reset_index(drop=True), good


def _field(frame, item: Field, column: Optional[Col], given: Any, truncated: bool, rows: np.ndarray, report: ImportReport) -> np.ndarray:
    values = np.full(len(frame), None, dtype=object)
    empty = np.ones(len(frame), dtype=bool)
    if column is not None:
        for name in find_column(list(frame.columns), column.names, truncated):
            if not empty.any():
                break
            values[empty] = _converted(frame[name][empty], item, column, rows[empty], report)
            empty = np.array([value is None for value in values], dtype=bool)
    fallback = given if given not in (None, "") else column.constant if column is not None else None
    if fallback is not None:
        values[empty] = _constant(item, fallback)
    return values


def _converted(series: pd.Series, item: Field, column: Col, rows: np.ndarray, report: ImportReport) -> np.ndarray:
    """Each distinct value is converted once, whatever the number of rows that hold it."""
    codes, uniques = pd.factorize(series, use_na_sentinel=True)
    results = np.full(len(uniques) + 1, None, dtype=object)  # the last one answers for missing values (code -1)
    told: Dict[str, List[int]] = defaultdict(list)
    for position, value in enumerate(uniques):
        results[position], notes = _value(value, item, column)
        for note in notes:
            told[note].append(position)
    for note, positions in told.items():
        met = np.zeros(len(uniques) + 1, dtype=bool)
        met[positions] = True
        hit = met[codes]
        report.add(REPAIRED, note, rows[hit], list(uniques[codes[hit]]))
    return results[codes]


def _value(value: Any, item: Field, column: Col) -> Tuple[Any, List[str]]:
    """One source value as a catalogue value, with the French notes of what was repaired."""
    if converters.is_empty(value):
        return None, []
    if column.table is not None:
        return _from_table(normal(converters.text(value)[0] or ""), item, column)
    try:
        result, note = converters.CONVERTERS[column.convert or item.type](value)
    except ValueError as error:
        return None, [f"« {item.label} » : {error}, laissé vide"]
    notes = [f"« {item.label} » : {note}"] if note else []
    if item.domain is not None and result is not None and result not in item.domain.codes:
        return None, [*notes, f"« {item.label} » : valeur hors de la liste, laissée vide"]
    return result, notes


def _from_table(code: str, item: Field, column: Col) -> Tuple[Any, List[str]]:
    assert column.table is not None  # the caller looked
    if code in column.table:
        return column.table[code], [column.warn[code]] if code in column.warn else []
    if column.others is not None:
        return None if column.others is SILENT else column.others, []
    kept = f"rangée en « {column.unknown} »" if column.unknown is not None else "laissée vide"
    return column.unknown, [f"« {item.label} » : valeur hors de la liste, {kept}"]


def _constant(item: Field, given: Any) -> Any:
    try:
        return converters.CONVERTERS[item.type](given)[0]
    except ValueError as error:
        raise BadInput(f"Valeur donnée pour « {item.label} » inutilisable : {given} ({error}).") from error
