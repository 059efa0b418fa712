"""Job of `indices`: a colour index of a mosaic, its histogram, and a draft outline of what lies on one side of a threshold."""

from __future__ import annotations

import contextlib
import io
import os
import tempfile
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional, Tuple

import numpy as np

from shared.documents import write_whole
from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg.create import finish
from shared.jobs import JobContext, Params

from . import formules

BLOCK = 2048
OUTLINE_SIDE = 3000  # the outline is drawn at this resolution at most
SIDES = ("au_dessus", "au_dessous")
UNCALIBRATED = "Couleurs non étalonnées : le seuil ne vaut que pour ce vol. Choisissez-le sur l'histogramme et sur l'image."


def run(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: espace, image, indice, seuil (proposed when absent), cote, surface_min (m²), sortie (.tif)."""
    import rasterio
    from rasterio.errors import RasterioError

    name = str(params.get("indice") or "vari").lower()
    if name not in formules.INDICES:
        raise BadInput(f"Indice inconnu : « {name} ». Choisissez parmi {', '.join(formules.INDICES)}.")
    side = params.get("cote") or SIDES[0]
    if side not in SIDES:
        raise BadInput("Le côté du seuil est « au_dessus » ou « au_dessous ».")
    source = Path(str(params.get("image") or ""))
    if not source.is_file():
        raise BadInput(f"L'image « {source} » est introuvable : choisissez une mosaïque ou une orthophoto.")
    target = Path(params["sortie"]) if params.get("sortie") else Espace.at(params["espace"]).sorties / f"{source.stem}_{name}.tif"
    if target.suffix.lower() not in (".tif", ".tiff"):
        raise BadInput("L'indice est un GeoTIFF : donnez un nom qui finit par .tif.")
    try:
        with rasterio.open(source) as raster:
            if raster.count < 3 or raster.dtypes[0] != "uint8" or raster.crs is None:
                raise BadInput("Il faut une image couleur (rouge, vert, bleu, 8 bits) calée sur la carte.")
            counts, seen = _write(raster, name, target, ctx.step(0.0, 0.7))
            if not counts.sum():
                raise BadInput("L'image est vide : aucun pixel n'a de valeur.")
            given = params.get("seuil")
            threshold = float(given) if given is not None else formules.otsu(name, counts)
            ctx.progress(0.72, "Contour")
            parts, kept = _outline(raster, name, threshold, side, float(params.get("surface_min") or 1.0))
            pixel = abs(raster.transform.a * raster.transform.e)
            epsg = raster.crs
    except RasterioError as error:
        raise BadInput(f"L'image « {source.name} » n'est pas lisible.", str(error)) from error
    picture = target.with_suffix(".histogramme.png")
    write_whole(picture, _draw(name, counts, threshold, side))
    outline = target.with_name(target.stem + "_contour.gpkg")
    _write_outline(outline, parts, name, threshold, side, epsg)
    index = formules.INDICES[name]
    words = "au-dessus" if side == SIDES[0] else "au-dessous"
    return {
        "phrase": f"{index.title} : {_area(kept)} {words} de {threshold:.3f}".replace(".", ",") + f" sur {_area(seen * pixel)} d'image"
        + (" (seuil proposé)." if given is None else "."),
        "indice": name,
        "seuil": threshold,
        "seuil_propose": given is None,
        "surface_m2": kept,
        "image_m2": seen * pixel,
        "contours": len(parts),
        "histogramme": [int(count) for count in counts],
        "notes": [UNCALIBRATED, "Le contour est une ébauche : corrigez-le à la main avant de vous en servir."],
        "fichiers": [str(target), str(outline), str(picture)],
        "sortie": str(target),
    }  # fmt: skip


def _write(raster: Any, name: str, target: Path, ctx: JobContext) -> Tuple[np.ndarray, int]:
    """Write the index as a COG, block by block; (histogram, pixels with a value)."""
    import rasterio
    import rasterio.shutil
    from rasterio.windows import Window

    target.parent.mkdir(parents=True, exist_ok=True)
    names = []
    for suffix in (".brut.tif", ".part.tif"):
        handle, path = tempfile.mkstemp(prefix=target.stem, suffix=suffix, dir=target.parent)
        os.close(handle)
        names.append(path)
    rough, final = names
    counts, seen = np.zeros(formules.BINS, np.int64), 0
    profile = dict(
        driver="GTiff", width=raster.width, height=raster.height, count=1, dtype="float32", crs=raster.crs, transform=raster.transform,
        nodata=float("nan"), tiled=True, blockxsize=512, blockysize=512, compress="DEFLATE", zlevel=1, bigtiff="IF_SAFER",
    )  # fmt: skip
    try:
        with rasterio.open(rough, "w", **profile) as out:
            tops = range(0, raster.height, BLOCK)
            for top in tops:
                ctx.progress(0.9 * top / raster.height, "Calcul de l'indice")
                for left in range(0, raster.width, BLOCK):
                    window = Window(left, top, min(BLOCK, raster.width - left), min(BLOCK, raster.height - top))
                    values = _values(raster, name, window=window)
                    counts += formules.histogram(name, values)
                    seen += int(np.isfinite(values).sum())
                    out.write(values, 1, window=window)
            out.update_tags(TIFFTAG_IMAGEDESCRIPTION=f"{formules.INDICES[name].title}. {UNCALIBRATED}")
        rasterio.shutil.copy(rough, final, driver="COG", compress="DEFLATE", overview_resampling="average", bigtiff="IF_SAFER")
        finish(final, target)
    finally:
        for leftover in names:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(leftover)
    return counts, seen


def _values(raster: Any, name: str, **how: Any) -> np.ndarray:
    values = formules.compute(name, *raster.read((1, 2, 3), **how))
    values[raster.dataset_mask(**how) == 0] = np.nan
    return values


def _outline(raster: Any, name: str, threshold: float, side: str, smallest: float) -> Tuple[List[Any], float]:
    """(polygons, their area in m²); holes and islets smaller than `smallest` are smoothed away."""
    from rasterio.features import shapes, sieve
    from shapely.geometry import shape

    factor = max(1, -(-max(raster.width, raster.height) // OUTLINE_SIDE))
    size = (-(-raster.height // factor), -(-raster.width // factor))
    values = formules.compute(name, *raster.read((1, 2, 3), out_shape=(3, *size)))
    values[raster.dataset_mask(out_shape=size) == 0] = np.nan
    inside = np.where(np.isfinite(values), values > threshold if side == SIDES[0] else values < threshold, False).astype(np.uint8)
    transform = raster.transform * raster.transform.scale(raster.width / size[1], raster.height / size[0])
    cell = abs(transform.a * transform.e)
    if smallest / cell >= 2:
        inside = sieve(inside, int(smallest / cell), connectivity=4)
    parts = [shape(geometry) for geometry, value in shapes(inside, mask=inside > 0, transform=transform) if value]
    parts = [part for part in parts if part.area >= smallest]
    return parts, float(sum(part.area for part in parts))


def _write_outline(path: Path, parts: List[Any], name: str, threshold: float, side: str, crs: Any) -> None:
    import geopandas

    partial = path.with_name(path.stem + ".part.gpkg")
    count = len(parts)
    table = {"indice": [name] * count, "seuil": [threshold] * count, "cote": [side] * count, "surface_m2": [round(part.area, 1) for part in parts], "etat": ["ébauche"] * count}  # fmt: skip
    try:
        geopandas.GeoDataFrame(table, geometry=parts, crs=crs).to_file(partial, layer="contour", driver="GPKG", geometry_type="Polygon")
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def _draw(name: str, counts: np.ndarray, threshold: float, side: str) -> bytes:
    """The histogram as a picture: what is kept in colour, the threshold as a line."""
    from PIL import Image, ImageDraw

    width, height, foot = 3 * formules.BINS, 260, 34
    index = formules.INDICES[name]
    image = Image.new("RGB", (width, height), "white")
    pen = ImageDraw.Draw(image)
    top = float(np.sqrt(counts.max())) or 1.0
    edges = np.linspace(index.low, index.high, formules.BINS + 1)
    for rank, count in enumerate(counts):
        kept = edges[rank] >= threshold if side == SIDES[0] else edges[rank + 1] <= threshold
        tall = int((height - foot - 20) * float(np.sqrt(count)) / top)
        pen.rectangle((3 * rank, height - foot - tall, 3 * rank + 2, height - foot), fill="#7A3FA0" if kept else "#B8B8B8")
    at = int((threshold - index.low) / (index.high - index.low) * width)
    pen.line((at, 4, at, height - foot), fill="#C9191E", width=2)
    font = _font()
    pen.text((min(at + 6, width - 120), 4), f"seuil {threshold:.3f}".replace(".", ","), fill="#C9191E", font=font)
    for value in np.linspace(index.low, index.high, 5):
        x = int((value - index.low) / (index.high - index.low) * width)
        pen.line((x, height - foot, x, height - foot + 5), fill="#161616")
        pen.text((min(max(2, x - 14), width - 40), height - foot + 8), f"{value:.2f}".replace(".", ","), fill="#161616", font=font)
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()


def _font() -> Optional[Any]:
    from PIL import ImageFont

    for name in ("DejaVuSans.ttf", "arial.ttf"):
        with contextlib.suppress(OSError):
            return ImageFont.truetype(name, 14)
    return None


def _area(square_metres: float) -> str:
    if square_metres >= 10_000:
        return f"{square_metres / 10_000:.2f} ha".replace(".", ",")
    return f"{square_metres:.0f} m²"


def tell(result: Mapping[str, Any]) -> str:
    """What the command line prints."""
    return "\n".join([result["phrase"], *result["notes"], *result["fichiers"]])
