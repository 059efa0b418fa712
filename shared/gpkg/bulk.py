"""Large reference layers from and to GeoDataFrames, fast, by the rules of `write` (engine, command line and tests only)."""

from __future__ import annotations

import sqlite3
from typing import Any, List, Optional, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd

from ..catalogue import Layer
from ..errors import BadInput
from ..jobs import JobContext
from . import ddl, rtree
from .columns import column_values, uuid_column
from .connection import PathLike, open_ro, open_rw
from .shapes import geometry_column
from .values import encode
from .write import default_of, layer_named

_CHUNK = 20_000


def write_layer(
    path: PathLike,
    layer_name: str,
    frame: gpd.GeoDataFrame | pd.DataFrame,
    *,
    source_id: Optional[str] = None,
    replace: bool = False,
    ctx: Optional[JobContext] = None,
) -> int:
    """Add all the rows of `frame` to a layer in one transaction and return their number.

    frame: columns = catalogue fields (absent ones take their default), geometry in EPSG:2154; a "uuid" column is kept,
    else uuids are uuid5 of `frame[source_id]`, else random. 3D is flattened, single parts are promoted to Multi.
    replace: empty the layer first. The spatial index is rebuilt packed. Raises BadInput for another CRS, an unknown
    column, a value or geometry that does not fit, or an identifier given twice; Cancelled through `ctx`.
    """
    layer = layer_named(layer_name)
    ctx = ctx or JobContext()
    blobs, envelopes = geometry_column(layer, frame)
    columns = _columns(layer, frame, source_id)
    names = (["geom"] if layer.geometry else []) + [field.name for field in layer.all_fields]
    if layer.geometry:
        columns.insert(0, blobs)
    table, index = ddl.quote(layer.name), ddl.rtree_name(layer.name)
    with open_rw(path) as connection:
        if not connection.execute("SELECT 1 FROM gpkg_contents WHERE table_name = ?", (layer.name,)).fetchone():
            ddl.run_all(connection, ddl.layer_statements(layer))
        for name, _ in ddl.triggers(layer):
            connection.execute(f"DROP TRIGGER IF EXISTS {ddl.quote(name)}")
        connection.execute(f"DROP INDEX IF EXISTS {ddl.quote(f'uq_{layer.name}_uuid')}")
        if replace:
            connection.execute(f"DELETE FROM {table}")
            if layer.geometry:
                connection.execute(f"DELETE FROM {ddl.quote(index)}")
        (last,) = connection.execute(f"SELECT coalesce(max(fid), 0) FROM {table}").fetchone()
        (sequence,) = connection.execute("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = ?", (layer.name,)).fetchone()
        first = max(last, sequence) + 1
        sql = f"INSERT INTO {table} (fid, {', '.join(map(ddl.quote, names))}) VALUES ({', '.join('?' * (len(names) + 1))})"
        for start in range(0, len(frame), _CHUNK):
            ctx.progress(start / max(1, len(frame)), f"Écriture de « {layer.title} »")
            part = [column[start : start + _CHUNK] for column in columns]
            connection.executemany(sql, zip(range(first + start, first + len(frame)), *part))
        _unique(connection, layer)
        if layer.geometry:
            _index(connection, index, first, envelopes)
        for _, trigger in ddl.triggers(layer):
            connection.execute(trigger)
        _contents(connection, layer, index)
    return len(frame)


def read_layer(
    path: PathLike, layer_name: str, *, bbox: Optional[Sequence[float]] = None, columns: Optional[Sequence[str]] = None
) -> gpd.GeoDataFrame | pd.DataFrame:
    """A whole layer (or the part whose envelope meets `bbox`) as a GeoDataFrame in EPSG:2154; deleted rows are left out.

    columns: only those fields. Tables without geometry give a DataFrame. Raises BadInput as `read.rows` does.
    """
    import pyogrio

    layer = layer_named(layer_name)
    with open_ro(path) as connection:
        present = [row[1] for row in connection.execute(f"PRAGMA table_info({ddl.quote(layer.name)})")]
    if not present:
        raise BadInput(f"La couche « {layer.title} » n'est pas dans ce fichier : choisissez le bon fichier.", layer.name)
    wanted = [field.name for field in layer.all_fields if field.name in present and (columns is None or field.name in columns)]
    where = "statut <> 'supprime'" if "statut" in present else None
    return pyogrio.read_dataframe(
        path, layer=layer.name, columns=wanted, bbox=None if bbox is None else tuple(bbox), where=where, read_geometry=bool(layer.geometry)
    )


def _columns(layer: Layer, frame: Any, source_id: Optional[str]) -> List[List[Any]]:
    geometry_name = frame.geometry.name if isinstance(frame, gpd.GeoDataFrame) and layer.geometry else None
    known = {field.name for field in layer.all_fields}
    extra = [name for name in frame.columns if name not in known and name not in (geometry_name, "fid") and name != source_id]
    if extra:
        raise BadInput(f"Couche « {layer.title} » : champ inconnu « {extra[0]} ».", f"unknown: {', '.join(map(str, extra))}")
    out: List[List[Any]] = []
    for field in layer.all_fields:
        if field.name == "uuid":
            out.append(uuid_column(layer, frame, source_id))
        elif field.name in frame.columns:
            out.append(column_values(layer, field, frame[field.name]))
        else:
            out.append([encode(layer, field, default_of(field))] * len(frame) if len(frame) else [])
    return out


def _unique(connection, layer: Layer) -> None:
    table = ddl.quote(layer.name)
    try:
        connection.execute(ddl.uuid_index(layer.name))
    except sqlite3.IntegrityError as error:
        twice = connection.execute(f"SELECT uuid FROM {table} GROUP BY uuid HAVING count(*) > 1 LIMIT 1").fetchone()
        raise BadInput(f"Couche « {layer.title} » : l'objet {twice[0]} existe déjà ; remplacez la couche au lieu de l'ajouter.") from error


def _index(connection, index: str, first: int, envelopes: np.ndarray) -> None:
    full = ~np.isnan(envelopes[:, 0])
    ids, boxes = np.arange(first, first + len(envelopes), dtype=np.int64)[full], envelopes[full]
    held_ids, held_boxes = rtree.entries(connection, index)
    rtree.rebuild(connection, index, np.concatenate([held_ids, ids]), np.concatenate([held_boxes, boxes]))


def _contents(connection, layer: Layer, index: str) -> None:
    """Extent, change date and row count as they now are."""
    if layer.geometry:
        sql = f"SELECT min(minx), min(miny), max(maxx), max(maxy) FROM {ddl.quote(index)}"
        box = connection.execute(sql).fetchone()
        connection.execute("UPDATE gpkg_contents SET min_x = ?, min_y = ?, max_x = ?, max_y = ? WHERE table_name = ?", (*box, layer.name))
    connection.execute(f"UPDATE gpkg_contents SET last_change = {ddl.NOW} WHERE table_name = ?", (layer.name,))
    count = f"(SELECT count(*) FROM {ddl.quote(layer.name)})"
    connection.execute(f"INSERT OR REPLACE INTO gpkg_ogr_contents VALUES (?, {count})", (layer.name,))
