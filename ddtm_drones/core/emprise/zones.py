"""Communes and zones of the reference data that a footprint touches."""

from __future__ import annotations

from typing import Any, Dict, List

from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg.read import layer_names, rows

# layer -> how one of its rows is named
ZONAGES = (
    ("zone_reglementaire_ppr", "PPR", ("code_zone", "nom")),
    ("zone_alea", "aléa", ("niveau_alea", "nom")),
)
MOST = 12


def touch(footprints: List[Dict[str, Any]], espace: Espace) -> None:
    """Fill `communes` and `zonages`; left empty where no reference data cover the place."""
    import shapely

    try:
        path = espace.referentiel_gpkg
    except BadInput:
        return
    if not footprints:
        return
    shapes = shapely.from_wkb([row["geom"] for row in footprints])
    bounds = shapely.total_bounds(shapes)
    held = set(layer_names(path))
    found: List[List[str]] = [[] for _ in footprints]

    def fill(layer: str, name: Any, target: List[List[str]]) -> None:
        if layer not in held:
            return
        near = [row for row in rows(path, layer, bbox=bounds) if row["geom"]]
        if not near:
            return
        tree = shapely.STRtree(shapely.from_wkb([row["geom"] for row in near]))
        for photo, other in zip(*tree.query(shapes, predicate="intersects")) if len(near) else ():
            text = name(near[int(other)])
            if text and text not in target[int(photo)]:
                target[int(photo)].append(text)

    communes: List[List[str]] = [[] for _ in footprints]
    fill("commune", lambda row: f"{row['nom']} ({row['code_insee']})", communes)
    for layer, word, fields in ZONAGES:
        fill(layer, lambda row, word=word, fields=fields: _title(row, word, fields), found)
    for row, near, zoned in zip(footprints, communes, found):
        row["communes"] = _join(near)
        row["zonages"] = _join(zoned)


def _title(row: Dict[str, Any], word: str, fields: Any) -> str:
    text = next((str(row[field]) for field in fields if row.get(field)), "")
    return f"{word} {text}" if text else ""


def _join(texts: List[str]) -> Any:
    if not texts:
        return None
    shown = sorted(texts)[:MOST]
    return " ; ".join(shown) + (" ; …" if len(texts) > MOST else "")
