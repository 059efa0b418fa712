"""Row delta of a GeoPackage: what changed between two of them, keyed by uuid, whatever their pages, their fids or who exported them."""

from __future__ import annotations

import contextlib
import hashlib
import json
import lzma
import sqlite3
from pathlib import Path
from typing import Any, Dict, Iterator, List, Optional, Tuple

from shared.errors import BadInput
from shared.gpkg.connection import connect_new, open_ro, register_functions
from shared.gpkg.ddl import quote
from shared.gpkg.geometry import split_blob

from ..journal.operation import dumps, from_json, to_json
from .manifeste import FALSIFIE

AUX = ("ddtm_schema", "gpkg_data_columns", "gpkg_data_column_constraints")
MAX_PLAIN = 2**31
_CONTENTS = ("identifier", "description", "last_change", "min_x", "min_y", "max_x", "max_y")
Columns = Dict[str, List[str]]


def logique(path: Path) -> str:
    """Digest of the rows of every layer and of the catalogue's own tables: equal for two files that say the same."""
    whole = hashlib.sha256()
    with open_ro(path) as db:
        geometries = _geometries(db)
        for table, columns in sorted(_layers(db).items()):
            total, count = 0, 0
            for row in db.execute(f"SELECT {', '.join(map(quote, columns))} FROM {quote(table)}"):
                plain = tuple(_bare(value) if name == geometries.get(table) else value for name, value in zip(columns, row))
                total = (total + int.from_bytes(hashlib.sha256(_encode(plain)).digest(), "big")) % 2**256
                count += 1
            whole.update(f"{table}|{'|'.join(columns)}|{count}|{total:064x}\n".encode())
        for table in AUX:
            rows = sorted(ascii(row) for row in db.execute(f"SELECT * FROM {quote(table)}")) if _exists(db, table) else []
            whole.update(f"{table}|{rows}\n".encode())
    return whole.hexdigest()


def calculer(base: Path, new: Path) -> Optional[bytes]:
    """The delta from `base` to `new`, compressed; None when their tables differ too much for one."""
    with open_ro(new) as db:
        columns = _layers(db)
        geometries = _geometries(db)
        uri = base.absolute().as_uri()
        uri = uri if uri.startswith("file:///") else "file:////" + uri[len("file://") :]
        db.execute("ATTACH ? AS b", (uri + "?mode=ro",))
        if _layers(db, "b") != columns or any("uuid" not in names for names in columns.values()):
            return None
        tables = {table: _difference(db, table, names, geometries.get(table)) for table, names in columns.items()}
        if any(change is None for change in tables.values()):
            return None
        aux = {table: [list(row) for row in db.execute(f"SELECT * FROM main.{quote(table)}")] for table in AUX if _exists(db, table)}
        contents = {row[0]: list(row[1:]) for row in db.execute(f"SELECT table_name, {', '.join(_CONTENTS)} FROM main.gpkg_contents")}
    body = {"tables": {t: change for t, change in tables.items() if change and any(change.values())}, "aux": aux, "contents": contents}
    return lzma.compress(dumps(body).encode("utf-8"), preset=6)


def appliquer(path: Path, delta: bytes) -> None:
    """Bring `path` (a private copy of the delta's base) to its new state. Raises BadInput when the delta is not for this file."""
    try:
        body = json.loads(lzma.LZMADecompressor(memlimit=2**30).decompress(delta, MAX_PLAIN))
        with contextlib.closing(connect_new(path)) as db:
            db.execute("PRAGMA synchronous=OFF")  # the whole file is flushed before it is taken into use
            db.execute("PRAGMA journal_mode=MEMORY")
            register_functions(db)
            db.execute("BEGIN IMMEDIATE")
            known = _layers(db)
            for table, change in body["tables"].items():
                if table not in known:
                    raise ValueError(f"table {table}")
                _apply_table(db, table, known[table], change)
            for table in AUX:
                if table in body["aux"]:
                    db.execute(f"DELETE FROM {quote(table)}")
                    for row in body["aux"][table]:
                        db.execute(f"INSERT INTO {quote(table)} VALUES ({', '.join('?' * len(row))})", [from_json(v) for v in row])
            sets = ", ".join(f"{name} = ?" for name in _CONTENTS)
            for table, row in body["contents"].items():
                db.execute(f"UPDATE gpkg_contents SET {sets} WHERE table_name = ?", [*(from_json(v) for v in row), table])
            db.execute("COMMIT")
            db.execute("PRAGMA journal_mode=DELETE")
    except (lzma.LZMAError, EOFError, ValueError, KeyError, TypeError, AttributeError, RecursionError, MemoryError) as error:
        raise BadInput(FALSIFIE, repr(error)) from error
    except sqlite3.Error as error:
        if "full" in str(error) or "disk" in str(error):
            raise
        raise BadInput(FALSIFIE, repr(error)) from error


def _apply_table(db: sqlite3.Connection, table: str, columns: List[str], change: Dict[str, Any]) -> None:
    known = set(columns)
    db.executemany(f"DELETE FROM {quote(table)} WHERE uuid = ?", [(uuid,) for uuid in change["del"]])
    for uuid, fields in change["upd"]:
        if not set(fields) <= known:
            raise ValueError("column")
        sets = ", ".join(f"{quote(name)} = ?" for name in fields)
        db.execute(f"UPDATE {quote(table)} SET {sets} WHERE uuid = ?", [*(from_json(value) for value in fields.values()), uuid])
    sql = f"INSERT INTO {quote(table)} ({', '.join(map(quote, columns))}) VALUES ({', '.join('?' * len(columns))})"
    db.executemany(sql, ([from_json(value) for value in row] for row in change["ins"]))


def _difference(db: sqlite3.Connection, table: str, columns: List[str], geometry: Optional[str]) -> Optional[Dict[str, List[Any]]]:
    new, old = f"main.{quote(table)}", f"b.{quote(table)}"
    for source in (new, old):
        if db.execute(f"SELECT count(*) - count(DISTINCT uuid) FROM {source}").fetchone()[0]:
            return None
    out: Dict[str, List[Any]] = {"del": [], "upd": [], "ins": []}
    listed = [f"{side}.{quote(name)}" for side in "ow" for name in columns]
    differ = " OR ".join(f"w.{quote(name)} IS NOT o.{quote(name)}" for name in columns)
    n = len(columns)
    for row in db.execute(f"SELECT {', '.join(listed)} FROM {old} o CROSS JOIN {new} w ON w.uuid = o.uuid WHERE {differ}"):
        fields = {}
        for name, before, after in zip(columns, row[:n], row[n:]):
            if type(before) is not type(after) or before != after:
                if name != geometry or _bare(before) != _bare(after):
                    fields[name] = to_json(after)
        if fields:
            out["upd"].append([row[columns.index("uuid")], fields])
    names = ", ".join(f"w.{quote(name)}" for name in columns)
    out["ins"] = [
        [to_json(v) for v in row] for row in db.execute(f"SELECT {names} FROM {new} w WHERE w.uuid NOT IN (SELECT uuid FROM {old})")
    ]
    out["del"] = [row[0] for row in db.execute(f"SELECT uuid FROM {old} WHERE uuid NOT IN (SELECT uuid FROM {new})")]
    return out


def _layers(db: sqlite3.Connection, schema: str = "main") -> Columns:
    """layer -> its columns without the fid, sorted."""
    out: Columns = {}
    for (table,) in db.execute(f"SELECT table_name FROM {schema}.gpkg_contents WHERE data_type IN ('features', 'attributes')").fetchall():
        rows = db.execute(f"PRAGMA {schema}.table_xinfo({quote(table)})").fetchall()
        out[table] = sorted(row[1] for row in rows if not row[5] and row[6] == 0)
    return out


def _geometries(db: sqlite3.Connection) -> Dict[str, str]:
    return dict(db.execute("SELECT table_name, column_name FROM main.gpkg_geometry_columns"))


def _exists(db: sqlite3.Connection, table: str) -> bool:
    return db.execute("SELECT 1 FROM main.sqlite_master WHERE name = ?", (table,)).fetchone() is not None


def _bare(value: Any) -> Any:
    """The WKB of a geometry: its header may be written in several ways."""
    if isinstance(value, bytes):
        try:
            return split_blob(value)[1]
        except BadInput:
            return value
    return value


def _encode(row: Tuple[Any, ...]) -> bytes:
    parts: Iterator[bytes] = (value if isinstance(value, bytes) else ascii(value).encode("ascii") for value in row)
    return b"\x1f".join(b"%d:%s" % (len(part), part) for part in parts)
