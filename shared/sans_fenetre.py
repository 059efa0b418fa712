"""A QGIS without windows as a child process: the Python that runs it, and a place of its own, apart from the user's profile."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any, Dict, Iterator, List

from .errors import BadInput

ENV_QGIS_PYTHON = "DDTM_QGIS_PYTHON"
ABSENT = "QGIS est introuvable sur ce poste : installez QGIS, ou indiquez son Python dans la variable DDTM_QGIS_PYTHON."
# Variables of another Python or of an engine's wheels: QGIS's own Python must find its own libraries.
FOREIGN = ("PYTHONHOME", "PYTHONSTARTUP", "VIRTUAL_ENV", "PROJ_LIB", "PROJ_DATA", "GDAL_DATA", "GDAL_DRIVER_PATH", "LD_PRELOAD")
_OWN = __name__.rpartition(".")[0]  # `shared`, or the plugin's own copy of it
MAP = f"{_OWN}.carto.tete_nue"  # the module that makes maps


def qgis_python() -> str:
    """DDTM_QGIS_PYTHON, else the Python that QGIS uses on this system. Raises BadInput when there is none."""
    named = os.environ.get(ENV_QGIS_PYTHON)
    if named:
        if not os.path.isfile(named):
            raise BadInput(ABSENT, f"{named} does not exist")
        return named
    candidates: List[Path] = [Path("/usr/bin/python3"), Path(sys.executable)]
    if sys.platform.startswith("win"):
        programs = Path(os.environ.get("PROGRAMFILES", r"C:\Program Files"))
        candidates = [
            *sorted(programs.glob("QGIS*/bin/python-qgis*.bat"), reverse=True),
            *Path(r"C:\OSGeo4W\bin").glob("python-qgis*.bat"),
            Path(sys.executable),
        ]
    for candidate in candidates:
        if candidate.is_file():
            return str(candidate)
    raise BadInput(ABSENT)


@contextlib.contextmanager
def own_place(module: str) -> Iterator[Dict[str, Any]]:
    """What subprocess wants to start `module` in such a QGIS (args, env, cwd); its folder goes when the block ends. Raises BadInput."""
    root = Path(__file__).resolve().parents[1 + _OWN.count(".")]
    command = [qgis_python(), "-m", module]
    with tempfile.TemporaryDirectory(prefix="ddtm-qgis-") as scratch:
        os.chmod(scratch, 0o700)
        env = {key: value for key, value in os.environ.items() if key not in FOREIGN}
        env.update(
            PYTHONPATH=str(root), PYTHONUTF8="1", QT_QPA_PLATFORM="offscreen", XDG_RUNTIME_DIR=scratch, QGIS_CUSTOM_CONFIG_PATH=scratch
        )
        yield {"args": command, "env": env, "cwd": scratch}


def said(output: bytes) -> List[Dict[str, Any]]:
    """The lines in which it told something: one JSON object each, among what libraries print."""
    out = []
    for line in output.decode("utf-8", "replace").splitlines():
        try:
            found = json.loads(line)
        except ValueError:
            continue
        if isinstance(found, dict):
            out.append(found)
    return out
