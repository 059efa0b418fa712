"""Rows out of a GeoPackage of the suite, as plain dictionaries (standard library only)."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Sequence, Tuple, Union

from ..catalogue import Layer
from ..errors import BadInput
from . import ddl
from .connection import PathLike, open_ro
from .geometry import split_blob
from .values import decode
from .write import layer_named

Where = Union[None, str, Dict[str, Any]]


def rows(
    path: PathLike,
    layer_name: str,
    where: Where = None,
    bbox: Optional[Sequence[float]] = None,
    *,
    parameters: Sequence[Any] = (),
    fields: Optional[Sequence[str]] = None,
    geometry: bool = True,
    deleted: bool = False,
    order: str = "fid",
    limit: Optional[int] = None,
) -> List[Dict[str, Any]]:
    """Rows of a layer: {"fid", field..., "geom": WKB bytes or None}.

    where: {field: value}, value None = empty, a list = any of; or SQL text with `?` for `parameters`.
    bbox: (minx, miny, maxx, maxy), EPSG:2154; rows whose envelope meets it (spatial index).
    fields: only those; geometry=False leaves "geom" out; deleted=True also gives rows whose statut is "supprime".
    Booleans come as bool, dates and instants as ISO texts (UTC). Raises BadInput for an unknown layer or field.
    """
    layer = layer_named(layer_name)
    with open_ro(path) as connection:
        present = _present(connection, layer)
        asked = [field for field in layer.all_fields if field.name in present and (fields is None or field.name in fields)]
        for name in list(fields or ()) + ([order.split()[0]] if order else []):
            if name != "fid" and name not in present:
                raise BadInput(f"Couche « {layer.title} » : champ inconnu « {name} ».")
        clause, values = _clause(layer, present, where, parameters, bbox, deleted)
        wkb = bool(geometry and layer.geometry)
        columns = ["fid"] + [ddl.quote(field.name) for field in asked] + (["geom"] if wkb else [])
        descending = " DESC" if order.lower().endswith(" desc") else ""
        sql = f"SELECT {', '.join(columns)} FROM {ddl.quote(layer.name)}{clause} ORDER BY {ddl.quote(order.split()[0])}{descending}, fid"
        if limit is not None:
            sql += f" LIMIT {int(limit)}"
        out = []
        for record in connection.execute(sql, values):
            row: Dict[str, Any] = {"fid": record[0]}
            for field, stored in zip(asked, record[1:]):
                row[field.name] = decode(field, stored)
            if wkb:
                row["geom"] = None if record[-1] is None else split_blob(record[-1])[1]
            out.append(row)
        return out


def count(path: PathLike, layer_name: str, where: Where = None, *, parameters: Sequence[Any] = (), deleted: bool = False) -> int:
    """Number of rows that `rows` would give."""
    layer = layer_named(layer_name)
    with open_ro(path) as connection:
        clause, values = _clause(layer, _present(connection, layer), where, parameters, None, deleted)
        (number,) = connection.execute(f"SELECT count(*) FROM {ddl.quote(layer.name)}{clause}", values).fetchone()
        return int(number)


def stamp(path: PathLike) -> Dict[str, str]:
    """What the file says of itself: version, exercice ("oui" or "non"), cree_le; empty when the suite did not make it."""
    with open_ro(path) as connection:
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'ddtm_schema'").fetchone():
            return {}
        return dict(connection.execute("SELECT cle, valeur FROM ddtm_schema"))


def layer_names(path: PathLike) -> List[str]:
    """Names of the layers and tables the file declares."""
    with open_ro(path) as connection:
        return [row[0] for row in connection.execute("SELECT table_name FROM gpkg_contents ORDER BY rowid")]


def _present(connection, layer: Layer) -> List[str]:
    names = [row[1] for row in connection.execute(f"PRAGMA table_info({ddl.quote(layer.name)})")]
    if not names:
        raise BadInput(f"La couche « {layer.title} » n'est pas dans ce fichier : choisissez le bon fichier.", layer.name)
    return names


def _clause(layer: Layer, present, where: Where, parameters, bbox, deleted: bool) -> Tuple[str, List[Any]]:
    parts: List[str] = []
    values: List[Any] = []
    if isinstance(where, str):
        parts.append(f"({where})")
        values += list(parameters)
    for name, value in where.items() if isinstance(where, dict) else ():
        if name not in present:
            raise BadInput(f"Couche « {layer.title} » : champ inconnu « {name} ».")
        if value is None:
            parts.append(f"{ddl.quote(name)} IS NULL")
        elif isinstance(value, (list, tuple, set, frozenset)):
            parts.append(f"{ddl.quote(name)} IN ({', '.join('?' * len(value))})")
            values += list(value)
        else:
            parts.append(f"{ddl.quote(name)} = ?")
            values.append(value)
    if bbox is not None:
        if not layer.geometry:
            raise BadInput(f"La table « {layer.title} » n'a pas de géométrie : on ne peut pas la chercher par emprise.")
        minx, miny, maxx, maxy = bbox
        index = ddl.quote(ddl.rtree_name(layer.name))
        parts.append(f"fid IN (SELECT id FROM {index} WHERE maxx >= ? AND minx <= ? AND maxy >= ? AND miny <= ?)")
        values += [minx, maxx, miny, maxy]
    if not deleted and "statut" in present:
        parts.append("(statut IS NULL OR statut <> 'supprime')")
    return (" WHERE " + " AND ".join(parts) if parts else ""), values
