"""The self-check of an installed laptop: a table of checks, a French report without personal data."""

from __future__ import annotations

import datetime as dt
import importlib.metadata
import os
import platform
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Callable, List, Optional, Tuple

from . import outils, profil, roues
from .actions import Poste, plugin_name

Answer = Tuple[Optional[bool], str]  # True good, False wrong, None to know
MAX_PATH = 259  # characters, of Windows without long paths


def system(poste: Poste) -> Answer:
    try:
        from qgis.core import Qgis

        version = Qgis.QGIS_VERSION
    except ImportError:
        return False, "QGIS ne se charge pas : lancez ce contrôle par VERIFIER.bat."
    return None, f"QGIS {version}, Python {platform.python_version()} ({outils.tag()}), {platform.system()} {platform.release()}"


def plugins(poste: Poste) -> Answer:
    wrong = []
    for path in poste.zips:
        name = plugin_name(path)
        with zipfile.ZipFile(path) as archive:
            wanted = {item: archive.read(item) for item in archive.namelist()}
        found = {item: poste.plugins / item for item in wanted}
        if any(not place.is_file() or place.read_bytes() != wanted[item] for item, place in found.items()):
            wrong.append(name)
    return not wrong, "extensions identiques à la clé" if not wrong else f"{', '.join(wrong)} : absente ou modifiée, lancez REPARER.bat."


def engine_python(poste: Poste, code: str) -> subprocess.CompletedProcess:
    """Run code as the engine does: no PROJ or GDAL folders of QGIS, `ddtm_libs` last on the path."""
    env = {name: value for name, value in os.environ.items() if name not in ("PROJ_LIB", "PROJ_DATA", "GDAL_DATA", "GDAL_DRIVER_PATH")}
    env["PYTHONNOUSERSITE"] = env["PYTHONUTF8"] = "1"
    start = f"import sys; sys.path.append({str(poste.libs / outils.tag())!r})\n"
    return subprocess.run(
        [roues.python_program(), "-c", start + code], capture_output=True, text=True, encoding="utf-8", env=env, check=False
    )


def modules(poste: Poste) -> Answer:
    listed = [row["module"] for row in roues.rows(poste.kit / "roues", outils.tag())]
    code = (
        f"import importlib\nfor name in {listed!r}:\n try:\n  importlib.import_module(name)\n"
        " except BaseException as error:\n  print(name, type(error).__name__, sep=' : ')"
    )
    done = engine_python(poste, code)
    wrong = done.stdout.split("\n")[:-1] or (["arrêt brutal"] if done.returncode else [])
    return not wrong, f"{len(listed)} bibliothèques se chargent" if not wrong else "; ".join(wrong) + " : lancez REPARER.bat."


def traps(poste: Poste) -> Answer:
    """numpy and pyproj must be QGIS's own: a copy of another version makes QGIS crash."""
    foreign = [name for name in ("numpy", "pyproj", "scipy", "PyQt5", "PyQt6", "osgeo") if (poste.libs / outils.tag() / name).exists()]
    try:
        numpy = importlib.metadata.version("numpy")
    except importlib.metadata.PackageNotFoundError:
        return False, "QGIS n'a pas numpy : réinstallez QGIS."
    good = not foreign
    return good, f"numpy {numpy} est celui de QGIS" if good else f"{', '.join(foreign)} en double dans ddtm_libs : lancez REPARER.bat."


def projection(poste: Poste) -> Answer:
    """A point of Montpellier in Lambert-93, to the metre, with QGIS's PROJ_DATA out of the way."""
    code = "from pyproj import Transformer\nprint(*map(round, Transformer.from_crs(4326, 2154, always_xy=True).transform(3.8767, 43.6108)))"
    done = engine_python(poste, code)
    good = done.stdout.split() == ["770796", "6279476"]
    return good, "les projections sont justes" if good else "les projections sont fausses ou absentes : réinstallez QGIS, puis REPARER.bat."


def engine(poste: Poste) -> Answer:
    name = plugin_name(poste.zips[0])
    code = (
        f"import sys; sys.path.insert(0, {str(poste.plugins)!r})\n"
        f"from {name}.shared.engine.client import engine\n"
        f"print(engine().run('{name}.shared.engine.core.autotest:addition', {{'valeurs': [20, 22]}})['somme'])\nengine().close()"
    )
    done = engine_python(poste, code)
    good = done.stdout.split() == ["42"]
    return good, "le moteur de calcul répond" if good else "le moteur de calcul ne répond pas : lancez REPARER.bat."


def settings(poste: Poste) -> Answer:
    text = poste.settings.read_text(encoding="utf-8") if poste.settings.is_file() else ""
    names = [plugin_name(path) for path in poste.zips]
    keys = profil.settings(names, (poste.data / "extensions" / "plugins.xml").resolve().as_uri())
    good = profil.merge(text, keys) == text
    return good, "profil réglé, dépôt officiel désactivé" if good else "le profil n'est pas celui de la clé : lancez REPARER.bat."


def pack(poste: Poste) -> Answer:
    current = poste.data / "espace" / "referentiel" / "CURRENT"
    name = current.read_text(encoding="utf-8").strip() if current.is_file() else ""
    if not name:
        return None, "pas encore de paquet de données : importez-le, ou prenez le paquet d'exercice"
    good = (current.parent / name / "referentiel.gpkg").is_file()
    return good, "paquet de données en place" if good else "paquet de données incomplet : réinstallez-le."


def writable(poste: Poste) -> Answer:
    try:
        outils.write_whole(poste.data / ".essai", "x")
        (poste.data / ".essai").unlink()
    except (outils.KitError, OSError):
        return False, "le dossier de travail ne s'écrit pas : demandez les droits au service informatique."
    return True, "le dossier de travail s'écrit"


def paths(poste: Poste) -> Answer:
    longest = max((len(str(path)) for folder in (poste.profile, poste.data) for path in folder.rglob("*")), default=0)
    good = longest <= MAX_PATH
    return good, f"chemin le plus long : {longest} caractères" + (
        "" if good else ", Windows en admet 259 : installez dans un dossier plus court."
    )


def disk(poste: Poste) -> Answer:
    free = shutil.disk_usage(poste.data if poste.data.exists() else poste.data.parent).free / 1e9
    return free > 5, f"{free:.0f} Go libres" + ("" if free > 5 else " : il en faut 5.")


CHECKS: Tuple[Tuple[str, Callable[[Poste], Answer]], ...] = (
    ("Système", system),
    ("Extensions", plugins),
    ("Bibliothèques", modules),
    ("Versions", traps),
    ("Projections", projection),
    ("Moteur", engine),
    ("Profil", settings),
    ("Données", pack),
    ("Écriture", writable),
    ("Chemins", paths),
    ("Disque", disk),
)


def anonymous(text: str) -> str:
    """The user's own folder and name hidden."""
    for name in ("USERPROFILE", "HOME"):
        if os.environ.get(name):
            text = text.replace(os.environ[name], "~")
    return text


def run(poste: Poste) -> Tuple[int, str]:
    """(number of wrong lines, the report)."""
    lines, wrong = [], 0
    for title, check in CHECKS:
        try:
            good, text = check(poste)
        except Exception as error:
            good, text = False, f"contrôle impossible ({type(error).__name__} : {error})"
        wrong += good is False
        lines.append(f"{'OK ' if good else 'NON' if good is False else ' - '} {title:<14} {text}")
    end = "Tout est en place." if not wrong else f"{wrong} point(s) à corriger : suivez la phrase de chaque ligne « NON »."
    head = f"Contrôle des outils DDTM, {dt.datetime.now():%d/%m/%Y %H:%M}"
    return wrong, anonymous("\n".join([head, "", *lines, "", end, ""]))


def write_report(poste: Poste, text: str) -> Path:
    target = poste.data / "rapport-controle.txt"
    outils.write_whole(target, text, encoding="utf-8-sig")  # so that Windows's notepad reads the accents
    return target


def report_lines(text: str) -> List[str]:
    return [line for line in text.splitlines() if line[:3] in ("OK ", "NON", " - ")]
