"""The USB kit for an offline Windows laptop: `python build_plugins.py --kit windows`."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import tempfile
from pathlib import Path
from typing import Dict, Iterator, List, Optional

from . import fiche, licences, roues
from .poste import outils, profil
from .regles import RESERVED, UNSAFE

HERE = Path(__file__).resolve().parent
NAME = "kit-windows"
# Where the laptop puts things; the longest user name that Windows allows is 20 characters.
INSTALLED = "C:\\Users\\" + "x" * 20 + "\\AppData\\Roaming\\QGIS\\QGIS3\\profiles\\ddtm\\python"
MAX_PATH = 259
PURPOSES = {
    "ddtm_crise": "Salle de crise : population à évacuer, itinéraires, cartes en un clic",
    "data_sync": "Données communes : import, contrôle, échanges entre postes",
    "ddtm_lucca": "Procès-verbaux : infractions, nullités, scellement",
    "ddtm_drones": "Missions de drone : preuve, emprises, mosaïque",
    "ddtm_aigle": "Détections sur photographies aériennes : tri et revue",
}
LISEZMOI = """Outils DDTM pour QGIS - cle d'installation sans reseau
======================================================

INSTALLER.bat      installe tout dans le profil QGIS "ddtm" du compte ouvert
REPARER.bat        refait l'installation (donnees gardees)
VERIFIER.bat       controle le poste et ecrit un rapport
DESINSTALLER.bat   retire les outils (donnees gardees)
fiche.pdf          la meme chose, a imprimer
LICENCES.txt       les droits de la suite et de ce qu'elle emporte

Il faut QGIS 3.22 ou plus deja installe. Aucun droit d'administrateur, aucun reseau.
Le fichier qgis_global_settings.ini est pour le service informatique : place dans le dossier
"resources" de QGIS, il regle de meme tous les profils du poste.
"""


def _bat(text: str) -> bytes:
    """Windows's line ends; refuses what an old console code page would spoil."""
    return text.replace("\r\n", "\n").encode("ascii").replace(b"\n", b"\r\n")


def _scripts(kit: Path) -> None:
    for path in sorted((HERE / "modeles").glob("*.bat")):
        (kit / path.name).write_bytes(_bat(path.read_text(encoding="ascii")))
    (kit / "LISEZMOI.txt").write_bytes(_bat(LISEZMOI))
    # the notices that some wheels do not carry themselves must travel with them; the mark lets old editors read the accents
    (kit / "LICENCES.txt").write_text(licences.PAGE.read_text(encoding="utf-8"), encoding="utf-8-sig", newline="\r\n")
    tools = kit / "outils" / "poste"
    tools.mkdir(parents=True)
    shutil.copyfile(HERE / "modeles" / "lancer.py", kit / "outils" / "lancer.py")
    for path in sorted((HERE / "poste").glob("*.py")):
        shutil.copyfile(path, tools / path.name)
    (kit / "qgis_global_settings.ini").write_text(profil.global_settings(), encoding="utf-8", newline="\n")


def _plugins(kit: Path, dist: Path) -> None:
    target = kit / "extensions"
    target.mkdir()
    for path in sorted(dist.glob("*.zip")):
        shutil.copyfile(path, target / path.name)
    text = (dist / "plugins.xml").read_text(encoding="utf-8")
    # the laptop writes the address of its own copy here
    (target / "plugins.xml").write_text(re.sub(r"(<download_url>).*/", r"\1@DEPOT@/", text), encoding="utf-8", newline="\n")


def _wheels(kit: Path, cache: Optional[Path]) -> None:
    target = kit / "roues"
    target.mkdir()
    if cache is not None:
        roues.check(cache)
    else:
        cache = HERE.parent / "build" / "roues"
        roues.download(cache)
    for row in roues.locked():
        (target / row["python"]).mkdir(exist_ok=True)
        shutil.copyfile(cache / row["python"] / row["fichier"], target / row["python"] / row["fichier"])
    shutil.copyfile(roues.TABLE, target / "roues.csv")


def _pack(kit: Path, space: Path) -> bool:
    """The generation in use of a work space, and an empty work file of its kind; returns whether it is an exercise."""
    from shared import catalogue
    from shared.espace import Espace
    from shared.gpkg.create import create

    espace = Espace.at(space)
    shutil.copytree(espace.generation, kit / "paquet" / "generation", copy_function=shutil.copyfile)
    create(kit / "paquet" / "travail.gpkg", catalogue.layers("travail"), exercise=espace.is_exercise)
    return espace.is_exercise


def manifest(kit: Path) -> str:
    names = sorted(path.relative_to(kit).as_posix() for path in kit.rglob("*") if path.is_file() and path.name != "SHA256SUMS.txt")
    return "".join(f"{outils.sha256(kit / name)}  {name}\n" for name in names)


def make(dist: Path, entries: Dict[str, Dict[str, str]], cache: Optional[Path] = None, space: Optional[Path] = None) -> Path:
    """Build `dist/kit-windows/` from the zips of `dist`; the folder is replaced only once the kit is whole and its names are safe.

    cache: a folder with cp39/ and cp312/ already filled; space: the work space whose data go onto the key.
    """
    with tempfile.TemporaryDirectory(prefix=".kit-", dir=dist) as work:
        kit = Path(work, NAME)
        kit.mkdir()
        _scripts(kit)
        _plugins(kit, dist)
        _wheels(kit, cache)
        exercise = _pack(kit, space) if space is not None else False
        rows = [(fields["name"], fields["version"], PURPOSES.get(name, fields["description"])) for name, fields in entries.items()]
        version = next(iter(entries.values()))["version"]
        fiche.write(kit / "fiche.pdf", rows, version, dt.datetime.now(), exercise)
        (kit / "SHA256SUMS.txt").write_text(manifest(kit), encoding="utf-8", newline="\n")
        wrong = list(unsafe(kit)) + list(too_long(kit))
        if wrong:
            raise roues.WheelError("Ces noms ne passent pas sous Windows : " + "; ".join(wrong[:5]))
        outils.replace_folder(kit, dist / NAME)
    return dist / NAME


def unsafe(kit: Path) -> Iterator[str]:
    """Names that Windows refuses, or that differ only by capitals."""
    seen: List[str] = []
    for path in sorted(kit.rglob("*")):
        name = path.relative_to(kit).as_posix()
        if not name.isascii() or RESERVED.match(path.name) or UNSAFE.search(path.name) or name.lower() in seen:
            yield name
        seen.append(name.lower())


def too_long(kit: Path) -> Iterator[str]:
    """Files whose path on the laptop, with the longest user name, passes 259 characters."""
    import zipfile

    for path in sorted((kit / "extensions").glob("*.zip")):
        with zipfile.ZipFile(path) as archive:
            # .extension-xxxxxxxx/ is where a plugin is unpacked before it takes its place
            yield from (name for name in archive.namelist() if len(f"{INSTALLED}\\plugins\\.extension-xxxxxxxx\\{name}") > MAX_PATH)
    for row in roues.locked():
        wheel = kit / "roues" / row["python"] / row["fichier"]
        with zipfile.ZipFile(wheel) as archive:
            place = f"{INSTALLED}\\ddtm_libs\\.roues-xxxxxxxx\\{row['python']}\\"
            yield from (f"{wheel.name}: {name}" for name in archive.namelist() if len(place + name) > MAX_PATH)
