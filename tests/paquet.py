"""A small exercise pack for any test: some communes of the lower Lez, built once and then copied.

espace = small_space(tmp_path)      # the path of a work space of one's own: its files may be changed
root = shared_small_space()         # the session's own, to be read only

The one built is kept in the system's temporary folder under a name that changes with the code that may build it; no test opens
it, each session copies it.
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import functools
import hashlib
import os
import shutil
import tempfile
import time
from pathlib import Path

from data_sync.core.exercice.build import run
from shared.jobs import JobContext

SCALE = 0.05
ROOT = Path(__file__).resolve().parents[1]
KEPT = Path(tempfile.gettempdir()) / f"ddtm-paquets-{os.getuid()}"
STALE_SECONDS = 7_200


@functools.cache
def shared_small_space() -> Path:
    """The work space of this session (about 17 communes around Lattes). Do not write into it."""
    root = Path(tempfile.mkdtemp(prefix="paquet-exercice-"))
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    shutil.copytree(_built(), root, dirs_exist_ok=True)
    return root


def _built() -> Path:
    """Built by the first process that asks for it; those that ask meanwhile wait."""
    folder = KEPT / _stamp()
    KEPT.mkdir(mode=0o700, exist_ok=True)
    with open(KEPT / "verrou", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            for old in KEPT.iterdir():
                if time.time() - old.stat().st_mtime > STALE_SECONDS:
                    shutil.rmtree(old, ignore_errors=True)
            making = Path(tempfile.mkdtemp(prefix="en-cours-", dir=KEPT))
            run({"espace": str(making), "echelle": SCALE}, JobContext())
            os.rename(making, folder)
    with contextlib.suppress(OSError):
        os.utime(folder)  # in use: not stale
    return folder


def _stamp() -> str:
    digest = hashlib.sha256(str(SCALE).encode())
    for name in ("data_sync/core", "shared"):
        for path in sorted((ROOT / name).rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def small_space(folder: os.PathLike[str] | str, name: str = "espace") -> Path:
    """A copy of the small pack's work space in `folder`, with an empty travail.gpkg; returns its path."""
    target = Path(folder) / name
    shutil.copytree(shared_small_space(), target)
    return target
