"""Checks of a GeoPackage as a file, before and after SQLite opens it. Each yields (level, French sentence)."""

from __future__ import annotations

import os
import sqlite3
import struct
from typing import Iterator, Tuple

from .. import catalogue
from .connection import APPLICATION_ID
from .report import ATTENTION, ERREUR, INFO

Found = Iterator[Tuple[str, str]]
_OLD_IDS = (0x47503130, 0x47503131)  # "GP10", "GP11": GeoPackage 1.0 and 1.1
_HEADER = 100


def header(path: str) -> Found:
    """The first bytes: a SQLite database whose size is what its header says."""
    size = os.path.getsize(path)
    with open(path, "rb") as stream:
        head = stream.read(_HEADER)
    if size == 0:
        yield ERREUR, "Le fichier est vide."
        return
    if not head.startswith(b"SQLite format 3\0") or len(head) < _HEADER:
        yield ERREUR, "Ce n'est pas un GeoPackage : l'en-tête SQLite est absent ou coupé."
        return
    (page,) = struct.unpack_from(">H", head, 16)
    page = 65536 if page == 1 else page
    (pages,) = struct.unpack_from(">I", head, 28)
    changes, valid_for = struct.unpack_from(">I", head, 24)[0], struct.unpack_from(">I", head, 92)[0]
    # The page count is only meaningful when written by the last change, and pages may still wait in the -wal.
    if changes == valid_for and size < pages * page and not _has(path, "-wal"):
        yield ERREUR, f"Le fichier est coupé : {size} octets au lieu de {pages * page} ; recopiez-le."


def neighbours(path: str) -> Found:
    """Files SQLite leaves beside a database that is open or was not closed."""
    if _has(path, "-journal"):
        yield (
            ATTENTION,
            "Un fichier « -journal » est à côté : une écriture est en cours ou a été interrompue ; ne copiez pas le .gpkg seul.",
        )
    if _has(path, "-wal"):
        yield ATTENTION, "Un fichier « -wal » est à côté : le fichier est ouvert ailleurs ou mal fermé ; ne copiez pas le .gpkg seul."


def application_id(connection: sqlite3.Connection) -> Found:
    (found,) = connection.execute("PRAGMA application_id").fetchone()
    if found in _OLD_IDS:
        yield INFO, "GeoPackage d'une ancienne version (1.0 ou 1.1)."
    elif found != APPLICATION_ID:
        yield ATTENTION, "La marque GeoPackage (application_id) est absente : certains logiciels refuseront le fichier."


def quick_check(connection: sqlite3.Connection) -> Found:
    answer = [row[0] for row in connection.execute("PRAGMA quick_check(5)")]
    if answer != ["ok"]:
        yield ERREUR, f"La base est endommagée ({answer[0]}) : reprenez une sauvegarde."


def core_tables(connection: sqlite3.Connection) -> Found:
    present = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    for name in ("gpkg_contents", "gpkg_geometry_columns", "gpkg_spatial_ref_sys"):
        if name not in present:
            yield ERREUR, f"Ce n'est pas un GeoPackage : la table « {name} » manque."


def references(connection: sqlite3.Connection) -> Found:
    broken = connection.execute("PRAGMA foreign_key_check").fetchall()
    if broken:
        yield ATTENTION, f"{len(broken)} référence(s) rompue(s) entre tables, dont une dans « {broken[0][0]} »."


def schema_version(connection: sqlite3.Connection) -> Found:
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'ddtm_schema'").fetchone():
        yield INFO, "Fichier qui ne vient pas de la suite (aucune version de catalogue)."
        return
    row = connection.execute("SELECT valeur FROM ddtm_schema WHERE cle = 'version'").fetchone()
    version = int(row[0]) if row and str(row[0]).isdigit() else None
    if version is None:
        yield ATTENTION, "La version du catalogue est illisible."
    elif version > catalogue.SCHEMA_VERSION:
        yield ERREUR, f"Le fichier vient d'une version plus récente des extensions (catalogue {version}) : mettez-les à jour."
    elif version < catalogue.SCHEMA_VERSION:
        yield ATTENTION, f"Le fichier est d'un catalogue plus ancien ({version}) : mettez-le à niveau."
    stamp = connection.execute("SELECT valeur FROM ddtm_schema WHERE cle = 'exercice'").fetchone()
    if stamp and stamp[0] == "oui":
        yield INFO, "EXERCICE : ces données ne sont pas réelles."


def _has(path: str, suffix: str) -> bool:
    return os.path.exists(path + suffix) and os.path.getsize(path + suffix) > 0


BEFORE = (header, neighbours)
AFTER = (core_tables, application_id, quick_check, references, schema_version)
