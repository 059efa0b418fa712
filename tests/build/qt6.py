"""Finds in the sources what QGIS 4 (Qt 6) refuses: run by Debian's Python, `python3 qt6.py FOLDER...`, one finding a line.

Unscoped enum members (`Qt.AlignLeft` instead of `Qt.AlignmentFlag.AlignLeft`) are told from the classes themselves: the
member's type is an enum of that very class.
"""

import ast
import importlib
import pathlib
import sys

MODULES = ("qgis.core", "qgis.gui", "PyQt5.QtCore", "PyQt5.QtGui", "PyQt5.QtWidgets", "PyQt5.QtNetwork", "PyQt5.QtSvg", "PyQt5.QtXml")
PATCHED_BY_QGIS = ("QVariant",)  # qgis.PyQt gives its members back
GONE = {"exec_": "exec", "print_": "print"}
MOVED = {("qgis.PyQt.QtGui", "QAction"): "qgis.PyQt.QtWidgets", ("qgis.PyQt.QtGui", "QShortcut"): "qgis.PyQt.QtWidgets"}
NAMES = {}
for module in MODULES:
    for key, value in vars(importlib.import_module(module)).items():
        if isinstance(value, type):
            NAMES.setdefault(key, value)


def scope_of(owner, kind):
    """Name under which a class holds one of its enums; newer versions of QGIS keep the old name for an enum that moved away."""
    return next((name for name, value in vars(owner).items() if value is kind), "")


def findings(tree):
    for node in ast.walk(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            module = getattr(node, "module", None) or ",".join(alias.name for alias in node.names)
            if module.split(".")[0] in ("PyQt5", "PyQt6", "sip"):
                yield node.lineno, f"import of {module}: use qgis.PyQt"
            for alias in node.names:
                if (module, alias.name) in MOVED:
                    yield node.lineno, f"{alias.name} comes from {MOVED[(module, alias.name)]}"
        elif isinstance(node, ast.Attribute):
            if node.attr in GONE:
                yield node.lineno, f".{node.attr}() is gone: .{GONE[node.attr]}()"
            if isinstance(node.value, ast.Name) and node.value.id in NAMES and node.value.id not in PATCHED_BY_QGIS:
                owner = NAMES[node.value.id]
                member = getattr(owner, node.attr, None)
                kind = type(member)
                scope = scope_of(owner, kind)
                if isinstance(member, int) and kind not in (int, bool) and scope:
                    yield node.lineno, f"{owner.__name__}.{node.attr}: write {owner.__name__}.{scope}.{node.attr}"


for folder in sys.argv[1:]:
    for path in sorted(pathlib.Path(folder).rglob("*.py")):
        for line, text in findings(ast.parse(path.read_text(encoding="utf-8"), str(path))):
            print(f"{path}:{line}: {text}")
