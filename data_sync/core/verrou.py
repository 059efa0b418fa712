"""One job at a time in a folder: a lock of the system's own, so that a killed process leaves none behind."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Iterator

from shared.errors import BadInput


@contextlib.contextmanager
def seul(path: Path, occupe: str) -> Iterator[None]:
    """Hold the lock file `path`. Raises BadInput(`occupe`) when another process has it."""
    try:
        stream = open(path, "a+b")
    except OSError as error:
        raise BadInput(f"Le dossier « {path.parent} » n'est pas accessible en écriture : choisissez-en un autre.", str(error)) from error
    with stream:
        try:
            _lock(stream.fileno())
        except OSError as error:
            raise BadInput(occupe, str(error)) from error
        yield


def _lock(handle: int) -> None:
    if os.name == "posix":
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    else:
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]  # Windows only
