"""Other ways: routes worth showing beside the best one.

Penalty method: the arcs already proposed are made slower, the question is asked again, and an answer is kept when its true time
stays reasonable and it leaves enough of the roads already shown. A few rounds find a different route wherever one exists
that respects both bounds; unlike a via-node search it needs no second tree and works with waypoints.
"""

from __future__ import annotations

from typing import Callable, List, Optional

import numpy as np

from .chemin import Leg, true_cost
from .etat import VehicleState
from .moteur import INFINITE, Engine
from .reseau import Network

PENALTY = 1.5
ROUNDS = 6
SLOWEST = 1.6  # an alternative takes at most 60 % more time than the best route...
SLOWEST_MARGIN_MS = 300_000  # ...plus five minutes
SHARED_MAX = 0.7  # and shares at most 70 % of its length with each route already shown

Solve = Callable[[Engine], Optional[List[Leg]]]


def alternatives(network: Network, state: VehicleState, weights: np.ndarray, best: List[Leg], solve: Solve, count: int) -> List[List[Leg]]:
    """Up to `count` routes. weights: (2s,) of the question (cuts included); solve(engine) answers the same question again."""
    limit = SLOWEST * sum(one.cost for one in best) + SLOWEST_MARGIN_MS
    shown, slowed, last = [best], weights.astype(np.float64), best
    for _ in range(ROUNDS if count > 0 else 0):
        arcs = np.unique(np.concatenate([one.arcs for one in last]))
        arcs = arcs[weights[arcs] < INFINITE]
        slowed[arcs] *= PENALTY
        state.cut.set_weights(np.minimum(np.round(slowed), INFINITE).astype(np.int64))
        found = solve(state.cut)
        if found is None:
            break
        last = [one._replace(cost=true_cost(state, one)) for one in found]
        if sum(one.cost for one in last) <= limit and all(_shared(network, last, other) <= SHARED_MAX for other in shown):
            shown.append(last)
            if len(shown) > count:
                break
    state.cut.set_weights(weights)
    return sorted(shown[1:], key=lambda legs: sum(one.cost for one in legs))


def _shared(network: Network, legs: List[Leg], other: List[Leg]) -> float:
    mine = np.unique(np.concatenate([network.segment_of(one.arcs) for one in legs]))
    theirs = np.concatenate([network.segment_of(one.arcs) for one in other])
    length = network.graph.length[mine]
    return float(length[np.isin(mine, theirs)].sum() / max(length.sum(), 1e-9))
