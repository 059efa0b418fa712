"""Who may import whom (docs/architecture.md), read from the sources: nothing is imported to run this.

The rules are a table; the planted-import tests at the end show that each can fail.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path
from typing import Dict, Iterator, List, NamedTuple, Tuple

import pytest

ROOT = Path(__file__).resolve().parents[1]
PLUGINS = ("data_sync", "ddtm_crise", "ddtm_aigle", "ddtm_lucca", "ddtm_drones")
QGIS = ("qgis", "PyQt5", "PyQt6", "osgeo", "processing")
# Wheels that crash the QGIS process, or that a bare QGIS does not have.
WHEELS = (
    "geopandas",
    "pandas",
    "rasterio",
    "pyogrio",
    "fiona",
    "shapely",
    "pyproj",
    "onnxruntime",
    "cv2",
    "scipy",
    "reportlab",
    "PIL",
    "routingkit_cch",
    "sqlcipher3",
    "pyrage",
)


class Import(NamedTuple):
    module: str  # who imports, e.g. "ddtm_crise.gui.ruban"
    target: str  # what, e.g. "shared.carto.projet"
    line: int
    at_load: bool  # outside any function: it runs when the module is loaded


class Rule(NamedTuple):
    who: str  # regular expression on the importing module
    forbidden: str  # regular expression on the imported one
    why: str


def _any(names) -> str:
    return "(" + "|".join(map(re.escape, names)) + r")(\.|$)"


RULES = (
    Rule(r"[^.]+\.core\.", _any(QGIS), "core is plain Python: no qgis, no Qt"),
    Rule(r"[^.]+\.core\.", r"shared\.(qt|carto|processing|engine)(\.|$)", "core does not know the desktop nor who runs it"),
    Rule(r"[^.]+\.core\.", r"[^.]+\.(gui|processing)(\.|$)", "core does not know the rooms above it"),
    Rule(r"[^.]+\.processing(\.|$)", r"[^.]+\.gui(\.|$)", "an algorithm runs without windows"),
    Rule(r"[^.]+\.(processing|gui)(\.|$)|[^.]+\.plugin$", _any(WHEELS), "wheels live in the engine process"),
    Rule(r"shared\.(qt|carto|processing)(\.|$)", _any(WHEELS), "wheels live in the engine process"),
    Rule(r"shared\.(catalogue|gpkg|arrays|report|detecteur|errors|jobs|espace)(\.|$)", _any(QGIS), "the ground floor runs without QGIS"),
    Rule(r"shared(\.|$)", _any(PLUGINS), "shared imports no plugin"),
    Rule(r"", r"PyQt[56](\.|$)", "Qt comes from qgis.PyQt, the same in QGIS 3 and 4"),
    *(Rule(rf"{name}(\.|$)", _any([other for other in PLUGINS if other != name]), "no plugin imports another") for name in PLUGINS),
)
# What the QGIS process loads: none of it may bring a wheel in when loaded, even through another module.
IN_QGIS = re.compile(
    r"[^.]+\.(processing|gui)(\.|$)|[^.]+\.plugin$|("
    + "|".join(PLUGINS)
    + r")$|shared\.(qt|carto|processing)(\.|$)|shared\.engine\.(client|task)$"
)


def module_name(path: Path, root: Path) -> str:
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(path: Path, root: Path) -> Iterator[Import]:
    """Every import of a file, relative ones made absolute; `if TYPE_CHECKING:` blocks never run and are left out."""
    name = module_name(path, root)
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]

    def walk(node: ast.AST, at_load: bool) -> Iterator[Import]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test):
                continue
            if isinstance(child, ast.Import):
                for alias in child.names:
                    yield Import(name, alias.name, child.lineno, at_load)
            elif isinstance(child, ast.ImportFrom):
                base = child.module or ""
                if child.level:
                    above = package.split(".")[: len(package.split(".")) - child.level + 1]
                    base = ".".join(above + ([child.module] if child.module else []))
                for alias in child.names:
                    yield Import(name, f"{base}.{alias.name}", child.lineno, at_load)
            else:
                inside = isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
                yield from walk(child, at_load and not inside)

    yield from walk(ast.parse(path.read_text(encoding="utf-8")), True)


def read_tree(root: Path) -> Dict[str, List[Import]]:
    """module -> its imports, for shared and every plugin under `root`."""
    files = [path for top in ("shared", *PLUGINS) for path in sorted((root / top).rglob("*.py"))]
    return {module_name(path, root): list(imports_of(path, root)) for path in files}


def violations(root: Path) -> List[str]:
    tree = read_tree(root)
    broken = [
        f"{item.module}:{item.line} imports {item.target} ({rule.why})"
        for items in tree.values()
        for item in items
        for rule in RULES
        if re.match(rule.who, item.module) and re.match(rule.forbidden, item.target)
    ]
    for items in tree.values():
        broken += [
            f"{item.module}:{item.line} imports {item.target} (inside shared, imports are relative)"
            for item in items
            if is_absolute_shared(item, root)
        ]
    return broken + loaded_wheels(tree)


def is_absolute_shared(item: Import, root: Path) -> bool:
    if not item.module.startswith("shared"):
        return False
    path = root.joinpath(*item.module.split("."))
    source = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    return bool(re.match(r"\s*(from|import)\s+shared\b", source.read_text(encoding="utf-8").splitlines()[item.line - 1]))


def loaded_wheels(tree: Dict[str, List[Import]]) -> List[str]:
    """Chains that bring a wheel into the QGIS process when a module of it is loaded."""
    broken = []
    for start in filter(IN_QGIS.match, tree):
        seen, waiting = {start}, [(start, (start,))]
        while waiting:
            module, chain = waiting.pop()
            for item in tree[module]:
                if not item.at_load:
                    continue
                if re.match(_any(WHEELS), item.target):
                    broken.append(" -> ".join((*chain, item.target)) + " (a wheel in the QGIS process)")
                for reached in known_modules(item.target, tree):
                    if reached not in seen:
                        seen.add(reached)
                        waiting.append((reached, (*chain, reached)))
    return broken


def known_modules(target: str, tree: Dict[str, List[Import]]) -> Iterator[str]:
    """The modules of the suite that loading `target` loads: itself and the packages above it."""
    parts = target.split(".")
    for length in range(1, len(parts) + 1):
        name = ".".join(parts[:length])
        if name in tree:
            yield name


def test_the_sources_keep_the_import_law():
    assert violations(ROOT) == []


def test_import_linter_agrees():
    """The same law as contracts of import-linter (.importlinter), which also follows chains of imports."""
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


PLANTED: Tuple[Tuple[str, str, str], ...] = (
    ("ddtm_crise/core/plan.py", "from qgis.core import QgsPointXY", "core is plain Python"),
    ("ddtm_crise/core/plan.py", "def f():\n    from qgis.PyQt.QtCore import Qt", "core is plain Python"),
    ("data_sync/core/plan.py", "from shared.engine import client", "core does not know the desktop"),
    ("data_sync/core/plan.py", "from ..processing import provider", "rooms above it"),
    ("ddtm_crise/processing/plan.py", "import geopandas as gpd", "wheels live in the engine"),
    ("ddtm_crise/processing/plan.py", "def f():\n    import rasterio", "wheels live in the engine"),
    ("ddtm_crise/processing/plan.py", "from ..gui import ruban", "without windows"),
    ("ddtm_crise/gui/plan.py", "from shapely import wkb", "wheels live in the engine"),
    ("ddtm_crise/gui/plan.py", "import data_sync.core.generation", "no plugin imports another"),
    ("ddtm_crise/gui/plan.py", "from PyQt5.QtWidgets import QWidget", "Qt comes from qgis.PyQt"),
    ("ddtm_crise/plugin.py", "from .core import lourd", "a wheel in the QGIS process"),
    ("ddtm_crise/__init__.py", "from shared.gpkg import bulk", "a wheel in the QGIS process"),
    ("shared/gpkg/plan.py", "from qgis.core import QgsProject", "ground floor runs without QGIS"),
    ("shared/plan.py", "import ddtm_crise", "shared imports no plugin"),
    ("shared/plan.py", "from shared.errors import BadInput", "imports are relative"),
)


@pytest.mark.parametrize("place, line, reason", PLANTED, ids=[f"{place}: {line.splitlines()[-1].strip()}" for place, line, _ in PLANTED])
def test_a_planted_import_is_found(tmp_path, place, line, reason):
    for path, text in (
        ("ddtm_crise/core/lourd.py", "import onnxruntime"),
        ("shared/gpkg/bulk.py", "import geopandas"),
        ("ddtm_crise/core/sain.py", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import qgis\n"),
        (place, line),
    ):
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        for folder in file.relative_to(tmp_path).parents:
            if str(folder) != "." and not (tmp_path / folder / "__init__.py").exists():
                (tmp_path / folder / "__init__.py").write_text("")
        file.write_text(line if path == place else text)
    found = violations(tmp_path)
    assert any(reason in text for text in found), found


def test_a_clean_tree_has_no_violation(tmp_path):
    (tmp_path / "ddtm_crise" / "gui").mkdir(parents=True)
    (tmp_path / "ddtm_crise" / "gui" / "ruban.py").write_text(
        "from qgis.PyQt.QtWidgets import QToolBar\nfrom shared.errors import BadInput\n"
    )
    assert violations(tmp_path) == []
