"""Three made orthophotographs of farmland in the exercise pack, in tiles as they are delivered: what a whole session works on.

Fields, a track, trees (which the demonstration model takes for pools now and then), the buildings the pack knows, and things
that come with the years. Nothing in them was photographed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, List, Sequence, Tuple

import cv2
import numpy as np
import rasterio
import shapely
from rasterio.transform import Affine

from shared.espace import Espace
from shared.gpkg import read

WEST, NORTH = 773_600.0, 6_275_640.0  # Lattes, parcels AA 8 and AA 13 of the exercise pack
WIDE, HIGH, CELL = 256, 200, 0.2  # metres
DAYS = ("2015-06-20", "2021-06-03", "2024-06-18")
POOL, LIGHT, PALE = (196, 178, 70), (196, 205, 210), (214, 220, 222)  # blue, green, red
# kind, centre (metres from the west, from the south), width, length, angle, first year, colour
THINGS: Tuple[Tuple[str, float, float, float, float, float, int, Tuple[int, int, int]], ...] = (
    ("piscine", 66, 172, 5, 9, 12, 2015, POOL),
    ("piscine", 118, 44, 5, 10, 100, 2021, POOL),
    ("piscine", 96, 150, 6, 11, 40, 2024, POOL),
    ("mobil_home", 146, 30, 4.5, 15, 20, 2021, PALE),
    ("mobil_home", 160, 26, 4.5, 15, 20, 2024, PALE),
    ("caravane", 104, 64, 2.5, 6, 75, 2024, (240, 242, 242)),
)


def lay(space: Path, folder: Path) -> List[Path]:
    """Writes ortho_2015.vrt, ortho_2021.vrt, ortho_2024.vrt, each over two tiles of dalles_<year>/; returns the VRT files."""
    known = _buildings(Espace.at(space))
    return [_vintage(folder, day, known) for day in DAYS]


def _vintage(folder: Path, day: str, known: Sequence[np.ndarray]) -> Path:
    from ddtm_aigle.core.inference.mosaique import as_one

    year = int(day[:4])
    pixels = _ground(known)
    for kind, x, y, wide, high, angle, first, colour in THINGS:
        if year >= first:
            _thing(pixels, kind, x, y, wide, high, angle, colour)
    rng = np.random.default_rng(year)  # no two flights see the same light
    pixels = cv2.GaussianBlur(pixels, (0, 0), 1.1) * (0.94 + 0.12 * rng.random()) + rng.normal(0, 4, pixels.shape)
    pixels = np.clip(pixels, 0, 255).astype(np.uint8)[:, :, ::-1].transpose(2, 0, 1)
    tiles = folder / f"dalles_{year}"
    tiles.mkdir(parents=True)
    half = pixels.shape[2] // 2
    for number in range(2):
        part = pixels[:, :, number * half : (number + 1) * half]
        with rasterio.open(
            tiles / f"dalle_{number + 1}.tif", "w", driver="GTiff", width=half, height=part.shape[1], count=3, dtype="uint8", crs="EPSG:2154",
            transform=Affine(CELL, 0, WEST + number * half * CELL, 0, -CELL, NORTH), tiled=True, photometric="rgb",
        ) as target:  # fmt: skip
            target.write(part)
    made = Path(as_one(sorted(map(str, tiles.glob("*.tif"))), folder))
    return made.rename(folder / f"ortho_{year}.vrt")


def _ground(known: Sequence[np.ndarray]) -> np.ndarray:
    """Two fields with their furrows, a track between them, a hedge, trees with their shadows, the known roofs."""
    rng, high, wide = np.random.default_rng(8), int(HIGH / CELL), int(WIDE / CELL)
    tone = cv2.resize(rng.uniform(0.8, 1.1, (9, 11)).astype(np.float32), (wide, high), interpolation=cv2.INTER_CUBIC)[:, :, None]
    out = np.ascontiguousarray(tone * np.array([96, 132, 134], np.float32))
    edge = np.array([(0, 0.44 * high), (wide, 0.56 * high), (wide, high), (0, high)]).astype(np.int32)
    field = out * np.array([1.02, 0.98, 1.12], np.float32)
    for number in range(-wide, 2 * wide, 9):
        cv2.line(field, (number, 0), (number + high // 3, high), (98, 124, 148), 2)
    out = np.where(cv2.fillPoly(np.zeros((high, wide, 1), np.uint8), [edge], 1) > 0, field, out)
    out = np.ascontiguousarray(out, np.float32)
    cv2.line(out, (0, int(0.43 * high)), (wide, int(0.55 * high)), (158, 178, 190), 20)
    for x, y, size in zip(rng.integers(wide * 0.72, wide, 30), rng.integers(0, high, 30), rng.integers(9, 26, 30)):
        _tree(out, int(x), int(y), int(size), rng)
    for x in range(20, int(0.68 * wide), 34):
        _tree(out, x, int(0.40 * high + 0.12 * high * x / wide) - 26, int(rng.integers(8, 15)), rng)
    for roof in known:
        _roof(out, roof)
    return out


def _tree(out: np.ndarray, x: int, y: int, size: int, rng: Any) -> None:
    cv2.circle(out, (x + size // 2, y - size // 2), size, (52, 66, 66), -1)
    for _ in range(9):
        dx, dy = rng.integers(-size // 2, size // 2 + 1, 2)
        shade = int(rng.integers(-14, 14))
        cv2.circle(out, (x + int(dx), y + int(dy)), int(size * 0.6), (58 + shade, 98 + shade, 82 + shade), -1)


def _roof(out: np.ndarray, ring: np.ndarray) -> None:
    cv2.fillPoly(out, [(ring + (9, -9)).astype(np.int32)], (48, 54, 56))
    cv2.fillPoly(out, [ring.astype(np.int32)], (104, 128, 178))
    middle = ring[:2].mean(axis=0), ring[2:4].mean(axis=0)
    cv2.fillPoly(out, [np.array([ring[0], middle[0], middle[1], ring[3]]).astype(np.int32)], (120, 146, 196))


def _thing(out: np.ndarray, kind: str, x: float, y: float, wide: float, high: float, angle: float, colour: Tuple[int, int, int]) -> None:
    turn = np.deg2rad(angle)

    def ring(a: float, b: float, shift: Tuple[float, float] = (0, 0)) -> np.ndarray:
        corners = np.array([(-a, -b), (a, -b), (a, b), (-a, b)]) / 2
        turned = corners @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
        place = (turned + (x + shift[0], HIGH - y + shift[1])) / CELL * 8
        return place.astype(np.int32)

    def fill(shape: np.ndarray, tint: Tuple[int, int, int]) -> None:
        cv2.fillPoly(out, [shape], tint, cv2.LINE_AA, 3)

    if kind == "piscine":
        fill(ring(wide + 2.2, high + 2.2), LIGHT)
        fill(ring(wide, high), colour)
        fill(ring(wide, high * 0.5, (0, 0)), tuple(min(255, c + 14) for c in colour))
        return
    fill(ring(wide, high, (1.3, -1.3)), (46, 54, 54))
    fill(ring(wide, high), colour)
    fill(ring(wide * 0.08, high), tuple(c - 26 for c in colour))


def _buildings(espace: Espace) -> List[np.ndarray]:
    """Outlines of the pack's buildings, in pixels."""
    rows = read.rows(espace.referentiel_gpkg, "batiment", bbox=(WEST, NORTH - HIGH, WEST + WIDE, NORTH))
    rings = [np.array(part.exterior.coords)[:-1] for row in rows for part in shapely.get_parts(shapely.from_wkb(row["geom"]))]
    return [np.stack([(ring[:, 0] - WEST) / CELL, (NORTH - ring[:, 1]) / CELL], axis=1) for ring in rings]
