"""The official repository's rules on a plugin zip, as a table: `python -m livraison.regles dist/*.zip`.

After `plugins/validator.py` of the QGIS plugins web site (what it refuses) and its publishing guide (what reviewers refuse).
Each rule gets the opened archive and says what is wrong; nothing is unpacked.
"""

from __future__ import annotations

import configparser
import re
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Dict, Iterator, List, Tuple

MB = 1024 * 1024
MAX_SIZE = 25 * MB  # of the zip, at the official repository
MAX_UNPACKED = 100 * MB
REQUIRED = ("name", "description", "version", "qgisMinimumVersion", "author", "email", "about", "tracker", "repository")
LINKS = ("tracker", "repository", "homepage")
BINARIES = (".exe", ".dll", ".pyd", ".so", ".dylib", ".a", ".lib", ".o", ".bin", ".msi", ".jar", ".class", ".whl", ".zip", ".gz", ".7z")
RUBBISH = ("__pycache__", ".git", ".svn", ".hg", "__MACOSX", ".DS_Store", "Thumbs.db", ".idea", ".vscode")
MAGIC = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"PK\x03\x04")  # Windows, Linux, macOS programs, archives
RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?$", re.I)  # names that Windows keeps for itself
UNSAFE = re.compile(r'[<>:"|?*\\\x00-\x1f]|[ .]$')
DOMAIN = re.compile(r"https?://[\w.-]+\.[a-z]{2,}(/\S*)?$", re.I)


@dataclass
class Plugin:
    """What the rules look at."""

    archive: zipfile.ZipFile
    size: int  # of the zip
    names: List[str]
    folder: str  # the top folder, "" when there is not exactly one
    fields: Dict[str, str]  # metadata.txt

    @classmethod
    def read(cls, path: Path) -> Plugin:
        archive = zipfile.ZipFile(path)
        names = archive.namelist()
        tops = {name.split("/")[0] for name in names}
        folder = tops.pop() if len(tops) == 1 else ""
        parser = configparser.ConfigParser(interpolation=None)
        parser.optionxform = str  # type: ignore[assignment,method-assign]
        try:
            parser.read_string(archive.read(f"{folder}/metadata.txt").decode("utf-8"))
            fields = dict(parser["general"])
        except (KeyError, UnicodeDecodeError, configparser.Error):
            fields = {}
        return cls(archive, path.stat().st_size, names, folder, fields)


def _size(plugin: Plugin) -> Iterator[str]:
    if plugin.size > MAX_SIZE:
        yield f"the zip has {plugin.size / MB:.1f} MB, {MAX_SIZE // MB} are allowed"
    if sum(entry.file_size for entry in plugin.archive.infolist()) > MAX_UNPACKED:
        yield "unpacked it is suspiciously large"


def _folder(plugin: Plugin) -> Iterator[str]:
    if not plugin.folder:
        yield "there must be exactly one top folder"
    elif not re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", plugin.folder) or not plugin.folder.isidentifier():
        yield f"the folder {plugin.folder} is no Python package name"
    else:
        yield from (
            f"{name} is missing" for name in ("__init__.py", "metadata.txt", "LICENSE") if f"{plugin.folder}/{name}" not in plugin.names
        )
        init = f"{plugin.folder}/__init__.py"
        if init in plugin.names and b"def classFactory(" not in plugin.archive.read(init):
            yield "__init__.py has no classFactory"


def _names(plugin: Plugin) -> Iterator[str]:
    seen: Dict[str, str] = {}
    for name in plugin.names:
        parts = name.rstrip("/").split("/")
        if name.startswith("/") or ".." in parts or "\\" in name:
            yield f"{name}: path that leaves the folder"
        if set(parts) & set(RUBBISH) or name.endswith((".pyc", ".pyo", "~", ".orig", ".rej")):
            yield f"{name}: does not belong in a zip"
        if not name.isascii() or any(UNSAFE.search(part) or RESERVED.match(part) for part in parts):
            yield f"{name}: name that Windows or an old unzip refuses"
        if seen.setdefault(name.lower(), name) != name or plugin.names.count(name) > 1:
            yield f"{name}: twice, on a system that ignores capitals"


def _no_binary(plugin: Plugin) -> Iterator[str]:
    for name in plugin.names:
        with plugin.archive.open(name) as file:
            head = file.read(4)
        if name.lower().endswith(BINARIES) or head.startswith(MAGIC):
            yield f"{name}: a binary"


def _no_link(plugin: Plugin) -> Iterator[str]:
    for entry in plugin.archive.infolist():
        if entry.external_attr >> 16 & 0o170000 == 0o120000:
            yield f"{entry.filename}: a symbolic link"
        if entry.flag_bits & 1:
            yield f"{entry.filename}: encrypted"


def _metadata(plugin: Plugin) -> Iterator[str]:
    fields = plugin.fields
    if not fields:
        yield "metadata.txt is missing or cannot be read"
        return
    yield from (f"metadata: {name} is missing" for name in REQUIRED if not fields.get(name, "").strip())
    yield from (f"metadata: {name} is no web address" for name in LINKS if name in fields and not DOMAIN.match(fields[name]))
    if not re.fullmatch(r"\d+\.\d+(\.\d+)?([-.]?(alpha|beta|rc)\d*)?", fields.get("version", "")):
        yield "metadata: version is not like 1.2.3"
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[a-z]{2,}", fields.get("email", "")):
        yield "metadata: email is no address"
    if "plugin" in fields.get("name", "").lower():
        yield "metadata: the name must not contain the word plugin"
    if "supportsQt6" in fields:
        yield "metadata: supportsQt6 is dead, qgisMaximumVersion=4.99 counts"
    for name in ("qgisMinimumVersion", "qgisMaximumVersion"):
        if not re.fullmatch(r"\d+(\.\d+){1,2}", fields.get(name, "0.0")):
            yield f"metadata: {name} is no version"
    icon = fields.get("icon")
    if icon and f"{plugin.folder}/{icon}" not in plugin.names:
        yield f"metadata: the icon {icon} is not in the zip"


def _licence(plugin: Plugin) -> Iterator[str]:
    name = f"{plugin.folder}/LICENSE"
    if name in plugin.names and b"GNU GENERAL PUBLIC LICENSE" not in plugin.archive.read(name):
        yield "LICENSE is not the GNU GPL"


def _sources(plugin: Plugin) -> Iterator[str]:
    for name in plugin.names:
        if name.endswith(".py"):
            try:
                compile(plugin.archive.read(name), name, "exec", dont_inherit=True)
            except (SyntaxError, ValueError) as error:
                yield f"{name}: does not compile ({error})"


RULES: Tuple[Tuple[str, Callable[[Plugin], Iterator[str]]], ...] = (
    ("size", _size),
    ("folder", _folder),
    ("names", _names),
    ("binaries", _no_binary),
    ("links", _no_link),
    ("metadata", _metadata),
    ("licence", _licence),
    ("sources", _sources),
)


def check(path: Path) -> List[str]:
    """What the zip breaks, as "rule: finding"; empty when it can be published."""
    try:
        plugin = Plugin.read(path)
    except (OSError, zipfile.BadZipFile) as error:
        return [f"zip: cannot be read ({error})"]
    with plugin.archive:
        return [f"{rule}: {finding}" for rule, find in RULES for finding in find(plugin)]


def main(arguments: List[str]) -> int:
    wrong = {path: check(Path(path)) for path in arguments}
    for path, findings in wrong.items():
        print("\n".join(f"{path}: {finding}" for finding in findings) or f"{path}: publishable")
    return 1 if any(wrong.values()) or not wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
