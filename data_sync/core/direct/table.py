"""The sources, as a table: what each fills, from which service, and the function that asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable, Dict, Tuple

from .contexte import Contexte, Recolte
from .services import SERVICES
from .sources import bisonfute, hubeau, meteofrance, vigicrues


@dataclass(frozen=True)
class Source:
    """`cle`: the service wants a key; without it the source is left out, unless it was asked for by name."""

    code: str
    libelle: str
    service: str
    couches: Tuple[str, ...]
    lire: Callable[[Contexte], Recolte]
    cle: bool = False

    @property
    def mention(self) -> str:
        return SERVICES[self.service].mention


SOURCES: Dict[str, Source] = {
    one.code: one
    for one in (
        Source("vigicrues", "Vigicrues, vigilance crues", "vigicrues", ("direct_troncon_vigicrues",), vigicrues.troncons),
        Source("hubeau", "Hub'Eau, hauteurs et débits", "hubeau", ("direct_station", "direct_observation"), hubeau.lire),
        Source("bisonfute", "Bison Futé, évènements routiers", "bisonfute", ("direct_evenement_route",), bisonfute.lire),
        Source("meteofrance_vigilance", "Météo-France, vigilance", "meteofrance", ("direct_vigilance",), meteofrance.vigilance, True),
        Source("meteofrance_pluie", "Météo-France, pluie", "meteofrance", ("direct_pluie", "direct_pluie_mesure"), meteofrance.pluie, True),
        Source("vigicrues_stations", "Vigicrues, stations", "vigicrues", ("direct_station", "direct_observation"), vigicrues.stations),
    )
}
