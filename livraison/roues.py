"""The wheels of the Windows kit: the lock table (name, version, hash, licence), its renewal and the download of exactly these.

    python -m livraison.roues verrouiller     ask the package index again and rewrite livraison/roues.csv (network)
    python -m livraison.roues telecharger DIR  fetch every locked wheel into DIR/cp39 and DIR/cp312, hashes checked (network)

What is locked: requirements/runtime.txt and what it needs, less what OSGeo4W's QGIS brings itself (`OSGEO4W`).
"""

from __future__ import annotations

import argparse
import csv
import email.parser
import hashlib
import io
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Dict, Iterable, List

ROOT = Path(__file__).resolve().parents[1]
TABLE = Path(__file__).with_name("roues.csv")
COLUMNS = ("python", "nom", "version", "module", "licence", "octets", "fichier", "sha256")
PYTHONS = {"cp39": "3.9", "cp312": "3.12"}  # QGIS 3.22 to 3.28, and 3.34 on
# What the QGIS of OSGeo4W always has (qgis-common: setup requirements of its packages), so never in the kit: a second copy of
# numpy, pyproj or scipy in one process is what makes QGIS crash.
OSGEO4W = ("numpy", "pyproj", "scipy", "requests", "pillow", "pip", "setuptools")
# Where the version of requirements/runtime.txt has no wheel for one Python.
EXCEPTIONS = {("cp39", "rasterio"): "1.4.3"}
EXTRA = ("cryptography==38.0.4",)  # constraints.txt: Debian's own there, a wheel on Windows
# Modules that cannot be read off the wheel's name.
MODULES = {
    "opencv-python-headless": "cv2",
    "sqlcipher3-wheels": "sqlcipher3",
    "psycopg-binary": "psycopg",  # it refuses to be imported first
    "python-dateutil": "dateutil",
    "attrs": "attr",
    "protobuf": "google.protobuf",
    "pyreadline3": "readline",
}
LICENCES = {"routingkit-cch": "BSD-2-Clause"}  # RoutingKit's own; the wheel says nothing
NO_NETWORK = "Les bibliothèques pour Windows n'ont pas pu être téléchargées : vérifiez le réseau, ou indiquez un dossier déjà rempli (--roues DOSSIER)."
WRONG = "La bibliothèque {name} n'est pas celle du verrou (livraison/roues.csv) : effacez-la et téléchargez-la de nouveau."


class WheelError(Exception):
    """One French sentence."""


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(python: str = "") -> List[Dict[str, str]]:
    """The lines of the lock table, all or those of one Python."""
    with open(TABLE, encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if not python or row["python"] == python]


def wanted(python: str) -> List[str]:
    """`name==version` of requirements/runtime.txt as this Python gets them."""
    text = (ROOT / "requirements" / "runtime.txt").read_text(encoding="utf-8")
    found = dict(re.findall(r"^([\w.-]+)==(\S+)", text, re.M))
    pins = [f"{name}=={EXCEPTIONS.get((python, canonical(name)), version)}" for name, version in found.items()]
    return pins + [pin for pin in EXTRA if pin.partition("==")[0] not in found]


def metadata(wheel: Path) -> email.message.Message:
    with zipfile.ZipFile(wheel) as archive:
        name = next(item for item in archive.namelist() if re.fullmatch(r"[^/]+\.dist-info/METADATA", item))
        return email.parser.Parser().parsestr(archive.read(name).decode("utf-8"))


def needs(wheel: Path, python: str) -> Dict[str, str]:
    """{name: versions allowed, as ">=1.1,<1.4"} that the wheel asks for on Windows with this Python, extras left out."""
    from packaging.markers import default_environment
    from packaging.requirements import Requirement

    version = PYTHONS[python]
    place = {**default_environment(), "python_version": version, "python_full_version": version + ".0", "extra": ""}
    place.update(sys_platform="win32", platform_system="Windows", os_name="nt", platform_machine="AMD64", implementation_name="cpython")
    asked = [Requirement(text) for text in metadata(wheel).get_all("Requires-Dist") or []]
    return {canonical(one.name): str(one.specifier) for one in asked if one.marker is None or one.marker.evaluate(place)}


def module_of(wheel: Path) -> str:
    """The module to import: told by the table, else the wheel's only sensible top folder."""
    name = canonical(str(metadata(wheel)["Name"]))
    if name in MODULES:
        return MODULES[name]
    with zipfile.ZipFile(wheel) as archive:
        tops = {item.split("/")[0].split(".")[0] for item in archive.namelist() if ".dist-info/" not in item and ".data/" not in item}
    same = [top for top in tops if canonical(top) == name]
    return same[0] if same else sorted(top for top in tops if top.isidentifier() and not top.endswith("libs"))[0]


def licence_of(wheel: Path) -> str:
    """SPDX expression, else the classifiers, else the first line of the License field, else the table."""
    found = metadata(wheel)
    if found["License-Expression"]:
        return str(found["License-Expression"])
    classes = [text.split(" :: ")[-1] for text in found.get_all("Classifier") or [] if text.startswith("License ::")]
    told = str(found["License"] or "").strip().splitlines()
    return " / ".join(classes) or (told[0] if told else LICENCES.get(canonical(str(found["Name"])), ""))


def _pip(arguments: Iterable[str], python: str) -> None:
    place = ["--only-binary=:all:", "--platform", "win_amd64", "--python-version", PYTHONS[python], "--implementation", "cp"]
    command = [sys.executable, "-m", "pip", "download", "-q", "--disable-pip-version-check", "--no-deps", *place, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise WheelError(f"{NO_NETWORK} ({done.stderr.strip().splitlines()[-1] if done.stderr.strip() else 'pip'})")


def _closure(python: str, folder: Path) -> List[Path]:
    """Download what is wanted and what that needs, one round after the other; every version asked for is kept to.
    Raises WheelError when two wheels cannot live together."""
    from packaging.specifiers import SpecifierSet

    waiting, found = wanted(python), {}
    while waiting:
        with tempfile.TemporaryDirectory(dir=folder) as round_:
            _pip(["-d", round_, *waiting], python)
            for path in sorted(Path(round_).glob("*.whl")):
                kept = Path(shutil.move(str(path), folder))
                found[canonical(str(metadata(kept)["Name"]))] = kept
        asked: Dict[str, List[str]] = {}
        for path in found.values():
            for name, versions in needs(path, python).items():
                if name not in OSGEO4W:
                    asked.setdefault(name, []).append(versions)
        limits = {name: ",".join(filter(None, versions)) for name, versions in sorted(asked.items())}
        waiting = [name + limit for name, limit in limits.items() if name not in found]
        for name, limit in limits.items():
            if name in found and str(metadata(found[name])["Version"]) not in SpecifierSet(limit):
                raise WheelError(f"{found[name].name} : il faut {name} {limit}.")
    return list(found.values())


def lock() -> List[Dict[str, str]]:
    """Rewrite the lock table from the package index."""
    rows = []
    with tempfile.TemporaryDirectory() as work:
        for python in PYTHONS:
            folder = Path(work, python)
            folder.mkdir()
            for wheel in _closure(python, folder):
                data, about = wheel.read_bytes(), metadata(wheel)
                values = (python, canonical(str(about["Name"])), str(about["Version"]), module_of(wheel), licence_of(wheel))
                rows.append(dict(zip(COLUMNS, (*values, str(len(data)), wheel.name, hashlib.sha256(data).hexdigest()))))
    rows.sort(key=lambda row: (row["python"], row["nom"]))
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    TABLE.write_text(text.getvalue(), encoding="utf-8", newline="\n")
    return rows


def check(folder: Path) -> None:
    """Raise WheelError unless `folder/cpXY` holds every locked wheel, byte for byte."""
    for row in locked():
        path = folder / row["python"] / row["fichier"]
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != row["sha256"]:
            raise WheelError(WRONG.format(name=row["fichier"]))


def download(folder: Path) -> None:
    """Fetch every locked wheel; what lies there already with the right hash is not asked again."""
    for python in PYTHONS:
        target = folder / python
        target.mkdir(parents=True, exist_ok=True)
        lines = []
        for row in locked(python):
            path = target / row["fichier"]
            if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != row["sha256"]:
                lines.append(f"{row['nom']}=={row['version']} --hash=sha256:{row['sha256']}")
        if lines:
            with tempfile.TemporaryDirectory() as work:
                names = Path(work, "roues.txt")
                names.write_text("\n".join(lines) + "\n", encoding="utf-8")
                _pip(["--require-hashes", "-d", str(target), "-r", str(names)], python)
    check(folder)


def main() -> int:
    parser = argparse.ArgumentParser(description="Wheels of the Windows kit.")
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("verrouiller", help="rewrite the lock table (network)")
    verbs.add_parser("telecharger", help="fetch the locked wheels (network)").add_argument("dossier", type=Path)
    given = parser.parse_args()
    try:
        if given.verb == "verrouiller":
            rows = lock()
            print(f"{len(rows)} roues, {sum(int(row['octets']) for row in rows) / 1e6:.0f} Mo")
        else:
            download(given.dossier)
    except WheelError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
