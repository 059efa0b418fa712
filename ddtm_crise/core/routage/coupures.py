"""Road cuts: what is said of each, and which arcs of the network they forbid."""

from __future__ import annotations

import functools
import os
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple

import numpy as np
import shapely

from shared.arrays.coupures import line_arcs, point_arcs, polygon_arcs
from shared.catalogue import domaines
from shared.errors import BadInput
from shared.gpkg.values import parse_instant

from ..evacuation.lecture import in_degrees
from .coupures_axe import Exits, axis_arcs, axis_label
from .coupures_raster import depth_arcs
from .reseau import Network

CAUSES = dict(domaines.CAUSE_COUPURE.values)
SENS = ("double", "direct", "inverse")


@dataclass(frozen=True)
class Cut:
    """One cut. Either `geometry` (EPSG:2154 point, line or polygon, WKB), or an axis between two exits, or a depth raster."""

    geometry: Optional[bytes] = None
    axe: str = ""
    sortie_debut: str = ""
    sortie_fin: str = ""
    sens: str = "double"
    cause: str = "inondation"
    source: str = ""
    debut: Optional[datetime] = None
    fin: Optional[datetime] = None
    vehicules: str = "tous"
    commentaire: str = ""
    raster: str = ""
    seuil_m: float = 0.0

    def applies(self, when: datetime, vehicle: str) -> bool:
        """True when the cut is in force at `when` for this kind of vehicle ("vl" or "pl")."""
        concerned = not self.vehicules or self.vehicules.lower() in ("tous", "toutes", vehicle)
        return concerned and (self.debut is None or self.debut <= when) and (self.fin is None or self.fin > when)

    @property
    def label(self) -> str:
        """ "A9 entre les sorties 29 et 31, sens direct (inondation)" for sentences."""
        place = axis_label(self.axe, self.sortie_debut, self.sortie_fin) or self.commentaire or self._kind()
        way = {"direct": ", sens direct", "inverse": ", sens inverse"}.get(self.sens, "")
        return f"{place}{way} ({CAUSES.get(self.cause, self.cause or 'cause inconnue').lower()})"

    def _kind(self) -> str:
        if self.raster:
            return f"Routes sous plus de {self.seuil_m:g} m d'eau".replace(".", ",")
        return PLACES[shapely.get_dimensions(shapely.from_wkb(self.geometry))]


PLACES = {0: "Point coupé", 1: "Section coupée", 2: "Zone coupée"}


def cut_from(row: Mapping[str, Any]) -> Cut:
    """A cut from a row in catalogue names (coupure_*), or from a parameter: `geom` WKB bytes, `wkt`, or `x` and `y`.

    Raises BadInput on an unknown direction, an unreadable date or geometry, or a cut that says nowhere.
    """
    geometry = _geometry(row)
    cut = Cut(
        geometry=geometry,
        axe=_text(row.get("axe")), sortie_debut=_text(row.get("sortie_debut")), sortie_fin=_text(row.get("sortie_fin")),
        sens=_text(row.get("sens")) or "double", cause=_text(row.get("cause")) or "inondation", source=_text(row.get("source")),
        debut=moment(row.get("debut")), fin=moment(row.get("fin")), vehicules=_text(row.get("vehicules")) or "tous",
        commentaire=_text(row.get("commentaire")) or _text(row.get("libelle")), raster=_text(row.get("raster")), seuil_m=float(row.get("seuil_m") or 0.0),
    )  # fmt: skip
    if cut.sens not in SENS:
        raise BadInput(f"Sens de coupure inconnu : « {cut.sens} ». Indiquez double, direct ou inverse.")
    if geometry is None and not cut.raster and not (cut.axe and cut.sortie_debut and cut.sortie_fin):
        raise BadInput("Une coupure ne dit pas où : donnez un point, un tracé, une zone, ou un axe et deux sorties.")
    return cut


def moment(value: Any) -> Optional[datetime]:
    """A date and hour as UTC; None when empty. Hours without a zone are UTC, as the work layers say."""
    if value is None or value != value or value == "":
        return None
    if not isinstance(value, datetime):
        text = str(value).strip().replace("/", "-")
        try:
            return parse_instant(text if len(text) > 10 else text + "T00:00")
        except ValueError as error:
            raise BadInput(f"La date « {value} » est illisible : écrivez-la sous la forme 2026-11-24T18:30.") from error
    return value.replace(tzinfo=timezone.utc) if value.tzinfo is None else value.astimezone(timezone.utc)


class Blocked:
    """Arcs forbidden by a list of cuts. mask: (2s,) bool; owner: (2s,) int32, index of the cut in `cuts`, -1 where open."""

    def __init__(self, arcs: int, cuts: Sequence[Cut]) -> None:
        self.cuts: List[Cut] = list(cuts)
        self.mask = np.zeros(arcs, dtype=bool)
        self.owner = np.full(arcs, -1, dtype=np.int32)
        self.without_road: List[Cut] = []

    def add(self, index: int, arcs: np.ndarray) -> None:
        self.mask[arcs] = True
        self.owner[arcs] = index

    def segments(self) -> np.ndarray:
        """(s,) bool: segments whose two directions are cut."""
        half = len(self.mask) // 2
        return self.mask[:half] & self.mask[half:]

    def labels(self, arcs: np.ndarray) -> List[str]:
        """Distinct labels of the cuts owning `arcs`, the one met most often first."""
        owners = self.owner[arcs]
        found, count = np.unique(owners[owners >= 0], return_counts=True)
        return [self.cuts[i].label for i in found[np.argsort(-count, kind="stable")]]


def block(network: Network, cuts: Sequence[Cut], exits: Exits, when: datetime, vehicle: str = "vl") -> Blocked:
    """The arcs forbidden at `when` to `vehicle` ("vl" or "pl"). Answers are kept, so that a repeated cut costs nothing."""
    cuts = [cut for cut in cuts if cut.applies(when, vehicle)]
    blocked = Blocked(2 * network.segments, cuts)
    for index, cut in enumerate(cuts):
        key = (replace(cut, debut=None, fin=None, source="", commentaire="", vehicules=""), exits.stamp, _written(cut.raster))
        arcs = network.kept(("cut", *key), functools.partial(arcs_of, network, cut, exits))
        if len(arcs):
            blocked.add(index, arcs)
        else:
            blocked.without_road.append(cut)
    return blocked


def _written(path: str) -> Tuple[int, int]:
    """Size and hour of a grid: a forecast written again under the same name is another cut."""
    try:
        stat = os.stat(path)
    except OSError:
        return 0, 0
    return stat.st_size, stat.st_mtime_ns


def arcs_of(network: Network, cut: Cut, exits: Exits) -> np.ndarray:
    """Arcs (int64) one cut forbids, whatever the vehicle and the hour."""
    if cut.axe and cut.sortie_debut and cut.sortie_fin and (cut.geometry is None or exits.knows(cut.axe, cut.sortie_debut, cut.sortie_fin)):
        try:
            return axis_arcs(network, exits, cut.axe, cut.sortie_debut, cut.sortie_fin, cut.sens)
        except BadInput:
            if cut.geometry is None:
                raise  # else the drawing decides: this network does not hold the section
    if cut.raster:
        return depth_arcs(network, cut.raster, cut.seuil_m)
    geometry = shapely.from_wkb(cut.geometry)
    if geometry.is_empty:
        return np.empty(0, dtype=np.int64)
    rule = RULES[shapely.get_dimensions(geometry)]
    return rule(network, geometry, cut, exits)


RULES = {
    0: lambda network, geometry, cut, exits: point_arcs(network, geometry, cut.axe, cut.sens, exits),
    1: lambda network, geometry, cut, exits: line_arcs(network, geometry, cut.axe, cut.sens),
    2: lambda network, geometry, cut, exits: polygon_arcs(network, geometry, cut.cause),
}


def _text(value: Any) -> str:
    return "" if value is None or value != value else str(value).strip()


def _geometry(row: Mapping[str, Any]) -> Optional[bytes]:
    try:
        if row.get("geom") is not None:
            geometry = shapely.from_wkb(row["geom"])
        elif row.get("wkt"):
            geometry = shapely.from_wkt(row["wkt"])
        elif row.get("x") is not None and row.get("y") is not None:
            geometry = shapely.Point(float(row["x"]), float(row["y"]))
        else:
            return None
    except (shapely.errors.GEOSException, TypeError, ValueError) as error:
        raise BadInput("Le tracé d'une coupure est illisible : redessinez-la.", str(error)) from error
    if geometry is None or geometry.is_empty or not np.isfinite(shapely.get_coordinates(geometry)).all():
        raise BadInput("Le tracé d'une coupure est vide : redessinez-la.")
    if in_degrees([geometry]):
        raise BadInput("Le tracé d'une coupure est en degrés : donnez-le en mètres, Lambert 93 (EPSG:2154).")
    if not geometry.is_valid:
        geometry = shapely.make_valid(geometry)
    return shapely.to_wkb(shapely.force_2d(geometry))


def summary(blocked: Blocked, network: Network) -> List[Dict[str, Any]]:
    """A row a cut in force: label, segments cut, kilometres, and whether a road was found under it."""
    half, rows = network.segments, []
    for index, cut in enumerate(blocked.cuts):
        segments = np.unique(np.flatnonzero(blocked.owner == index) % half)
        rows.append({
            "libelle": cut.label, "axe": cut.axe, "sens": cut.sens, "cause": cut.cause, "source": cut.source,
            "debut": cut.debut.isoformat() if cut.debut else None, "fin": cut.fin.isoformat() if cut.fin else None,
            "troncons": len(segments), "longueur_m": round(float(network.graph.length[segments].sum()), 1),
        })  # fmt: skip
    return rows
