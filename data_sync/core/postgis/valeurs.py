"""One value in two homes: how PostGIS shows it as a GeoPackage stores it (SQL), and how it is handed over (Python)."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any, Callable, Dict, Tuple

from shared.catalogue.model import CRS_EPSG
from shared.errors import BadInput
from shared.gpkg.geometry import parse, split_blob, to_blob

from ..journal.travail import Colonne, canonical


def nom_sql(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def texte_sql(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


_INSTANT = (
    "CASE WHEN isfinite({0}) THEN to_char(date_trunc('milliseconds', {0}) AT TIME ZONE 'UTC', "
    '\'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"\') ELSE {0}::text END'
)
# kind of the column in a GeoPackage -> (SQL that shows it, SQL that takes one parameter)
_SQL: Dict[str, Tuple[str, str]] = {
    "geom": ("encode(ST_AsBinary({0}, 'NDR'), 'hex')", f"ST_SetSRID(ST_GeomFromWKB(decode(%s::text, 'hex')), {CRS_EPSG})"),
    "DATETIME": (_INSTANT, "%s::text::timestamptz"),
    "DATE": ("CASE WHEN isfinite({0}) THEN to_char({0}, 'YYYY-MM-DD') ELSE {0}::text END", "%s::text::date"),
    "BOOLEAN": ("{0}::int", "%s::boolean"),
    "INTEGER": ("{0}", "%s::bigint"),
    "REAL": ("{0}", "%s::double precision"),
}
_PLAIN = ("{0}", "%s::text")


def montrer(colonne: Colonne, prefixe: str = "") -> str:
    """SQL of the column's value, ready for `lire`."""
    return _SQL.get(colonne.kind, _PLAIN)[0].format(prefixe + nom_sql(colonne.name))


def recevoir(colonne: Colonne) -> str:
    """SQL that stores one parameter made by `donner`."""
    return _SQL.get(colonne.kind, _PLAIN)[1]


def lire(colonne: Colonne, value: Any) -> Any:
    """What `montrer` answered (or its JSON), as the work file would hold it."""
    if value is None:
        return None
    if colonne.kind == "geom":
        try:
            _, flat, envelope = parse(bytes.fromhex(value))
            return to_blob(flat, envelope, CRS_EPSG)
        except (BadInput, ValueError):
            return str(value)
    if colonne.kind == "REAL":
        return float(value)
    if colonne.kind in ("INTEGER", "BOOLEAN"):
        return int(value)
    return canonical(colonne, value)


def donner(colonne: Colonne, value: Any) -> Any:
    """The parameter for `recevoir`. Raises ValueError for what the column cannot hold."""
    if value is None:
        return None
    wanted: Callable[[Any], bool] = {
        "geom": lambda v: isinstance(v, bytes),
        "REAL": lambda v: isinstance(v, float),
        "INTEGER": lambda v: isinstance(v, int),
        "BOOLEAN": lambda v: v in (0, 1) and isinstance(v, int),
    }.get(colonne.kind, lambda v: isinstance(v, str))
    if not wanted(value):
        raise ValueError(f"{colonne.name} : valeur d'un autre type")
    if colonne.kind == "geom":
        try:
            return split_blob(value)[1].hex()
        except BadInput as error:
            raise ValueError(f"{colonne.name} : tracé illisible") from error
    return bool(value) if colonne.kind == "BOOLEAN" else value


def depuis_json(text: str) -> Any:
    """The JSON of the edition log: numbers of any size, dates as text."""
    return json.loads(text)


def heure(value: dt.datetime) -> str:
    from shared.gpkg.values import format_instant

    return format_instant(value)
