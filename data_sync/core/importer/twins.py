"""One place published by two sources (a campsite by Atout France and by OpenStreetMap) must not be counted twice."""

from __future__ import annotations

from typing import Dict, List, Set

import geopandas as gpd
import numpy as np
import shapely

from .model import normal

REASON = "même établissement déjà décrit par une source plus complète"
NEAR_M = 300.0
# The more official a source, the lower its rank; the others come last.
RANK: Dict[str, int] = {"FINESS": 0, "Annuaire de l'éducation": 1, "Atout France": 1, "GISCO-FINESS": 2, "OpenStreetMap": 3}
_EMPTY_WORDS = set(
    "camping campings domaine le la les l de du des d et a au aux sarl sas ehpad residence hotel village centre hospitalier municipal".split()
)


def superseded(places: gpd.GeoDataFrame) -> Set[str]:
    """uuids of the establishments that another source, of a better rank, already gives.

    places: rows of `etablissement`, EPSG:2154. Twins have the same nature, another source, and the same identifier, or a
    name of the same words within NEAR_M metres.
    """
    if len(places) < 2:
        return set()
    sources = places["source"].fillna("").to_numpy(dtype=object)
    natures = places["nature"].to_numpy(dtype=object)
    ids = places["id_source"].fillna("").to_numpy(dtype=object)
    uuids = places["uuid"].to_numpy(dtype=object)
    rank = np.array([RANK.get(name, 9) for name in sources])
    words: List[frozenset] = [_words(name) for name in places["nom"]]
    points = places.geometry.to_numpy()
    one, other = shapely.STRtree(points).query(points, predicate="dwithin", distance=NEAR_M)
    found: Set[str] = set()
    for worse, better in zip(one[rank[one] > rank[other]], other[rank[one] > rank[other]]):
        if natures[worse] == natures[better] and (ids[worse] == ids[better] != "" or _alike(words[worse], words[better])):
            found.add(uuids[worse])
    best = {(natures[row], ids[row]): rank[row] for row in np.argsort(-rank) if ids[row]}
    found.update(uuids[row] for row in range(len(uuids)) if ids[row] and rank[row] > best[(natures[row], ids[row])])
    return found


def _words(name: object) -> frozenset:
    every = normal(str(name or "")).split("_")
    return frozenset(word for word in every if word and word not in _EMPTY_WORDS) or frozenset(every)


def _alike(one: frozenset, other: frozenset) -> bool:
    """Most words shared, or all the words of the shorter name in the longer one."""
    shared = len(one & other)
    return shared > 0 and (2 * shared >= len(one | other) or shared == min(len(one), len(other)))
