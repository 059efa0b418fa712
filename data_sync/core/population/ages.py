"""Age shares: of the square, else of the commune's census, else of all the data, else of France."""

from __future__ import annotations

import numpy as np
import pandas as pd

from shared.arrays.population import AGE_COLUMNS

from . import regles


def known_shares(frame: pd.DataFrame) -> np.ndarray:
    """(n, 10) shares that add up to 1 of the rows' age counts; NaN rows where counts are missing, negative or all zero.

    People of unknown age (`ind_inc`) follow the others.
    """
    counts = np.column_stack(
        [
            pd.to_numeric(frame[name], errors="coerce").to_numpy(float, na_value=np.nan) if name in frame else np.full(len(frame), np.nan)
            for name in AGE_COLUMNS
        ]
    ).reshape(len(frame), len(AGE_COLUMNS))
    total = counts.sum(axis=1)
    usable = np.isfinite(total) & (total > 0) & (counts >= 0).all(axis=1)
    return np.where(usable[:, None], counts / np.where(usable, total, 1.0)[:, None], np.nan)


def shares(
    square: np.ndarray,
    square_shares: np.ndarray | None,
    square_people: np.ndarray | None,
    commune: np.ndarray,
    commune_shares: np.ndarray,
    commune_people: np.ndarray,
) -> tuple[np.ndarray, str]:
    """((n, 10) shares of each building, French words for the last resort used or "").

    square: (n,) index or -1; commune: (n,) index; NaN rows of a level fall to the next one. The shares of all the data are the
    mean of the known communes (else squares) weighted by people.
    """
    out = np.full((len(commune), len(AGE_COLUMNS)), np.nan)
    if square_shares is not None and len(square_shares):
        held = square >= 0
        out[held] = square_shares[square[held]]
    missing = np.isnan(out[:, 0])
    out[missing] = commune_shares[commune[missing]]
    missing = np.isnan(out[:, 0])
    if not missing.any():
        return out, ""
    for table, people, words in ((commune_shares, commune_people, "du département"), (square_shares, square_people, "du département")):
        if table is None or people is None or not len(table):
            continue
        known = ~np.isnan(table[:, 0]) & (people > 0)
        if known.any():
            out[missing] = np.average(table[known], axis=0, weights=people[known])
            return out, words
    france = np.array(regles.AGES_FRANCE)
    out[missing] = france / france.sum()
    return out, "de la France (aucun âge dans les données)"
