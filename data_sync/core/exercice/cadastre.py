"""Parcels of the exercise around Lattes: a grid turned in each commune, fine where there are houses, clipped at its border."""

from __future__ import annotations

from typing import List, Tuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from .hasard import uniform_of
from .territoire import SMALL_PACK_CENTRE, Territory

COMMUNES = 12  # the nearest to Lattes: enough to try, small enough for the pack
FIELD, PLOT, SECTION = 160.0, 40.0, 800.0  # metres
BUILT = 3  # houses from which a field is divided
LETTERS = "ABCDEFGHIKLMNOPRSTUVWXYZ"


def build(territory: Territory, buildings: gpd.GeoDataFrame, seed: int) -> gpd.GeoDataFrame:
    """The layer `parcelle` (catalogue fields), EPSG:2154. Within a commune the parcels cover it without overlap."""
    places = territory.places
    centre = next((place.centre for place in places if place.name == SMALL_PACK_CENTRE), places[0].centre)
    away = [np.hypot(place.centre[0] - centre[0], place.centre[1] - centre[1]) for place in places]
    parts = []
    for index in np.sort(np.argsort(away, kind="stable")[:COMMUNES]):
        code = places[index].code
        houses = shapely.get_coordinates(shapely.centroid(buildings.geometry[(buildings["code_insee"] == code).to_numpy()].to_numpy()))
        parts.append(_commune(code, territory.communes.geometry.iloc[index], houses, seed))
    return gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), geometry="geometry", crs=2154)


def _commune(code: str, shape: shapely.Geometry, houses: np.ndarray, seed: int) -> gpd.GeoDataFrame:
    turn = float(uniform_of(seed, np.array([int(code.replace("A", "0").replace("B", "0"))]))[0]) * np.pi / 2
    origin = np.array(shape.centroid.coords[0])
    ring = _turn(shapely.get_coordinates(shape) - origin, -turn)
    low = np.floor(ring.min(axis=0) / SECTION) * SECTION
    columns, rows = (int(n) for n in np.ceil((ring.max(axis=0) - low) / FIELD))
    local = np.floor((_turn(houses - origin, -turn) - low) / FIELD).astype(int) if len(houses) else np.empty((0, 2), dtype=int)
    local = local[((local >= 0) & (local < (columns, rows))).all(axis=1)]
    crowd = np.bincount(local[:, 0] * rows + local[:, 1], minlength=columns * rows).reshape(columns, rows)
    corners, sides = _cells(crowd >= BUILT, low)
    boxes = shapely.box(corners[:, 0], corners[:, 1], corners[:, 0] + sides, corners[:, 1] + sides)
    boxes = shapely.transform(boxes, lambda points: _turn(points, turn) + origin)
    shapely.prepare(shape)
    met = shapely.intersects(shape, boxes)
    boxes, corners = boxes[met], corners[met]
    edge = ~shapely.contains_properly(shape, boxes)
    boxes[edge] = shapely.intersection(boxes[edge], shape)
    boxes = np.array([shapely.MultiPolygon([p for p in shapely.get_parts(box) if p.geom_type == "Polygon"]) for box in boxes], dtype=object)
    kept = shapely.area(boxes) > 1.0
    return _rows(code, boxes[kept], corners[kept] - low)


def _turn(points: np.ndarray, angle: float) -> np.ndarray:
    cos, sin = np.cos(angle), np.sin(angle)
    return np.column_stack([points[:, 0] * cos - points[:, 1] * sin, points[:, 0] * sin + points[:, 1] * cos])


def _cells(divided: np.ndarray, low: np.ndarray) -> Tuple[np.ndarray, np.ndarray]:
    """(south-west corners (k, 2), sides (k,)) of the fields, and of the plots of the divided ones, in the turned frame."""
    whole, cut = np.argwhere(~divided) * FIELD, np.argwhere(divided) * FIELD
    steps = np.arange(0.0, FIELD, PLOT)
    inner = np.array([(x, y) for x in steps for y in steps])
    plots = (cut[:, None, :] + inner[None, :, :]).reshape(-1, 2)
    sides = np.concatenate([np.full(len(whole), FIELD), np.full(len(plots), PLOT)])
    return np.concatenate([whole, plots]) + low, sides


def _rows(code: str, shapes: np.ndarray, corners: np.ndarray) -> gpd.GeoDataFrame:
    """Sections by squares of 800 m, numbers by rows inside each."""
    block = np.floor(corners / SECTION).astype(int)
    order = np.lexsort((corners[:, 0], -corners[:, 1], block[:, 0], -block[:, 1]))
    shapes, block = shapes[order], block[order]
    new = np.r_[True, (block[1:] != block[:-1]).any(axis=1)]
    section = np.cumsum(new) - 1
    number = np.arange(len(section)) - np.flatnonzero(new)[section] + 1
    names: List[str] = [_section(rank) for rank in section]
    return gpd.GeoDataFrame(
        {
            "idu": [f"{code}000{name}{rank:04d}" for name, rank in zip(names, number)],
            "code_insee": code, "prefixe": "000", "section": names, "numero": [f"{rank:04d}" for rank in number],
            "contenance": np.round(shapely.area(shapes)).astype(int), "arpente": False, "date_creation": "2020-01-01", "date_maj": "2024-01-01",
        },
        geometry=shapes, crs=2154,
    )  # fmt: skip


def _section(rank: int) -> str:
    """0A to 0Z, then AA, AB… as on the sheets of the cadastre."""
    if rank < len(LETTERS):
        return "0" + LETTERS[rank]
    high, low = divmod(rank - len(LETTERS), len(LETTERS))
    return LETTERS[high] + LETTERS[low]
