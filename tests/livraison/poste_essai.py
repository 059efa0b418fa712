"""A kit in miniature for the tests: a plugin, two wheels for the running Python, a data pack. Nothing is downloaded."""

import csv
import hashlib
import zipfile
from pathlib import Path

from livraison import kit as kits
from livraison.poste import actions, outils
from livraison.roues import COLUMNS

XML = "<plugins><pyqgis_plugin><download_url>@DEPOT@/{0}</download_url><file_name>{0}</file_name></pyqgis_plugin></plugins>"


def wheel(folder: Path, name: str, version: str, code: str, tag: str = "py3-none-any") -> Path:
    """A real wheel, as small as can be."""
    folder.mkdir(parents=True, exist_ok=True)
    path, info = folder / f"{name}-{version}-{tag}.whl", f"{name}-{version}.dist-info"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{name}/__init__.py", code)
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\nRequires-Dist: absent_de_partout\n")
        archive.writestr(f"{info}/WHEEL", f"Wheel-Version: 1.0\nGenerator: essai\nRoot-Is-Purelib: true\nTag: {tag}\n")
        archive.writestr(f"{info}/RECORD", "")
    return path


def plugin_zip(folder: Path, version: str = "1.0", text: str = "VALEUR = 1\n") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"ddtm_essai-{version}.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("ddtm_essai/__init__.py", text)
        archive.writestr("ddtm_essai/metadata.txt", f"[general]\nname=Essai\nversion={version}\n")
    return path


def wheel_row(path: Path, python: str, module: str) -> dict:
    name, version = path.name.split("-")[:2]
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return dict(zip(COLUMNS, (python, name, version, module, "MIT", str(path.stat().st_size), path.name, digest)))


def small_kit(folder: Path, tag: str = "", version: str = "1.0", text: str = "VALEUR = 1\n") -> Path:
    """A kit with what the installer reads; `tag` names the Python of its wheels (default: the running one)."""
    tag = tag or outils.tag()
    folder.mkdir(parents=True)
    kits._scripts(folder)
    path = plugin_zip(folder / "extensions", version, text)
    (folder / "extensions" / "plugins.xml").write_text(XML.format(path.name), encoding="utf-8")
    rows = [
        wheel_row(wheel(folder / "roues" / tag, "ddtm_roue_essai", "2.0", "VERSION = 2\n"), tag, "ddtm_roue_essai"),
        wheel_row(wheel(folder / "roues" / tag, "numpy", "9.9", "raise ImportError('not the numpy of QGIS')\n"), tag, "numpy"),
    ]
    with open(folder / "roues" / "roues.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    generation = folder / "paquet" / "generation"
    generation.mkdir(parents=True)
    (generation / "referentiel.gpkg").write_bytes(b"reference")
    (folder / "paquet" / "travail.gpkg").write_bytes(b"empty work file")
    seal(folder)
    return folder


def seal(folder: Path) -> None:
    (folder / "SHA256SUMS.txt").write_text(kits.manifest(folder), encoding="utf-8")


def poste(root: Path, kit: Path) -> actions.Poste:
    """A laptop whose places lie under `root`."""
    (root / "Desktop").mkdir(parents=True, exist_ok=True)
    return actions.Poste(kit, root / "QGIS" / "QGIS3" / "profiles", root / "DDTM", root / "Desktop")
