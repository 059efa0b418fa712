"""Things of the exercise that a photograph takes for something else: sports grounds, pools of the town, tanks, solar parks."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Tuple

import geopandas as gpd
import numpy as np
import shapely

from .hasard import generator
from .territoire import Territory

# nature, detail, length and width in metres: what a town of the exercise has
GROUNDS: Tuple[Tuple[str, Optional[str], float, float], ...] = (
    ("Grand terrain de sport", "Terrain de football", 105.0, 68.0),
    ("Terrain de tennis", None, 36.0, 18.0),
    ("Petit terrain multi-sports", "City-stade", 24.0, 12.0),
    ("Bassin de natation", "Piscine découverte (EXERCICE)", 25.0, 15.0),
)
TANK_RADIUS, PARK = 8.0, (180.0, 110.0)
PARK_EVERY = 4  # one commune in four has a solar park
TRIES, REACH = 40, 1500.0  # places tried, within this many metres of the chief place
CLEAR = 12.0  # metres kept free around each thing


def build(
    territory: Territory, buildings: gpd.GeoDataFrame, roads: gpd.GeoDataFrame, margins: Any, seed: int
) -> Dict[str, gpd.GeoDataFrame]:
    """`terrain_de_sport`, `reservoir` and `installation_solaire` (catalogue fields): on free ground of their commune."""
    taken = np.concatenate([buildings.geometry.to_numpy(), roads.geometry.to_numpy(), shapely.get_parts(margins)])
    tree = shapely.STRtree(taken)
    grounds: List[Tuple[Any, ...]] = []
    tanks: List[Tuple[Any, ...]] = []
    parks: List[Tuple[Any, ...]] = []
    for rank, (place, cell) in enumerate(zip(territory.places, territory.communes.geometry.to_numpy())):
        random = generator(seed, "equipements", place.code)
        mine: List[Any] = []
        shapely.prepare(cell)
        for nature, detail, length, width in GROUNDS:
            shape = _free(random, place.centre, cell, tree, mine, shapely.box(-length / 2, -width / 2, length / 2, width / 2))
            if shape is not None:
                grounds.append((f"TERRSPOREX{len(grounds) + 1:014d}", nature, detail, "En service", shape))
        tank = _free(random, place.centre, cell, tree, mine, shapely.Point(0, 0).buffer(TANK_RADIUS, quad_segs=6))
        if tank is not None:
            tanks.append((f"RESERVOIEX{len(tanks) + 1:014d}", "Château d'eau", "En service", tank))
        if rank % PARK_EVERY == 0:
            shape = _free(random, place.centre, cell, tree, mine, shapely.box(-PARK[0] / 2, -PARK[1] / 2, PARK[0] / 2, PARK[1] / 2))
            if shape is not None:
                parks.append(
                    (
                        f"EX-PV-{len(parks) + 1:03d}",
                        round(shape.area, 1),
                        False,
                        False,
                        "En exploitation",
                        place.name,
                        place.code,
                        2021,
                        shape,
                    )
                )
    return {
        "terrain_de_sport": _table(grounds, ("cleabs", "nature", "nature_detaillee", "etat_de_l_objet")),
        "reservoir": _table(tanks, ("cleabs", "nature", "etat_de_l_objet")),
        "installation_solaire": _table(
            parks, ("id_source", "surface_m2", "flottant", "agrivoltaique", "etat", "commune", "code_insee", "millesime")
        ),
    }  # fmt: skip


def _free(random: np.random.Generator, centre: Any, cell: Any, tree: shapely.STRtree, mine: List[Any], form: Any) -> Optional[Any]:
    """`form` turned and put where nothing stands, in the commune; None when no try is free."""
    for _ in range(TRIES):
        turn, distance, way = random.uniform(0.0, np.pi), REACH * np.sqrt(random.uniform(0.01, 1.0)), random.uniform(0.0, 2 * np.pi)
        middle = np.array(centre) + distance * np.array([np.cos(way), np.sin(way)])
        cos, sin = np.cos(turn), np.sin(turn)
        shape = shapely.transform(form, lambda points: points @ np.array([[cos, sin], [-sin, cos]]) + middle)  # noqa: B023
        wide = shape.buffer(CLEAR)
        if (
            shapely.contains_properly(cell, wide)
            and not len(tree.query(wide, predicate="intersects"))
            and not any(wide.intersects(one) for one in mine)
        ):
            mine.append(shape)
            return shape
    return None


def _table(rows: List[Tuple[Any, ...]], names: Tuple[str, ...]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(rows, columns=[*names, "geometry"], geometry="geometry", crs=2154)
