"""Opening a GeoPackage: the SQL functions its triggers need, locks, and SQLite's errors said in French."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from pathlib import Path
from typing import Iterator, Union

from ..errors import BadInput, DdtmError
from .geometry import blob_envelope

PathLike = Union[str, "os.PathLike[str]"]
BUSY_SECONDS = 5.0
APPLICATION_ID = 0x47504B47  # "GPKG"


@contextlib.contextmanager
def open_ro(path: PathLike) -> Iterator[sqlite3.Connection]:
    """A read-only connection; raises BadInput when the file is missing, damaged or not a GeoPackage."""
    path = _existing(path)
    with french_errors(path), contextlib.closing(_connect_ro(path)) as connection:
        yield connection


@contextlib.contextmanager
def open_rw(path: PathLike, timeout: float = BUSY_SECONDS) -> Iterator[sqlite3.Connection]:
    """One write transaction: committed on leaving the block, rolled back on any error, so that the file is as before or as after.

    Raises DdtmError when another program edits the file for longer than `timeout` seconds, BadInput when the file is
    missing, damaged, protected or not a GeoPackage.
    """
    path = _existing(path)
    with french_errors(path):
        with contextlib.closing(_connect(path, "mode=rw", timeout)) as connection:
            connection.execute("PRAGMA synchronous=EXTRA")
            _must_be_gpkg(connection, path)
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise


def connect_new(path: PathLike) -> sqlite3.Connection:
    """A connection to a file being made (no check, no transaction); the caller closes it."""
    return _connect(Path(path), "mode=rwc")


def register_functions(connection: sqlite3.Connection) -> None:
    """ST_IsEmpty, ST_MinX... : the triggers of the spatial index call them, and SQLite alone does not have them."""

    def coordinate(index: int):
        def function(blob):
            envelope = blob_envelope(blob)
            return None if envelope is None else envelope[index]

        return function

    def is_empty(blob):
        return None if blob is None else int(blob_envelope(blob) is None)

    connection.create_function("ST_IsEmpty", 1, is_empty, deterministic=True)
    for index, name in enumerate(("ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY")):
        connection.create_function(name, 1, coordinate(index), deterministic=True)


DAMAGED = "« {name} » est endommagé : reprenez une sauvegarde ou réinstallez le paquet de données."


@contextlib.contextmanager
def french_errors(path: PathLike) -> Iterator[None]:
    """Turn what SQLite and the system say into one French sentence about the file."""
    name = os.path.basename(os.fspath(path))
    try:
        yield
    except sqlite3.Error as error:
        raise _translate(error, name, path) from error
    except UnicodeDecodeError as error:  # a damaged page of text
        raise BadInput(DAMAGED.format(name=name), str(error)) from error
    except OSError as error:
        raise DdtmError(
            f"Écriture impossible de « {name} » : disque plein, absent ou protégé ; rien n'a été changé.", str(error)
        ) from error


def _translate(error: sqlite3.Error, name: str, path: PathLike) -> DdtmError:
    text, detail = str(error), f"{type(error).__name__}: {error}"
    if "locked" in text or "busy" in text:
        return DdtmError(
            f"« {name} » est en cours de modification ailleurs : enregistrez et quittez le mode édition (crayon) dans QGIS, puis recommencez.",
            detail,
        )
    if "full" in text:
        return DdtmError(f"Le disque est plein : « {name} » est resté comme avant ; libérez de la place puis recommencez.", detail)
    if "readonly" in text or "read-only" in text or ("unable to open" in text and os.path.exists(path)):
        return BadInput(
            f"« {name} » ou son dossier est protégé en écriture : rien n'a été changé ; travaillez sur une copie modifiable.", detail
        )
    if "disk I/O" in text:
        return DdtmError(
            f"Écriture impossible de « {name} » (disque plein ou support retiré) : le fichier est resté comme avant ; "
            "vérifiez le disque puis recommencez.",
            detail,
        )
    if "unable to open" in text:
        return BadInput(f"« {name} » ne peut pas être ouvert : vérifiez le nom et les droits du dossier.", detail)
    if "not a database" in text or "malformed" in text or "corrupt" in text:
        return BadInput(DAMAGED.format(name=name), detail)
    return DdtmError(f"L'accès à « {name} » a échoué : rien n'a été changé ; lancez « data_sync verifier » sur ce fichier.", detail)


def _existing(path: PathLike) -> Path:
    path = Path(path)
    if not path.is_file():
        raise BadInput(f"Le fichier « {path.name} » est introuvable dans « {path.parent} ».")
    if path.stat().st_size == 0:
        raise BadInput(f"Le fichier « {path.name} » est vide : reprenez une sauvegarde ou réinstallez le paquet de données.")
    return path


def sqlite_uri(path: Path, mode: str) -> str:
    """The file as SQLite's URI, on a Windows share too. mode: "mode=ro", "mode=rw"..."""
    uri = path.absolute().as_uri()
    if not uri.startswith("file:///"):  # \\server\share on Windows: SQLite wants an empty authority
        uri = "file:////" + uri[len("file://") :]
    return f"{uri}?{mode}"


def _connect(path: Path, mode: str, timeout: float = BUSY_SECONDS) -> sqlite3.Connection:
    connection = sqlite3.connect(sqlite_uri(path, mode), uri=True, timeout=timeout, isolation_level=None)
    register_functions(connection)
    return connection


def _connect_ro(path: Path) -> sqlite3.Connection:
    connection = _connect(path, "mode=ro")
    try:
        _must_be_gpkg(connection, path)
        return connection
    except sqlite3.OperationalError:
        connection.close()
        if _has_content(f"{path}-journal"):
            # A process died while writing: only a connection that may write can undo the unfinished transaction.
            with contextlib.closing(_connect(path, "mode=rw")) as healer:
                _must_be_gpkg(healer, path)
        elif _has_content(f"{path}-wal"):
            raise
        else:  # left in WAL mode in a folder that cannot be written: readable as it is, since no change waits beside it
            return _checked(_connect(path, "mode=ro&immutable=1"), path)
    except BaseException:
        connection.close()
        raise
    return _checked(_connect(path, "mode=ro"), path)


def _checked(connection: sqlite3.Connection, path: Path) -> sqlite3.Connection:
    try:
        _must_be_gpkg(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _must_be_gpkg(connection: sqlite3.Connection, path: Path) -> None:
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'gpkg_contents'").fetchone():
        raise BadInput(f"« {path.name} » n'est pas un GeoPackage : choisissez un fichier .gpkg de la suite.")


def _has_content(path: str) -> bool:
    return os.path.exists(path) and os.path.getsize(path) > 0
