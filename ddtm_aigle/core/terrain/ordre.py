"""A good order of visits: nearest neighbour from several beginnings, then 2-opt and or-opt until nothing gets shorter."""

from __future__ import annotations

from typing import List

import numpy as np

SECONDS = 12  # first visits tried after a fixed start


def best_order(cost: np.ndarray, fixed_start: bool, back: bool) -> List[int]:
    """Order of all places, short in total `cost` [from, to]. fixed_start: place 0 comes first; back: the way home counts."""
    count = len(cost)
    if count < 2:
        return list(range(count))
    if fixed_start:
        begun = [[0, second] for second in np.argsort(cost[0, 1:])[:SECONDS] + 1]
    else:
        begun = [[start] for start in range(count)]
    best: List[int] = []
    for beginning in begun:
        order = _improve(_nearest(cost, beginning), cost, fixed_start, back)
        if not best or length(order, cost, back) < length(best, cost, back) - 1e-9:
            best = order
    return best


def length(order: List[int], cost: np.ndarray, back: bool) -> float:
    total = float(cost[order[:-1], order[1:]].sum())
    return total + (float(cost[order[-1], order[0]]) if back else 0.0)


def _nearest(cost: np.ndarray, beginning: List[int]) -> List[int]:
    order = [int(place) for place in beginning]
    left = set(range(len(cost))) - set(order)
    while left:
        last = order[-1]
        following = min(left, key=lambda i: (cost[last, i], i))
        order.append(following)
        left.remove(following)
    return order


def _improve(order: List[int], cost: np.ndarray, fixed_start: bool, back: bool) -> List[int]:
    """One-way streets make the cost of a reversed stretch its own, so each candidate is measured whole: rounds are short."""
    first = 1 if fixed_start else 0
    now = length(order, cost, back)
    improved = True
    while improved:
        improved = False
        for candidate in _neighbours(order, first):
            value = length(candidate, cost, back)
            if value < now - 1e-9:
                order, now, improved = candidate, value, True
                break
    return order


def _neighbours(order: List[int], first: int):
    count = len(order)
    for i in range(first, count - 1):
        for j in range(i + 1, count):
            yield order[:i] + order[i : j + 1][::-1] + order[j + 1 :]
    for size in (1, 2, 3):
        for i in range(first, count - size + 1):
            piece, rest = order[i : i + size], order[:i] + order[i + size :]
            for j in range(first, len(rest) + 1):
                if j != i:
                    yield rest[:j] + piece + rest[j:]
