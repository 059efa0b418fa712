"""Synthetic pictures with known squares, and the space they are analysed in."""

from __future__ import annotations

from pathlib import Path
from typing import Dict, List, Optional, Sequence, Tuple

import numpy as np
import rasterio
from rasterio.transform import Affine

from shared.gpkg import read
from shared.jobs import JobContext

from .onnx_mini import COLOURS

X0, Y0 = 770_000.0, 6_280_000.0  # near Montpellier
Square = Tuple[int, int, str]  # left, top (pixels), class


def picture(
    path: Path, squares: Sequence[Square], size: Tuple[int, int] = (400, 300), side: int = 15, pixel: float = 0.2, crs="EPSG:2154",
    transform: Optional[Affine] = None, order: Tuple[int, ...] = (0, 1, 2), dtype: str = "uint8", factor: int = 1, nodata=None,
    empty: Optional[Tuple[int, int, int, int]] = None, ground: Tuple[int, int, int] = (60, 60, 60), **options,
) -> Path:  # fmt: skip
    """A picture in which each square of `side` pixels is one object; `empty` (left, top, right, bottom) is not photographed."""
    width, height = size
    pixels = np.empty((3, height, width), np.uint8 if factor == 1 else np.uint16)
    pixels[:] = np.array(ground)[:, None, None]
    for left, top, name in squares:
        x1, y1, x2, y2 = max(left, 0), max(top, 0), min(left + side, width), min(top + side, height)
        pixels[:, y1:y2, x1:x2] = np.array(COLOURS[name])[:, None, None]
    if empty:
        pixels[:, empty[1] : empty[3], empty[0] : empty[2]] = nodata or 0
    pixels = pixels[list(order)] * pixels.dtype.type(factor)
    profile = {"driver": "GTiff", "tiled": True, "blockxsize": 128, "blockysize": 128, "compress": "deflate", **options}
    if profile["driver"] != "GTiff":
        profile = {"driver": profile["driver"], **options}
    with rasterio.open(
        path, "w", width=width, height=height, count=3, dtype=dtype, crs=crs, nodata=nodata,
        transform=transform or Affine(pixel, 0, X0, 0, -pixel, Y0), **profile,
    ) as target:  # fmt: skip
        target.write(pixels.astype(dtype))
    return path


def detect(espace: Path, images, model: Path, ctx: Optional[JobContext] = None, **more) -> Dict:
    from ddtm_aigle.core.inference.job import run

    given = {"espace": str(espace), "images": [str(images)] if isinstance(images, (str, Path)) else [str(i) for i in images]}
    return run({**given, "modele": str(model), "millesime": 2021, "fils": 1, **more}, ctx or JobContext())


def rows(espace: Path, layer: str = "detection") -> List[Dict]:
    return read.rows(espace / "travail" / "travail.gpkg", layer)


def found(espace: Path, pixel: float = 0.2) -> List[Tuple[int, int, str]]:
    """Detections as (left, top, class) in pixels of a north-up picture placed at X0, Y0."""
    import shapely

    out = []
    for row in rows(espace):
        x1, _, _, y2 = shapely.from_wkb(row["geom"]).bounds
        out.append((round((x1 - X0) / pixel), round((Y0 - y2) / pixel), row["classe"]))
    return sorted(out)
