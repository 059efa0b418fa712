"""Streets by stroke: pieces that run straight on from one another bear one name and one direction."""

from __future__ import annotations

from typing import Tuple

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from .hasard import uniform_of

STRAIGHT = -0.82
KINDS = ("Rue", "Rue", "Rue", "Rue", "Rue", "Avenue", "Chemin", "Allée", "Boulevard", "Traverse")
WHAT = (
    "des Platanes", "de la Garrigue", "des Oliviers", "du Moulin", "de la Fontaine", "des Vignes", "de l'Église", "du Lavoir", "des Amandiers",
    "de la République", "Jean Jaurès", "Victor Hugo", "du Château", "de la Poste", "des Écoles", "de la Gare", "du Stade", "des Micocouliers",
    "de la Source", "des Cigales", "du Mistral", "de la Tramontane", "des Genêts", "du Romarin", "de la Lavande", "des Arbousiers", "du Pont Vieux",
    "des Remparts", "de la Paix", "du 14 Juillet", "du 11 Novembre", "des Capitelles", "du Cers", "de la Coopérative", "des Vendanges",
    "du Muscat", "de la Draille", "des Bergers", "du Four à Chaux", "de la Glacière", "des Tamaris", "du Puits", "de la Halle", "des Tanneurs",
    "de la Clairette", "du Picpoul", "des Flamants", "de l'Étang", "du Grand Large", "de la Plage", "des Pins", "des Cyprès", "de la Croix",
    "Pasteur", "Voltaire", "George Sand", "Jules Ferry", "Paul Valéry", "Frédéric Bazille", "Molière", "Marie Curie", "Louise Michel",
    "du Mas Neuf", "de la Combe", "de la Serre", "du Puech", "des Horts", "de la Condamine", "des Aires", "du Plan", "de la Devèze",
)  # fmt: skip
COUNTRY = (
    "Chemin de la Draille",
    "Chemin des Vignes",
    "Chemin du Mas",
    "Chemin de la Garrigue",
    "Route du Causse",
    "Chemin des Combes",
    "Chemin du Puech",
    "Chemin de la Plaine",
)


def strokes(xy: np.ndarray, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """(e,) stroke of each edge: at a node, the two edges that go straightest into one another are joined."""
    node = np.concatenate([a, b])
    edge = np.concatenate([np.arange(len(a))] * 2)
    out = xy[np.concatenate([b, a])] - xy[node]
    out /= np.maximum(np.hypot(out[:, 0], out[:, 1]), 1e-9)[:, None]
    order = np.argsort(node, kind="stable")
    node, edge, out = node[order], edge[order], out[order]
    best, partner = np.full(len(node), 1.0), np.full(len(node), -1)
    for step in range(1, 9):
        i = np.flatnonzero(node[:-step] == node[step:])
        cosine = (out[i] * out[i + step]).sum(axis=1)
        for mine, theirs in ((i, i + step), (i + step, i)):
            better = cosine < best[mine]
            best[mine[better]], partner[mine[better]] = cosine[better], theirs[better]
    i = np.flatnonzero((partner >= 0) & (best < STRAIGHT))
    i = i[partner[partner[i]] == i]
    pairs = coo_matrix((np.ones(len(i)), (edge[i], edge[partner[i]])), shape=(len(a), len(a)))
    return connected_components(pairs, directed=False)[1]


def names(seed: int, stroke: np.ndarray, place: np.ndarray, town: np.ndarray) -> np.ndarray:
    """(e,) French street names, one a stroke; country roads have a few of their own."""
    key = stroke.astype(np.uint64) * np.uint64(8)
    kind = (uniform_of(seed, key) * len(KINDS)).astype(int)
    what = (uniform_of(seed, key + np.uint64(1)) * len(WHAT)).astype(int)
    where = (uniform_of(seed, key + np.uint64(2)) * len(COUNTRY)).astype(int)
    streets = np.array([f"{k} {w}" for k in KINDS for w in WHAT], dtype=object)
    return np.where(town, streets[kind * len(WHAT) + what], np.array(COUNTRY, dtype=object)[where])


def one_ways(seed: int, stroke: np.ndarray, vector: np.ndarray, eligible: np.ndarray, share: float) -> Tuple[np.ndarray, np.ndarray]:
    """(one-way (e,) bool, along the edge's own direction (e,) bool): whole strokes, each with one heading."""
    key = stroke.astype(np.uint64) * np.uint64(8)
    count = np.bincount(stroke)
    good = np.bincount(stroke, eligible) == count
    single = good[stroke] & (uniform_of(seed, key + np.uint64(3)) < share)
    # the heading is the stroke's own axis, so that a straight street has one direction throughout
    double = np.arctan2(vector[:, 1], vector[:, 0]) * 2.0
    axis = np.arctan2(np.bincount(stroke, np.sin(double)), np.bincount(stroke, np.cos(double))) / 2.0
    turn = np.where(uniform_of(seed, key + np.uint64(4)) < 0.5, 0.0, np.pi)
    heading = axis[stroke] + turn
    return single, (vector * np.column_stack([np.cos(heading), np.sin(heading)])).sum(axis=1) > 0
