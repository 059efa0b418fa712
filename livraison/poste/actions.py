"""Install, repair and remove the suite on one laptop. Every step is whole or not done; the work space is never removed."""

from __future__ import annotations

import os
import shutil
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, List

from . import outils, profil, roues
from .outils import KitError

SHORTCUT = "Bureau DDTM.bat"
ELSEWHERE = "ailleurs.bat"  # where QGIS is, when it is not where commun.bat looks


@dataclass(frozen=True)
class Poste:
    """The kit and the places of this laptop."""

    kit: Path
    profiles: Path  # QGIS's folder of profiles
    data: Path  # %LOCALAPPDATA%/DDTM
    desktop: Path  # where the shortcut goes, when the folder exists

    @classmethod
    def of_this_machine(cls, kit: Path) -> Poste:
        return cls(kit, outils.profiles_root(outils.qgis_major()), outils.local_data(), outils.desktop_folder())

    @property
    def profile(self) -> Path:
        return self.profiles / profil.PROFILE

    @property
    def plugins(self) -> Path:
        return self.profile / "python" / "plugins"

    @property
    def libs(self) -> Path:
        return self.profile / "python" / "ddtm_libs"

    @property
    def settings(self) -> Path:
        return self.profile / "QGIS" / ("QGIS4.ini" if self.profiles.parent.name == "QGIS4" else "QGIS3.ini")

    @property
    def zips(self) -> List[Path]:
        return sorted((self.kit / "extensions").glob("*.zip"))


def plugin_name(path: Path) -> str:
    """`ddtm_crise` of ddtm_crise-0.1.0.zip."""
    return path.name.rpartition("-")[0]


def install_plugins(poste: Poste) -> str:
    if not poste.zips:
        raise KitError("La clé ne contient aucune extension : refaites la clé au bureau.")
    poste.plugins.mkdir(parents=True, exist_ok=True)
    for path in poste.zips:
        name = plugin_name(path)
        with tempfile.TemporaryDirectory(prefix=".extension-", dir=poste.plugins) as work, zipfile.ZipFile(path) as archive:
            archive.extractall(work)  # our own zip, checked against SHA256SUMS.txt; extractall keeps inside the folder
            outils.replace_folder(Path(work, name), poste.plugins / name)
    return "extensions : " + ", ".join(plugin_name(path) for path in poste.zips)


def install_wheels(poste: Poste) -> str:
    done = roues.install(poste.kit / "roues", poste.libs)
    return f"{len(done)} bibliothèques ajoutées" if done else "ce QGIS a déjà toutes les bibliothèques"


def install_settings(poste: Poste) -> str:
    before = poste.settings.read_text(encoding="utf-8") if poste.settings.is_file() else ""
    local = poste.data / "extensions"
    keys = profil.settings([plugin_name(path) for path in poste.zips], (local / "plugins.xml").resolve().as_uri())
    outils.write_whole(poste.settings, profil.merge(before, keys))
    return f"profil QGIS « {profil.PROFILE} » réglé, dépôt officiel désactivé"


def install_repository(poste: Poste) -> str:
    """A copy of the plugin repository on the disk: QGIS updates from it when the key is not plugged in."""
    local = poste.data / "extensions"
    poste.data.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".depot-", dir=poste.data) as work:
        new = Path(work, "extensions")
        new.mkdir()
        text = (poste.kit / "extensions" / "plugins.xml").read_text(encoding="utf-8")
        (new / "plugins.xml").write_text(text.replace("@DEPOT@", local.resolve().as_uri()), encoding="utf-8", newline="\n")
        for path in poste.zips:
            shutil.copyfile(path, new / path.name)
        outils.replace_folder(new, local)
    return "dépôt local d'extensions copié"


def install_pack(poste: Poste) -> str:
    """The data pack of the key, unless the work space has one already."""
    source, space = poste.kit / "paquet", poste.data / "espace"
    if not source.is_dir():
        return "pas de paquet de données sur la clé"
    root = space / "referentiel"
    if (root / "CURRENT").is_file():
        return "le poste a déjà un paquet de données : il est gardé"
    root.mkdir(parents=True, exist_ok=True)
    free, needed = shutil.disk_usage(root).free, sum(path.stat().st_size for path in source.rglob("*") if path.is_file())
    if free < needed * 1.2:
        raise KitError(f"Le disque est trop plein pour le paquet de données : libérez {needed * 1.2 / 1e9 - free / 1e9:.1f} Go.")
    with tempfile.TemporaryDirectory(prefix=".paquet-", dir=root) as work:
        shutil.copytree(source / "generation", Path(work, "gen"), copy_function=outils.copy_to_disk)
        outils.replace_folder(Path(work, "gen"), root / "gen-1")
    work_file = space / "travail" / "travail.gpkg"
    if not work_file.exists():
        work_file.parent.mkdir(parents=True, exist_ok=True)
        outils.copy_to_disk(source / "travail.gpkg", work_file.with_suffix(".part"))
        os.replace(work_file.with_suffix(".part"), work_file)
    outils.write_whole(root / "CURRENT", "gen-1\n")
    return "paquet de données installé"


def install_shortcut(poste: Poste) -> str:
    """The scripts that open the desktop. They hold no name of a person: the console reads another code page than Python writes."""
    poste.data.mkdir(parents=True, exist_ok=True)
    for name in ("OUVRIR.bat", "commun.bat"):
        shutil.copyfile(poste.kit / name, poste.data / name)
    elsewhere = os.environ.get("DDTM_QGIS")
    if elsewhere:  # told for this once; the shortcut and the repair must know it too
        with open(poste.data / ELSEWHERE, "w", encoding="oem" if os.name == "nt" else "utf-8", newline="") as file:
            file.write(f'@set "DDTM_QGIS={elsewhere}"\r\n')
    if poste.desktop.is_dir():
        with open(poste.desktop / SHORTCUT, "w", encoding="ascii", newline="") as file:
            file.write('@call "%LOCALAPPDATA%\\DDTM\\OUVRIR.bat"\r\n')
        return "raccourci « Bureau DDTM » posé sur le bureau de Windows"
    return "pas de bureau Windows où poser le raccourci : ouvrez par %LOCALAPPDATA%\\DDTM\\OUVRIR.bat"


STEPS: List[Callable[[Poste], str]] = [
    install_wheels,  # first: a Python that the key does not know stops before anything is changed
    install_plugins,
    install_repository,
    install_settings,
    install_pack,
    install_shortcut,
]


def install(poste: Poste, say: Callable[[str], None] = print) -> None:
    """All steps; installing again repairs. Raises KitError at the first that cannot be done: those before it stay whole."""
    say(f"Clé vérifiée : {outils.check_kit(poste.kit)} fichiers intacts.")
    for number, step in enumerate(STEPS, 1):
        say(f"{number}/{len(STEPS)}  {step(poste)}")


def uninstall(poste: Poste, say: Callable[[str], None] = print) -> None:
    """Remove the profile, the local repository and the shortcut; data, results and photographs stay."""
    for folder in (poste.profile, poste.data / "extensions"):
        if folder.exists():
            gone = folder.with_name(f".{folder.name}.retire")
            shutil.rmtree(gone, ignore_errors=True)
            try:
                os.rename(folder, gone)  # refused while QGIS has it open: then nothing of it is lost
            except OSError as error:
                raise KitError("QGIS est encore ouvert : fermez-le, puis relancez DESINSTALLER.bat.") from error
            shutil.rmtree(gone, ignore_errors=True)
    for path in (poste.desktop / SHORTCUT, *(poste.data / name for name in ("OUVRIR.bat", "commun.bat", ELSEWHERE))):
        path.unlink(missing_ok=True)
    say("Les outils DDTM sont retirés. Le dossier de travail (données, documents, photos) est gardé : " + str(poste.data / "espace"))
