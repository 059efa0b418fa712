"""Checks of one layer of a GeoPackage against its declaration. Each yields (level, French sentence)."""

from __future__ import annotations

import sqlite3
from typing import Iterator, List, Tuple

from ..catalogue import CRS_EPSG, Layer
from ..catalogue.model import TYPES
from . import ddl
from .geometry import blob_envelope, split_blob
from .report import ATTENTION, ERREUR

Found = Iterator[Tuple[str, str]]
_SAME_TYPES = {  # declared types other writers use for the same thing
    "texte": ("TEXT", "VARCHAR", "STRING", "CHAR"),
    "entier": ("INTEGER", "INT", "MEDIUMINT", "SMALLINT", "TINYINT", "BIGINT"),
    "reel": ("REAL", "DOUBLE", "FLOAT", "DOUBLE PRECISION"),
    "booleen": ("BOOLEAN",),
    "date": ("DATE",),
    "horodatage": ("DATETIME", "TIMESTAMP"),
}
_STORAGE = {
    "texte": ("text",),
    "entier": ("integer",),
    "reel": ("real", "integer"),
    "booleen": ("integer",),
    "date": ("text",),
    "horodatage": ("text",),
}
_FRANCE = (-400_000.0, 5_900_000.0, 1_800_000.0, 7_400_000.0)  # Lambert-93, the metropolitan territory and its waters
_MAX_SHOWN = 3


def fields(connection: sqlite3.Connection, layer: Layer) -> Found:
    """The fields of the catalogue are there, with their types."""
    present = {row[1]: row[2].upper().split("(")[0].strip() for row in connection.execute(f"PRAGMA table_info({ddl.quote(layer.name)})")}
    for item in layer.all_fields:
        if item.name not in present:
            yield ERREUR, f"Le champ « {item.name} » ({item.label}) manque."
        elif present[item.name] not in _SAME_TYPES[item.type]:
            yield ERREUR, f"Le champ « {item.name} » est de type {present[item.name] or 'inconnu'} au lieu de {TYPES[item.type][2]}."
    known = {item.name for item in layer.all_fields} | {"fid", "geom", "ogc_fid", "id"}
    extra = sorted(name for name in present if name.lower() not in known)
    if extra:
        yield ATTENTION, f"Champ(s) hors catalogue, ignorés : {', '.join(extra)}."


def values(connection: sqlite3.Connection, layer: Layer) -> Found:
    """NOT NULL, stored types, closed lists, NUL characters."""
    table, present = ddl.quote(layer.name), _columns(connection, layer)
    for item in layer.all_fields:
        if item.name not in present:
            continue
        name = ddl.quote(item.name)
        if item.required and item.name != "uuid":
            number = _number(connection, f"SELECT count(*) FROM {table} WHERE {name} IS NULL")
            if number:
                yield ERREUR, f"Le champ obligatoire « {item.name} » est vide sur {number} ligne(s)."
        kinds = ", ".join(f"'{kind}'" for kind in (*_STORAGE[item.type], "null"))
        number = _number(connection, f"SELECT count(*) FROM {table} WHERE typeof({name}) NOT IN ({kinds})")
        if number:
            yield ERREUR, f"Le champ « {item.name} » contient {number} valeur(s) qui ne sont pas du type {TYPES[item.type][2]}."
        if item.type in ("date", "horodatage"):
            length = f" OR length({name}) <> 10" if item.type == "date" else ""
            number = _number(connection, f"SELECT count(*) FROM {table} WHERE {name} IS NOT NULL AND (julianday({name}) IS NULL{length})")
            if number:
                yield ERREUR, f"Le champ « {item.name} » contient {number} valeur(s) qui ne sont pas une {TYPES[item.type][2]}."
        if item.domain:
            marks = ", ".join("?" * len(item.domain.codes))
            rows = connection.execute(f"SELECT DISTINCT {name} FROM {table} WHERE {name} NOT IN ({marks})", item.domain.codes).fetchall()
            if rows:
                yield ERREUR, f"Le champ « {item.name} » contient {len(rows)} code(s) inconnu(s) : {_shown([row[0] for row in rows])}."
        if item.type == "texte":
            number = _number(connection, f"SELECT count(*) FROM {table} WHERE instr(CAST({name} AS BLOB), x'00') > 0")
            if number:
                yield ERREUR, f"Le champ « {item.name} » contient un caractère nul sur {number} ligne(s)."


def uuid(connection: sqlite3.Connection, layer: Layer) -> Found:
    """uuid unique and filled: relations and exchanges rest on it."""
    if "uuid" not in _columns(connection, layer):
        return
    table = ddl.quote(layer.name)
    number = _number(connection, f"SELECT count(*) FROM {table} WHERE uuid IS NULL OR uuid = ''")
    if number:
        yield ERREUR, f"L'identifiant uuid est vide sur {number} ligne(s)."
    number = _number(connection, f"SELECT count(*) - count(DISTINCT uuid) FROM {table} WHERE uuid IS NOT NULL")
    if number:
        yield ERREUR, f"L'identifiant uuid est en double sur {number} ligne(s)."


def geometry_declared(connection: sqlite3.Connection, layer: Layer) -> Found:
    """Type and CRS as declared in gpkg_geometry_columns."""
    row = connection.execute(
        "SELECT column_name, geometry_type_name, g.srs_id, organization, organization_coordsys_id, z FROM gpkg_geometry_columns g "
        "LEFT JOIN gpkg_spatial_ref_sys s ON s.srs_id = g.srs_id WHERE lower(table_name) = lower(?)",
        (layer.name,),
    ).fetchone()
    if layer.geometry is None:
        if row:
            yield ERREUR, "La table a une géométrie, le catalogue n'en veut pas."
        return
    if row is None:
        yield ERREUR, "La couche n'a pas de géométrie."
        return
    column, kind, srs, organization, code, z = row
    if kind.upper() != layer.geometry.upper():
        yield ERREUR, f"La géométrie est de type {kind} au lieu de {layer.geometry.upper()}."
    if str(organization).upper() != "EPSG" or code != CRS_EPSG:
        found = f"{organization}:{code}" if code else f"inconnu ({srs})"
        yield ERREUR, f"Le système de coordonnées est {found} au lieu de EPSG:{CRS_EPSG} (Lambert-93) : reprojetez la couche."
    if z == 1:
        yield ERREUR, "La géométrie est en 3D, le catalogue la veut en 2D."
    if column != ddl.GEOM:
        yield ERREUR, f"La colonne de géométrie s'appelle « {column} » au lieu de « {ddl.GEOM} »."


def geometries(connection: sqlite3.Connection, layer: Layer) -> Found:
    """Every geometry blob: readable, of the right type and CRS, inside France."""
    if not layer.geometry or ddl.GEOM not in _columns(connection, layer):
        return
    unreadable = foreign = outside = 0
    wanted = {"Point": 1, "MultiPoint": 4, "MultiLineString": 5, "MultiPolygon": 6}[layer.geometry]
    other = 0
    for (blob,) in connection.execute(f"SELECT substr({ddl.GEOM}, 1, 128) FROM {ddl.quote(layer.name)} WHERE {ddl.GEOM} IS NOT NULL"):
        try:
            srs, wkb = split_blob(bytes(blob))
            code = int.from_bytes(wkb[1:5], "little" if wkb[0] == 1 else "big")
        except Exception:  # whatever is wrong with it, it is counted and told
            unreadable += 1
            continue
        foreign += srs != CRS_EPSG
        other += code % 1000 != wanted
        box = blob_envelope(bytes(blob)) if (blob[3] >> 1) & 7 or layer.geometry == "Point" else None
        outside += box is not None and not (_FRANCE[0] <= box[0] and box[1] <= _FRANCE[2] and _FRANCE[1] <= box[2] and box[3] <= _FRANCE[3])
    for number, level, text in (
        (unreadable, ERREUR, "géométrie(s) illisible(s)"),
        (foreign, ERREUR, f"géométrie(s) marquées d'un autre système de coordonnées que EPSG:{CRS_EPSG}"),
        (other, ERREUR, f"géométrie(s) d'un autre type que {layer.geometry.upper()}"),
        (outside, ATTENTION, "objet(s) hors de France métropolitaine : coordonnées en degrés ou système mal déclaré ?"),
    ):
        if number:
            yield level, f"{number} {text}."


def spatial_index(connection: sqlite3.Connection, layer: Layer) -> Found:
    """The rtree is there, registered, with its triggers, and holds exactly the rows that have a geometry."""
    if not layer.geometry or ddl.GEOM not in _columns(connection, layer):
        return
    index = ddl.rtree_name(layer.name)
    present = {row[0].lower() for row in connection.execute("SELECT name FROM sqlite_master")}
    if index.lower() not in present:
        yield ERREUR, "L'index spatial (rtree) manque : la carte sera lente."
        return
    table, name = ddl.quote(layer.name), ddl.quote(index)
    filled = f"{ddl.GEOM} IS NOT NULL AND NOT ST_IsEmpty({ddl.GEOM})"
    expected, held = (
        _number(connection, f"SELECT count(*) FROM {table} WHERE {filled}"),
        _number(connection, f"SELECT count(*) FROM {name}"),
    )
    lost = _number(connection, f"SELECT count(*) FROM {table} WHERE {filled} AND fid NOT IN (SELECT id FROM {name})")
    if expected != held or lost:
        yield (
            ERREUR,
            f"L'index spatial ne correspond pas à la couche ({held} entrées pour {expected} géométries) : des objets seront invisibles.",
        )
    if not any(trigger.startswith(index.lower() + "_") for trigger in present if trigger.endswith("_insert")):
        yield ERREUR, "Les déclencheurs de l'index spatial manquent : les objets ajoutés seraient invisibles."
    twisted = _number(connection, f"SELECT count(*) FROM {name} WHERE minx > maxx OR miny > maxy")
    if twisted:
        yield ERREUR, f"L'index spatial contient {twisted} emprise(s) invalide(s)."


def extent(connection: sqlite3.Connection, layer: Layer) -> Found:
    """The extent in gpkg_contents is a box that covers the index's."""
    if not layer.geometry:
        return
    row = connection.execute(
        "SELECT min_x, min_y, max_x, max_y FROM gpkg_contents WHERE lower(table_name) = lower(?)", (layer.name,)
    ).fetchone()
    if row is None or any(value is None for value in row):
        return
    if row[0] > row[2] or row[1] > row[3]:
        yield ATTENTION, "L'emprise déclarée de la couche est invalide (minimum au-dessus du maximum)."
        return
    try:
        box = connection.execute(
            f"SELECT min(minx), min(miny), max(maxx), max(maxy) FROM {ddl.quote(ddl.rtree_name(layer.name))}"
        ).fetchone()
    except sqlite3.OperationalError:  # no index: told by spatial_index
        return
    if box[0] is not None and (box[0] < row[0] - 1 or box[1] < row[1] - 1 or box[2] > row[2] + 1 or box[3] > row[3] + 1):
        yield ATTENTION, "L'emprise déclarée de la couche est plus petite que ses objets."


def _columns(connection: sqlite3.Connection, layer: Layer) -> List[str]:
    return [row[1] for row in connection.execute(f"PRAGMA table_info({ddl.quote(layer.name)})")]


def _number(connection: sqlite3.Connection, sql: str) -> int:
    return int(connection.execute(sql).fetchone()[0])


def _shown(items: List[object]) -> str:
    text = ", ".join(f"« {item} »" for item in items[:_MAX_SHOWN])
    return text + (", …" if len(items) > _MAX_SHOWN else "")


CHECKS = (fields, values, uuid, geometry_declared, geometries, spatial_index, extent)
