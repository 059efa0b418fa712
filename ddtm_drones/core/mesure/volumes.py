"""Job of `surface`: volumes between a surface model and a base (plane under the outline, ground model, or one height), with their doubt."""

from __future__ import annotations

import contextlib
import math
import os
import tempfile
from pathlib import Path
from typing import Any, Dict, List, Mapping, Tuple

import numpy as np

from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg.create import finish
from shared.jobs import JobContext, Params

from ..emprise import terrain
from . import objets
from .job import MODEL_M

BASES = ("plan", "terrain", "altitude")
MOST_HOLES = 0.05
MOST_CELLS = 40_000_000
BORDER_STEP = 1.0  # cells between two heights read along the outline


def run(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: espace, modele (surface model), zone (polygons: file, {"chemin", "couche"} or WKT), base (plan | terrain | altitude), mnt (ground
    or earlier surface model, for "terrain"; the pack's by default), altitude (m), precision (m, of the model's heights), sortie (.tif)."""
    espace = Espace.at(params["espace"])
    if not params.get("modele"):
        raise BadInput("Un volume demande un vrai modèle de surface (MNS) du vol : une mosaïque à plat n'en donne pas.")
    base = params.get("base") or BASES[0]
    if base not in BASES:
        raise BadInput(f"Base inconnue : « {base} ». Choisissez plan, terrain ou altitude.")
    if base == "altitude" and params.get("altitude") is None:
        raise BadInput("Indiquez l'altitude de la base, en mètres.")
    precision = float(params["precision"]) if params.get("precision") is not None else MODEL_M
    if not 0 < precision <= 10:
        raise BadInput("La précision du modèle est un nombre de mètres entre 0 et 10.")
    target = Path(params["sortie"]) if params.get("sortie") else espace.sorties / f"volumes_{Path(str(params['modele'])).stem}.tif"
    if target.suffix.lower() not in (".tif", ".tiff"):
        raise BadInput("L'écart à la base est un GeoTIFF : donnez un nom qui finit par .tif.")
    shapes = objets.read(params.get("zone"), ("Polygon",))
    heap = _bounds(shapes)
    surface = terrain.load(params["modele"], heap)
    if surface is None:
        raise BadInput("Le modèle de surface ne couvre pas cette zone.")
    ground = _ground(espace, params, heap) if base == "terrain" else None
    lines: List[Dict[str, Any]] = []
    picture = np.full(surface.heights.shape, np.nan, np.float32)
    for rank, shape in enumerate(shapes, 1):
        ctx.progress(0.8 * rank / len(shapes), "Volumes")
        lines.append({"rang": rank, **volume(shape, surface, base, ground, params.get("altitude"), precision, picture)})
    _write(target, picture, surface)
    notes = [f"Hauteurs du modèle supposées justes à {objets.kept(precision, 2)} m près (écart-type commun à toute la zone)."]
    if base == "plan":
        notes.append("Base : plan ajusté aux hauteurs lues sur le contour. Tracez le contour au pied du tas, sur le sol.")
    elif base == "terrain":
        notes.append("Base : terrain. Un décalage d'altitude entre les deux modèles fausse le volume d'autant.")
    return {
        "phrase": _phrase(lines),
        "volumes": lines,
        "au_dessus_m3": sum(line["au_dessus_m3"] for line in lines),
        "au_dessous_m3": sum(line["au_dessous_m3"] for line in lines),
        "incertitude_m3": math.sqrt(sum(line["incertitude_m3"] ** 2 for line in lines)),
        "notes": notes,
        "fichiers": [str(target)],
        "sortie": str(target),
    }


def _bounds(shapes: List[Any]) -> Tuple[float, float, float, float]:
    import shapely

    west, south, east, north = (float(value) for value in shapely.total_bounds(shapes))
    return west, south, east, north


def _ground(espace: Espace, params: Params, bounds: Tuple[float, float, float, float]) -> Any:
    path = params.get("mnt")
    if not path:
        with contextlib.suppress(BadInput):
            path = espace.generation / "mnt.tif"
    found = terrain.load(path, bounds) if path and os.path.isfile(path) else None
    if found is None:
        raise BadInput("Aucun terrain ne couvre cette zone : indiquez-en un, ou choisissez la base « plan ».")
    return found


def volume(shape: Any, surface: Any, base: str, ground: Any, altitude: Any, precision: float, picture: np.ndarray) -> Dict[str, Any]:
    """Figures of one outline; fills `picture` (heights above the base). Raises BadInput when the model has too many holes."""
    if not covers(shape, surface):
        raise BadInput("Le modèle ne couvre pas toute la zone : réduisez-la.")
    rows, columns = _window(shape, surface)
    west, north = surface.west + columns.start * surface.dx, surface.north - rows.start * surface.dy
    size = rows.stop - rows.start, columns.stop - columns.start
    if size[0] * size[1] > MOST_CELLS:
        raise BadInput("La zone est trop grande pour ce modèle : découpez-la.")
    share = shares(shape, size, west, north, surface)
    x, y = np.meshgrid(west + (np.arange(size[1]) + 0.5) * surface.dx, north - (np.arange(size[0]) + 0.5) * surface.dy)
    z = surface.heights[rows, columns]
    if base == "plan":
        floor, doubt = plane(shape, surface, x, y)
    elif base == "terrain":
        floor, doubt = ground.at(x, y), precision
    else:
        floor, doubt = np.full(x.shape, float(altitude)), 0.0
    above = z - floor
    known = np.isfinite(above)
    inside = share > 0
    missing = float(share[inside & ~known].sum() / max(share.sum(), 1e-9))
    if not inside.any() or missing > MOST_HOLES:
        raise BadInput(f"Le modèle ne couvre pas toute la zone ({100 * missing:.0f} % de trous) : le volume serait faux. Réduisez la zone.")
    stretch = objets.map_scale(float(x.mean()), float(y.mean())) ** 2
    cell = surface.dx * surface.dy / stretch
    weight = np.where(known, share, 0.0) / (1 - missing)
    value = np.where(known, above, 0.0)
    area = float(share.sum()) * cell
    window = picture[rows, columns]
    window[inside & known] = above[inside & known]
    up, down = float((weight * np.maximum(value, 0)).sum()) * cell, float((weight * np.maximum(-value, 0)).sum()) * cell
    return {
        "surface_m2": area,
        "au_dessus_m3": up,
        "au_dessous_m3": down,
        "hauteur_max_m": float(above[inside & known].max()),
        "hauteur_moyenne_m": (up - down) / area,
        "trous": missing,
        "incertitude_m3": area * math.hypot(precision, doubt),
        "base_ecart_m": doubt,
    }  # fmt: skip


def shares(shape: Any, size: Tuple[int, int], west: float, north: float, surface: Any) -> np.ndarray:
    """Share of each cell that lies inside the outline; exact on the border."""
    import shapely
    from affine import Affine
    from rasterio.features import rasterize

    step = Affine(surface.dx, 0, west, 0, -surface.dy, north)
    share = rasterize([(shape, 1)], size, transform=step, dtype="uint8").astype(np.float64)
    lines, columns = np.nonzero(rasterize([(shape.boundary, 1)], size, transform=step, all_touched=True, dtype="uint8"))
    left, top = west + columns * surface.dx, north - lines * surface.dy
    cells = shapely.box(left, top - surface.dy, left + surface.dx, top)
    share[lines, columns] = shapely.area(shapely.intersection(cells, shape)) / (surface.dx * surface.dy)
    return share


def covers(shape: Any, surface: Any) -> bool:
    west, south, east, north = shape.bounds
    height, width = surface.heights.shape
    return bool(
        west >= surface.west
        and north <= surface.north
        and east <= surface.west + width * surface.dx
        and south >= surface.north - height * surface.dy
    )


def _window(shape: Any, surface: Any) -> Tuple[slice, slice]:
    west, south, east, north = shape.bounds
    height, width = surface.heights.shape
    columns = slice(max(0, int((west - surface.west) // surface.dx)), min(width, int(math.ceil((east - surface.west) / surface.dx))))
    rows = slice(max(0, int((surface.north - north) // surface.dy)), min(height, int(math.ceil((surface.north - south) / surface.dy))))
    return rows, columns


def plane(shape: Any, surface: Any, x: np.ndarray, y: np.ndarray) -> Tuple[np.ndarray, float]:
    """(heights of the plane that fits the outline's own heights best, spread of the outline about it). Robust to bushes on the border."""
    import shapely

    ring = shape.exterior
    count = int(np.clip(ring.length / (BORDER_STEP * surface.cell), 12, 5000))
    points = shapely.get_coordinates(shapely.line_interpolate_point(ring, np.linspace(0, ring.length, count, endpoint=False)))
    z = surface.at(points[:, 0], points[:, 1])
    known = np.isfinite(z)
    if known.sum() < 0.8 * count:
        raise BadInput("Le modèle a trop de trous sur le contour pour y ajuster un plan : choisissez une autre base.")
    middle = points[known].mean(axis=0)
    system = np.column_stack([points[known] - middle, np.ones(int(known.sum()))])
    weight = np.ones(len(system))
    for _ in range(10):
        root = np.sqrt(weight)
        fit = np.linalg.lstsq(system * root[:, None], z[known] * root, rcond=None)[0]
        left = z[known] - system @ fit
        spread = max(1.48 * float(np.median(np.abs(left))), 0.01)
        weight = 1 / (1 + (left / (2 * spread)) ** 2)
    return fit[0] * (x - middle[0]) + fit[1] * (y - middle[1]) + fit[2], spread


def _write(target: Path, picture: np.ndarray, surface: Any) -> None:
    """Heights above the base, as a COG."""
    import rasterio
    import rasterio.shutil
    from rasterio.transform import from_origin

    target.parent.mkdir(parents=True, exist_ok=True)
    names = []
    for suffix in (".brut.tif", ".part.tif"):
        handle, name = tempfile.mkstemp(prefix=target.stem, suffix=suffix, dir=target.parent)
        os.close(handle)
        names.append(name)
    profile = dict(
        driver="GTiff", width=picture.shape[1], height=picture.shape[0], count=1, dtype="float32", crs="EPSG:2154",
        transform=from_origin(surface.west, surface.north, surface.dx, surface.dy), nodata=float("nan"), compress="DEFLATE",
    )  # fmt: skip
    try:
        with rasterio.open(names[0], "w", **profile) as out:
            out.write(picture, 1)
            out.update_tags(TIFFTAG_IMAGEDESCRIPTION="Hauteur au-dessus de la base, en mètres.")
        rasterio.shutil.copy(names[0], names[1], driver="COG", compress="DEFLATE", overview_resampling="average")
        finish(names[1], target)
    finally:
        for leftover in names:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(leftover)


def _phrase(lines: List[Dict[str, Any]]) -> str:
    kept = objets.kept
    up, down = sum(line["au_dessus_m3"] for line in lines), sum(line["au_dessous_m3"] for line in lines)
    doubt = math.sqrt(sum(line["incertitude_m3"] ** 2 for line in lines))
    area = sum(line["surface_m2"] for line in lines)
    below = f" et {kept(down, 0)} m³ au-dessous" if down >= 0.5 else ""
    return f"{kept(up, 0)} m³ au-dessus de la base{below}, à {kept(doubt, 0)} m³ près (écart-type), sur {kept(area, 0)} m²."


def tell(result: Mapping[str, Any]) -> str:
    """What the command line prints."""
    return "\n".join([result["phrase"], *result["notes"], *result["fichiers"]])
