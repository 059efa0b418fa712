"""A made-up town to write specifications on. Lambert 93 metres; x grows eastwards.

Nord   o----D10----o----D10----o        y = 6 281 000, two-way
       |           |           |
       D1          D2          D3       two-way
       |           |           |
A9     ====o=======o=======o====        y = 6 280 000 and 6 279 980: two one-way carriageways, exits 29, 30, 31 (x = 0, 2 000, 4 000)
       |           |           |        ramps tie D1, D2, D3 to both carriageways
Sud    o----D20----o----D20----o        y = 6 279 000
A bridge of D2 passes over the motorway; "Chemin du Mas" is a private shortcut between D1 and D2 on the north.
"""

from __future__ import annotations

from typing import Any, Dict, List

import geopandas as gpd
from shapely.geometry import LineString

from data_sync.core.reseau.build import build_graph
from shared.arrays.roadgraph import RoadGraph
from shared.jobs import JobContext

X0, Y0 = 760_000.0, 6_280_000.0
XS = (0.0, 2000.0, 4000.0)
EXITS = [("A9", str(29 + rank), X0 + x, Y0 - 10) for rank, x in enumerate(XS)]


def at(x: float, y: float) -> str:
    """ "X,Y" of a point given from the town's corner."""
    return f"{X0 + x},{Y0 + y}"


def _road(points: List[Any], numero: str = "", **fields: Any) -> Dict[str, Any]:
    line = LineString([(X0 + x, Y0 + y) for x, y in points])
    return {
        "nature": "Route à 1 chaussée",
        "importance": "3",
        "sens_de_circulation": "Double sens",
        "vitesse_moyenne_vl": 60,
        "cpx_numero": numero,
        **fields,
        "geometry": line,
    }


def town() -> RoadGraph:
    """Its routing graph (exercise)."""
    motorway = {"nature": "Type autoroutier", "sens_de_circulation": "Sens direct", "vitesse_moyenne_vl": 120}
    ramp = {"nature": "Bretelle", "vitesse_moyenne_vl": 50}
    rows: List[Dict[str, Any]] = []
    for a, b in zip((-1000.0, *XS), (*XS, 5000.0)):
        rows.append(_road([(a, 0), (b, 0)], "A9", **motorway))  # eastwards: growing exits
        rows.append(_road([(b, -20), (a, -20)], "A9", **motorway))  # westwards
    for x, number in zip(XS, ("D1", "D2", "D3")):
        rows.append(_road([(x + 100, 300), (x, 0)], "", **{**ramp, "sens_de_circulation": "Double sens"}))
        rows.append(_road([(x + 100, -300), (x, -20)], "", **{**ramp, "sens_de_circulation": "Double sens"}))
        rows.append(_road([(x + 100, 1000), (x + 100, 300)], number))
        rows.append(_road([(x + 100, 300), (x + 100, -300)], number, position_par_rapport_au_sol="1"))
        rows.append(_road([(x + 100, -300), (x + 100, -1000)], number))
    for y, number in ((1000.0, "D10"), (-1000.0, "D20")):
        rows.append(_road([(100, y), (2100, y)], number, **({"restriction_de_hauteur": 3.2} if number == "D10" else {})))
        rows.append(_road([(2100, y), (4100, y)], number))
    rows.append(_road([(-1000, 0), (-1000, -20)], "", **ramp))
    rows.append(_road([(5000, 0), (5000, -20)], "", **ramp))
    rows.append(_road([(100, 900), (2100, 900)], "", prive=True, nom_voie="Chemin du Mas", vitesse_moyenne_vl=50))
    rows.append(_road([(100, 1000), (100, 900)], "D1"))
    rows.append(_road([(2100, 1000), (2100, 900)], "D2"))
    rows.append(_road([(4100, -1000), (4100, -2500)], "D3", nom_voie="Route de l'Étang"))
    return build_graph(gpd.GeoDataFrame(rows, crs=2154), source="ville d'essai", millesime="2026", exercise=True, ctx=JobContext())
