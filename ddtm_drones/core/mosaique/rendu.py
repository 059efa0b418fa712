"""The adjusted photographs onto the map, tile by tile: each ground pixel from the photograph whose middle is nearest."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections import OrderedDict
from pathlib import Path
from typing import Any, Dict, List, Sequence, Tuple

import numpy as np

from shared.errors import BadInput
from shared.gpkg.create import finish
from shared.jobs import JobContext

from .pose import Placement
from .vues import View, picture, reduction

TILE = 2048
HELD = 24  # decoded photographs kept
MAX_PIXELS = 400_000_000
SEAM_STEP = 4  # seams are drawn at a quarter of the resolution


class Frame:
    """Grid of the mosaic: upper left corner, size, pixel."""

    def __init__(self, views: Sequence[View], placed: Placement, pixel: float) -> None:
        self.outlines = [placed.outline(rank) for rank in range(len(views))]
        everything = np.concatenate(self.outlines)
        self.pixel = pixel
        self.west = np.floor(everything[:, 0].min() / pixel) * pixel
        self.north = np.ceil(everything[:, 1].max() / pixel) * pixel
        self.width = int(np.ceil((everything[:, 0].max() - self.west) / pixel))
        self.height = int(np.ceil((self.north - everything[:, 1].min()) / pixel))
        if self.width * self.height > MAX_PIXELS:
            raise BadInput("La mosaïque serait trop grande à cette finesse : demandez un pixel plus gros.", f"{self.width} x {self.height}")


class _Pictures:
    """Decoded photographs, the most recently used ones."""

    def __init__(self, views: Sequence[View], metres: float, pixel: float) -> None:
        self.views = views
        wanted = metres / pixel  # pixels of the mosaic for one of the photograph
        self.factors = [reduction(view, max(view.width, view.height) * min(1.0, wanted)) for view in views]
        self._held: OrderedDict[int, np.ndarray] = OrderedDict()

    def get(self, rank: int) -> np.ndarray:
        if rank not in self._held:
            self._held[rank] = picture(self.views[rank], self.factors[rank], colour=True)
            while len(self._held) > HELD:
                self._held.popitem(last=False)
        self._held.move_to_end(rank)
        return self._held[rank]


def render(
    target: Path,
    views: Sequence[View],
    placed: Placement,
    epsg: int,
    pixel: float,
    tags: Dict[str, str],
    ctx: JobContext,
) -> Tuple[Frame, List[Tuple[int, Any]]]:
    """Write the COG whole or not at all; returns its frame and the seams as (rank of the photograph, shapely geometry)."""
    import rasterio
    import rasterio.shutil
    from rasterio.transform import from_origin
    from rasterio.windows import Window

    frame = Frame(views, placed, pixel)
    pictures = _Pictures(views, placed.metres_per_pixel, pixel)
    chosen = np.zeros((-(-frame.height // SEAM_STEP), -(-frame.width // SEAM_STEP)), np.uint16)
    transform = from_origin(frame.west, frame.north, pixel, pixel)
    profile = dict(
        driver="GTiff", width=frame.width, height=frame.height, count=4, dtype="uint8", crs=f"EPSG:{epsg}", transform=transform,
        tiled=True, blockxsize=512, blockysize=512, compress="DEFLATE", zlevel=1, bigtiff="IF_SAFER",
    )  # fmt: skip
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, rough = tempfile.mkstemp(prefix=target.stem, suffix=".brut.tif", dir=target.parent)
    os.close(handle)
    handle, final = tempfile.mkstemp(prefix=target.stem, suffix=".part.tif", dir=target.parent)
    os.close(handle)
    try:
        tiles = [(row, column) for row in range(0, frame.height, TILE) for column in range(0, frame.width, TILE)]
        with rasterio.open(rough, "w", **profile) as raster:
            raster.colorinterp = [getattr(rasterio.enums.ColorInterp, name) for name in ("red", "green", "blue", "alpha")]
            raster.update_tags(**tags)
            for rank, (row, column) in enumerate(tiles):
                ctx.progress(0.8 * rank / len(tiles), "Assemblage des photos")
                height, width = min(TILE, frame.height - row), min(TILE, frame.width - column)
                colours, source = _tile(frame, row, column, height, width, views, placed, pictures)
                raster.write(np.moveaxis(colours, 2, 0), window=Window(column, row, width, height))
                chosen[row // SEAM_STEP : -(-(row + height) // SEAM_STEP), column // SEAM_STEP : -(-(column + width) // SEAM_STEP)] = (
                    source[::SEAM_STEP, ::SEAM_STEP]
                )
        ctx.progress(0.85, "Écriture de la mosaïque et de ses aperçus")
        rasterio.shutil.copy(
            rough,
            final,
            driver="COG",
            compress="DEFLATE",
            level=6,
            predictor="YES",
            num_threads="2",
            overview_resampling="average",
            bigtiff="IF_SAFER",
        )
        finish(final, target)
    finally:
        for leftover in (rough, final):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(leftover)
    return frame, _seams(chosen, transform)


def _tile(
    frame: Frame,
    row: int,
    column: int,
    height: int,
    width: int,
    views: Sequence[View],
    placed: Placement,
    pictures: _Pictures,
) -> Tuple[np.ndarray, np.ndarray]:
    """(RGBA, rank + 1 of the photograph of each pixel)."""
    import cv2

    colours = np.zeros((height, width, 4), np.uint8)
    source = np.zeros((height, width), np.uint16)
    best = np.zeros((height, width), np.float32)
    west, north = frame.west + column * frame.pixel, frame.north - row * frame.pixel
    for rank, view in enumerate(views):
        outline = (frame.outlines[rank] - (west, north)) / (frame.pixel, -frame.pixel)
        left, top = np.maximum(np.floor(outline.min(axis=0)).astype(int), 0)
        right, bottom = np.minimum(np.ceil(outline.max(axis=0)).astype(int) + 1, (width, height))
        if right <= left or bottom <= top:
            continue
        image = pictures.get(rank)
        ratio = np.float32(image.shape[1] / view.width)  # full-size pixels -> pixels of the reduced picture
        u, v = placed.pixels(rank, west + left * frame.pixel, north - top * frame.pixel, frame.pixel, right - left, bottom - top)
        u, v = u * ratio, v * ratio
        half_w, half_h = image.shape[1] / 2, image.shape[0] / 2
        near = 1 - np.maximum(np.abs(u) / half_w, np.abs(v) / half_h)
        window = (slice(top, bottom), slice(left, right))
        wins = (near > 0) & (near > best[window])
        if not wins.any():
            continue
        warped = cv2.remap(
            image,
            (u + half_w - 0.5).astype(np.float32),
            (v + half_h - 0.5).astype(np.float32),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )
        best[window][wins] = near[wins]
        source[window][wins] = rank + 1
        colours[window][wins, :3] = warped[wins][:, ::-1]
    colours[..., 3] = (source > 0) * 255
    return colours, source


def _seams(chosen: np.ndarray, transform: Any) -> List[Tuple[int, Any]]:
    import shapely
    from affine import Affine
    from rasterio.features import shapes
    from shapely.geometry import shape

    parts: Dict[int, List[Any]] = {}
    for geometry, value in shapes(chosen, mask=chosen > 0, transform=transform * Affine.scale(SEAM_STEP)):
        parts.setdefault(int(value) - 1, []).append(shape(geometry))
    return [(rank, shapely.union_all(parts[rank])) for rank in sorted(parts)]
