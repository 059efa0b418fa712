"""Substitution routes (S) between consecutive exits, on the segments of the ground roads; kilometre posts; exits."""

from __future__ import annotations

from typing import Dict, List, Tuple

import geopandas as gpd
import numpy as np
import shapely
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

from .autoroutes import Interchange, MotorwayNetwork
from .courbes import along
from .troncons import DIRECT, INVERSE

PLAN = "Plan de gestion de trafic A9 (EXERCICE)"
DATE = "2023"
POST_STEP = 1000.0
LAST_RESORT = 60.0  # a road that lorries of any size cannot take, in times its length
SEARCH_KMH = 15.0  # first search: no further than a crow's flight at that speed
SUBSTITUTED = ("A9", "A709", "A75", "A750")


def exits(motorways: MotorwayNetwork) -> gpd.GeoDataFrame:
    """The layer `echangeur`."""
    rows = [
        (one.axis, one.number, one.name, f"{int(one.chainage // 1000)}+{int(one.chainage % 1000):03d}", shapely.Point(one.x, one.y))
        for one in motorways.interchanges
    ]
    return gpd.GeoDataFrame(rows, columns=["axe", "numero", "nom", "pr", "geometry"], geometry="geometry", crs=2154)


def substitutions(roads: gpd.GeoDataFrame, motorways: MotorwayNetwork) -> gpd.GeoDataFrame:
    """The layer `itineraire_substitution`: fastest ground road, fit for lorries where there is one, exit to next exit, both ways."""
    usable = ~roads["nature"].isin(["Type autoroutier", "Chemin", "Route empierrée"]).to_numpy() & ~roads["prive"].to_numpy(dtype=bool)
    # ramps only lead on and off the motorway: the route runs from roundabout to roundabout
    usable &= (roads["nature"] != "Bretelle").to_numpy()
    index = np.flatnonzero(usable)
    a, b = roads["noeud_a"].to_numpy()[index], roads["noeud_b"].to_numpy()[index]
    sens = roads["sens_de_circulation"].to_numpy(dtype=object)[index]
    lines = roads.geometry.to_numpy()
    # lorries keep to the numbered roads
    slow = np.where(roads["cpx_numero"].notna().to_numpy()[index] | (roads["nature"].to_numpy()[index] == "Rond-point"), 1.0, 2.5)
    limited = (
        roads[["restriction_de_hauteur", "restriction_de_poids_total", "restriction_de_largeur"]].notna().any(axis=1).to_numpy()[index]
    )
    slow = np.where(limited, LAST_RESORT, slow)
    cost = shapely.length(lines[index]) / roads["vitesse_moyenne_vl"].to_numpy(dtype=float)[index] * slow
    forth, back = sens != INVERSE, sens != DIRECT
    tail, head = np.concatenate([a[forth], b[back]]), np.concatenate([b[forth], a[back]])
    arc, weight = np.concatenate([index[forth], index[back]]), np.concatenate([cost[forth], cost[back]])
    size = int(max(roads["noeud_a"].max(), roads["noeud_b"].max())) + 1
    order = np.lexsort((weight, head, tail))
    first = np.concatenate([[True], (np.diff(tail[order]) != 0) | (np.diff(head[order]) != 0)])
    tail, head, arc, weight = (values[order][first] for values in (tail, head, arc, weight))
    graph = csr_matrix((weight, (tail, head)), shape=(size, size))
    of_pair: Dict[Tuple[int, int], int] = dict(zip(zip(tail.tolist(), head.tolist()), arc.tolist()))
    ring = np.flatnonzero((roads["nature"] == "Rond-point").to_numpy())
    if not len(ring):
        return _frame([])
    ring_nodes = roads["noeud_a"].to_numpy()[ring]
    near = cKDTree(shapely.get_coordinates(shapely.get_point(lines[ring], 0)))
    rows, number = [], 1
    for axis in SUBSTITUTED:
        chain = sorted((one for one in motorways.interchanges if one.axis == axis), key=lambda one: int(one.number))
        for low, high in zip(chain[:-1], chain[1:]):
            for sens_name, start, goal in (("direct", low, high), ("inverse", high, low)):
                path = _path(
                    graph, of_pair, _node(ring_nodes, near, start), _node(ring_nodes, near, goal), np.hypot(low.x - high.x, low.y - high.y)
                )
                if path:
                    shape, limits = shapely.multilinestrings([lines[i] for i in path]), _limits(roads, path)
                    who = "Tous véhicules" if np.isnan(limits).all() else "Véhicules légers"
                    rows.append(
                        (
                            f"S{number}",
                            axis,
                            start.number,
                            goal.number,
                            sens_name,
                            who,
                            *limits,
                            PLAN.replace("A9", axis),
                            DATE,
                            shape,
                        )
                    )
                number += 1
    return _frame(rows)


def _limits(roads: gpd.GeoDataFrame, path: List[int]) -> Tuple[float, float]:
    """(lowest height, lowest weight) allowed along the path, NaN when there is no limit."""
    part = roads.iloc[path]
    return float(part["restriction_de_hauteur"].min()), float(part["restriction_de_poids_total"].min())


def _frame(rows: List[tuple]) -> gpd.GeoDataFrame:
    columns = ["numero", "axe", "sortie_debut", "sortie_fin", "sens", "profil", "hauteur_max", "poids_max", "plan", "millesime", "geometry"]
    return gpd.GeoDataFrame(rows, columns=columns, geometry="geometry", crs=2154)


def _node(ring_nodes: np.ndarray, near: cKDTree, one: Interchange) -> int:
    return int(ring_nodes[near.query(one.roundabouts[0])[1]])


def _path(graph: csr_matrix, of_pair: Dict[Tuple[int, int], int], start: int, goal: int, apart: float) -> List[int]:
    """Rows of `roads` from node to node, [] when there is no way. apart: metres as the crow flies."""
    for limit in (apart / SEARCH_KMH, np.inf):
        cost, before = dijkstra(graph, indices=start, return_predecessors=True, limit=limit)
        if np.isfinite(cost[goal]):
            break
    if not np.isfinite(cost[goal]):
        return []
    out, node = [], goal
    while node != start:
        out.append(of_pair[(int(before[node]), node)])
        node = int(before[node])
    return out[::-1]


def posts(motorways: MotorwayNetwork, roads: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The layer `point_de_repere`: one a kilometre on both sides of the motorways."""
    rows = []
    for axis, line in motorways.axes.items():
        at = np.arange(0.0, along(line)[-1], POST_STEP)
        points = np.column_stack([np.interp(at, along(line), line[:, i]) for i in (0, 1)])
        rows += [
            (axis, str(index), side, "34", at_m, shapely.Point(xy))
            for index, (xy, at_m) in enumerate(zip(points, at))
            for side in ("D", "G")
        ]
    return gpd.GeoDataFrame(
        rows, columns=["axe", "numero", "cote", "code_departement", "abscisse", "geometry"], geometry="geometry", crs=2154
    )
