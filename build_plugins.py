"""Make the plugins: `dist/plugins/<plugin>/` (usable as QGIS_PLUGINPATH), `dist/<plugin>-<version>.zip`, `dist/plugins.xml`.

    python build_plugins.py [--sortie DIR] [--adresse URL]
    python build_plugins.py --kit windows [--paquet ESPACE] [--roues DIR]     the USB kit besides: dist/kit-windows/

Every section of metadata.txt is one plugin. `shared/` is copied into each plugin and `from shared.x import y` becomes
`from <plugin>.shared.x import y`: each plugin has its own version of it, and QGIS's reload refreshes it.
The same sources give the same bytes.
"""

from __future__ import annotations

import argparse
import ast
import configparser
import os
import shutil
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Dict, Iterator, List, Optional, Tuple
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parent
COMMON = "commun"
EPOCH = (2020, 1, 1, 0, 0, 0)  # of every file in the zips
KEPT = {
    ".py",
    ".md",
    ".html",
    ".svg",
    ".png",
    ".jpg",
    ".qml",
    ".qmd",
    ".ui",
    ".csv",
    ".json",
    ".toml",
    ".txt",
    ".qm",
    ".ttf",
    ".qpt",
    ".onnx",
}
LEFT_OUT = {
    "__pycache__",
    ".git",
    ".ruff_cache",
    ".mypy_cache",
    ".pytest_cache",
    "training",
}  # training: needs torch and pictures, never runs in QGIS
REQUIRED = ("name", "description", "about", "version", "qgisMinimumVersion", "author", "email", "tracker", "repository", "homepage")


class BuildError(Exception):
    """The sources cannot become a plugin; the message says why."""


def plugins(root: Path = ROOT) -> Dict[str, Dict[str, str]]:
    """{plugin folder: its metadata}, from the sections of metadata.txt."""
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string((root / "metadata.txt").read_text(encoding="utf-8"))
    common = dict(parser[COMMON])
    found = {}
    for section in parser.sections():
        if section == COMMON:
            continue
        fields = {**common, **parser[section]}
        missing = [name for name in REQUIRED if not fields.get(name)]
        if missing:
            raise BuildError(f"metadata.txt, [{section}]: missing {', '.join(missing)}")
        if not (root / section / "__init__.py").is_file():
            raise BuildError(f"metadata.txt, [{section}]: there is no such package")
        found[section] = fields
    return found


def rewrite_imports(source: str, plugin: str, name: str = "") -> str:
    """The source with every import of `shared` made an import of `<plugin>.shared`. Raises BuildError for `import shared.x` alone."""
    lines = source.splitlines(keepends=True)
    for node in ast.walk(ast.parse(source, name)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.partition(".")[0] == "shared":
                    if alias.asname is None:
                        raise BuildError(f"{name}:{node.lineno}: write `from shared… import …`, `import {alias.name}` cannot be vendored")
                    _replace(lines, alias.lineno if hasattr(alias, "lineno") else node.lineno, alias.name, f"{plugin}.{alias.name}")
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and (node.module or "").partition(".")[0] == "shared":
            _replace(lines, node.lineno, f"from {node.module} ", f"from {plugin}.{node.module} ")
    return "".join(lines)


def _replace(lines: List[str], number: int, old: str, new: str) -> None:
    if old not in lines[number - 1]:
        raise BuildError(f"line {number}: unusual import, write it on one line: {lines[number - 1].strip()}")
    lines[number - 1] = lines[number - 1].replace(old, new, 1)


def sources(folder: Path) -> Iterator[Tuple[Path, str]]:
    """(file, path inside the folder with /) of what belongs into a plugin, sorted."""
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.is_file() and not path.is_symlink() and path.suffix in KEPT and not LEFT_OUT.intersection(inside.parts):
            yield path, inside.as_posix()


def assemble(plugin: str, fields: Dict[str, str], target: Path, root: Path = ROOT) -> None:
    """Write the plugin's folder, complete."""
    target.mkdir(parents=True)
    for folder, prefix in ((root / plugin, ""), (root / "shared", "shared/")):
        for path, inside in sources(folder):
            copy = target / (prefix + inside)
            copy.parent.mkdir(parents=True, exist_ok=True)
            if path.suffix == ".py":
                text = rewrite_imports(path.read_text(encoding="utf-8"), plugin, str(path.relative_to(root)))
                copy.write_text(text, encoding="utf-8", newline="\n")
            else:
                shutil.copyfile(path, copy)
    shutil.copyfile(root / "LICENSE", target / "LICENSE")
    _write_help(target / "resources" / "help", root)
    icon = fields.get("icon")
    known = {name: value for name, value in fields.items() if name != "icon" or (icon and (target / icon).is_file())}
    body = "".join(f"{name}={value}\n" for name, value in known.items())
    (target / "metadata.txt").write_text("[general]\n" + body, encoding="utf-8", newline="\n")


def _write_help(folder: Path, root: Path) -> None:
    """An HTML page beside each help text, with the very module that shows them in QGIS."""
    if folder.is_dir():
        sys.path.insert(0, str(root))
        try:
            from shared.processing.help import write_help_pages
        finally:
            sys.path.remove(str(root))
        write_help_pages(folder)


def pack(folder: Path, target: Path) -> None:
    """Zip a plugin's folder: sorted names, fixed dates and rights, so that the same files give the same bytes."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(folder.rglob("*"), key=lambda found: found.relative_to(folder).as_posix()):
            if path.is_file():
                entry = zipfile.ZipInfo(f"{folder.name}/{path.relative_to(folder).as_posix()}", EPOCH)
                entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, 0o100644 << 16, 3
                archive.writestr(entry, path.read_bytes())


_TAGS = (
    ("description", "description"),
    ("about", "about"),
    ("version", "version"),
    ("qgis_minimum_version", "qgisMinimumVersion"),
    ("qgis_maximum_version", "qgisMaximumVersion"),
    ("homepage", "homepage"),
    ("author_name", "author"),
    ("experimental", "experimental"),
    ("deprecated", "deprecated"),
    ("tracker", "tracker"),
    ("repository", "repository"),
    ("tags", "tags"),
    ("server", "server"),
)


def repository_xml(entries: Dict[str, Dict[str, str]], address: str) -> str:
    """plugins.xml of an offline repository whose zips lie at `address` (QGIS wants absolute addresses)."""
    parts = ['<?xml version="1.0" encoding="UTF-8"?>', "<plugins>"]
    for number, (plugin, fields) in enumerate(entries.items(), 1):
        name = f"{plugin}-{fields['version']}.zip"
        quoted = {"name": fields["name"], "version": fields["version"]}
        attributes = " ".join(f'{key}="{escape(value, {chr(34): "&quot;"})}"' for key, value in quoted.items())
        parts.append(f' <pyqgis_plugin {attributes} plugin_id="{number}">')
        parts += [f"  <{tag}>{escape(fields.get(field, ''))}</{tag}>" for tag, field in _TAGS]
        # QGIS takes what stands before the first point of this name as the plugin's folder; the zip itself may be called otherwise
        parts.append(f"  <file_name>{plugin}.{fields['version']}.zip</file_name>")
        parts.append(f"  <download_url>{escape(address.rstrip('/'))}/{name}</download_url>")
        parts.append("  <trusted>True</trusted>")
        parts.append(" </pyqgis_plugin>")
    return "\n".join([*parts, "</plugins>", ""])


def build(out: Path = ROOT / "dist", address: str = "", root: Path = ROOT) -> Dict[str, Path]:
    """Build all; returns {plugin: its unpacked folder}. What was in `out` before is replaced only once all is made."""
    entries = plugins(root)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".construction-", dir=out) as work:
        for plugin, fields in entries.items():
            assemble(plugin, fields, Path(work, "plugins", plugin), root)
            pack(Path(work, "plugins", plugin), Path(work, f"{plugin}-{fields['version']}.zip"))
        Path(work, "plugins.xml").write_text(repository_xml(entries, address or out.resolve().as_uri()), encoding="utf-8", newline="\n")
        for stale in out.glob("*.zip"):
            stale.unlink()
        (out / "plugins").mkdir(exist_ok=True)
        for gone in [path for path in (out / "plugins").iterdir() if path.name not in entries]:
            shutil.rmtree(gone)
        for path in [*Path(work, "plugins").iterdir(), *Path(work).glob("*.zip"), Path(work, "plugins.xml")]:
            target = out / path.relative_to(work)
            if target.is_dir():
                os.rename(target, Path(work, f"old-{target.name}"))
            os.replace(path, target)
    return {plugin: out / "plugins" / plugin for plugin in entries}


def make_kit(out: Path, wheels: Optional[Path] = None, space: Optional[Path] = None) -> Path:
    """The USB kit from the zips of `out` (livraison/kit.py). Raises BuildError with a French sentence."""
    from livraison import kit, roues
    from livraison.poste.outils import KitError
    from shared.errors import DdtmError

    try:
        return kit.make(out, plugins(), wheels, space)
    except (roues.WheelError, KitError) as error:
        raise BuildError(str(error)) from error
    except DdtmError as error:
        raise BuildError(error.message) from error


def main() -> int:
    parser = argparse.ArgumentParser(description="Build the QGIS plugins of the suite.")
    parser.add_argument("--sortie", type=Path, default=ROOT / "dist", help="output folder (default: dist/)")
    parser.add_argument("--adresse", default="", help="address of the folder from which QGIS will download the zips (default: file:///…)")
    parser.add_argument("--kit", choices=("windows",), help="make the installation kit for an offline laptop besides")
    parser.add_argument("--paquet", type=Path, help="work space whose data pack goes into the kit")
    parser.add_argument("--roues", type=Path, help="folder with the wheels already downloaded (default: download them into build/roues)")
    given = parser.parse_args()
    try:
        for plugin, folder in build(given.sortie, given.adresse).items():
            print(f"{plugin}: {folder}")
        if given.kit:
            print(f"kit: {make_kit(given.sortie, given.roues, given.paquet)}")
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
