"""Establishments standing in the zone, or outside it and no longer reached by road."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict, List, Optional, Set, Tuple

import numpy as np
import shapely

from shared.errors import Cancelled, DdtmError
from shared.espace import Espace
from shared.gpkg import read
from shared.jobs import JobContext

from ..routage import isolement
from . import regles

FIELDS = ("uuid", "nature", "nom", "commune", "code_insee", "telephone", "capacite", "unite_capacite", "effectif_jour", "effectif_nuit", "internat")  # fmt: skip
NO_NETWORK = "Accès routiers non calculés : le paquet n'a pas de réseau routier."


@dataclass(frozen=True)
class Places:
    """rows: dictionaries of FIELDS; points: (n, 2) EPSG:2154."""

    rows: List[Dict[str, Any]]
    points: np.ndarray


def open_places(espace: Espace, ctx: JobContext) -> Places:
    """Establishments of the pack, kept warm; none when it has not that layer."""
    return ctx.cached(str(espace.referentiel_gpkg), "ddtm_crise.evacuation.etablissements", _load)


def _load(path: str) -> Places:
    rows = read.rows(path, "etablissement", fields=FIELDS) if "etablissement" in read.layer_names(path) else []
    rows = [row for row in rows if row.get("geom")]
    points = shapely.get_coordinates(shapely.from_wkb([row.pop("geom") for row in rows])) if rows else np.empty((0, 2))
    return Places(rows, points[: len(rows)])


def inside(places: Places, zone: shapely.MultiPolygon) -> np.ndarray:
    """Rows of the establishments in the zone, its border included."""
    if not len(places.rows):
        return np.empty(0, dtype=np.int64)
    shapely.prepare(zone)
    return np.flatnonzero(shapely.intersects_xy(zone, places.points[:, 0], places.points[:, 1]))


def cut_off(places: Places, zone: shapely.MultiPolygon, espace: Espace, ctx: JobContext) -> Tuple[Optional[Set[int]], str]:
    """(rows reachable without the zone and no longer with its roads closed, French note); None when it cannot be known."""
    if not espace.reseau.is_file():
        return None, NO_NETWORK
    cut = {"geom": shapely.to_wkb(zone, hex=True), "cause": "inondation", "source": "Zone à évacuer"}
    try:
        lost = isolement.run({"espace": str(espace.root), "coupures": [cut], "enregistrer": False, "habitants": False}, ctx)[
            "etablissements"
        ]
    except Cancelled:
        raise
    except DdtmError as error:
        return None, f"Accès routiers non calculés : {error.message}"
    where: Dict[Tuple[str, float, float], List[int]] = {}
    for i, (row, (x, y)) in enumerate(zip(places.rows, places.points.tolist())):
        where.setdefault((str(row["nom"]), round(x, 2), round(y, 2)), []).append(i)
    out: Set[int] = set()
    for row in lost:
        point = shapely.from_wkb(row["geom"])
        out.update(where.get((str(row["nom"]), round(point.x, 2), round(point.y, 2)), ()))
    return out, ""


def people(row: Dict[str, Any]) -> Tuple[Optional[int], Optional[int]]:
    """(by day, by night): published numbers, else the capacity when the kind says that it is full then; None unknown.

    An establishment that houses nobody counts none by night, but for a boarding school of unknown size.
    """
    capacity = row.get("capacite")
    if capacity is not None:
        unit = str(row.get("unite_capacite") or "").strip().lower()
        capacity = int(round(capacity * next((factor for word, factor in regles.PERSONNES_PAR_UNITE if unit.startswith(word)), 1.0)))
    nature = str(row.get("nature"))
    sleeps = nature in regles.HEBERGE_LA_NUIT
    day = row.get("effectif_jour")
    night = row.get("effectif_nuit")
    if day is None:
        day = capacity if nature in regles.OCCUPE_LE_JOUR else 0 if nature in regles.HEBERGE_LA_NUIT else capacity
    if night is None:
        night = capacity if sleeps else None if row.get("internat") else 0
    return (None if day is None else int(day), None if night is None else int(night))
