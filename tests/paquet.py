"""A small exercise pack for any test: some communes of the lower Lez, built once a session and then copied.

espace = small_space(tmp_path)      # the path of a work space of one's own: its files may be changed
root = shared_small_space()         # the session's own, to be read only
"""

from __future__ import annotations

import atexit
import functools
import os
import shutil
import tempfile
from pathlib import Path

from data_sync.core.exercice.build import run
from shared.jobs import JobContext

SCALE = 0.05


@functools.cache
def shared_small_space() -> Path:
    """The work space built for this session (about 17 communes around Lattes). Do not write into it."""
    root = Path(tempfile.mkdtemp(prefix="paquet-exercice-"))
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    run({"espace": str(root), "echelle": SCALE}, JobContext())
    return root


def small_space(folder: os.PathLike[str] | str, name: str = "espace") -> Path:
    """A copy of the small pack's work space in `folder`, with an empty travail.gpkg; returns its path."""
    target = Path(folder) / name
    shutil.copytree(shared_small_space(), target)
    return target
