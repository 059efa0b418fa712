"""Colour indices of an uncalibrated picture: each is good within one flight, not from one flight to another."""

from __future__ import annotations

from typing import Callable, Dict, NamedTuple, Tuple

import numpy as np

Bands = Tuple[np.ndarray, np.ndarray, np.ndarray]


class Index(NamedTuple):
    title: str
    formula: Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]
    low: float  # range of the histogram
    high: float


def _ratio(top: np.ndarray, bottom: np.ndarray) -> np.ndarray:
    """NaN where the divisor is null."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(np.abs(bottom) > 1e-6, top / bottom, np.nan)


def _char(red: np.ndarray, green: np.ndarray, blue: np.ndarray) -> np.ndarray:
    """1 for what is black, 0 for what is light or coloured: after the char index of Fraser et al. 2017, brightness + 15 largest difference of
    two bands, here turned round and brought to 0-1."""
    largest = np.maximum(np.maximum(np.abs(red - green), np.abs(green - blue)), np.abs(red - blue))
    return 1 - np.clip((red + green + blue + 15 * largest) / (3 * 255.0), 0, 1)


INDICES: Dict[str, Index] = {
    "vari": Index("VARI, végétation visible", lambda r, g, b: np.clip(_ratio(g - r, g + r - b), -1, 1), -1, 1),
    "grvi": Index("GRVI, vert contre rouge", lambda r, g, b: _ratio(g - r, g + r), -1, 1),
    "gli": Index("GLI, feuillage vert", lambda r, g, b: _ratio(2 * g - r - b, 2 * g + r + b), -1, 1),
    "exg": Index("ExG, excès de vert", lambda r, g, b: _ratio(2 * g - r - b, r + g + b), -1, 2),
    "brule": Index("Brûlé (sombre et sans couleur : charbon, suie)", lambda r, g, b: _char(r, g, b), 0, 1),
    "clarte": Index("Clarté (sombre : eau, brûlé)", lambda r, g, b: (r + g + b) / (3 * 255.0), 0, 1),
}
BINS = 256


def compute(name: str, red: np.ndarray, green: np.ndarray, blue: np.ndarray) -> np.ndarray:
    """float32, NaN where the index has no value. Bands are 0-255."""
    return INDICES[name].formula(*(band.astype(np.float32) for band in (red, green, blue))).astype(np.float32)


def histogram(name: str, values: np.ndarray) -> np.ndarray:
    index = INDICES[name]
    return np.histogram(values[np.isfinite(values)], BINS, (index.low, index.high))[0]


def otsu(name: str, counts: np.ndarray) -> float:
    """The threshold that best parts the histogram in two (a proposal, to be looked at)."""
    index = INDICES[name]
    edges = np.linspace(index.low, index.high, BINS + 1)
    centres = (edges[:-1] + edges[1:]) / 2
    below = np.cumsum(counts)
    above = below[-1] - below
    total = np.cumsum(counts * centres)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = below * above * (total / below - (total[-1] - total) / above) ** 2
    return float(edges[1 + int(np.nanargmax(np.where(np.isfinite(spread), spread, -1)))])
