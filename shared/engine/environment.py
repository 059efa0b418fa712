"""Where the engine's Python is, and the environment it must be given: found, never guessed from the running QGIS."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Dict, List, Mapping, Optional

from ..errors import EngineDied

ENV_PYTHON = "DDTM_PYTHON"
ENV_LIBS = "DDTM_LIBS"
ENV_LIFE = "DDTM_MOTEUR_VIE"
# QGIS's own PROJ and GDAL tables break the wheels' newer libraries ("DATABASE.LAYOUT.VERSION.MINOR = 2 whereas >= 6").
FOREIGN_DATA = ("PROJ_LIB", "PROJ_DATA", "GDAL_DATA", "GDAL_DRIVER_PATH")
_QGIS_ONLY = ("PYTHONSTARTUP", "PYTHONINSPECT", "QT_PLUGIN_PATH", "QGIS_PREFIX_PATH", "PYTHONWARNINGS")
NO_PYTHON = (
    "Le moteur de calcul est introuvable : aucun Python utilisable. Lancez « make setup », "
    "ou indiquez l'interpréteur dans les réglages (variable DDTM_PYTHON)."
)


def package_name() -> str:
    """`shared` from source, `ddtm_crise.shared` once vendored into a plugin."""
    return __name__.rpartition(".engine.")[0]


def package_root() -> Path:
    """The folder that holds the top package: the checkout, or QGIS's plugin folder."""
    return Path(__file__).resolve().parents[2 + package_name().count(".")]


def find_python(setting: Optional[str] = None) -> str:
    """DDTM_PYTHON, else `setting`, else a .venv beside the checkout, else QGIS's own Python. Raises EngineDied."""
    windows = sys.platform.startswith("win")
    for named in (os.environ.get(ENV_PYTHON), setting):
        if named:
            if not os.path.isfile(named):
                raise EngineDied(NO_PYTHON, f"{named} does not exist")
            return named
    inside = Path("Scripts", "python.exe") if windows else Path("bin", "python")
    root = package_root()
    candidates: List[Path] = [folder / ".venv" / inside for folder in (root, *list(root.parents)[:2])]
    if windows:  # there sys.executable is qgis-bin.exe: starting it would open a second QGIS
        candidates += [Path(prefix, name) for prefix in (sys.exec_prefix, sys.base_exec_prefix) for name in ("python.exe", "python3.exe")]
    else:
        candidates += [Path(sys.executable)] if "python" in os.path.basename(sys.executable or "") else []
        candidates += [Path("/usr/bin/python3"), Path(sys.exec_prefix, "bin", "python3")]
    for candidate in candidates:
        if candidate.is_file():
            return str(candidate)
    raise EngineDied(NO_PYTHON, ", ".join(map(str, candidates)))


def child_environment(source: Optional[Mapping[str, str]] = None) -> Dict[str, str]:
    """A copy of the environment cleaned of what belongs to QGIS, with PYTHONPATH = the folder of the top package."""
    env = dict(os.environ if source is None else source)
    for name in (*FOREIGN_DATA, *_QGIS_ONLY):
        value = env.pop(name, None)
        if value and name.startswith("PROJ"):
            env["DDTM_PROJ_SECOURS"] = value
    if not sys.platform.startswith("win"):
        env.pop("PYTHONHOME", None)
    env.update(PYTHONPATH=str(package_root()), PYTHONUTF8="1", PYTHONUNBUFFERED="1", PYTHONNOUSERSITE="1")
    return env


def prepare_process() -> None:
    """Make this process fit for wheels: no foreign data folders, and the offline `ddtm_libs` folder last on the path."""
    for name in FOREIGN_DATA:
        os.environ.pop(name, None)
    tag = f"cp{sys.version_info[0]}{sys.version_info[1]}"
    named = os.environ.get(ENV_LIBS)
    for folder in [Path(named)] if named else [package_root().parent / "ddtm_libs" / tag, package_root().parent / "ddtm_libs"]:
        if folder.is_dir() and str(folder) not in sys.path:
            sys.path.append(str(folder))  # last: QGIS's numpy and pyproj must win
            break
    fallback = os.environ.pop("DDTM_PROJ_SECOURS", None)
    if fallback:
        _keep_pyproj_alive(fallback)


def _keep_pyproj_alive(folder: str) -> None:
    """A pyproj built on QGIS's own PROJ has no tables of its own: give it back those the environment named."""
    try:
        import pyproj.datadir
    except ImportError:
        return
    try:
        pyproj.datadir.get_data_dir()
    except pyproj.exceptions.DataDirError:
        pyproj.datadir.set_data_dir(folder)
