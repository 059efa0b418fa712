"""The sketch of an inventory (outlines on a mosaic or on white, with a scale bar) and photographs small enough for a sheet."""

from __future__ import annotations

import contextlib
import io
import math
from typing import Any, Dict, List, Optional, Tuple

import numpy as np

from shared.errors import BadInput

WIDTH, HEIGHT = 1500, 1000
COLOURS = {"non_evalue": "#0063CB", "aucun": "#18753C", "leger": "#B8860B", "important": "#D95F02", "detruit": "#C9191E"}
PHOTO_SIDE = 1100


def draw(items: List[Dict[str, Any]], ground: Any = None) -> bytes:
    """PNG; ground: a raster in Lambert 93 to draw under the outlines. Raises BadInput when it is unusable.

    An item: geom, classe; or couleur in its place; texte = what is written on it (its rank when absent), fond = False for an outline only.
    """
    from PIL import Image, ImageDraw

    west, south, east, north = _frame(items)
    image = Image.new("RGB", (WIDTH, HEIGHT), "#F4F1EA")
    if ground:
        image.paste(Image.fromarray(_background(ground, (west, south, east, north))), (0, 0))
    pen = ImageDraw.Draw(image, "RGBA")
    scale = WIDTH / (east - west)

    def pixels(coords: Any) -> List[Tuple[float, float]]:
        return [((x - west) * scale, (north - y) * scale) for x, y, *_ in coords]

    font = _font(44)
    for rank, item in enumerate(items, 1):
        colour = item.get("couleur") or COLOURS[item["classe"]]
        for part in getattr(item["geom"], "geoms", [item["geom"]]):
            if part.geom_type == "Polygon":
                if item.get("fond", True):
                    pen.polygon(pixels(part.exterior.coords), fill=colour + "55")
                    pen.line(pixels(part.exterior.coords), fill="white", width=10)
                pen.line(pixels(part.exterior.coords), fill=colour, width=6 if item.get("fond", True) else 3)
                for hole in part.interiors:
                    pen.line(pixels(hole.coords), fill=colour, width=2)
            elif part.geom_type == "LineString":
                pen.line(pixels(part.coords), fill=colour, width=6)
            else:
                (x, y) = pixels(part.coords)[0]
                pen.ellipse((x - 9, y - 9, x + 9, y + 9), fill=colour, outline="white")
        (x, y) = pixels(item["geom"].representative_point().coords)[0]
        if len(items) <= 60:
            pen.text(
                (x, y),
                item.get("texte", str(rank)),
                fill="#161616",
                font=font,
                anchor="mm" if hasattr(font, "getmetrics") else None,
                stroke_width=4,
                stroke_fill="white",
            )
    _bar(pen, scale, _font(30))
    stream = io.BytesIO()
    image.save(stream, "PNG", optimize=True)
    return stream.getvalue()


def reduce(path: str) -> Optional[bytes]:
    """A JPEG of a photograph for a sheet; None when it cannot be decoded."""
    from PIL import Image

    try:
        with Image.open(path) as image:
            image.draft("RGB", (PHOTO_SIDE, PHOTO_SIDE))
            small = image.convert("RGB")
    except (OSError, ValueError, Image.DecompressionBombError):
        return None
    small.thumbnail((PHOTO_SIDE, PHOTO_SIDE))
    stream = io.BytesIO()
    small.save(stream, "JPEG", quality=80)
    return stream.getvalue()


def _frame(items: List[Dict[str, Any]]) -> Tuple[float, float, float, float]:
    boxes = np.array([item["geom"].bounds for item in items])
    (west, south), (east, north) = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
    wide = max((east - west) * 1.25, (north - south) * 1.25 * WIDTH / HEIGHT, 60.0)
    cx, cy, tall = (west + east) / 2, (south + north) / 2, wide * HEIGHT / WIDTH
    return cx - wide / 2, cy - tall / 2, cx + wide / 2, cy + tall / 2


def _background(path: Any, bounds: Tuple[float, float, float, float]) -> np.ndarray:
    import rasterio
    from rasterio.errors import RasterioError
    from rasterio.windows import from_bounds

    try:
        with rasterio.open(path) as raster:
            if raster.crs is None or raster.crs.to_epsg() != 2154 or raster.count < 3:
                raise BadInput("Le fond de la fiche doit être une image couleur en Lambert 93.")
            bands = raster.read(
                (1, 2, 3),
                window=from_bounds(*bounds, transform=raster.transform),
                out_shape=(3, HEIGHT, WIDTH),
                boundless=True,
                fill_value=0,
            )
    except RasterioError as error:
        raise BadInput("Le fond de la fiche n'est pas une image lisible.", str(error)) from error
    picture = np.moveaxis(bands, 0, 2).astype(np.uint8)
    picture[picture.sum(axis=2) == 0] = (244, 241, 234)
    return picture


def _bar(pen: Any, scale: float, font: Any) -> None:
    wanted = WIDTH / 5 / scale
    power = 10 ** math.floor(math.log10(wanted))
    metres = max(step * power for step in (1, 2, 5) if step * power <= wanted)
    length = metres * scale
    pen.rectangle((24, HEIGHT - 76, 44 + max(length, 120), HEIGHT - 14), fill="#FFFFFFDD")
    pen.rectangle((34, HEIGHT - 30, 34 + length, HEIGHT - 24), fill="#161616")
    pen.text((34, HEIGHT - 72), f"{metres:g} m" if metres < 1000 else f"{metres / 1000:g} km", fill="#161616", font=font)


def _font(size: int) -> Any:
    from PIL import ImageFont

    for name in ("DejaVuSans-Bold.ttf", "arialbd.ttf"):
        with contextlib.suppress(OSError):
            return ImageFont.truetype(name, size)
    return ImageFont.load_default()
