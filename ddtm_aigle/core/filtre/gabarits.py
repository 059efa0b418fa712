"""What a thing can measure and look like seen from above: the policy of the filter, as tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Dict, Tuple


@dataclass(frozen=True)
class Gauge:
    """Surface in m² of the box, and the longest / shortest side ratio that is still plausible."""

    least: float
    most: float
    ratio: float


# Boxes are a little larger than the things; a caravan is 4 to 9 m long and 2.5 m wide, a mobile home 6 to 12 m by 3 to 4 m.
GAUGES: Dict[str, Gauge] = {
    "piscine": Gauge(5.0, 400.0, 6.0),
    "caravane": Gauge(5.0, 70.0, 6.0),
    "mobil_home": Gauge(12.0, 160.0, 6.0),
    "construction": Gauge(4.0, 20_000.0, 15.0),
    "bateau": Gauge(3.0, 900.0, 8.0),
    "epave_bateau": Gauge(3.0, 900.0, 8.0),
}
POOL_BLUE_OVER_RED = 1.12  # water is bluer than red and at least as green as red; a red or grey roof is not
TITLES = {
    "piscine": "piscine",
    "caravane": "caravane",
    "mobil_home": "mobil-home",
    "construction": "construction",
    "bateau": "bateau",
    "epave_bateau": "épave",
}

ROLLING = ("caravane", "mobil_home", "bateau", "epave_bateau")
GROUND_THINGS = ("piscine", "construction", "caravane", "mobil_home")


@dataclass(frozen=True)
class Prior:
    """Things of `classes` that lie for at least `share` inside a reference layer are something else, as `reason` says.

    nature: only rows of the layer that have it; outside: things that lie for at least `share` OUTSIDE the layer, where it is drawn around.
    """

    layer: str
    classes: Tuple[str, ...]
    share: float
    reason: str
    nature: str = ""
    outside: bool = False


# Prudence: what rolls or is lived in is never explained by a ground, a park or a tank, only by what hides it (water, roof, road).
PRIORS: Tuple[Prior, ...] = (
    Prior("batiment", GROUND_THINGS, 0.6, "sur une serre connue", nature="Serre"),
    Prior("batiment", ("piscine",), 0.6, "sur le toit d'un bâtiment connu (bâche, panneau, verrière)"),
    Prior("batiment", ("caravane", "mobil_home", "bateau", "epave_bateau"), 0.8, "sur l'emprise d'un bâtiment en dur connu"),
    Prior("surface_hydrographique", GROUND_THINGS, 0.6, "dans un plan d'eau ou un cours d'eau"),
    Prior("surface_hydrographique", ("bateau",), 0.8, "à flot sur un plan d'eau"),
    Prior("terrain_de_sport", ("piscine",), 0.5, "dans un bassin de natation connu (BD TOPO)", nature="Bassin de natation"),
    Prior("terrain_de_sport", ("piscine",), 0.6, "sur un terrain de sport connu (BD TOPO)"),
    Prior("terrain_de_sport", ("construction",), 0.6, "sur un court de tennis connu (BD TOPO)", nature="Terrain de tennis"),
    Prior("terrain_de_sport", ("construction",), 0.6, "sur un terrain multisports connu (BD TOPO)", nature="Petit terrain multi-sports"),
    Prior("reservoir", ("piscine", "construction"), 0.6, "sur un réservoir ou un château d'eau connu (BD TOPO)"),
    Prior("installation_solaire", ("piscine", "construction"), 0.6, "dans un parc photovoltaïque au sol connu (IGN)"),
    Prior("parcelle", ("piscine",), 0.8, "hors de toute parcelle du cadastre (voie, domaine public)", outside=True),
    Prior("troncon_de_route", ROLLING, 0.5, "sur la chaussée d'une route (véhicule en circulation)"),
)
# Layers the user may hand over: parameter -> (classes, share, reason).
GIVEN: Dict[str, Prior] = {
    "sport": Prior("sport", ("piscine", "construction"), 0.6, "sur un terrain de sport"),
    "serres": Prior("serres", GROUND_THINGS, 0.6, "sur une serre"),
    "solaire": Prior("solaire", ("piscine", "construction", "caravane", "mobil_home"), 0.6, "sur des panneaux solaires"),
}
NEIGHBOUR = 30.0  # metres: the cadastre is drawn here when it has a parcel this near
DEFAULT_ROAD_WIDTH = 4.0
MIN_REVIEWED = 20  # detections of a class and vintage, with both verdicts, before a threshold is learnt from them
MIN_EACH = 5  # of each verdict among them: one lucky score proves nothing
