"""Randomness that depends only on the seed and on what it is drawn for."""

from __future__ import annotations

import zlib

import numpy as np


def generator(seed: int, *what: object) -> np.random.Generator:
    """A generator of its own for each use: adding a draw somewhere never changes the others."""
    return np.random.Generator(np.random.PCG64([seed, zlib.crc32("/".join(map(str, what)).encode())]))


def uniform_of(seed: int, keys: np.ndarray) -> np.ndarray:
    """A number in [0, 1) for each unsigned integer key (splitmix64), the same whatever the order of the keys."""
    z = np.asarray(keys, dtype=np.uint64) + np.uint64(seed * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFFF)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((z ^ (z >> np.uint64(31))) >> np.uint64(11)).astype(np.float64) / float(1 << 53)
