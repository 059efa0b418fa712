"""Job of `aligner`: a mosaic of after laid exactly over one of before, by points that both show, so that differences are changes."""

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

SIDE = 3000  # pixels of the longer side of the part compared
FEATURES = 6000
RATIO = 0.75
FEWEST = 25
REACH_M = 40.0  # what lies further off than this from where it was is no tie: GPS is never that wrong
RANSAC_PX = 3.0
BLOCK = 2048
MOST_M = 1.0
Box = Tuple[float, float, float, float]


def run(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: espace, avant, apres (images in colour or grey, same coordinate system), sortie (.tif), forcer."""
    import rasterio
    from rasterio.errors import RasterioError

    espace = Espace.at(params["espace"])
    before, after = (Path(str(params.get(name) or "")) for name in ("avant", "apres"))
    for path, word in ((before, "d'avant"), (after, "d'après")):
        if not path.is_file():
            raise BadInput(f"L'image {word} « {path} » est introuvable.")
    target = Path(params["sortie"]) if params.get("sortie") else espace.sorties / f"{after.stem}_aligne.tif"
    if target.suffix.lower() not in (".tif", ".tiff"):
        raise BadInput("L'image alignée est un GeoTIFF : donnez un nom qui finit par .tif.")
    if target.exists() and target.resolve() in (before.resolve(), after.resolve()):
        raise BadInput("L'image alignée ne peut pas remplacer une des deux images : donnez un autre nom.")
    try:
        with rasterio.open(before) as one, rasterio.open(after) as two:
            _same_kind(one, two)
            box = _common(one, two)
            pixel = max(abs(one.transform.a), abs(two.transform.a), max(box[2] - box[0], box[3] - box[1]) / SIDE)
            ctx.progress(0.05, "Points communs aux deux images")
            there, here = _ties(_grey(one, box, pixel), _grey(two, box, pixel), box, pixel)
            matrix, left = _fit(there, here, pixel)
            median, worst = float(np.median(left)), float(np.percentile(left, 90))
            if worst > max(MOST_M, 4 * pixel) and not params.get("forcer"):
                raise BadInput(
                    f"Alignement refusé : neuf points sur dix s'écartent encore de {_metres(worst)}. Les deux images n'ont pas la même géométrie "
                    "(relief, assemblage) ; forcez-le pour un simple coup d'œil."
                )
            shift = _shift(matrix, box)
            ctx.progress(0.4, "Écriture de l'image alignée")
            _write(
                target,
                two,
                matrix,
                ctx.step(0.4, 1.0),
                f"Alignée sur {before.name} : {_metres(median)} (médiane), {_metres(worst)} (9 sur 10).",
            )
    except RasterioError as error:
        raise BadInput("Une des deux images n'est pas lisible.", str(error)) from error
    return {
        "phrase": f"Image d'après déplacée de {_metres(shift)} : les deux concordent à {_metres(median)} (médiane) et {_metres(worst)} (9 sur 10).",
        "decalage_m": shift,
        "rotation_deg": math.degrees(math.atan2(matrix[1, 0], matrix[0, 0])),
        "echelle": math.hypot(matrix[0, 0], matrix[1, 0]),
        "residu_median_m": median,
        "residu_p90_m": worst,
        "points": len(left),
        "notes": ["Écarts mesurés sur des points qui n'ont pas servi à l'ajustement. Ce qui a changé entre les deux dates n'y compte pas."],
        "fichiers": [str(target)],
        "sortie": str(target),
    }


def _same_kind(one: Any, two: Any) -> None:
    for raster in (one, two):
        if raster.crs is None or raster.dtypes[0] != "uint8":
            raise BadInput("Il faut deux images (8 bits) calées sur la carte.")
        if raster.transform.b or raster.transform.d or raster.transform.e > 0:
            raise BadInput("Une des images n'est pas orientée au nord : rééchantillonnez-la.")
    if one.crs != two.crs:
        raise BadInput("Les deux images n'ont pas le même système de coordonnées : reprojetez l'une sur l'autre.")
    if not one.crs.is_projected:
        raise BadInput("Les images sont en degrés : reprojetez-les en Lambert 93.")


def _common(one: Any, two: Any) -> Box:
    a, b = one.bounds, two.bounds
    box = max(a.left, b.left), max(a.bottom, b.bottom), min(a.right, b.right), min(a.top, b.top)
    if box[2] - box[0] < 1 or box[3] - box[1] < 1:
        raise BadInput("Les deux images ne montrent pas le même lieu.")
    return box


def _grey(raster: Any, box: Box, pixel: float) -> np.ndarray:
    from rasterio.enums import Resampling
    from rasterio.windows import from_bounds

    size = max(8, int(round((box[3] - box[1]) / pixel))), max(8, int(round((box[2] - box[0]) / pixel)))
    bands = (1, 2, 3) if raster.count >= 3 else (1,)
    how: Dict[str, Any] = dict(
        window=from_bounds(*box, transform=raster.transform), out_shape=(len(bands), *size), resampling=Resampling.average
    )
    values: np.ndarray = raster.read(bands, **how).mean(axis=0).astype(np.uint8)
    return values


def _ties(one: np.ndarray, two: np.ndarray, box: Box, pixel: float) -> Tuple[np.ndarray, np.ndarray]:
    """(places in before, places in after) on the map."""
    import cv2

    sift = cv2.SIFT_create(FEATURES)  # type: ignore[attr-defined,unused-ignore]  # missing in OpenCV's stubs
    (a, da), (b, db) = sift.detectAndCompute(one, None), sift.detectAndCompute(two, None)
    none = np.zeros((0, 2))
    if da is None or db is None or min(len(a), len(b)) < FEWEST:
        return none, none
    matcher: Any = cv2.FlannBasedMatcher(dict(algorithm=1, trees=4), dict(checks=48))
    good = [m for m, *second in matcher.knnMatch(da, db, 2) if second and m.distance < RATIO * second[0].distance]
    steps = np.array([box[2] - box[0], box[1] - box[3]]) / (one.shape[1], one.shape[0])
    there, here = (
        np.array([keys[index].pt for index in ranks]).reshape(-1, 2) + 0.5
        for keys, ranks in ((a, [m.queryIdx for m in good]), (b, [m.trainIdx for m in good]))
    )
    there, here = (points * steps + (box[0], box[3]) for points in (there, here))
    near = np.hypot(*(there - here).T) < REACH_M
    return there[near], here[near]


def _fit(there: np.ndarray, here: np.ndarray, pixel: float) -> Tuple[np.ndarray, np.ndarray]:
    """(2 x 3 similarity from after to before, residuals in metres of the ties kept apart). Raises BadInput when too few agree."""
    import cv2

    few = "Les deux images n'ont pas assez de points communs : choisissez deux mosaïques du même lieu et de finesse voisine."
    if len(there) < FEWEST:
        raise BadInput(few)
    middle = here.mean(axis=0)  # large coordinates would lose digits
    cv2.setRNGSeed(34)
    _, inside = cv2.estimateAffinePartial2D(here - middle, there - middle, ransacReprojThreshold=RANSAC_PX * pixel)
    kept = np.flatnonzero(inside[:, 0]) if inside is not None else np.array([], int)
    if len(kept) < FEWEST:
        raise BadInput(few)
    half = np.random.default_rng(34).permutation(len(here))
    used = np.intersect1d(half[::2], kept)
    matrix = _similarity(here[used] - middle, there[used] - middle)
    matrix[:, 2] += middle - matrix[:, :2] @ middle
    apart = half[1::2]
    off = np.hypot(*(here[apart] @ matrix[:, :2].T + matrix[:, 2] - there[apart]).T)
    off = off[off < max(4 * RANSAC_PX * pixel, 3 * MOST_M)]  # further off: a wrong tie, or something that moved
    if len(off) < 10:
        raise BadInput(few)
    return matrix, off


def _similarity(p: np.ndarray, q: np.ndarray) -> np.ndarray:
    """Least squares, 4 parameters."""
    ones, none = np.ones(len(p)), np.zeros(len(p))
    system = np.concatenate([np.column_stack([p[:, 0], -p[:, 1], ones, none]), np.column_stack([p[:, 1], p[:, 0], none, ones])])
    a, b, x, y = np.linalg.lstsq(system, np.concatenate([q[:, 0], q[:, 1]]), rcond=None)[0]
    return np.array([[a, -b, x], [b, a, y]])


def _shift(matrix: np.ndarray, box: Box) -> float:
    middle = np.array([(box[0] + box[2]) / 2, (box[1] + box[3]) / 2])
    return float(np.hypot(*(matrix[:, :2] @ middle + matrix[:, 2] - middle)))


def _write(target: Path, two: Any, matrix: np.ndarray, ctx: JobContext, told: str) -> None:
    """The image of after, resampled on a north-up grid of its own pixel; as a COG."""
    import rasterio
    import rasterio.shutil
    from affine import Affine
    from rasterio.transform import from_origin
    from rasterio.windows import Window

    moved = Affine(matrix[0, 0], matrix[0, 1], matrix[0, 2], matrix[1, 0], matrix[1, 1], matrix[1, 2]) * two.transform
    corners = np.array([moved * place for place in ((0, 0), (two.width, 0), (0, two.height), (two.width, two.height))])
    pixel = abs(two.transform.a)
    west, north = math.floor(corners[:, 0].min() / pixel) * pixel, math.ceil(corners[:, 1].max() / pixel) * pixel
    width, height = int(math.ceil((corners[:, 0].max() - west) / pixel)), int(math.ceil((north - corners[:, 1].min()) / pixel))
    target.parent.mkdir(parents=True, exist_ok=True)
    names: List[str] = []
    for suffix in (".brut.tif", ".part.tif"):
        handle, name = tempfile.mkstemp(prefix=target.stem, suffix=suffix, dir=target.parent)
        os.close(handle)
        names.append(name)
    grid = from_origin(west, north, pixel, pixel)
    profile = dict(
        driver="GTiff", width=width, height=height, count=two.count, dtype="uint8", crs=two.crs, transform=grid, tiled=True, blockxsize=512,
        blockysize=512, compress="DEFLATE", zlevel=1, bigtiff="IF_SAFER", nodata=two.nodata,
    )  # fmt: skip
    try:
        with rasterio.open(names[0], "w", **profile) as out:
            out.colorinterp = two.colorinterp
            out.update_tags(**{key: text for key, text in two.tags().items() if key.startswith("DDTM_")}, TIFFTAG_IMAGEDESCRIPTION=told)
            for top in range(0, height, BLOCK):
                ctx.progress(0.8 * top / height, "Écriture de l'image alignée")
                for left in range(0, width, BLOCK):
                    w, h = min(BLOCK, width - left), min(BLOCK, height - top)
                    out.write(_block(two, ~moved * grid * Affine.translation(left, top), w, h), window=Window(left, top, w, h))
        rasterio.shutil.copy(
            names[0], names[1], driver="COG", compress="DEFLATE", predictor="YES", overview_resampling="average", bigtiff="IF_SAFER"
        )
        finish(names[1], target)
    finally:
        for leftover in names:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(leftover)


def _block(two: Any, step: Any, width: int, height: int) -> np.ndarray:
    """Bands of a block. step: from its pixels to those of the image of after."""
    import cv2
    from rasterio.windows import Window

    corners = np.array([step * place for place in ((0, 0), (width, 0), (0, height), (width, height))])
    left, top = (max(0, int(math.floor(value)) - 2) for value in corners.min(axis=0))
    right, bottom = min(two.width, int(math.ceil(corners[:, 0].max())) + 2), min(two.height, int(math.ceil(corners[:, 1].max())) + 2)
    empty = int(two.nodata or 0)
    if right <= left or bottom <= top:
        return np.full((two.count, height, width), empty, np.uint8)
    pixels = two.read(window=Window(left, top, right - left, bottom - top))
    # OpenCV counts from the middle of the first pixel
    matrix = np.array(
        [[step.a, step.b, step.c - left + (step.a + step.b - 1) / 2], [step.d, step.e, step.f - top + (step.d + step.e - 1) / 2]]
    )
    out = []
    for band, kind in zip(pixels, two.colorinterp):
        soft = cv2.INTER_NEAREST if kind.name == "alpha" else cv2.INTER_LINEAR
        flags = cv2.WARP_INVERSE_MAP | soft
        out.append(cv2.warpAffine(band, matrix, (width, height), flags=flags, borderMode=cv2.BORDER_CONSTANT, borderValue=(empty,)))
    return np.stack(out)


def _metres(value: float) -> str:
    return f"{value:.2f} m".replace(".", ",")


def tell(result: Mapping[str, Any]) -> str:
    """What the command line prints."""
    return "\n".join([result["phrase"], *result["notes"], *result["fichiers"]])
