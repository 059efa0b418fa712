"""Where things lie by the layers of the data pack: parcel, commune, plan and risk zones; and the zones at stake one may restrict to."""

from __future__ import annotations

import contextlib
from collections import defaultdict
from dataclasses import dataclass
from typing import Any, Callable, Dict, List, Optional, Sequence, Set, Tuple

import numpy as np
import shapely

from shared.catalogue.domaines import NIVEAU_ALEA
from shared.catalogue.urbanisme import TYPE_ZONE
from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg import read

from .lecture import Shapes

Row = Dict[str, Any]
SQUARE = 2_000.0  # metres: layers are read square by square, so that a department costs no more memory than a commune
PLACE_FIELDS = ("parcelle", "code_insee", "commune", "zones")
NOT_IN_FORCE = ("en_cours", "arrete", "annule", "remplace", "abroge", "caduc")
ZONE_TYPES = {**dict(TYPE_ZONE.values), "inconnu": ""}

HAZARDS = dict(NIVEAU_ALEA.values)


@dataclass(frozen=True)
class Zoning:
    """A layer of zones: the word before, and the fields of which the first filled names a row."""

    layer: str
    title: str
    fields: Tuple[str, ...]


ZONINGS = (
    Zoning("zone_reglementaire_ppr", "PPR", ("code_zone", "nom", "type_reglement")),
    Zoning("zone_alea", "Aléa", ("niveau_alea", "nom")),
    Zoning("zone_urba", "PLU", ("libelle", "libelong")),
    Zoning("prescription_surf", "Prescription", ("libelle", "nature", "txt")),
)


@dataclass(frozen=True)
class Stake:
    """Zones at stake by a short name: a layer, and the values of a field that count (none: all)."""

    title: str
    layer: str
    field: str = ""
    values: Tuple[str, ...] = ()


STAKES: Dict[str, Stake] = {
    "plu_an": Stake("Zones agricoles et naturelles du PLU", "zone_urba", "type_zone", ("A", "N", "CC_FERME", "RNU")),
    "ppr": Stake("Zonage réglementaire des PPR", "zone_reglementaire_ppr"),
    "ppr_interdiction": Stake(
        "Zones d'interdiction des PPR", "zone_reglementaire_ppr", "type_reglement", ("interdiction", "interdiction_stricte")
    ),
    "alea": Stake("Zones d'aléa", "zone_alea"),
    "perimetre_ppr": Stake("Périmètres de PPR", "perimetre_ppr"),
}


def stake(name: str, espace: Espace, box: Sequence[float]) -> Shapes:
    """The zones called `name` that meet `box` (Lambert 93). Raises BadInput when the pack has none there."""
    one = STAKES[name]
    path, present = reference(espace)
    rows = read.rows(path, one.layer, bbox=box) if path is not None and one.layer in present else []
    dead = dead_documents(path, present) if rows else set()
    rows = [row for row in rows if row["geom"] and counts(row, dead) and (not one.values or row[one.field] in one.values)]
    shapes = _valid(rows)
    shapes = shapes[shapely.area(shapes) > 0] if len(shapes) else shapes
    if not len(shapes):
        raise BadInput(f"Le paquet de données n'a pas de « {one.title} » sur cette image : importez cette couche, ou donnez un fichier.")
    return Shapes(shapes, [""] * len(shapes), one.title)


def places(espace: Espace, shapes: np.ndarray, tell: Optional[Callable[[float], None]] = None) -> List[Row]:
    """{"parcelle", "code_insee", "commune", "zones"} of each shape (None where the pack says nothing): the parcel and the commune that
    hold its centre, the zones that it covers for good (a common edge is not enough), the most covered first."""
    out: List[Row] = [dict.fromkeys(PLACE_FIELDS) for _ in range(len(shapes))]
    path, present = reference(espace)
    if path is None or not len(shapes):
        return out
    dead = dead_documents(path, present)
    points = shapely.centroid(shapes)
    squares: Dict[Tuple[int, int], List[int]] = defaultdict(list)
    for i, point in enumerate(points):
        squares[(int(point.x // SQUARE), int(point.y // SQUARE))].append(i)
    for number, indices in enumerate(squares.values()):
        if tell is not None:
            tell(number / len(squares))
        part, centres = shapes[indices], points[indices]
        box = shapely.total_bounds(part)
        for layer, names in (("parcelle", ("idu",)), ("commune", ("code_insee", "nom"))):
            if layer in present:
                for i, row in zip(indices, _holding(path, layer, box, centres)):
                    if row is not None:
                        out[i].update(zip(("parcelle",) if layer == "parcelle" else ("code_insee", "commune"), (row[n] for n in names)))
        texts: List[List[str]] = [[] for _ in indices]
        for zoning in ZONINGS:
            if zoning.layer not in present:
                continue
            rows = [row for row in read.rows(path, zoning.layer, bbox=box) if row["geom"] and counts(row, dead)]
            for line, titles in zip(texts, _covered(rows, part, zoning)):
                if titles:
                    line.append(f"{zoning.title} : {', '.join(titles)}")
        for i, line in zip(indices, texts):
            out[i]["zones"] = " ; ".join(line) or None
    return out


def reference(espace: Espace) -> Tuple[Optional[Any], Set[str]]:
    with contextlib.suppress(BadInput):  # no pack
        path = espace.referentiel_gpkg
        return path, set(read.layer_names(path))
    return None, set()


def dead_documents(path: Any, present: Set[str]) -> Set[Any]:
    if "document_urbanisme" not in present:
        return set()
    rows = read.rows(path, "document_urbanisme", {"etat": list(NOT_IN_FORCE)}, fields=["idurba"])
    return {row["idurba"] for row in rows if row["idurba"]}


def counts(row: Row, dead: Set[Any]) -> bool:
    """Not a zone of a document that is no longer, or not yet, in force; not a hazard called nil."""
    return row.get("idurba") not in dead and row.get("etat_procedure") != "abroge" and row.get("niveau_alea") != "nul"


def _valid(rows: Sequence[Row]) -> np.ndarray:
    shapes = shapely.from_wkb([row["geom"] for row in rows]) if rows else np.empty(0, object)
    broken = ~shapely.is_valid(shapes)
    if broken.any():
        shapes[broken] = shapely.make_valid(shapes[broken])
    return shapes


def _holding(path: Any, layer: str, box: Any, points: np.ndarray) -> List[Optional[Row]]:
    rows = [row for row in read.rows(path, layer, bbox=box) if row["geom"]]
    out: List[Optional[Row]] = [None] * len(points)
    if rows:
        for which, item in zip(*shapely.STRtree(_valid(rows)).query(points, predicate="intersects")):
            if out[which] is None:
                out[which] = rows[item]
    return out


def _covered(rows: List[Row], shapes: np.ndarray, zoning: Zoning) -> List[List[str]]:
    """For each shape, the names of the zones it covers, each once, the most covered first."""
    found: List[Dict[str, float]] = [{} for _ in shapes]
    if rows:
        zones = _valid(rows)
        mine, theirs = shapely.STRtree(zones).query(shapes, predicate="intersects")
        areas = shapely.area(shapely.intersection(shapes[mine], zones[theirs])) if len(mine) else ()
        for which, item, area in zip(mine, theirs, areas):
            if area > 0.01 * shapely.area(shapes[which]):
                text = _title(rows[item], zoning)
                found[which][text] = found[which].get(text, 0.0) + float(area)
    return [sorted(names, key=lambda name: (-round(names[name], 1), name)) for names in found]


def _title(row: Row, zoning: Zoning) -> str:
    text = next((str(row[name]) for name in zoning.fields if row.get(name)), "sans nom").replace(" ; ", ", ")
    text = HAZARDS.get(text, text).lower() if zoning.layer == "zone_alea" else text
    kind = ZONE_TYPES.get(row.get("type_zone") or "", "") if zoning.layer == "zone_urba" else ""
    return f"{text} ({kind[:1].lower()}{kind[1:]})" if kind else text
