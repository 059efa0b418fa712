"""Whole files only: written apart, flushed to the disk, then renamed into place."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path


def ecrire_entier(path: Path, octets: bytes, mode: int = 0o644) -> None:
    """Write a file whole or not at all (temporary file, fsync, rename, fsync of the folder)."""
    handle, temporary = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            if os.name == "posix":
                os.fchmod(stream.fileno(), mode)
            stream.write(octets)
            stream.flush()
            os.fsync(stream.fileno())
        if os.name != "posix":
            os.chmod(temporary, mode)  # Windows keeps of it whether the file may be written
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
    graver_dossier(path.parent)


def graver_dossier(path: os.PathLike[str] | str) -> None:
    """Flush a folder's entries; a folder cannot be opened for that on Windows, where NTFS journals the rename."""
    if os.name != "posix":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # some network file systems refuse it; the files themselves are on disk
            os.fsync(handle)
    finally:
        os.close(handle)
