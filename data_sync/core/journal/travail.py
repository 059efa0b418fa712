"""The work file seen by the journal: its layers and columns, the mark that ties both, and values compared as people mean them."""

from __future__ import annotations

import contextlib
import re
import sqlite3
from pathlib import Path
from typing import Any, Dict, Iterable, List, NamedTuple, Optional, Tuple

from shared import catalogue
from shared.errors import BadInput, DdtmError
from shared.gpkg.connection import open_ro, open_rw
from shared.gpkg.ddl import quote
from shared.gpkg.geometry import parse, split_blob, to_blob
from shared.gpkg.migrate import file_version, migrate
from shared.gpkg.values import format_instant, parse_instant

from .depot import Depot

MARQUE_POSTE, MARQUE_NUMERO = "sync_poste", "sync_application"
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z\Z")  # as format_instant writes it
EN_EDITION = "« {nom} » est en cours de modification dans QGIS : enregistrez et quittez le mode édition (crayon), puis recommencez."
REMPLACE = (
    "« {nom} » n'est pas le fichier que ce poste suivait (copie plus ancienne, ou d'un autre poste) : rien n'a été changé ; "
    "relancez l'échange avec « reprendre » pour le comparer en entier."
)


class Colonne(NamedTuple):
    """kind: "geom", "DATETIME" or "" (compared as stored). default: the constant SQLite gives to rows that say nothing."""

    name: str
    kind: str
    required: bool
    default: Any
    declared: str = ""


class Couche(NamedTuple):
    name: str
    colonnes: Tuple[Colonne, ...]  # without fid and uuid

    @property
    def title(self) -> str:
        known = catalogue.LAYERS.get(self.name)
        return known.title if known else self.name


def couches(path: Path) -> Tuple[List[Couche], List[str]]:
    """(layers whose rows have a uuid, names of the others). Raises BadInput when the suite did not make the file."""
    found, others = [], []
    with open_ro(path) as db:
        file_version(db, path)
        geometries = dict(db.execute("SELECT table_name, column_name FROM gpkg_geometry_columns"))
        for (name,) in db.execute(
            "SELECT table_name FROM gpkg_contents WHERE data_type IN ('features', 'attributes') ORDER BY 1"
        ).fetchall():
            rows = [row for row in db.execute(f"PRAGMA table_xinfo({quote(name)})") if row[6] == 0]
            names = [row[1] for row in rows]
            if "uuid" not in names:
                others.append(name)
                continue
            columns = tuple(
                Colonne(row[1], "geom" if geometries.get(name) == row[1] else row[2].upper(), bool(row[3]), _constant(row[4]), row[2])
                for row in rows
                if row[1] != "uuid" and not row[5]
            )
            found.append(Couche(name, columns))
    return found, others


def must_be_followed(depot: Depot, path: Path) -> None:
    """Raise BadInput when the work file is not the one the journal was last written with."""
    poste, numero = _mark(path)
    if (poste, numero) != (depot.poste, depot.etat("application") or "0"):
        raise BadInput(REMPLACE.format(nom=path.name), f"mark {poste} {numero}, journal {depot.poste} {depot.etat('application')}")


def numero_ecrit(path: Path, poste: str) -> Optional[str]:
    """The number of the last merge written into the work file by this workstation."""
    found, numero = _mark(path)
    return numero if found == poste else None


def marquer(connection: sqlite3.Connection, poste: str, numero: str) -> None:
    """Write the mark inside the caller's transaction of the work file."""
    connection.executemany("INSERT OR REPLACE INTO ddtm_schema VALUES (?, ?)", ((MARQUE_POSTE, poste), (MARQUE_NUMERO, numero)))


def not_in_edit(path: Path) -> None:
    """Raise DdtmError when QGIS has the file in edit mode (it then keeps it in WAL mode)."""
    with open_ro(path) as db:
        wal = db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    if not wal:
        return
    with contextlib.closing(sqlite3.connect(path, timeout=0.5, isolation_level=None)) as db:
        try:
            answer = db.execute("PRAGMA journal_mode=DELETE").fetchone()[0]  # works only when nobody else has it open
        except sqlite3.OperationalError as error:
            raise DdtmError(EN_EDITION.format(nom=path.name), str(error)) from error
    if answer != "delete":
        raise DdtmError(EN_EDITION.format(nom=path.name), answer)


def mettre_a_niveau(path: Path, attendus: Iterable[str] = ()) -> List[str]:
    """Bring the file's own layers, and those of `attendus` ("layer" or "layer.field"), up to this version's catalogue; French lines.

    Raises BadInput when the file comes from a newer version, DdtmError when it is being edited.
    """
    with open_ro(path) as db:
        held = {row[0] for row in db.execute("SELECT table_name FROM gpkg_contents")}
    names = held | {name.partition(".")[0] for name in attendus}
    return migrate(path, [layer for layer in catalogue.layers("travail") if layer.name in names])


def first_mark(depot: Depot, path: Path) -> None:
    with open_rw(path) as db:
        marquer(db, depot.poste, depot.etat("application") or "0")


def canonical(colonne: Colonne, value: Any) -> Any:
    """The value as it travels: one writing of a geometry or of an instant, whoever wrote it."""
    if value is None:
        return None
    if colonne.kind == "geom" and isinstance(value, bytes):
        try:
            srs, wkb = split_blob(value)
            _, flat, envelope = parse(wkb)
            return to_blob(flat, envelope, srs)
        except BadInput:
            return value
    if colonne.kind == "DATETIME" and isinstance(value, str):
        if _INSTANT.match(value):
            return value
        try:
            return format_instant(parse_instant(value))
        except (ValueError, OverflowError):
            return value
    return value


def complete(couche: Couche, values: Dict[str, Any]) -> Dict[str, Any]:
    """A whole row to insert: what is not known takes the column's constant, and a column that must be filled is never empty."""
    out = {}
    for column in couche.colonnes:
        value = values.get(column.name, column.default)
        if value is None and column.required:
            value = column.default if column.default is not None else ("" if column.kind in ("TEXT", "DATETIME", "DATE") else 0)
        out[column.name] = value
    return out


def _mark(path: Path) -> Tuple[Optional[str], Optional[str]]:
    with open_ro(path) as db:
        known = dict(db.execute("SELECT cle, valeur FROM ddtm_schema WHERE cle IN (?, ?)", (MARQUE_POSTE, MARQUE_NUMERO)))
    return known.get(MARQUE_POSTE), known.get(MARQUE_NUMERO)


def _constant(text: Optional[str]) -> Any:
    """The constant of a column's DEFAULT, None when it is computed or absent."""
    if text is None:
        return None
    if len(text) >= 2 and text[0] == text[-1] == "'":
        return text[1:-1].replace("''", "'")
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return None


__all__ = [
    "Colonne",
    "Couche",
    "canonical",
    "complete",
    "couches",
    "first_mark",
    "marquer",
    "mettre_a_niveau",
    "must_be_followed",
    "not_in_edit",
    "numero_ecrit",
]
