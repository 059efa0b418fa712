"""From `troncon_de_route` to the routing graph (`reseau.npz`).

What is decided here (tables in `regles.py`): which roads a vehicle can take, in which direction, at what speed, and which serve
only their residents. Turn bans are not in BD TOPO's segment table and are not modelled; ferries are left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Dict, Tuple

import geopandas as gpd
import numpy as np
import shapely

from shared.arrays.roadgraph import RoadGraph
from shared.errors import BadInput
from shared.jobs import JobContext

from . import colonnes, regles
from .noeuds import merge_ends
from .ordre import contraction_order

TOLERANCE_M = 0.10


@dataclass(frozen=True)
class BuildReport:
    """How many segments were read, kept and left out (French reason -> count)."""

    read: int
    kept: int
    left_out: Dict[str, int]
    notes: Dict[str, int]

    def sentence(self) -> str:
        """One French line for the import report."""
        reasons = ", ".join(f"{count} {reason}" for reason, count in self.left_out.items() if count)
        return f"{self.kept} tronçons gardés sur {self.read}" + (f" ({reasons})." if reasons else ".")


def build_graph(
    roads: gpd.GeoDataFrame, *, source: str, millesime: str, exercise: bool, ctx: JobContext, tolerance: float = TOLERANCE_M
) -> RoadGraph:
    """The routing graph of `roads` (catalogue fields of troncon_de_route, EPSG:2154), contraction order included.

    Raises BadInput when no road is usable or the coordinate system is another one.
    """
    return build_with_report(roads, source=source, millesime=millesime, exercise=exercise, ctx=ctx, tolerance=tolerance)[0]


def build_with_report(
    roads: gpd.GeoDataFrame, *, source: str, millesime: str, exercise: bool, ctx: JobContext, tolerance: float = TOLERANCE_M
) -> Tuple[RoadGraph, BuildReport]:
    """As `build_graph`, with the count of what was left out and why."""
    if roads.crs is not None and roads.crs.to_epsg() not in (2154, None):
        raise BadInput("Les tronçons de route ne sont pas en Lambert 93 (EPSG:2154) : convertissez la couche puis relancez l'import.")
    ctx.progress(0.05, "Réseau routier : lecture des tronçons")
    read = len(roads)
    roads, left_out = _usable(roads)
    roads = _single_lines(roads)
    coords, line = shapely.get_coordinates(roads.geometry.to_numpy(), return_index=True)
    offsets = np.concatenate([[0], np.cumsum(np.bincount(line, minlength=len(roads)))]).astype(np.int64)
    length = shapely.length(roads.geometry.to_numpy())
    node, points = merge_ends(np.concatenate([coords[offsets[:-1]], coords[offsets[1:] - 1]]), tolerance)
    tail, head = node[: len(roads)], node[len(roads) :]

    ctx.progress(0.25, "Réseau routier : sens, vitesses et restrictions")
    nature = colonnes.text(roads, "nature")
    forward, backward, unknown_ways = _directions(roads)
    speed, guessed = _speeds(roads, nature)
    seconds = length / (speed / 3.6)
    numbers = colonnes.vocabulary(_road_numbers(roads))
    names = colonnes.vocabulary(colonnes.text(roads, "nom_voie"))
    natures = colonnes.vocabulary(nature)
    axle = colonnes.limit(roads, "restriction_de_poids_par_essieu")
    ids = colonnes.text(roads, "cleabs").astype(str)

    ctx.progress(0.4, "Réseau routier : préparation du calcul des itinéraires")
    order = contraction_order(points[:, 0], points[:, 1], tail, head)
    ctx.progress(0.95, "Réseau routier : assemblage")
    graph = RoadGraph(
        x=np.ascontiguousarray(points[:, 0]), y=np.ascontiguousarray(points[:, 1]),
        tail=tail.astype(np.uint32), head=head.astype(np.uint32), length=length,
        time_forward=np.where(forward, seconds, np.inf), time_backward=np.where(backward, seconds, np.inf),
        coords=coords, offsets=offsets,
        number=numbers[0], numbers=numbers[1], name=names[0], names=names[1],
        nature=natures[0].astype(np.int16), natures=natures[1],
        importance=_importance(roads), level=_levels(roads),
        max_height=colonnes.limit(roads, "restriction_de_hauteur"), max_weight=colonnes.limit(roads, "restriction_de_poids_total"),
        max_axle=np.where(axle == np.float32(regles.ESSIEU_NATIONAL_T), np.float32(np.inf), axle),
        max_width=colonnes.limit(roads, "restriction_de_largeur"), max_length=colonnes.limit(roads, "restriction_de_longueur"),
        no_hazmat=colonnes.flag(roads, "matieres_dangereuses_interdites"), private=_service_only(roads, nature),
        toll=np.isin(colonnes.text(roads, "acces_vehicule_leger"), regles.ACCES_PEAGE),
        ids=ids, cch_order=order,
        source=np.array(source), millesime=np.array(str(millesime)), exercise=np.array(bool(exercise)),
    )  # fmt: skip
    notes = {"vitesses estimées faute de donnée": int(guessed), "sens inconnus pris pour double sens": int(unknown_ways)}
    report = BuildReport(read, len(np.unique(roads["_ligne"])), left_out, notes)
    ctx.progress(1.0, "Réseau routier : " + report.sentence())
    return graph, report


def _usable(roads: gpd.GeoDataFrame) -> Tuple[gpd.GeoDataFrame, Dict[str, int]]:
    """Roads a vehicle can take, and the count of the others by French reason (each counted once)."""
    geometry = roads.geometry.to_numpy()
    length = np.nan_to_num(shapely.length(geometry))
    reasons = (
        ("sans tracé ou de longueur nulle", ~np.isfinite(length) | (length <= 0.0)),
        ("interdits aux véhicules par leur nature", np.isin(colonnes.text(roads, "nature"), regles.NATURES_EXCLUES)),
        ("physiquement impossibles aux véhicules", np.isin(colonnes.text(roads, "acces_vehicule_leger"), regles.ACCES_EXCLUS)),
        ("pas encore ou plus en service", np.isin(colonnes.text(roads, "etat_de_l_objet"), regles.ETATS_EXCLUS)),
    )
    keep, left_out = np.ones(len(roads), dtype=bool), {}
    for reason, refused in reasons:
        left_out[reason] = int((keep & refused).sum())
        keep &= ~refused
    if not keep.any():
        raise BadInput("Aucun tronçon de route utilisable : vérifiez la couche importée (nature, état, accès, tracé).")
    return roads[keep], left_out


def _single_lines(roads: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """One row a line: parts that touch are merged, the others become segments of their own. 2D."""
    roads = roads.assign(_ligne=np.arange(len(roads)))
    geometry = shapely.force_2d(roads.geometry.to_numpy())
    multi = shapely.get_type_id(geometry) != 1
    if multi.any():
        several = multi & (shapely.get_num_geometries(geometry) > 1)
        geometry[multi & ~several] = shapely.get_geometry(geometry[multi & ~several], 0)
        # directed: merging must never turn a one-way street around
        geometry[several] = shapely.line_merge(geometry[several], directed=True)
    lines, row = shapely.get_parts(geometry, return_index=True)
    kept = shapely.length(lines) > 0
    return (
        roads.iloc[row[kept]].set_geometry(gpd.GeoSeries(lines[kept], index=roads.index[row[kept]], crs=roads.crs)).reset_index(drop=True)
    )


def _directions(roads: gpd.GeoDataFrame) -> Tuple[np.ndarray, np.ndarray, int]:
    """(tail to head allowed, head to tail allowed, number of unknown words)."""
    words = colonnes.text(roads, "sens_de_circulation")
    known = np.isin(words, list(regles.SENS))
    pairs = np.array([regles.SENS.get(word, (True, True)) for word in words], dtype=bool).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1], int((~known).sum())


def _speeds(roads: gpd.GeoDataFrame, nature: np.ndarray) -> Tuple[np.ndarray, int]:
    """(km/h of a car, number of guesses): the published average where there is one, else by nature and importance."""
    published = colonnes.number(roads, "vitesse_moyenne_vl")
    guess = np.array([regles.VITESSE_IMPORTANCE.get(int(value), 35) for value in _importance(roads)], dtype=float)
    guess = np.where(colonnes.flag(roads, "urbain"), np.minimum(guess, regles.VITESSE_URBAINE_MAX), guess)
    for word, speed in regles.VITESSE_NATURE.items():
        guess[nature == word] = speed
    known = np.isfinite(published) & (published >= regles.VITESSE_MINI)
    return np.clip(np.where(known, published, guess), regles.VITESSE_MINI, regles.VITESSE_MAXI), int((~known).sum())


def _importance(roads: gpd.GeoDataFrame) -> np.ndarray:
    values = np.nan_to_num(colonnes.number(roads, "importance"), nan=0.0)
    return np.where((values >= 1) & (values <= 6), values, 0).astype(np.int8)


def _levels(roads: gpd.GeoDataFrame) -> np.ndarray:
    """position_par_rapport_au_sol as a number; words ("Tunnel", "Gué ou radier") by table."""
    words = np.char.lower(colonnes.text(roads, "position_par_rapport_au_sol").astype(str))
    levels = np.nan_to_num(colonnes.number(roads, "position_par_rapport_au_sol"), nan=0.0)
    for word, level in regles.NIVEAUX.items():
        levels[words == word] = level
    return np.clip(levels, -9, 9).astype(np.int8)


def _road_numbers(roads: gpd.GeoDataFrame) -> np.ndarray:
    """ "A9", "D132": no space; several numbers of one segment keep the first."""
    return np.array([word.split("/")[0].replace(" ", "").upper() for word in colonnes.text(roads, "cpx_numero")], dtype=object)


def _service_only(roads: gpd.GeoDataFrame, nature: np.ndarray) -> np.ndarray:
    """Private, reserved, seasonal or unpaved-track roads: only to leave or reach a place that stands on them."""
    closing = np.char.lower(colonnes.text(roads, "periode_de_fermeture").astype(str))
    ban = np.char.lower(colonnes.text(roads, "nature_de_la_restriction").astype(str))
    banned = np.zeros(len(roads), dtype=bool)
    for word in regles.RESTRICTIONS_DESSERTE:
        banned |= np.char.find(ban, word) >= 0
    return (
        colonnes.flag(roads, "prive")
        | np.isin(colonnes.text(roads, "acces_vehicule_leger"), regles.ACCES_DESSERTE)
        | np.isin(nature, regles.NATURES_DESSERTE)
        | ~np.isin(closing, regles.SANS_FERMETURE)
        | banned
    )
