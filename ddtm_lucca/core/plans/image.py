"""The aerial photograph under a plan: the pack's own orthophoto, or a file of the service."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any, Dict, Optional, Tuple

from shared.errors import BadInput

from .site import Site

PIXELS = 1700


def find(site: Site, given: Optional[str]) -> Optional[Tuple[Path, str]]:
    """(file, what to credit): the file named, else the pack's orthophoto over the place; None without any."""
    if given:
        path = Path(given)
        if not path.is_file():
            raise BadInput(f"L'image « {path.name} » est introuvable.")
        return path, path.name
    import rasterio

    x, y = site.centre
    rows: list[Dict[str, Any]] = site.rows("raster", role="ortho")
    for row in rows:
        path = site.path.parent / str(row["fichier"])
        if path.is_file():
            with rasterio.open(path) as raster:
                left, bottom, right, top = raster.bounds
                if left <= x <= right and bottom <= y <= top:
                    return path, ", ".join(str(row[name]) for name in ("source", "millesime") if row.get(name)) or path.name
    return None


def window(path: Path, bbox: Tuple[float, float, float, float], ratio: float) -> bytes:
    """JPEG of what `bbox` (EPSG:2154) shows, whatever the raster's own system. ratio: width over height on paper."""
    import numpy as np
    import rasterio
    from PIL import Image
    from rasterio.enums import Resampling
    from rasterio.transform import from_bounds
    from rasterio.vrt import WarpedVRT

    width, height = (PIXELS, int(PIXELS / ratio)) if ratio >= 1 else (int(PIXELS * ratio), PIXELS)
    try:
        with rasterio.open(path) as source:
            if source.crs is None:
                raise BadInput(f"L'image « {path.name} » n'est pas géoréférencée : choisissez une orthophotographie.")
            place = {"crs": "EPSG:2154", "transform": from_bounds(*bbox, width, height), "width": width, "height": height}
            with WarpedVRT(source, resampling=Resampling.bilinear, add_alpha=source.nodata is None, **place) as view:
                bands = view.read((1, 2, 3) if source.count >= 3 else (1, 1, 1))
                seen = view.dataset_mask()
    except rasterio.errors.RasterioError as error:
        raise BadInput(f"L'image « {path.name} » est illisible : choisissez une orthophotographie géoréférencée.", str(error)) from error
    if not seen.any():
        raise BadInput(f"L'image « {path.name} » ne couvre pas le lieu de l'affaire.")
    if bands.dtype != np.uint8:
        low, high = np.percentile(bands[:, seen > 0], (1, 99))
        bands = np.clip((bands.astype(np.float32) - low) / max(high - low, 1e-6) * 255, 0, 255).astype(np.uint8)
    bands[:, seen == 0] = 255
    out = io.BytesIO()
    Image.fromarray(np.moveaxis(bands, 0, 2)).save(out, "JPEG", quality=85)
    return out.getvalue()
