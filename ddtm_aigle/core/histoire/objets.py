"""Detections of the same thing across vintages and models, whatever name each gave it, become one object that keeps its identity."""

from __future__ import annotations

import uuid
from collections import Counter
from typing import Dict, List, Sequence, Set, Tuple

import numpy as np
import shapely

from ..inference.classes import family
from ..travail import NAMESPACE

SHARE = 0.5  # of the smaller of the two surfaces


def link(shapes: np.ndarray, codes: Sequence[str], runs: Sequence[str]) -> List[List[int]]:
    """Groups of row numbers. Two rows are the same thing when they share SHARE of one of them and their classes are one family;
    best overlaps first, and never two detections of one run (they were told apart in the same picture)."""
    count = len(shapes)
    kinds = np.array([family(code) for code in codes])
    a, b = shapely.STRtree(shapes).query(shapes, predicate="intersects") if count else (np.empty(0, int), np.empty(0, int))
    keep = (a < b) & (kinds[a] == kinds[b]) if count else np.empty(0, bool)
    a, b = a[keep], b[keep]
    common = shapely.area(shapely.intersection(shapes[a], shapes[b])) if len(a) else np.empty(0)
    area = shapely.area(shapes) if count else np.empty(0)
    share = common / np.maximum(np.minimum(area[a], area[b]), 1e-9) if len(a) else np.empty(0)
    iou = common / np.maximum(area[a] + area[b] - common, 1e-9) if len(a) else np.empty(0)
    good = share >= SHARE
    a, b, iou = a[good], b[good], iou[good]
    parent = list(range(count))
    members: Dict[int, List[int]] = {i: [i] for i in range(count)}
    held: Dict[int, Set[str]] = {i: {runs[i]} for i in range(count)}
    for k in np.lexsort((b, a, -iou)):
        one, two = _root(parent, int(a[k])), _root(parent, int(b[k]))
        if one == two or held[one] & held[two]:
            continue
        one, two = min(one, two), max(one, two)
        parent[two] = one
        members[one] += members.pop(two)
        held[one] |= held.pop(two)
    return [sorted(group) for _, group in sorted(members.items())]


def _root(parent: List[int], i: int) -> int:
    while parent[i] != i:
        parent[i] = parent[parent[i]]
        i = parent[i]
    return i


def identities(groups: Sequence[Sequence[int]], ids: Sequence[str], held: Sequence[str], reviewed: Set[str]) -> List[str]:
    """The uuid of each group: that of the object its detections already belong to (a reviewed one first, then the most frequent),
    else one derived from its first detection. No two groups get the same."""
    taken: Set[str] = set()
    out: List[str] = []
    wishes: List[Tuple[int, List[str]]] = []
    for number, group in enumerate(groups):
        known = Counter(held[i] for i in group if held[i])
        wishes.append((number, sorted(known, key=lambda name: (name not in reviewed, -known[name], name))))
    chosen: Dict[int, str] = {}
    for number, names in sorted(wishes, key=lambda wish: -max((len(groups[wish[0]]), 0))):
        name = next((name for name in names if name not in taken), None)
        if name is not None:
            taken.add(name)
            chosen[number] = name
    for number, group in enumerate(groups):
        fresh = str(uuid.uuid5(NAMESPACE, "objet|" + min(ids[i] for i in group)))
        while number not in chosen and fresh in taken:
            fresh = str(uuid.uuid5(NAMESPACE, fresh))
        name = chosen.get(number, fresh)
        taken.add(name)
        out.append(name)
    return out
