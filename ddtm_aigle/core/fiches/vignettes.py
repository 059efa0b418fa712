"""The same place in each vintage, with the object outlined, as pictures for a sheet."""

from __future__ import annotations

import io
import os
from typing import Any, List, Optional, Sequence, Tuple

import numpy as np

from shared.errors import BadInput

SIDE_PX = 420
NEAREST = 20.0  # metres from the middle to the edge, at least
OUTLINE = (255, 153, 64)


def thumbnail(path: str, shapes: Sequence[Any]) -> Optional[bytes]:
    """JPEG of the place of `shapes` (Lambert 93), outlined, numbered when there are several, with a scale; north as in the picture.
    None when the picture does not show it. Raises BadInput."""
    import rasterio
    import shapely
    from PIL import Image, ImageDraw
    from rasterio.enums import Resampling
    from rasterio.windows import Window

    name = os.path.basename(path)
    try:
        with rasterio.open(path) as opened:
            if opened.crs is None:
                raise BadInput(f"L'image « {name} » n'est pas géoréférencée : retirez-la des images de la fiche.")
            places = [_in_picture(opened, shape) for shape in shapes]
            place = shapely.union_all(places)
            x1, y1, x2, y2 = place.bounds
            middle = (x1 + x2) / 2, (y1 + y2) / 2
            if not (0 <= middle[0] < opened.width and 0 <= middle[1] < opened.height):
                return None
            per_metre = (places[0].area / max(shapes[0].area, 1e-9)) ** 0.5
            half = max(NEAREST * per_metre, 0.9 * max(x2 - x1, y2 - y1))
            left, top = middle[0] - half, middle[1] - half
            bands = [1, 2, 3] if opened.count >= 3 else [1]
            how = Resampling.nearest if opened.colorinterp[0].name == "palette" else Resampling.bilinear
            pixels = opened.read(
                bands,
                window=Window(left, top, 2 * half, 2 * half),
                out_shape=(len(bands), SIDE_PX, SIDE_PX),
                boundless=True,
                fill_value=235 if opened.dtypes[0] == "uint8" else 0,
                resampling=how,
            )
            palette = opened.colormap(1) if opened.colorinterp[0].name == "palette" else None
    except rasterio.errors.RasterioError as error:
        raise BadInput(f"L'image « {name} » est illisible ou tronquée : reprenez une copie saine, ou retirez-la.", str(error)) from error
    picture = Image.fromarray(_eight_bits(pixels, palette))
    draw = ImageDraw.Draw(picture)
    factor = SIDE_PX / (2 * half)
    rings: List[List[Tuple[float, float]]] = []
    for one in places:
        parts = shapely.get_parts(one)
        rings += [[((x - left) * factor, (y - top) * factor) for x, y in part.exterior.coords] for part in parts]
        for ring in rings[-len(parts) :]:
            draw.line(ring, fill=OUTLINE, width=3, joint="curve")
    if len(places) > 1:
        for number, one in enumerate(places, 1):
            x1, y1, x2, _ = ((v - low) * factor for v, low in zip(one.bounds, (left, top, left, top)))
            _tag(draw, (min(max(x2 + 12, 14), SIDE_PX - 14), min(max(y1 - 4, 14), SIDE_PX - 14)), str(number))
    _scale(draw, per_metre * factor)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85)
    return out.getvalue()


def _font(size: int) -> Any:
    """The bold face that comes with reportlab: the same on every workstation."""
    import reportlab
    from PIL import ImageFont

    return ImageFont.truetype(os.path.join(os.path.dirname(reportlab.__file__), "fonts", "VeraBd.ttf"), size)


def _tag(draw: Any, place: Tuple[float, float], text: str) -> None:
    """A number in a white disc."""
    x, y = place
    draw.ellipse((x - 11, y - 11, x + 11, y + 11), fill="white", outline=OUTLINE, width=2)
    draw.text((x, y), text, fill=(60, 40, 20), font=_font(14), anchor="mm")


def _scale(draw: Any, pixels_a_metre: float) -> None:
    """A bar of a round length in the lower left corner."""
    metres = next((size for size in (500, 200, 100, 50, 20, 10, 5, 2) if size * pixels_a_metre <= SIDE_PX / 3), 1)
    length = metres * pixels_a_metre
    draw.rectangle((6, SIDE_PX - 32, 18 + length, SIDE_PX - 6), fill="white")
    draw.line((12, SIDE_PX - 12, 12 + length, SIDE_PX - 12), fill="black", width=3)
    draw.text((12, SIDE_PX - 31), f"{metres} m", fill="black", font=_font(14))


def _in_picture(opened: Any, shape: Any) -> Any:
    """The shape in the picture's pixels."""
    import pyproj
    import shapely

    back = ~opened.transform
    transform = None
    if opened.crs.to_epsg() != 2154:
        transform = pyproj.Transformer.from_crs(2154, pyproj.CRS.from_wkt(opened.crs.to_wkt()), always_xy=True)

    def place(points: np.ndarray) -> np.ndarray:
        x, y = points[:, 0], points[:, 1]
        if transform is not None:
            x, y = transform.transform(x, y)
        return np.stack([back.a * x + back.b * y + back.c, back.d * x + back.e * y + back.f], axis=1)

    return shapely.transform(shape, place)


def _eight_bits(pixels: np.ndarray, palette: Optional[dict]) -> np.ndarray:
    if palette is not None:
        table = np.zeros((256, 3), np.uint8)
        for index, colour in palette.items():
            table[index & 255] = colour[:3]
        return table[pixels[0]]
    if pixels.dtype != np.uint8:
        low, high = _stretch(pixels)
        pixels = np.clip((pixels.astype(np.float64) - low) * 255 / (high - low), 0, 255).astype(np.uint8)
    if len(pixels) == 1:
        pixels = np.repeat(pixels, 3, axis=0)
    return np.ascontiguousarray(pixels.transpose(1, 2, 0))


def _stretch(pixels: np.ndarray) -> Tuple[float, float]:
    lit = pixels[pixels > 0]
    low, high = np.percentile(lit, (1, 99)) if len(lit) else (0.0, 1.0)
    return float(low), float(max(high, low + 1e-6))
