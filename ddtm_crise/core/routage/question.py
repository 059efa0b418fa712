"""What every routing job asks first: the network, the vehicle, the hour and the cuts in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any, Dict, List, Optional, Sequence

import numpy as np

from shared.errors import BadInput
from shared.espace import Espace
from shared.jobs import JobContext

from .abords import Anchor
from .ancrage import MAX_DISTANCE_M, nearest
from .coupures import Blocked, block, moment
from .coupures_axe import Exits
from .etat import VehicleState
from .lieux import Place
from .mots import distance
from .profils import REGLAGES, Profile, profile
from .reference import Reference, open_reference
from .reseau import Network, open_network
from .sources import parameter_cuts, work_cuts

LIMIT_KM = f"{MAX_DISTANCE_M / 1000:g}".replace(".", ",")
FAR_M = 300.0  # beyond, the user is told how far the road is
NEXT_STREET_M = 600.0  # a place on a cut road leaves from an open road within this distance


@dataclass
class Question:
    """One situation: everything needed to answer, prepared once."""

    espace: Espace
    network: Network
    state: VehicleState
    reference: Optional[Reference]
    when: datetime
    blocked: Blocked

    @property
    def vehicle(self) -> Profile:
        return self.state.vehicle

    @property
    def exits(self) -> Exits:
        return self.reference.exits if self.reference else Exits([])

    @classmethod
    def from_params(cls, params: Dict[str, Any], ctx: JobContext) -> Question:
        """params: espace; profil ("vl" | "pl") with limits adjusted one by one (hauteur, poids, essieu, largeur, longueur in metres and
        tonnes, matieres_dangereuses) or in a dictionary vehicule; coupures (list of files or dictionaries), cause (of the rows of files
        that tell none, "inondation" by default); coupures_travail (True: the cuts of the work file count); quand (ISO date and hour, now by default).
        """
        espace = Espace.at(params.get("espace"))
        network = open_network(str(espace.reseau), ctx)
        limits = {name: params[name] for name in REGLAGES if params.get(name) is not None}
        vehicle = profile(params.get("profil"), {**limits, **(params.get("vehicule") or {})})
        reference = open_reference(espace, ctx)
        given = params.get("coupures") or []
        cuts = parameter_cuts([given] if isinstance(given, (str, dict)) else given, str(params.get("cause") or "inondation"))
        if params.get("coupures_travail", True):
            cuts += work_cuts(espace)
        when = moment(params.get("quand")) or datetime.now(timezone.utc)
        ctx.check_cancel()
        return cls(espace, network, network.state(vehicle), reference, when, block(network, cuts, reference.exits, when, vehicle.code))

    def anchor(self, place: Place, what: str) -> Anchor:
        """Where the place meets the network when nothing is cut. Raises BadInput when no road is near."""
        found = nearest(self.network, place.x, place.y, self.state.usable_segment)
        if found is None:
            raise BadInput(
                f"Le lieu « {place.label} » ({what}) est à plus de {LIMIT_KM} km de toute route connue : déplacez le point, ou importez un réseau qui le couvre."
            )
        return found

    def anchors(self, places: Sequence[Place]) -> List[Anchor]:
        """`anchor` of each place; when the map puts them on networks that never meet, the network nearest to all of them is used."""
        found = [self.anchor(one, _role(rank, len(places))) for rank, one in enumerate(places)]
        of_segment = self.state.network_of[self.network.graph.tail]
        numbers = {int(of_segment[one.segment]) for one in found} - {-1}
        if len(numbers) < 2:
            return found
        joined = []
        for number in numbers:
            allowed = self.state.usable_segment & (of_segment == number) & (self.state.network_of[self.network.graph.head] == number)
            moved = [nearest(self.network, one.x, one.y, allowed) for one in places]
            if None not in moved:
                joined.append((sum(one.distance for one in moved if one), moved))
        return min(joined, key=lambda pair: pair[0])[1] if joined else found  # type: ignore[return-value]

    def open_anchor(self, place: Place, free: Anchor) -> Optional[Anchor]:
        """Where the place meets an open road: `free` itself, else the next open road near, else None."""
        closed = self.blocked.segments()
        if not closed[free.segment]:
            return free
        number = self.state.network_of[self.network.graph.tail]
        allowed = self.state.usable_segment & ~closed & ((number == number[free.segment]) | (number < 0))
        return nearest(self.network, place.x, place.y, allowed, max_distance=free.distance + NEXT_STREET_M)

    def warnings(self, place: Place, free: Anchor, used: Optional[Anchor]) -> List[str]:
        """What the user must know of how a place was joined to the network."""
        out = []
        if used is not None and used.segment != free.segment:
            out.append(f"« {place.label} » est sur une section coupée : le trajet utilise la route ouverte à {distance(used.distance)}")
        elif used is not None and used.distance > FAR_M:
            out.append(f"« {place.label} » est à {distance(used.distance)} de la route la plus proche")
        return out


def _role(rank: int, count: int) -> str:
    return "départ" if rank == 0 else "arrivée" if rank == count - 1 else f"passage {rank}"


def no_arc(network: Network) -> np.ndarray:
    """(2s,) bool mask of no cut at all."""
    return np.zeros(2 * network.segments, dtype=bool)
