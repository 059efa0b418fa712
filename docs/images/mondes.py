"""What the scenes of the photographs show: a made ground, its objects and its flight, written into a work space. No real picture."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

DAYS = ("2012-07-03", "2018-06-27", "2021-06-03")
# class, metres east and north, width, height, first year seen, colour (blue, green, red)
OBJECTS = (
    ("construction", 40, 40, 14, 10, 2012, (70, 90, 190)),
    ("piscine", 70, 52, 9, 5, 2018, (200, 170, 60)),
    ("mobil_home", 95, 84, 9, 4, 2021, (225, 225, 225)),
    ("caravane", 60, 104, 6, 3, 2021, (245, 245, 245)),
    ("construction", 108, 34, 11, 8, 2021, (80, 100, 200)),
)


def ground(metres: int = 160, cell: float = 0.2) -> np.ndarray:
    """Fields, a track and trees."""
    rng, side = np.random.default_rng(8), int(metres / cell)
    out = cv2.resize(rng.uniform(0.75, 1.1, (9, 9)).astype(np.float32), (side, side), interpolation=cv2.INTER_CUBIC)[:, :, None]
    out = out * np.array([85, 125, 120], np.float32)
    for number in range(0, side, 6):  # furrows
        cv2.line(out, (0, number), (side // 2, number), (90, 118, 135), 2)
    cv2.line(out, (side // 2, 0), (side // 2 + 40, side), (150, 175, 190), 22)
    for x, y, size in rng.integers((side // 2 + 80, 0, 8), (side, side, 26), (45, 3)):
        cv2.circle(out, (int(x), int(y)), int(size), (55, 85 + int(size), 60), -1)
    return np.clip(cv2.GaussianBlur(out, (0, 0), 1.2) + rng.normal(0, 5, out.shape), 0, 255).astype(np.uint8)


def aigle(space: Path) -> None:
    """Three vintages, the objects found in them, crossed."""
    import rasterio
    from rasterio.transform import Affine

    from tests.aigle.mondes import X0, Y0
    from tests.aigle.test_millesimes import World

    world = World(space.parent)
    side = int(160 / 0.2)
    for day in DAYS:
        world.run(day)
        pixels = ground()
        for code, x, y, wide, high, first, colour in OBJECTS:
            if int(day[:4]) >= first:
                left, top = int(x / 0.2), side - int((y + high) / 0.2)
                cv2.rectangle(pixels, (left + 6, top + 6), (left + int(wide / 0.2) + 6, top + int(high / 0.2) + 6), (45, 55, 55), -1)
                cv2.rectangle(pixels, (left, top), (left + int(wide / 0.2), top + int(high / 0.2)), colour, -1)
                world.see(day, code, x, y, wide, high, score=0.62 + x / 400)
        profile = {"driver": "GTiff", "width": side, "height": side, "count": 3, "dtype": "uint8", "crs": "EPSG:2154"}
        with rasterio.open(space / f"ortho_{day[:4]}.tif", "w", transform=Affine(0.2, 0, X0, 0, -0.2, Y0 + 160), **profile) as target:
            target.write(pixels[:, :, ::-1].transpose(2, 0, 1))
    world.cross("2026-01-01")


def drones(space: Path) -> None:
    """A flight in strips over a made ground, imported as evidence."""
    from ddtm_drones.core.importer import job
    from shared.jobs import JobContext
    from tests.drones import vol

    vol.texture = lambda metres=160, seed=3: cv2.resize(ground(metres), None, fx=0.2 / vol.CELL, fy=0.2 / vol.CELL)
    vol.fly(space.parent / "carte")
    job.run({"espace": str(space), "source": str(space.parent / "carte")}, JobContext())
