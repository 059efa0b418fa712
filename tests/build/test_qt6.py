"""The sources hold nothing that QGIS 4 refuses, as far as a reading without Qt 6 can tell."""

import shutil
import subprocess
from pathlib import Path

import pytest

import build_plugins

CHECK = Path(__file__).with_name("qt6.py")
pytestmark = pytest.mark.skipif(shutil.which("qgis.bin") is None, reason="needs Debian's QGIS")


def check(*folders):
    done = subprocess.run(["/usr/bin/python3", str(CHECK), *map(str, folders)], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_the_sources_are_ready_for_qt6():
    assert check(*[build_plugins.ROOT / folder for folder in (*build_plugins.plugins(), "shared")]) == []


def test_the_check_sees_what_it_must_see(tmp_path):
    (tmp_path / "x.py").write_text(
        "from PyQt5.QtCore import Qt\nfrom qgis.PyQt.QtGui import QAction\nfrom qgis.core import QgsWkbTypes\n"
        "a = Qt.AlignLeft\nb = Qt.AlignmentFlag.AlignLeft\nc = QgsWkbTypes.Polygon\nd = QgsWkbTypes.Type.Polygon\nmenu.exec_()\n"
    )
    assert [int(line.split(":")[1]) for line in check(tmp_path)] == [1, 2, 4, 6, 8]
