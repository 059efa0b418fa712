"""The offline background of a tablet: rasters of the pack and an orthophoto given by hand, cut to the sector, as COG."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any, Dict, Iterator, List, Optional, Tuple

from shared.errors import BadInput, DdtmError
from shared.espace import Espace
from shared.gpkg import read
from shared.gpkg.connection import open_ro
from shared.jobs import JobContext

ROLES = ("ortho", "ombrage")
PIXELS_MAX = 400_000_000
Box = Tuple[float, float, float, float]


def emporter(espace: Espace, folder: Path, box: Box, given: Optional[Path], ctx: JobContext) -> List[Dict[str, Any]]:
    """Write `<folder>/<name>.tif` for each background that covers the sector; the rows of the extract's table `raster`.

    Raises BadInput when the given picture cannot be read, has no place on earth, lies elsewhere or is too heavy.
    """
    wanted: List[Tuple[Path, Dict[str, Any], bool]] = []
    with open_ro(espace.referentiel_gpkg) as db:
        has = db.execute("SELECT 1 FROM gpkg_contents WHERE table_name = 'raster'").fetchone()
    for row in read.rows(espace.referentiel_gpkg, "raster") if has else []:
        path = espace.generation / str(row["fichier"])
        if row["role"] in ROLES and path.is_file() and not (given and row["role"] == "ortho"):
            wanted.append((path, {key: value for key, value in row.items() if key not in ("fid", "uuid")}, False))
    if given is not None:
        row = {"nom": given.stem, "role": "ortho", "unite": None, "scenario": None, "source": given.name, "millesime": None}
        wanted.append((given, row, True))
    out = []
    for rank, (path, row, required) in enumerate(wanted):
        ctx.progress(rank / len(wanted), f"Fond {row['nom']}")
        name = f"fond_{rank + 1}.tif"
        if _cut(path, folder / name, box, required):
            out.append({**row, "fichier": name})
    return out


def _cut(source: Path, target: Path, box: Box, required: bool) -> bool:
    """Cut one raster; False when it does not cover the sector (and need not). Copies pixels; reprojects only what is not in Lambert-93."""
    import rasterio
    from rasterio.errors import RasterioError
    from rasterio.shutil import copy as copy_raster
    from rasterio.vrt import WarpedVRT
    from rasterio.windows import Window, from_bounds

    temporary = target.with_name(f".{target.name}.part.tif")
    try:
        with rasterio.open(source) as given, contextlib.ExitStack() as stack:
            if given.crs is None:
                raise BadInput(f"L'image « {source.name} » n'a pas de système de coordonnées : géoréférencez-la avant de l'emporter.")
            data = given if given.crs.to_epsg() == 2154 else stack.enter_context(WarpedVRT(given, crs="EPSG:2154"))
            left, bottom = max(box[0], data.bounds.left), max(box[1], data.bounds.bottom)
            right, top = min(box[2], data.bounds.right), min(box[3], data.bounds.top)
            if left >= right or bottom >= top:
                if required:
                    raise BadInput(f"L'image « {source.name} » ne couvre pas le secteur : choisissez-en une autre.")
                return False
            exact = from_bounds(left, bottom, right, top, data.transform)
            col, row = max(0, int(exact.col_off)), max(0, int(exact.row_off))
            wide, high = (
                min(data.width, round(exact.col_off + exact.width)) - col,
                min(data.height, round(exact.row_off + exact.height)) - row,
            )
            if wide < 1 or high < 1:
                return False
            if wide * high > PIXELS_MAX:
                raise BadInput(f"L'image « {source.name} » est trop lourde sur ce secteur : choisissez un secteur plus petit.")
            picture = data.count in (3, 4) and data.dtypes[0] == "uint8"
            bands = [1, 2, 3] if picture else list(range(1, data.count + 1))
            profile = {
                "driver": "GTiff", "width": wide, "height": high, "count": len(bands), "dtype": data.dtypes[0], "crs": data.crs,
                "transform": data.window_transform(Window(col, row, wide, high)), "nodata": None if picture else data.nodata,
                "tiled": True, "compress": "deflate", "BIGTIFF": "IF_SAFER",
            }  # fmt: skip
            with rasterio.open(temporary, "w", **profile) as out:
                for part in _blocks(wide, high):
                    window = Window(col + part.col_off, row + part.row_off, part.width, part.height)
                    out.write(data.read(bands, window=window), window=part)
        squeeze = {"compress": "JPEG", "quality": 80} if picture else {"compress": "DEFLATE"}
        copy_raster(temporary, target, driver="COG", blocksize=512, **squeeze)
    except (RasterioError, OSError) as error:
        message = f"L'image « {source.name} » est illisible, ou le disque est plein : rien n'a été fabriqué."
        raise (BadInput if required else DdtmError)(message, str(error)) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()
    return True


def _blocks(wide: int, high: int, step: int = 4096) -> Iterator[Any]:
    from rasterio.windows import Window

    for row in range(0, high, step):
        for col in range(0, wide, step):
            yield Window(col, row, min(step, wide - col), min(step, high - row))
