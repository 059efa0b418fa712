"""A new, empty GeoPackage of given layers, written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path
from typing import Iterable

from .. import catalogue
from ..catalogue import Layer
from ..errors import BadInput
from . import ddl
from .connection import APPLICATION_ID, PathLike, connect_new, french_errors
from .values import utc_now


def create(path: PathLike, layers: Iterable[Layer], exercise: bool = False) -> Path:
    """Make the GeoPackage `path` with `layers` (of the catalogue), empty, in EPSG:2154; return its path.

    exercise: the file is stamped EXERCICE. Raises BadInput when the file exists already (an open GeoPackage is never
    replaced) or when its folder is missing or protected, DdtmError when the disk is full; then nothing is left behind.
    """
    target = Path(path)
    layers = tuple(layers)
    if target.exists():
        raise BadInput(f"Le fichier « {target.name} » existe déjà : choisissez un autre nom.")
    if not target.parent.is_dir():
        raise BadInput(f"Le dossier « {target.parent} » n'existe pas : créez-le ou choisissez-en un autre.")
    with french_errors(target):
        try:
            handle, temporary = tempfile.mkstemp(prefix=target.name, suffix=".part", dir=target.parent)
        except PermissionError as error:
            raise BadInput(f"Le dossier « {target.parent} » est protégé en écriture : choisissez-en un autre.", str(error)) from error
        os.close(handle)
        try:
            _fill(temporary, layers, exercise)
            finish(temporary, target)
        finally:
            for leftover in (temporary, temporary + "-journal"):
                with contextlib.suppress(FileNotFoundError):
                    os.unlink(leftover)
    return target


def finish(temporary: PathLike, target: Path) -> None:
    """Put a complete temporary file in its place: fsync, rename, fsync of the folder."""
    handle = os.open(temporary, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        if os.name == "posix":
            mask = os.umask(0)
            os.umask(mask)
            os.fchmod(handle, 0o666 & ~mask)
        os.fsync(handle)
    finally:
        os.close(handle)
    os.replace(temporary, target)
    if os.name == "posix":
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _fill(path: PathLike, layers: Iterable[Layer], exercise: bool) -> None:
    with contextlib.closing(connect_new(path)) as connection:
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version={ddl.USER_VERSION}")
        connection.execute("BEGIN")
        for sql in ddl.BASE_TABLES:
            connection.execute(sql)
        connection.executemany("INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)", ddl.SPATIAL_REFS)
        connection.executemany("INSERT INTO gpkg_extensions VALUES (?, ?, ?, ?, ?)", ddl.EXTENSIONS)
        stamp = (("version", str(catalogue.SCHEMA_VERSION)), ("exercice", "oui" if exercise else "non"), ("cree_le", utc_now()))
        connection.executemany("INSERT INTO ddtm_schema VALUES (?, ?)", stamp)
        for layer in layers:
            ddl.run_all(connection, ddl.layer_statements(layer))
        connection.execute("COMMIT")
