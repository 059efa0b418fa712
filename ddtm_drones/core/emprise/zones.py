"""Communes, parcels and planning or risk zones of the reference data that a footprint touches."""

from __future__ import annotations

import functools
from typing import Any, Callable, Dict, List, Sequence, Tuple

from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg.read import layer_names, rows

Row = Dict[str, Any]
# layer -> (word before, fields that may name a row: the first that is filled)
ZONAGES: Tuple[Tuple[str, str, Tuple[str, ...]], ...] = (
    ("zone_urba", "PLU", ("libelle", "libelong")),
    ("prescription_surf", "prescription", ("libelle", "nature", "txt")),
    ("zone_reglementaire_ppr", "PPR", ("code_zone", "nom")),
    ("zone_alea", "aléa", ("niveau_alea", "nom")),
)
MOST = 12
MOST_MISSION = 200
TILE_M = 2000.0  # footprints are asked for site by site: a card may hold two ends of the department


def touch(footprints: List[Row], espace: Espace, most: int = MOST) -> None:
    """Fill `communes`, `parcelles` and `zonages`, what is touched most first; left empty where no reference data cover the place."""
    import shapely

    try:
        path = espace.referentiel_gpkg
    except BadInput:
        return
    if not footprints:
        return
    shapes = shapely.from_wkb([row["geom"] for row in footprints])
    held = set(layer_names(path))
    for ranks in _sites(shapes):
        near = shapes[ranks]

        def fill(layer: str, name: Callable[[Row], str], near: Any = near) -> List[List[Tuple[float, str]]]:
            return _touched(path, layer, name, near) if layer in held else [[] for _ in near]

        communes = fill("commune", lambda row: f"{row['nom']} ({row['code_insee']})")
        parcels = fill("parcelle", lambda row: str(row["idu"]))
        zoned: List[List[str]] = [[] for _ in ranks]
        for layer, word, fields in ZONAGES:
            for names, found in zip(zoned, fill(layer, functools.partial(_title, word=word, fields=fields))):
                names += _ordered(found)
        for rank, here, cadastre, zones in zip(ranks, communes, parcels, zoned):
            footprints[rank].update(
                communes=_join(_ordered(here), most), parcelles=_join(_ordered(cadastre), most), zonages=_join(zones, most)
            )


def _sites(shapes: Any) -> List[List[int]]:
    import shapely

    groups: Dict[Tuple[int, int], List[int]] = {}
    for rank, (west, south, east, north) in enumerate(shapely.bounds(shapes)):
        groups.setdefault((int((west + east) / 2 // TILE_M), int((south + north) / 2 // TILE_M)), []).append(rank)
    return list(groups.values())


def _touched(path: Any, layer: str, name: Callable[[Row], str], shapes: Any) -> List[List[Tuple[float, str]]]:
    """For each shape, (area in common, name) of the rows that meet it."""
    import shapely

    out: List[List[Tuple[float, str]]] = [[] for _ in shapes]
    near = [row for row in rows(path, layer, bbox=shapely.total_bounds(shapes)) if row["geom"]]
    if not near:
        return out
    others = shapely.from_wkb([row["geom"] for row in near])
    broken = ~shapely.is_valid(others)
    others[broken] = shapely.make_valid(others[broken])
    mine, theirs = shapely.STRtree(others).query(shapes, predicate="intersects")
    areas = shapely.area(shapely.intersection(shapes[mine], others[theirs]))
    for rank, other, area in zip(mine, theirs, areas):
        text = name(near[int(other)])
        if text and (area > 0 or shapely.area(shapes[rank]) == 0):  # a common edge is not a touch; points and lines have no area
            out[int(rank)].append((float(area), text))
    return out


def _ordered(found: Sequence[Tuple[float, str]]) -> List[str]:
    """Names, each once, the largest area in common first."""
    total: Dict[str, float] = {}
    for area, text in found:
        total[text] = total.get(text, 0.0) + area
    return sorted(total, key=lambda text: (-round(total[text], 1), text))


def _title(row: Row, word: str, fields: Sequence[str]) -> str:
    text = next((str(row[field]) for field in fields if row.get(field)), "")
    return f"{word} {text}" if text else ""


def _join(texts: Sequence[str], most: int) -> Any:
    if not texts:
        return None
    return " ; ".join(texts[:most]) + (" ; …" if len(texts) > most else "")
