"""No route: which side is shut in, and by which cuts."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Tuple

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import breadth_first_order

from .abords import Anchor
from .coupures import Blocked
from .etat import VehicleState
from .moteur import INFINITE
from .reseau import Network

UNEXPLAINED = {"cote": "aucun", "coupures": [], "longueur_m": 0.0}


def explain(network: Network, state: VehicleState, blocked: Blocked, start: Anchor, goal: Anchor) -> Dict[str, Any]:
    """{"cote": "depart" | "arrivee" | "deux" | "aucun", "coupures": labels, "longueur_m": road length shut in}.

    "aucun": no cut explains it (the vehicle's own limits, or a road the map does not join).
    """
    open_arcs = (state.weight < INFINITE) & ~blocked.mask
    sides: List[Tuple[str, float, List[str]]] = []
    for name, anchor, tail, head in (
        ("depart", start, network.arc_tail, network.arc_head),
        ("arrivee", goal, network.arc_head, network.arc_tail),
    ):
        reach = _reach(network, open_arcs, anchor, tail, head)
        border = np.flatnonzero(blocked.mask & (state.weight < INFINITE) & reach[tail] & ~reach[head])
        own = [anchor.segment, anchor.segment + network.segments]
        labels = blocked.labels(np.concatenate([border, np.array(own)[blocked.mask[own]]]).astype(np.int64))
        inside = reach[network.graph.tail] & reach[network.graph.head]
        own_network = state.network_of == max(0, *state.network_of[[tail[anchor.segment], head[anchor.segment]]].tolist())
        if labels and reach[own_network].sum() < 0.5 * max(1, int(own_network.sum())):
            sides.append((name, float(network.graph.length[inside].sum()), labels))
    if not sides:
        return dict(UNEXPLAINED)
    labels = list(dict.fromkeys(label for side in sides for label in side[2]))
    return {"cote": sides[0][0] if len(sides) == 1 else "deux", "coupures": labels, "longueur_m": round(sides[0][1], 1)}


def _reach(network: Network, open_arcs: np.ndarray, anchor: Anchor, tail: np.ndarray, head: np.ndarray) -> np.ndarray:
    """(n,) bool: nodes reached from the anchor along the open arcs tail -> head."""
    reached = np.zeros(network.nodes, dtype=bool)
    matrix = csr_matrix(
        (np.ones(int(open_arcs.sum()), dtype=np.int8), (tail[open_arcs], head[open_arcs])), shape=(network.nodes, network.nodes)
    )
    for arc in (anchor.segment, anchor.segment + network.segments):
        node = int(head[arc])
        if open_arcs[arc] and not reached[node]:
            reached[breadth_first_order(matrix, node, return_predecessors=False)] = True
    return reached


def refusal(explanation: Dict[str, Any], depart: str, arrivee: str, vehicle: str, uncut: Optional[bool]) -> str:
    """The French sentence of a question without answer."""
    cuts = explanation["coupures"]
    by = " ; ".join(cuts[:4]) + (f" et {len(cuts) - 4} autres coupures" if len(cuts) > 4 else "")
    if explanation["cote"] == "aucun":
        more = ", même sans coupure" if uncut is False else ""
        return f"Aucun itinéraire de {depart} à {arrivee} pour {vehicle}{more} : les limites des routes ou la carte ne le permettent pas."
    who = {
        "depart": f"le départ ({depart}) est isolé",
        "arrivee": f"l'arrivée ({arrivee}) est isolée",
        "deux": "le départ et l'arrivée sont isolés",
    }[explanation["cote"]]
    return f"Aucun itinéraire de {depart} à {arrivee} pour {vehicle} : {who} par {by}."
