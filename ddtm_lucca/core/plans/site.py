"""The ground of an affair, read in the shared layers: its parcels, what covers them, and where each fact comes from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple

from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg import read

SLIVER_M2, SLIVER_SHARE = 1.0, 0.005  # a zone that only brushes a parcel says nothing of it
NO_PLACE = "Placez l'affaire (coordonnées) ou donnez-lui une parcelle du cadastre installé : un plan a besoin d'un lieu."
Rows = List[Dict[str, Any]]


def idu(parcel: Mapping[str, Any], code_insee: str) -> str:
    """The cadastre's identifier: commune (5), prefix (3), section (2), number (4)."""
    code = str(parcel.get("code_insee") or code_insee)
    prefix = str(parcel.get("prefixe") or "").strip() or "000"
    return f"{code}{prefix.zfill(3)}{str(parcel['section']).strip().upper().zfill(2)}{str(parcel['numero']).strip().zfill(4)}"


@dataclass
class Site:
    """parcelles: the affair's, each with its row of the cadastre under "cadastre" (or None) and its geometry under "forme"."""

    espace: Espace
    affaire: Mapping[str, Any]
    parcelles: Rows = field(default_factory=list)
    couches: Tuple[str, ...] = ()

    @property
    def path(self) -> Any:
        return self.espace.referentiel_gpkg

    def rows(self, layer: str, bbox: Optional[Sequence[float]] = None, **where: Any) -> Rows:
        """Rows of a layer of the pack, their geometry as shapely under "forme"; none when the layer is absent."""
        import shapely

        if layer not in self.couches:
            return []
        found = read.rows(self.path, layer, where or None, bbox)
        for row in found:
            row["forme"] = shapely.from_wkb(row.pop("geom")) if row.get("geom") else None
        return found

    @property
    def forme(self) -> Any:
        """All its parcels, else the point."""
        import shapely

        shapes = [row["forme"] for row in self.parcelles if row.get("forme") is not None]
        if shapes:
            return shapely.union_all(shapes)
        return shapely.Point(self.affaire["x"], self.affaire["y"])

    @property
    def centre(self) -> Tuple[float, float]:
        middle = self.forme.envelope.centroid
        return middle.x, middle.y

    @property
    def absentes(self) -> List[str]:
        return [f"{row['section']} {row['numero']}" for row in self.parcelles if row["forme"] is None]


def load(espace: Espace, affaire: Mapping[str, Any], parcelles: Sequence[Mapping[str, Any]]) -> Site:
    site = Site(espace, affaire, couches=tuple(read.layer_names(espace.referentiel_gpkg)))
    for parcel in parcelles:
        found = site.rows("parcelle", idu=idu(parcel, str(affaire.get("code_insee") or "")))
        site.parcelles.append({**parcel, "cadastre": found[0] if found else None, "forme": found[0]["forme"] if found else None})
    if affaire.get("x") is None and all(row["forme"] is None for row in site.parcelles):
        raise BadInput(NO_PLACE)
    return site


def crossing(site: Site, layer: str) -> Rows:
    """A row a parcel and zone: {"parcelle", "zone", "m2", "part"}, slivers left out; by point when no parcel is known."""
    out: Rows = []
    targets = [(f"{row['section']} {row['numero']}", row["forme"]) for row in site.parcelles if row["forme"] is not None]
    for name, shape in targets or [("Lieu de l'affaire", site.forme)]:
        for zone in site.rows(layer, shape.bounds):
            if zone["forme"] is None or not zone["forme"].intersects(shape):
                continue
            if not shape.area:
                out.append({"parcelle": name, "zone": zone, "m2": None, "part": None})
                continue
            area = zone["forme"].intersection(shape).area
            if area >= SLIVER_M2 and area / shape.area >= SLIVER_SHARE:
                out.append({"parcelle": name, "zone": zone, "m2": area, "part": area / shape.area})
    order = {name: rank for rank, (name, _) in enumerate(targets)}
    return sorted(out, key=lambda row: (order.get(row["parcelle"], 0), -(row["m2"] or 0)))


def sources(site: Site, layers: Sequence[str]) -> Tuple[List[str], bool]:
    """(what to credit, whether some of it is exercise data)."""
    told: List[str] = []
    exercise = site.espace.is_exercise
    for row in site.rows("source_donnee"):
        if row["couche"] in layers:
            exercise = exercise or bool(row["exercice"])
            told.append(", ".join(str(row[name]) for name in ("source", "licence", "millesime") if row.get(name)))
    return list(dict.fromkeys(told)), exercise
