"""Any exception becomes one French sentence with the right exit status; the fault is never hidden nor told in English."""

import errno
import sqlite3

import pytest

from shared.errors import BadInput, Cancelled, DdtmError
from shared.faults import UNFORESEEN, as_ddtm_error


@pytest.mark.parametrize(
    "error, kind, words",
    [
        (OSError(errno.ENOSPC, "No space left on device", "/x/y.gpkg"), DdtmError, "disque est plein"),
        (OSError(errno.EROFS, "Read-only file system", "/x/y.gpkg"), BadInput, "« /x/y.gpkg » est en lecture seule"),
        (PermissionError(errno.EACCES, "Permission denied", "/x"), BadInput, "L'accès à « /x » est refusé"),
        (FileNotFoundError(errno.ENOENT, "No such file", "/x"), BadInput, "« /x » est introuvable"),
        (sqlite3.OperationalError("database or disk is full"), DdtmError, "disque est plein"),
        (sqlite3.OperationalError("attempt to write a readonly database"), BadInput, "lecture seule"),
        (sqlite3.OperationalError("database is locked"), DdtmError, "occupé par un autre logiciel"),
        (sqlite3.DatabaseError("file is not a database"), BadInput, "tronqué"),
        (sqlite3.DatabaseError("database disk image is malformed"), BadInput, "endommagé"),
        (MemoryError(), DdtmError, "mémoire"),
        (ModuleNotFoundError("No module named 'geopandas.tools'", name="geopandas.tools"), DdtmError, "Le module « geopandas » manque"),
        (ValueError("x"), DdtmError, UNFORESEEN),
        (SystemExit(3), DdtmError, UNFORESEEN),
    ],
)
def test_what_is_said(error, kind, words):
    known = as_ddtm_error(error)
    assert type(known) is kind and words in known.message
    assert type(error).__name__ in known.detail


def test_foreseen_errors_pass_unchanged_and_ctrl_c_is_a_cancel():
    refusal = BadInput("La zone est vide.", "d")
    assert as_ddtm_error(refusal) is refusal
    assert isinstance(as_ddtm_error(KeyboardInterrupt()), Cancelled)
