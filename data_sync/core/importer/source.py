"""Reading what was given: GeoPackage, shapefile (zipped too), GeoJSON, CSV, JSON of a web service."""

from __future__ import annotations

import gzip
import json
import os
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, List, Optional, Tuple

import numpy as np
import pandas as pd
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError

from shared.errors import BadInput

from . import encoding
from .model import Profile, normal
from .report import ImportReport
from .table import read_csv

VECTOR = (".gpkg", ".shp", ".dbf", ".geojson", ".json", ".fgb", ".tab", ".gml", ".kml", ".sqlite")
TEXT = (".csv", ".txt", ".tsv")
RASTER = (".tif", ".tiff", ".asc", ".vrt")


@dataclass
class Source:
    """Raw rows: `frame` has the source's own column names (text or numbers), `geometry` (n,) shapely objects or None."""

    frame: pd.DataFrame
    geometry: Optional[np.ndarray]
    crs: Any
    layer: str
    path: str


def layers(path: str) -> List[str]:
    """Names of the vector layers of a file. Raises BadInput when it cannot be opened."""
    if Path(path).suffix.lower() in TEXT:
        return [Path(path).stem]
    try:
        return [str(name) for name, _ in pyogrio.list_layers(_inner(path))]
    except (DataSourceError, DataLayerError, OSError) as error:
        raise _unreadable(path, error) from error


def choose_layer(path: str, profile: Profile, asked: str = "") -> str:
    """The layer of `path` that the profile means. Raises BadInput naming the layers found when none or several fit."""
    names = layers(path)
    if asked:
        found = [name for name in names if name == asked] or [name for name in names if normal(name) == normal(asked)]
        if found:
            return found[0]
        raise BadInput(
            f"La couche « {asked} » est absente de « {os.path.basename(path)} » ; couches présentes : {', '.join(names) or 'aucune'}."
        )
    if len(names) == 1:
        return names[0]
    fitting = [name for name in names if profile.layer_pattern and re.search(profile.layer_pattern, normal(name))]
    if len(fitting) == 1:
        return fitting[0]
    raise BadInput(
        f"« {os.path.basename(path)} » contient plusieurs couches ({', '.join(names) or 'aucune'}) : "
        f"précisez laquelle importer avec --couche pour « {profile.title} »."
    )


def read(path: str, profile: Profile, layer: str, report: ImportReport, department: str = "") -> Source:
    """Read one layer. Raises BadInput (missing, truncated, unknown format, unreadable). Fills `report` with what it saw."""
    if not os.path.exists(path):
        raise BadInput(f"Le fichier « {os.path.basename(path)} » est introuvable.", path)
    suffix = Path(_member(path) or re.sub(r"(json)\.gz$", r"\1", path, flags=re.I)).suffix.lower()
    if suffix in TEXT:
        frame = read_csv(path, _member(path), profile, report, department)
        return Source(frame, None, None, Path(path).stem, path)
    if suffix == ".json" and _is_plain_json(path):
        return Source(_records(path, report), None, None, Path(path).stem, path)
    if suffix not in VECTOR:
        raise BadInput(
            f"Le format de « {os.path.basename(path)} » n'est pas pris en charge ; formats admis : GeoPackage, shapefile, GeoJSON, CSV, TIFF."
        )
    return _vector(path, profile, layer, report, department)


def _vector(path: str, profile: Profile, layer: str, report: ImportReport, department: str) -> Source:
    inner = _inner(path)
    try:
        info = pyogrio.read_info(inner, layer=layer)
        if info.get("driver") == "OGR_VRT":  # told by its content, whatever the name: it would read any other file of this workstation
            raise ValueError("virtual file")
        where = _department_filter(list(info["fields"]), profile, department, info.get("driver", ""))
        frame = _frame(inner, layer, where, report)
    except (DataSourceError, DataLayerError, OSError, ValueError) as error:
        raise _unreadable(path, error) from error
    unread = max(0, int(info["features"]) - len(frame)) if where else 0
    report.start(len(frame), unread, f"hors du département {department}")
    geometry = None
    if "geometry" in frame.columns:
        geometry = np.asarray(frame["geometry"].array, dtype=object)
        frame = pd.DataFrame(frame.drop(columns="geometry"))
    if str(path).lower().endswith(".shp") and not os.path.exists(path[:-4] + ".prj"):
        report.note("Fichier .prj absent à côté du shapefile.")
    return Source(frame, geometry, info.get("crs"), layer, path)


def _frame(inner: str, layer: str, where: Optional[str], report: ImportReport) -> pd.DataFrame:
    try:
        return pyogrio.read_dataframe(inner, layer=layer, where=where)
    except UnicodeDecodeError:  # a .cpg that promises UTF-8 beside a table written in Windows-1252
        report.note("Encodage annoncé (UTF-8) faux : textes relus en Windows-1252.")
        return pyogrio.read_dataframe(inner, layer=layer, where=where, encoding="CP1252")


def _department_filter(fields: List[str], profile: Profile, department: str, driver: str) -> Optional[str]:
    if not department or not profile.department or driver not in ("GPKG", "ESRI Shapefile", "FlatGeobuf"):
        return None
    by_name = {normal(name): name for name in fields}
    for name in profile.department:
        if normal(name) in by_name:
            column, department = by_name[normal(name)].replace('"', '""'), department.replace("'", "''")
            return f'"{column}" LIKE \'{department}%\' OR "{column}" IS NULL OR "{column}" = \'\''
    return None


def _inner(path: str) -> str:
    if path.lower().endswith(".gz"):  # the cadastre is published as .json.gz
        return f"/vsigzip/{path}"
    member = _member(path)
    return f"/vsizip/{path}/{member}" if member else path


def _member(path: str) -> str:
    """The data file inside a zip, "" when the file is not one. Raises BadInput when it holds none or several."""
    if Path(path).suffix.lower() != ".zip":
        return ""
    try:
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if not name.startswith("__MACOSX")]
    except (OSError, zipfile.BadZipFile) as error:
        raise _unreadable(path, error) from error
    for suffixes in ((".shp",), (".gpkg",), (".geojson",), (".csv",), (".tif", ".tiff")):
        found = [name for name in names if Path(name).suffix.lower() in suffixes]
        if len(found) == 1:
            return found[0]
        if found:
            raise BadInput(
                f"L'archive « {os.path.basename(path)} » contient plusieurs fichiers de données ({', '.join(found[:5])}) : décompressez-la et choisissez."
            )
    raise BadInput(f"L'archive « {os.path.basename(path)} » ne contient ni shapefile, ni GeoPackage, ni GeoJSON, ni CSV.")


def _is_plain_json(path: str) -> bool:
    with (gzip.open if path.lower().endswith(".gz") else open)(path, "rb") as stream:
        return b'"FeatureCollection"' not in stream.read(4096)


def _records(path: str, report: ImportReport) -> pd.DataFrame:
    text, _ = encoding.decode(Path(path).read_bytes())
    try:
        content = json.loads(text)
    except ValueError as error:
        raise _unreadable(path, error) from error
    if isinstance(content, dict):
        content = next((content[key] for key in ("data", "results", "features") if isinstance(content.get(key), list)), [content])
    rows = [row for row in content if isinstance(row, dict)]
    report.start(len(rows))
    return pd.DataFrame(rows)


def _unreadable(path: str, error: Exception) -> BadInput:
    return BadInput(
        f"« {os.path.basename(path)} » est illisible : fichier tronqué, incomplet (.shx, .dbf) ou d'un autre format.", str(error)
    )


def find_column(columns: List[str], names: Tuple[str, ...], truncated: bool) -> List[str]:
    """Source columns that answer to `names`, best first; # is any digit; `truncated`: ten-character shapefile names count."""
    by_name = {normal(column): column for column in columns}
    cut = {normal(column): column for column in columns if len(column) == 10} if truncated else {}
    found = []
    for name in names:
        if "#" in name:
            form = re.compile(normal(name.replace("#", "0")).replace("0", r"\d") + "$")
            column = max((key for key in by_name if form.match(key)), default=None)  # the latest year when there are several
            column = by_name.get(column) if column else None
        else:
            column = by_name.get(normal(name)) or cut.get(normal(name)[:10].strip("_"))
        if column is not None and column not in found:
            found.append(column)
    return found


def is_shapefile(source: Source) -> bool:
    """True when the source's column names may have been cut at ten characters."""
    return source.path.lower().endswith((".shp", ".dbf", ".zip"))
