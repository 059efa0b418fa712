"""Values of a picture -> bytes that a network reads, and which of its pixels were really photographed."""

from __future__ import annotations

from typing import Any, Optional, Sequence, Tuple

import numpy as np

from shared.errors import BadInput

Stretch = Tuple[float, float]
AS_IT_IS: Stretch = (0.0, 255.0)
HOLE = 6_144  # pixels: a smaller patch of the value that stands for « nothing », inside a tile, is a thing of that colour (a white caravan)
SAMPLE = 256  # pixels a side
UNREADABLE = "L'image « {name} » est illisible ou tronquée : reprenez une copie saine, puis relancez (les tuiles déjà faites sont gardées)."


def stretch_of(opened: Any, bands: Sequence[int], name: str) -> Stretch:
    """The values brought to 0-255: AS_IT_IS for eight bits kept in a wider type, else what holds 99 % of a sample without its voids."""
    import rasterio
    from rasterio.enums import Resampling

    shape = (len(bands), min(SAMPLE, opened.height), min(SAMPLE, opened.width))
    try:
        sample = opened.read(bands, out_shape=shape, resampling=Resampling.nearest)
    except (rasterio.errors.RasterioError, OSError) as error:
        raise BadInput(UNREADABLE.format(name=name), str(error)) from error
    if np.iscomplexobj(sample):
        raise BadInput(f"L'image « {name} » contient des nombres complexes (radar) : choisissez une photographie aérienne.")
    sample = sample.astype(np.float64)
    keep = np.isfinite(sample) & (sample != 0).any(axis=0)
    if opened.nodata is not None:
        keep &= sample != opened.nodata
    values = sample[keep]
    if not len(values):
        return AS_IT_IS
    if values.min() >= 0 and 1 < values.max() <= 255:
        return AS_IT_IS
    low, high = np.percentile(values, (0.5, 99.5))
    return float(low), float(max(high, low + 1e-6))


def to_bytes(pixels: np.ndarray, stretch: Stretch) -> np.ndarray:
    """0 and 255 stay for true black and true white: what a void shows, which a dark pond does not."""
    if stretch == AS_IT_IS:
        return np.clip(np.nan_to_num(pixels), 0, 255).astype(np.uint8)
    low, high = stretch
    whole = pixels.dtype.kind in "iu"
    values = np.nan_to_num(pixels.astype(np.float32), nan=low)
    out = np.clip(1 + (values - low) * (253.0 / (high - low)), 1, 254).astype(np.uint8)
    out[pixels == 0] = 0
    if whole:
        out[pixels == np.iinfo(pixels.dtype).max] = 255
    return out


def photographed(pixels: np.ndarray, valid: Optional[np.ndarray], by_value: bool) -> Optional[np.ndarray]:
    """Where the tile was photographed (None: everywhere), from what the file says. by_value: it says so by a colour."""
    if pixels.dtype.kind == "f":
        number = np.isfinite(pixels).all(axis=0)
        if not number.all():
            valid = number if valid is None else valid & number
    if valid is None or valid.all():
        return None
    return ~large(~valid, HOLE) if by_value else valid


def large(flags: np.ndarray, least: int) -> np.ndarray:
    """Of the patches of `flags`, those that have `least` places, or touch the edge."""
    from scipy import ndimage

    labels, count = ndimage.label(flags)
    if not count:
        return flags
    sizes = np.bincount(labels.ravel(), minlength=count + 1)
    edge = np.unique(np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]]))
    keep = sizes >= least
    keep[edge] = True
    keep[0] = False
    return keep[labels]
