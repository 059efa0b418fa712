"""What a run really looked at: the ground photographed, less the holes, one part a day of flight. Elsewhere nothing may be said absent."""

from __future__ import annotations

import uuid
from typing import Any, Dict, Iterable, List, Optional, Tuple

import numpy as np
import shapely

from shared.gpkg import read, write

from .. import vols
from ..lecture import Shapes
from ..vols import Flight
from .grille import Grid
from .image import Picture
from .pixels import large

CELL = 16  # model pixels: side of the squares in which holes are told
WHOLE = b""  # a tile that is one hole
SMALL = 24  # cells: a smaller patch of pure black or white inside a tile is a shadow or a roof, not a hole
Hole = Optional[bytes]  # None: no hole; WHOLE; else one bit a cell


def hole_of(pixels: np.ndarray, valid: Optional[np.ndarray], width: int, height: int) -> Hole:
    """The holes of a tile of which `width` x `height` pixels lie in the picture: not photographed, or uniformly black or white."""
    side = -(-pixels.shape[1] // CELL)
    cells = np.zeros((side, side), bool)
    if valid is not None:
        inside = valid.copy()
        inside[height:], inside[:, width:] = True, True
        cells |= ~_blocks(inside, True).all(axis=(1, 3))
    sample = pixels[:, CELL // 2 : height : CELL, CELL // 2 : width : CELL]
    for value in (0, 255):
        if (sample == value).all(axis=0).any():
            flat = _blocks((pixels == value).all(axis=0), True).all(axis=(1, 3))
            flat[-(-height // CELL) :], flat[:, -(-width // CELL) :] = False, False
            cells |= large(flat, SMALL)
    if not cells.any():
        return None
    used = cells[: -(-height // CELL), : -(-width // CELL)]
    return WHOLE if used.all() else np.packbits(cells).tobytes()


def _blocks(flags: np.ndarray, pad: bool) -> np.ndarray:
    extra = -flags.shape[0] % CELL
    if extra:
        flags = np.pad(flags, ((0, extra), (0, extra)), constant_values=pad)
    count = flags.shape[0] // CELL
    return flags.reshape(count, CELL, count, CELL)


def covered(picture: Picture, grid: Grid, holes: Iterable[Tuple[int, bytes]], mask: Optional[Any]) -> Any:
    """Ground polygon (Lambert 93) of what was seen; holes: (tile, hole) in the grid's order."""
    boxes: List[Any] = []
    run: List[int] = []  # consecutive whole tiles of a row make one box
    for order, hole in holes:
        if hole == WHOLE:
            if run and (order != run[-1] + 1 or order % grid.columns == 0):
                boxes.append(_run_box(grid, run))
                run = []
            run.append(order)
            continue
        boxes += _cell_boxes(grid, order, hole)
    if run:
        boxes.append(_run_box(grid, run))
    ground = shapely.box(0.0, 0.0, float(picture.width), float(picture.height))
    if boxes:
        ground = shapely.difference(ground, shapely.union_all(boxes))
    if shapely.is_empty(ground):
        return shapely.MultiPolygon()
    ground = shapely.transform(ground, lambda points: picture.to_ground(points[:, 0], points[:, 1]))
    if mask is not None:
        ground = shapely.intersection(shapely.make_valid(ground), mask)
    return _surfaces(shapely.set_precision(shapely.make_valid(ground), 0.1))


def _run_box(grid: Grid, run: List[int]) -> Any:
    (x1, y1), (x2, y2) = grid.origin(run[0]), grid.origin(run[-1])
    return shapely.box(x1, y1, x2 + grid.tile, y2 + grid.tile)


def _cell_boxes(grid: Grid, order: int, hole: bytes) -> List[Any]:
    side = -(-grid.tile // CELL)
    cells = np.unpackbits(np.frombuffer(hole, np.uint8), count=side * side).reshape(side, side)
    x, y = grid.origin(order)
    out = []
    for line, row in enumerate(cells):
        edges = np.flatnonzero(np.diff(np.concatenate([[0], row, [0]])))
        for start, end in zip(edges[::2], edges[1::2]):
            out.append(
                shapely.box(
                    x + start * CELL, y + line * CELL, min(x + end * CELL, x + grid.tile), min(y + (line + 1) * CELL, y + grid.tile)
                )
            )
    return out


def _surfaces(shape: Any) -> Any:
    parts = shapely.get_parts(shapely.get_parts(shape))
    return shapely.MultiPolygon([part for part in parts if part.geom_type == "Polygon" and part.area > 0])


def by_flight(ground: Any, flight: Flight, flights: Optional[Shapes]) -> List[Tuple[Flight, Any]]:
    """The ground cut by day of flight: where the layer of flights tells no day, `flight`."""
    if flights is None:
        return [(flight, ground)]
    shapely.prepare(ground)
    near = flights.tree.query(ground, predicate="intersects")
    days: Dict[Any, List[int]] = {}
    for item in near:
        day = vols.day_of(flights.texts[item])
        if day is not None:
            days.setdefault(day, []).append(int(item))
    out, told = [], []
    for day, items in sorted(days.items()):
        area = shapely.union_all(flights.geometries[items])
        told.append(area)
        out.append((Flight(day, day), shapely.intersection(ground, area)))
    out.append((flight, shapely.difference(ground, shapely.union_all(told)) if told else ground))
    return [(when, _surfaces(shape)) for when, shape in out if shapely.area(shape) > 0]


def record(path: Any, run_id: str, year: int, parts: List[Tuple[Flight, Any]]) -> None:
    """Write the parts of a run; those of an earlier try are replaced."""
    rows = {}
    for flight, shape in parts:
        earliest, latest = vols.span(flight)
        name = str(uuid.uuid5(uuid.UUID(run_id), f"{earliest}/{latest}"))
        rows[name] = {
            "uuid": name, "passage_uuid": run_id, "millesime": year, "date_vol_debut": earliest, "date_vol_fin": latest,
            "geom": shapely.to_wkb(shape), "statut": "actif",
        }  # fmt: skip
    held = {row["uuid"] for row in read.rows(path, "detection_couverture", {"passage_uuid": run_id}, geometry=False, deleted=True)}
    gone = [{"uuid": name, "statut": "supprime"} for name in held - set(rows)]
    if held:
        write.update_rows(path, "detection_couverture", [row for name, row in rows.items() if name in held] + gone, author="ddtm_aigle")
    write.insert_rows(path, "detection_couverture", [row for name, row in rows.items() if name not in held], author="ddtm_aigle")
