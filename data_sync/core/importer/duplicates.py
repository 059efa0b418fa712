"""Rows met twice: identical ones are dropped, versions of one object keep the newest, parts of one object are joined."""

from __future__ import annotations

from typing import Optional, Tuple

import numpy as np
import pandas as pd
import shapely

from .model import Profile
from .report import ASIDE, REFUSED, REPAIRED, ImportReport


def resolve(
    table: pd.DataFrame, shapes: Optional[np.ndarray], rows: np.ndarray, order: np.ndarray, profile: Profile, report: ImportReport
) -> Tuple[pd.DataFrame, Optional[np.ndarray], np.ndarray]:
    """Drop or join duplicates among n rows.

    table: catalogue fields; shapes: (n,) geometries or None; rows: (n,) source positions; order: (n,) ISO dates or "".
    """
    table = table.reset_index(drop=True)
    keep = ~_identical(table, shapes)
    report.add(ASIDE, "doublon strict (mêmes valeurs, même géométrie)", rows[~keep])
    if profile.key and profile.conflict != "tout":
        shapes = shapes.copy() if shapes is not None else None
        keep &= _by_key(table, shapes, rows, order, keep, profile, report)
    return table[keep].reset_index(drop=True), shapes[keep] if shapes is not None else None, rows[keep]


def _identical(table: pd.DataFrame, shapes: Optional[np.ndarray]) -> np.ndarray:
    """Mask of rows equal to an earlier one; the shape is compared first, as few rows share one."""
    if shapes is None:
        return np.asarray(table.duplicated())
    codes = pd.factorize(pd.Series(shapely.to_wkb(shapely.normalize(shapes)), dtype=object))[0]
    twins = np.bincount(codes)[codes] > 1
    result = np.zeros(len(table), dtype=bool)
    result[twins] = np.asarray(table[twins].assign(_geometrie=codes[twins]).duplicated())
    return result


def _by_key(table, shapes, rows, order, keep, profile: Profile, report: ImportReport) -> np.ndarray:
    keys = table[list(profile.key)]
    candidates = np.asarray(keys.notna().all(axis=1)) & keep
    repeated = candidates.copy()
    repeated[candidates] = np.asarray(keys[candidates].duplicated(keep=False))
    result = np.ones(len(table), dtype=bool)
    if not repeated.any():
        return result
    name = ", ".join(profile.key)
    for key, positions in keys[repeated].groupby(list(profile.key), sort=False).groups.items():
        positions = np.asarray(positions)
        label = key if isinstance(key, str) else " ".join(str(part) for part in key)
        best = positions[max(range(len(positions)), key=lambda number: (order[positions[number]], number))]
        others = positions[positions != best]
        if profile.conflict == "fusion" and shapes is not None:
            best = positions[0]
            others = positions[1:]
            shapes[best] = _joined(shapes[positions])
            report.add(REPAIRED, f"plusieurs morceaux du même objet ({name}) réunis", rows[[best]], [label])
            report.add(ASIDE, f"morceau réuni à l'objet de même identifiant ({name})", rows[others], [label] * len(others))
        elif profile.conflict == "refuse":
            report.add(
                REFUSED, f"même identifiant ({name}), contenu différent : à trancher dans la source", rows[others], [label] * len(others)
            )
        else:
            dated = order[best] != ""
            report.add(
                ASIDE,
                f"même identifiant ({name}), contenu différent : {'la version la plus récente' if dated else 'la dernière lue'} est gardée",
                rows[others],
                [label] * len(others),
            )
        result[others] = False
    return result


def _joined(parts: np.ndarray):
    union = shapely.union_all(parts)
    kinds = {3: shapely.multipolygons, 1: shapely.multilinestrings, 0: shapely.multipoints}
    kind = int(shapely.get_type_id(union))
    return kinds[kind]([union]) if kind in kinds else union
