"""Rows into a GeoPackage of the suite: all of a call, or none of it. Layers are those of the catalogue."""

from __future__ import annotations

import getpass
import uuid as uuids
from typing import Any, Dict, Iterable, List, Mapping, Optional, Sequence, Set, Tuple

from .. import catalogue
from ..catalogue import CRS_EPSG, Field, Layer
from ..errors import BadInput
from . import ddl
from .connection import PathLike, open_rw
from .geometry import Envelope, conform, to_blob
from .values import encode, is_missing, utc_now

Row = Dict[str, Any]
_NEVER_CHANGED = ("uuid", "cree_le", "cree_par")


def insert_rows(path: PathLike, layer_name: str, rows: Iterable[Row], author: Optional[str] = None) -> List[str]:
    """Add rows and return their uuids, in order.

    rows: dictionaries of field names, plus "geom" = WKB bytes (or an object with `.wkb`) in EPSG:2154, or None.
    A single part is promoted to the Multi type of the layer. Absent fields take the catalogue's default (uuid, statut,
    cree_le in UTC, ...); cree_par is `author`, else the session's user name. Raises BadInput for an unknown layer or
    field, a bad value, a code outside its domain or a uuid already there; DdtmError when the file is being edited.
    """
    return insert_together(path, {layer_name: rows}, author)[layer_name]


def insert_together(path: PathLike, rows_of: Mapping[str, Iterable[Row]], author: Optional[str] = None) -> Dict[str, List[str]]:
    """`insert_rows` for several layers in one transaction: {layer name: rows} gives {layer name: uuids}; all is written or nothing."""
    prepared = []
    for layer_name, rows in rows_of.items():
        layer = layer_named(layer_name)
        stored = [_complete(layer, row, author) for row in rows]
        _refuse_duplicates(layer, [row["uuid"] for row, _, _ in stored])
        prepared.append((layer, stored))
    with open_rw(path) as connection:
        for layer, stored in prepared:
            _insert(connection, layer, stored)
    return {layer.name: [row["uuid"] for row, _, _ in stored] for layer, stored in prepared}


def _insert(connection, layer: Layer, stored: Sequence[Tuple[Row, Optional[bytes], Optional[Envelope]]]) -> None:
    names = [field.name for field in layer.all_fields]
    columns = (["geom"] if layer.geometry else []) + names
    sql = f"INSERT INTO {ddl.quote(layer.name)} ({', '.join(map(ddl.quote, columns))}) VALUES ({', '.join('?' * len(columns))})"
    _must_hold(connection, layer, names)
    taken = _known(connection, layer, [row["uuid"] for row, _, _ in stored])
    if taken:
        raise BadInput(f"Couche « {layer.title} » : l'objet {min(taken)} existe déjà ; modifiez-le au lieu de l'ajouter.")
    connection.executemany(sql, [([blob] if layer.geometry else []) + [row[name] for name in names] for row, blob, _ in stored])
    touch(connection, layer, [envelope for _, _, envelope in stored if envelope])


def update_rows(path: PathLike, layer_name: str, rows: Iterable[Row], author: Optional[str] = None) -> List[str]:
    """Change the given fields (and "geom") of the rows named by "uuid"; the other fields stay. Return the uuids.

    Fills modifie_le and modifie_par in work layers. Raises BadInput when a uuid is unknown: then no row is changed.
    """
    layer = layer_named(layer_name)
    rows = [dict(row) for row in rows]
    ids = [str(row.pop("uuid", "")) for row in rows]
    _refuse_duplicates(layer, ids)
    changes: List[Tuple[Row, Optional[Envelope]]] = []
    for row in rows:
        envelope = None
        fields = _fields_of(layer, row)
        for name in _NEVER_CHANGED:
            if name in row:
                raise BadInput(f"Couche « {layer.title} » : le champ « {name} » ne se modifie pas.")
        change: Row = {field.name: encode(layer, field, row[field.name]) for field in fields}
        if "geom" in row:
            change["geom"], envelope = geometry_blob(layer, row["geom"])
        if layer.role == "travail":
            change.setdefault("modifie_le", utc_now())
            change.setdefault("modifie_par", author or _user())
        changes.append((change, envelope))
    with open_rw(path) as connection:
        _must_hold(connection, layer, sorted({name for change, _ in changes for name in change if name != "geom"}))
        missing = set(ids) - _known(connection, layer, ids)
        if missing:
            raise BadInput(f"Couche « {layer.title} » : l'objet {min(missing) or '(sans uuid)'} n'existe pas ; rien n'a été modifié.")
        for identifier, (change, _) in zip(ids, changes):
            if change:
                text = ", ".join(f"{ddl.quote(name)} = ?" for name in change)
                connection.execute(f"UPDATE {ddl.quote(layer.name)} SET {text} WHERE uuid = ?", [*change.values(), identifier])
        touch(connection, layer, [envelope for _, envelope in changes if envelope])
    return ids


def set_status(path: PathLike, layer_name: str, ids: Sequence[str], status: str, author: Optional[str] = None) -> List[str]:
    """Set `statut` of rows ("supprime" deletes, "actif" gives back); nothing is ever erased."""
    return update_rows(path, layer_name, [{"uuid": identifier, "statut": status} for identifier in ids], author)


def layer_named(name: str) -> Layer:
    """The catalogue's layer. Raises BadInput when there is none of that name."""
    try:
        return catalogue.LAYERS[name]
    except KeyError:
        raise BadInput(f"Couche inconnue : « {name} ».", f"known: {', '.join(catalogue.LAYERS)}") from None


def geometry_blob(layer: Layer, value: Any) -> Tuple[Optional[bytes], Optional[Envelope]]:
    """(GeoPackage blob, envelope) of WKB bytes for `layer`; (None, None) for None. Raises BadInput when it does not fit."""
    if value is None:
        return None, None
    if layer.geometry is None:
        raise BadInput(f"La table « {layer.title} » n'a pas de géométrie.")
    wkb = getattr(value, "wkb", value)
    if not isinstance(wkb, (bytes, bytearray, memoryview)):
        raise BadInput(f"Couche « {layer.title} » : la géométrie doit être donnée en WKB.", type(value).__name__)
    flat, envelope = conform(bytes(wkb), layer.geometry)
    return to_blob(flat, envelope, CRS_EPSG), envelope


def touch(connection, layer: Layer, envelopes: Sequence[Envelope]) -> None:
    """Say in gpkg_contents that the layer changed, and widen its extent by `envelopes`."""
    sets, values = f"last_change = {ddl.NOW}", []
    if envelopes:
        sets += (
            ", min_x = min(coalesce(min_x, ?1), ?1), max_x = max(coalesce(max_x, ?2), ?2)"
            ", min_y = min(coalesce(min_y, ?3), ?3), max_y = max(coalesce(max_y, ?4), ?4)"
        )
        least, most = zip(*envelopes), zip(*envelopes)
        (minx, _, miny, _), (_, maxx, _, maxy) = [min(c) for c in least], [max(c) for c in most]
        values = [minx, maxx, miny, maxy]
    connection.execute(f"UPDATE gpkg_contents SET {sets} WHERE table_name = ?{len(values) + 1}", [*values, layer.name])


def default_of(field: Field, author: Optional[str] = None) -> Any:
    """What an absent field takes: a fresh uuid, this instant, the author, or the catalogue's constant."""
    if field.name == "uuid":
        return str(uuids.uuid4())
    if field.name == "cree_par":
        return author or _user()
    return utc_now() if ddl.is_now(field) else ddl.literal(field)


def _complete(layer: Layer, row: Row, author: Optional[str]) -> Tuple[Row, Optional[bytes], Optional[Envelope]]:
    _fields_of(layer, row)
    out = {}
    for field in layer.all_fields:
        value = row.get(field.name)
        # An explicit None empties an optional field; it cannot empty uuid or another field that must be filled.
        if is_missing(value) and (field.name not in row or field.required):
            value = default_of(field, author)
        out[field.name] = encode(layer, field, value)
    return (out, *geometry_blob(layer, row.get("geom")))


def _fields_of(layer: Layer, row: Row) -> List[Field]:
    known = {field.name: field for field in layer.all_fields}
    for name in row:
        if name not in known and name != "geom":
            raise BadInput(f"Couche « {layer.title} » : champ inconnu « {name} ».", f"known: {', '.join(known)}")
    return [known[name] for name in row if name != "geom"]


def _refuse_duplicates(layer: Layer, ids: Sequence[str]) -> None:
    if len(set(ids)) != len(ids):
        raise BadInput(f"Couche « {layer.title} » : le même identifiant (uuid) est donné deux fois.")


def _known(connection, layer: Layer, ids: Sequence[str]) -> Set[str]:
    found: Set[str] = set()
    for start in range(0, len(ids), 500):
        part = list(ids[start : start + 500])
        marks = ", ".join("?" * len(part))
        found.update(row[0] for row in connection.execute(f"SELECT uuid FROM {ddl.quote(layer.name)} WHERE uuid IN ({marks})", part))
    return found


def _must_hold(connection, layer: Layer, names: Sequence[str]) -> None:
    present = {row[1] for row in connection.execute(f"PRAGMA table_info({ddl.quote(layer.name)})")}
    if not present:
        raise BadInput(
            f"La couche « {layer.title} » n'est pas dans ce fichier : choisissez le bon fichier ou mettez-le à niveau.", layer.name
        )
    lost = [name for name in names if name not in present]
    if lost:
        raise BadInput(
            f"La couche « {layer.title} » de ce fichier est d'une version plus ancienne : mettez le fichier à niveau.",
            f"missing: {', '.join(lost)}",
        )


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # no account database (containers, some Windows services)
        return "inconnu"
