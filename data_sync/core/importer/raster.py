"""A grid put beside the GeoPackage: cloud-optimised GeoTIFF in EPSG:2154, with overviews, and its row of the `raster` layer."""

from __future__ import annotations

import os
import re
import uuid
from pathlib import Path
from typing import Any, Dict, Mapping, Optional

import numpy as np
import rasterio
import rasterio.shutil
from rasterio._err import CPLE_BaseError
from rasterio.crs import CRS
from rasterio.enums import Resampling
from rasterio.errors import CRSError, RasterioError
from rasterio.vrt import WarpedVRT

from shared.catalogue import CRS_EPSG
from shared.errors import BadInput, DdtmError
from shared.jobs import JobContext

from .crs import NAMES, PLAUSIBLE
from .model import Profile
from .report import ASIDE, REPAIRED, ImportReport

GRID_ERRORS = (RasterioError, CPLE_BaseError, SystemError)  # rasterio lets some of GDAL's own errors through
_UNDECLARED = (-9999.0, -99999.0, -32768.0, -3.4028234663852886e38)
FOLDER = "rasters"
_UNITS = {"mnt": "m NGF", "hauteur_eau": "m"}
_NAMESPACE = uuid.UUID("0f2a7c1e-8f6a-4f0e-9a0e-3c1f5c5a3434")


def to_cog(
    path: str, generation: Path, profile: Profile, options: Mapping[str, Any], report: ImportReport, ctx: JobContext
) -> Dict[str, Any]:
    """Write `<generation>/rasters/<nom>.tif` and return the row of `raster`.

    options: nom, unite, scenario, epsg, nodata, millesime. Raises BadInput when the file is no grid, has no usable system
    of coordinates or no pixel in France; DdtmError when the disk is full.
    """
    name = _name(path, options)
    target = generation / file_name(path, options)
    try:
        with rasterio.open(path) as source:
            crs = _system(source, options.get("epsg"), report)
            nodata = _nodata(source, options.get("nodata"), report)
            resampling = Resampling.bilinear if profile.raster in ("mnt", "ombrage", "ortho") else Resampling.nearest
            report.start(1)
            ctx.progress(0.2, f"{profile.title} : « {name} »")
            target.parent.mkdir(parents=True, exist_ok=True)
            with WarpedVRT(source, src_crs=crs, crs=CRS.from_epsg(CRS_EPSG), nodata=nodata, resampling=resampling) as grid:
                _in_france(grid, path)
                if crs != CRS.from_epsg(CRS_EPSG):
                    report.add(REPAIRED, f"grille reprojetée de {crs.to_string()} en Lambert-93", [0])
                try:
                    _write(grid, target, source.dtypes[0], profile.raster)
                except (*GRID_ERRORS, OSError) as error:
                    _must_be_readable(source)  # raises when the source, not the disk, is to blame
                    raise DdtmError(f"Écriture impossible de « {target.name} » : disque plein ou protégé.", str(error)) from error
    except CRSError as error:
        raise BadInput(
            f"Le système de coordonnées de « {os.path.basename(path)} » est illisible : précisez --option epsg=2154.", str(error)
        ) from error
    except GRID_ERRORS as error:
        _discard(target)
        raise BadInput(f"« {os.path.basename(path)} » n'est pas une grille lisible (GeoTIFF) ou est tronqué.", str(error)) from error
    except BaseException:
        _discard(target)
        raise
    _plausible_values(target, profile.raster, report)
    return {
        "uuid": str(uuid.uuid5(_NAMESPACE, f"{profile.raster}|{name}")),
        "nom": name,
        "role": profile.raster,
        "fichier": file_name(path, options),
        "unite": options.get("unite") or _UNITS.get(profile.raster),
        "scenario": options.get("scenario"),
        "source": options.get("source") or profile.source,
        "millesime": options.get("millesime"),
    }


def file_name(path: str, options: Mapping[str, Any]) -> str:
    """Path of the grid in the generation's folder: « rasters/lez_q100.tif »."""
    return f"{FOLDER}/" + re.sub(r"[^A-Za-z0-9_.-]+", "_", _name(path, options)) + ".tif"


def _name(path: str, options: Mapping[str, Any]) -> str:
    return str(options.get("nom") or Path(path).stem)


def _write(grid: WarpedVRT, target: Path, dtype: str, role: str) -> None:
    compression = {"COMPRESS": "DEFLATE", "PREDICTOR": "3" if dtype.startswith("float") else "2"}
    if role == "ortho":
        compression = {"COMPRESS": "JPEG", "QUALITY": "85"}
    rasterio.shutil.copy(
        grid, str(target), driver="COG", BLOCKSIZE="512", OVERVIEWS="AUTO", OVERVIEW_RESAMPLING="AVERAGE", BIGTIFF="IF_SAFER", **compression
    )
    with rasterio.open(target) as written:
        written.read(1, out_shape=(1, min(64, written.height), min(64, written.width)))


def _must_be_readable(source) -> None:
    """Read every block of a grid; raises RasterioError at the first damaged one."""
    for _, window in source.block_windows(1):
        source.read(1, window=window)


def _system(source, given: Any, report: ImportReport) -> CRS:
    if given:
        return CRS.from_epsg(int(given))
    if source.crs is not None:
        return source.crs
    box = np.array([tuple(source.bounds)])
    for epsg, (xmin, ymin, xmax, ymax) in PLAUSIBLE.items():
        if box[0, 0] >= xmin and box[0, 1] >= ymin and box[0, 2] <= xmax and box[0, 3] <= ymax:
            report.note(f"Système de coordonnées non indiqué : {NAMES[epsg]} (EPSG:{epsg}) reconnu à l'étendue.")
            return CRS.from_epsg(epsg)
    raise BadInput("La grille n'indique pas son système de coordonnées : précisez --option epsg=2154 (ou le bon code).")


def _nodata(source, given: Any, report: ImportReport) -> Optional[float]:
    """The declared value for "no data", else one of the usual ones when it is met in the corners or as the minimum."""
    if given not in (None, ""):
        return float(given)
    if source.nodata is not None:
        return source.nodata
    sample = source.read(1, out_shape=(min(source.height, 512), min(source.width, 512)))
    low = float(np.nanmin(sample)) if np.isfinite(sample).any() else 0.0
    if any(np.isclose(low, value, rtol=1e-6) for value in _UNDECLARED):
        report.note(f"Valeur « sans donnée » non déclarée : {low:g} reconnue.")
        return low
    return float("nan") if source.dtypes[0].startswith("float") else None


def _in_france(grid: WarpedVRT, path: str) -> None:
    xmin, ymin, xmax, ymax = PLAUSIBLE[CRS_EPSG]
    left, bottom, right, top = grid.bounds
    if left > xmax or right < xmin or bottom > ymax or top < ymin:
        raise BadInput(
            f"« {os.path.basename(path)} » est hors de France dans le système annoncé : vérifiez-le, ou précisez --option epsg=2154."
        )


def _plausible_values(target: Path, role: str, report: ImportReport) -> None:
    with rasterio.open(target) as grid:
        values = grid.read(1, masked=True, out_shape=(min(grid.height, 1024), min(grid.width, 1024)))
    values = np.ma.masked_invalid(values).compressed()
    if not len(values):
        report.add(ASIDE, "grille sans aucune valeur", [0])
        return
    low, high = float(values.min()), float(values.max())
    report.note(f"Valeurs de {low:.2f} à {high:.2f}.")
    if role == "hauteur_eau" and (low < 0 or high > 30):
        report.add(
            REPAIRED,
            "hauteurs d'eau négatives ou supérieures à 30 m : vérifiez l'unité (mètres attendus)",
            [0],
            [f"{low:.2f} à {high:.2f}"],
        )


def _discard(target: Path) -> None:
    for leftover in (target, target.with_name(target.name + ".aux.xml"), target.with_name(target.name + ".ovr.tmp")):
        leftover.unlink(missing_ok=True)
