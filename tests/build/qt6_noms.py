"""Looks up in a real PyQt6 each Qt name that the sources take: `python3 qt6_noms.py FOLDER...`, one finding a line, then the count.

Followed: `from qgis.PyQt.QtX import A` and `A.B.c` as far as the chain starts at a class or a module of Qt. What is asked of an
object (`self.box.currentText()`) cannot be told without running it.
"""

import ast
import importlib
import pathlib
import sys

QGIS_GIVES = ("QVariant", "sip")  # its own module; members that it puts back
MOVED = {"QAction": "PyQt6.QtGui", "QShortcut": "PyQt6.QtGui"}  # qgis.PyQt.QtWidgets takes them there
MODULES = {}


def module(name):
    if name not in MODULES:
        try:
            MODULES[name] = importlib.import_module(name.replace("qgis.PyQt", "PyQt6"))
        except ImportError as error:
            MODULES[name] = error
    return MODULES[name]


def chain(node):
    """["Qt", "ItemDataRole", "UserRole"] of `Qt.ItemDataRole.UserRole`; [] when it does not start at a name."""
    names = []
    while isinstance(node, ast.Attribute):
        names.insert(0, node.attr)
        node = node.value
    return [node.id, *names] if isinstance(node, ast.Name) else []


def follow(value, names):
    """The first name that PyQt6 does not know, or None. Only modules, classes and enums are followed."""
    for name in names:
        if not isinstance(value, type) and type(value).__name__ != "module":
            return None
        if not hasattr(value, name):
            return name
        value = getattr(value, name)
    return None


def findings(tree, count):
    known = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("qgis.PyQt"):
            for alias in node.names:
                if alias.name in QGIS_GIVES:
                    continue
                source = module(f"{node.module}.{alias.name}") if node.module == "qgis.PyQt" else module(MOVED.get(alias.name, node.module))
                if isinstance(source, ImportError):
                    yield node.lineno, str(source)
                elif node.module != "qgis.PyQt" and not hasattr(source, alias.name):
                    yield node.lineno, f"{node.module} has no {alias.name}"
                else:
                    known[alias.asname or alias.name] = source if node.module == "qgis.PyQt" else getattr(source, alias.name)
                count[0] += 1
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            first, *rest = chain(node) or [""]
            if first in known:
                count[0] += 1
                missing = follow(known[first], rest)
                if missing:
                    yield node.lineno, f"{'.'.join([first, *rest])}: PyQt6 has no {missing} there"


if __name__ == "__main__":
    total = [0]
    for folder in sys.argv[1:]:
        for path in sorted(pathlib.Path(folder).rglob("*.py")):
            for line, text in findings(ast.parse(path.read_text(encoding="utf-8"), str(path)), total):
                print(f"{path}:{line}: {text}")
    core = importlib.import_module("PyQt6.QtCore")
    print(f"{total[0]} names looked up in PyQt6 {core.PYQT_VERSION_STR}, Qt {core.QT_VERSION_STR}")
