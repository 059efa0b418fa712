"""A safe copy of a GeoPackage, even while QGIS edits it. A GeoPackage is never copied as a file."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import tempfile
from pathlib import Path

from ..errors import BadInput
from .connection import PathLike, connect_new, french_errors, open_ro
from .create import finish


def backup(src: PathLike, dst: PathLike, overwrite: bool = False) -> Path:
    """Copy `src` to `dst` with SQLite's backup API (temporary file, verified, fsync, rename); return `dst`.

    Raises BadInput when the source is missing or damaged, or when `dst` exists and `overwrite` is False (replace only a
    file that nobody has open); DdtmError when the disk is full. `dst` is then as it was.
    """
    target = Path(dst)
    if target.exists() and not overwrite:
        raise BadInput(f"Le fichier « {target.name} » existe déjà : choisissez un autre nom.")
    if target.exists() and os.path.samefile(src, target):
        raise BadInput("La sauvegarde et l'original sont le même fichier : choisissez un autre nom.")
    if not target.parent.is_dir():
        raise BadInput(f"Le dossier « {target.parent} » n'existe pas : créez-le ou choisissez-en un autre.")
    with open_ro(src) as source:
        with french_errors(target):
            try:
                handle, temporary = tempfile.mkstemp(prefix=target.name, suffix=".part", dir=target.parent)
            except PermissionError as error:
                raise BadInput(f"Le dossier « {target.parent} » est protégé en écriture : choisissez-en un autre.", str(error)) from error
            os.close(handle)
            try:
                with contextlib.closing(connect_new(temporary)) as copy:
                    source.backup(copy, pages=4096)
                    copy.execute("PRAGMA journal_mode=DELETE")  # a WAL source would pass its mode on
                    must_be_sound(copy, src)  # damage is copied as it is: judging the copy judges both
                finish(temporary, target)
            finally:
                for leftover in (temporary, temporary + "-journal", temporary + "-wal", temporary + "-shm"):
                    with contextlib.suppress(FileNotFoundError):
                        os.unlink(leftover)
    return target


def must_be_sound(connection: sqlite3.Connection, path: PathLike) -> None:
    """Raise BadInput unless SQLite's quick_check finds the database sound."""
    answer = [row[0] for row in connection.execute("PRAGMA quick_check(3)")]
    if answer != ["ok"]:
        name = os.path.basename(os.fspath(path))
        raise BadInput(f"« {name} » est endommagé : reprenez une sauvegarde ou réinstallez le paquet de données.", "; ".join(answer))
