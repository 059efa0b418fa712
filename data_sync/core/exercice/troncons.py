"""From edges to `troncon_de_route`: geometry and the attributes BD TOPO gives, with one strongly connected network for cars."""

from __future__ import annotations

from typing import Dict, List

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from ..reseau.noeuds import merge_ends
from .autoroutes import Piece
from .axes import MainNetwork
from .batiments import short_parts
from .faits import Place
from .hasard import uniform_of
from .noms import names, one_ways, strokes
from .voirie import Ground

WORKING_FIELDS = ("noeud_a", "noeud_b", "lieu", "profondeur")
SHORTEST = 0.2
DIRECT, INVERSE, BOTH = "Sens direct", "Sens inverse", "Double sens"
SPEED_MAIN = {1: (80, 50), 2: (75, 42), 3: (65, 38), 4: (54, 32), 5: (40, 28), 6: (25, 20)}  # importance -> km/h (country, town)
WIDTH_MAIN = {1: 7.0, 2: 7.0, 3: 6.5, 4: 5.5, 5: 5.0, 6: 3.5}


def build(ground: Ground, main: MainNetwork, pieces: List[Piece], rivers: np.ndarray, places: List[Place], seed: int) -> gpd.GeoDataFrame:
    """The layer, in catalogue fields plus WORKING_FIELDS (network nodes, place, how far from the town's centre); EPSG:2154."""
    roads = pd.concat([_ground(ground, main, pieces, rivers, places, seed), _motorways(ground, pieces, rivers, places)], ignore_index=True)
    roads = gpd.GeoDataFrame(
        roads[shapely.length(roads["geometry"].to_numpy()) > SHORTEST].reset_index(drop=True), geometry="geometry", crs=2154
    )
    roads["cleabs"] = [f"TRONROUTEX{index:014d}" for index in range(1, len(roads) + 1)]
    roads["etat_de_l_objet"] = "En service"
    roads["fictif"] = False
    lines = roads.geometry.to_numpy()
    ends = np.concatenate([shapely.get_coordinates(shapely.get_point(lines, 0)), shapely.get_coordinates(shapely.get_point(lines, -1))])
    node, _ = merge_ends(ends, 0.05)
    roads["noeud_a"], roads["noeud_b"] = node[: len(roads)], node[len(roads) :]
    return _strongly_connected(roads)


def _ground(ground: Ground, main: MainNetwork, pieces: List[Piece], rivers: np.ndarray, places: List[Place], seed: int) -> pd.DataFrame:
    count = len(ground.a)
    draw = [uniform_of(seed + 17, np.arange(count).astype(np.uint64) * np.uint64(8) + np.uint64(k)) for k in range(5)]
    depth = np.maximum(ground.depth[ground.a], ground.depth[ground.b])
    town = depth <= 1.0
    numbered = ground.line >= 0
    stroke = strokes(ground.xy, ground.a, ground.b)
    span = np.hypot(*(ground.xy[ground.a] - ground.xy[ground.b]).T)
    reach = np.bincount(stroke, span)[stroke]
    importance = np.where(numbered, main.importance[ground.line], np.where(town & (reach > 900.0), 4, 5))
    nature = np.where(
        numbered | town | ground.tree,
        "Route à 1 chaussée",
        np.where(draw[0] < 0.45, "Chemin", np.where(draw[0] < 0.65, "Route empierrée", "Route à 1 chaussée")),
    ).astype(object)
    nature[ground.on_ring] = "Rond-point"
    nature[ground.dead_end & ~town] = "Chemin"
    importance = np.where(ground.dead_end | (nature == "Chemin"), 6, importance)
    importance = np.where(ground.on_ring, _ring_importance(ground, importance), importance)
    population = np.array([place.population for place in places])[ground.place[ground.a]]
    private = ground.dead_end & (draw[1] < 0.45)
    vector = ground.xy[ground.b] - ground.xy[ground.a]
    eligible = town & ~numbered & ~ground.on_ring & ~ground.dead_end & (depth < 0.75) & (population > 4000) & (importance >= 5)
    single, along = one_ways(seed, stroke, vector, eligible, 0.34)
    sens = np.where(single, np.where(along, DIRECT, INVERSE), BOTH)
    sens = np.where(ground.on_ring, DIRECT, sens)
    lines = _curves(ground, town, numbered, draw[3])
    over_river = ground.over_river | crossing(lines, rivers)
    over_motorway = ground.over_motorway | crossing(
        lines, np.array([shapely.LineString(piece.line) for piece in pieces if not piece.two_way], dtype=object)
    )
    under = over_motorway & ~ground.on_ring & (draw[2] < np.where(numbered & (importance <= 3), 0.15, 0.45))
    level = np.where(under, -1, np.where(over_motorway | over_river, 1, 0))
    speed = np.array([SPEED_MAIN[i] for i in range(1, 7)])[importance - 1, town.astype(int)]
    speed = np.select([ground.on_ring, nature == "Chemin", nature == "Route empierrée", private], [25, 12, 20, 10], speed)
    numbers = np.array([*main.numbers, None], dtype=object)[ground.line]
    numbers[ground.on_ring] = None
    street = names(seed, stroke, ground.place[ground.a], town)
    street[numbered & ~town] = None
    street[ground.on_ring] = None
    minor_bridge = over_river & ~numbered
    code = np.array([place.code for place in places], dtype=object)
    return pd.DataFrame({
        "geometry": lines,
        "nature": nature, "nom_voie": street, "importance": importance.astype(str), "position_par_rapport_au_sol": level.astype(str),
        "nombre_de_voies": np.where(ground.on_ring | single | (importance == 6), 1, 2),
        "largeur_de_chaussee": np.array([WIDTH_MAIN[i] for i in range(1, 7)])[importance - 1] - np.where(single, 1.5, 0.0),
        "sens_de_circulation": sens, "vitesse_moyenne_vl": speed.astype(int), "prive": private, "urbain": town,
        "acces_vehicule_leger": np.where(private, "Restreint aux ayants droit", "Libre"),
        "restriction_de_hauteur": np.where(under & ~numbered & (draw[4] < 0.7), np.round(3.2 + draw[3], 1), np.nan),
        "restriction_de_poids_total": np.where(minor_bridge & (draw[4] < 0.5), 12.0, np.where(town & ~numbered & (depth < 0.35) & (draw[4] < 0.06), 3.5, np.nan)),
        "restriction_de_largeur": np.where(town & ~numbered & (depth < 0.25) & (draw[4] > 0.98), 2.3, np.nan),
        "matieres_dangereuses_interdites": numbered & (depth < 0.3) & (population > 40_000),
        "cpx_numero": numbers,
        "cpx_classement_administratif": np.where(numbers == None, np.array(None), np.where(np.char.startswith(numbers.astype(str), "N"), "Nationale", "Départementale")),  # noqa: E711
        "insee_commune_gauche": code[ground.place[ground.a]], "insee_commune_droite": code[ground.place[ground.b]],
        "lieu": ground.place[ground.a], "profondeur": depth,
    })  # fmt: skip


def crossing(lines: np.ndarray, others: np.ndarray) -> np.ndarray:
    """(e,) bool: lines that cross one of `others` elsewhere than at an end they share."""
    out = np.zeros(len(lines), dtype=bool)
    if len(others):
        out[shapely.STRtree(lines).query(short_parts(others)[0], predicate="intersects")[1]] = True
        out[out] = [shapely.crosses(others, line).any() for line in lines[out]]
    return out


def _ring_importance(ground: Ground, importance: np.ndarray) -> np.ndarray:
    """(e,) a roundabout is as important as the best road that meets it."""
    best = np.full(len(ground.xy), 5)
    plain = ~ground.on_ring
    for end in (ground.a, ground.b):
        np.minimum.at(best, end[plain], importance[plain])
    of_ring = np.full(ground.ring.max() + 2, 5)
    np.minimum.at(of_ring, ground.ring, best)
    return of_ring[ground.ring[ground.a]]


def _curves(ground: Ground, town: np.ndarray, numbered: np.ndarray, draw: np.ndarray) -> np.ndarray:
    """(e,) lines; long country roads are slightly bent."""
    start, end = ground.xy[ground.a], ground.xy[ground.b]
    lines = shapely.linestrings(np.stack([start, end], axis=1))
    bent = np.flatnonzero(~town & ~numbered & ~ground.on_ring & (np.hypot(*(end - start).T) > 180.0))
    step = end[bent] - start[bent]
    control = (start[bent] + end[bent]) / 2 + np.column_stack([step[:, 1], -step[:, 0]]) * ((draw[bent] - 0.5) * 0.16)[:, None]
    t = np.linspace(0.0, 1.0, 6)[None, :, None]
    curve = (1 - t) ** 2 * start[bent][:, None] + 2 * t * (1 - t) * control[:, None] + t**2 * end[bent][:, None]
    lines[bent] = shapely.linestrings(curve)
    return lines


def _motorways(ground: Ground, pieces: List[Piece], rivers: np.ndarray, places: List[Place]) -> pd.DataFrame:
    ring_nodes = np.flatnonzero(ground.ring >= 0)
    rings = cKDTree(ground.xy[ring_nodes]) if len(ring_nodes) else None
    tree = cKDTree(np.array([place.centroid for place in places]))
    rows: List[Dict[str, object]] = []
    for piece in pieces:
        line = piece.line.copy()
        for at, centre in ((0, piece.start_roundabout), (-1, piece.end_roundabout)):
            if centre is not None and rings is not None:
                ring = ground.ring[ring_nodes[rings.query(centre)[1]]]
                nodes = np.flatnonzero(ground.ring == ring)
                towards = line[1 if at == 0 else -2]
                line[at] = ground.xy[nodes[np.argmin(np.hypot(*(ground.xy[nodes] - towards).T))]]
        shape = shapely.LineString(line)
        over = bool(len(rivers)) and bool(shapely.intersects(rivers, shape).any())
        code = places[int(tree.query(line[len(line) // 2])[1])].code
        motorway = piece.nature == "Type autoroutier"
        rows.append({
            "geometry": shape, "nature": piece.nature, "nom_voie": None, "importance": "1" if motorway else "2" if piece.nature == "Bretelle" else "3",
            "position_par_rapport_au_sol": str(max(piece.level, int(over))), "nombre_de_voies": piece.lanes, "largeur_de_chaussee": piece.width,
            "sens_de_circulation": BOTH if piece.two_way else DIRECT, "vitesse_moyenne_vl": piece.speed, "prive": False, "urbain": False,
            "acces_vehicule_leger": "A péage" if piece.toll else "Libre", "matieres_dangereuses_interdites": False,
            "restriction_de_hauteur": np.nan, "restriction_de_poids_total": np.nan, "restriction_de_largeur": np.nan,
            "cpx_numero": piece.axis or None, "cpx_classement_administratif": "Autoroute" if motorway else None,
            "insee_commune_gauche": code, "insee_commune_droite": code, "lieu": -1, "profondeur": 2.0,
        })  # fmt: skip
    return pd.DataFrame(rows)


def _strongly_connected(roads: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """One-way streets that would trap or lock out a car become two-way again; what still cannot be driven to is dropped."""
    sens = roads["sens_de_circulation"].to_numpy(dtype=object).copy()
    a, b = roads["noeud_a"].to_numpy(), roads["noeud_b"].to_numpy()
    size = int(max(a.max(), b.max())) + 1
    free = (roads["nature"] != "Rond-point").to_numpy() & ~roads["nature"].isin(["Type autoroutier", "Bretelle"]).to_numpy()
    inside = np.zeros(size, dtype=bool)
    for _ in range(12):
        forth, back = sens != INVERSE, sens != DIRECT
        tail, head = np.concatenate([a[forth], b[back]]), np.concatenate([b[forth], a[back]])
        graph = coo_matrix((np.ones(len(tail), dtype=np.int8), (tail, head)), shape=(size, size))
        label = connected_components(graph, directed=True, connection="strong")[1]
        inside = label == np.bincount(label[a]).argmax()
        trapped = (sens != BOTH) & free & ~(inside[a] & inside[b])
        if not trapped.any():
            break
        sens[trapped] = BOTH
    roads = roads.assign(sens_de_circulation=sens)
    return roads[inside[a] & inside[b]].reset_index(drop=True)
