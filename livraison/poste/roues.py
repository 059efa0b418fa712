"""Install the wheels that this QGIS lacks, without network, into the profile's `ddtm_libs/cpXY` folder."""

from __future__ import annotations

import csv
import importlib.util
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Dict, List, Set

from .outils import KitError, replace_folder, tag

TABLE = "roues.csv"
NO_WHEELS = (
    "La clé n'a pas de bibliothèques pour le Python {tag} de ce QGIS ; elle en a pour {known}. "
    "Installez un QGIS qui a l'un d'eux, ou faites refaire la clé au bureau ; rien n'a été changé."
)
FAILED = "Les bibliothèques n'ont pas pu être installées : lancez REPARER.bat ; si cela persiste, montrez le rapport au bureau."


def rows(folder: Path, wanted: str) -> List[Dict[str, str]]:
    """The lines of the lock table for one Python."""
    with open(folder / TABLE, encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["python"] == wanted]


def known(folder: Path) -> Set[str]:
    """The Pythons of the lock table."""
    with open(folder / TABLE, encoding="utf-8", newline="") as file:
        return {row["python"] for row in csv.DictReader(file)}


def has(module: str) -> bool:
    """Whether QGIS's own Python can find a module; `ddtm_libs` is not on the path of the installer."""
    try:
        return importlib.util.find_spec(module) is not None
    except (ImportError, ValueError):
        return False


def lacking(listed: List[Dict[str, str]]) -> List[Dict[str, str]]:
    """The wheels to install: those whose module QGIS does not have itself."""
    return [row for row in listed if not has(row["module"])]


def pip_command(python: str, wheels: List[Path], target: Path) -> List[str]:
    """No network, no dependencies followed, nothing outside `target`."""
    options = ["--isolated", "--no-index", "--no-deps", "--no-compile", "--no-warn-script-location", "--disable-pip-version-check", "-q"]
    return [python, "-m", "pip", "install", *options, "--target", str(target), *map(str, wheels)]


def python_program() -> str:
    """The interpreter itself: under OSGeo4W sys.executable may be QGIS."""
    for candidate in (Path(sys.executable), Path(sys.exec_prefix, "python.exe"), Path(sys.exec_prefix, "python3.exe")):
        if candidate.name.lower().startswith("python") and candidate.is_file():
            return str(candidate)
    raise KitError("L'interpréteur Python de QGIS est introuvable : réinstallez QGIS, puis relancez INSTALLER.bat.")


def install(wheels: Path, libs: Path, wanted: str = "") -> List[str]:
    """Fill `libs/cpXY` anew with what QGIS lacks; returns "name version" of each. The folder is changed only once all is there."""
    wanted = wanted or tag()
    listed = rows(wheels, wanted)
    if not listed:
        raise KitError(NO_WHEELS.format(tag=wanted, known=" et ".join(sorted(known(wheels)))))
    chosen = lacking(listed)
    libs.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".roues-", dir=libs) as work:
        new = Path(work, wanted)
        new.mkdir()
        if chosen:
            files = [wheels / wanted / row["fichier"] for row in chosen]
            done = subprocess.run(pip_command(python_program(), files, new), capture_output=True, text=True, check=False)
            if done.returncode:
                raise KitError(FAILED + f" ({done.stderr.strip().splitlines()[-1] if done.stderr.strip() else 'pip'})")
            shutil.rmtree(new / "bin", ignore_errors=True)
            shutil.rmtree(new / "Scripts", ignore_errors=True)
        replace_folder(new, libs / wanted)
    return [f"{row['nom']} {row['version']}" for row in chosen]
