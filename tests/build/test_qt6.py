"""The sources hold nothing that QGIS 4 refuses, as far as a reading without Qt 6 can tell."""

import shutil
import subprocess
from pathlib import Path

import pytest

import build_plugins

CHECK = Path(__file__).with_name("qt6.py")
NAMES = Path(__file__).with_name("qt6_noms.py")
pytestmark = pytest.mark.skipif(shutil.which("qgis.bin") is None, reason="needs Debian's QGIS")


SOURCES = [build_plugins.ROOT / folder for folder in (*build_plugins.plugins(), "shared")]


def check(*folders, script=CHECK):
    done = subprocess.run(["/usr/bin/python3", str(script), *map(str, folders)], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_the_sources_are_ready_for_qt6():
    assert check(*SOURCES) == []


def test_the_check_sees_what_it_must_see(tmp_path):
    (tmp_path / "x.py").write_text(
        "from PyQt5.QtCore import Qt\nfrom qgis.PyQt.QtGui import QAction\nfrom qgis.core import QgsWkbTypes\n"
        "a = Qt.AlignLeft\nb = Qt.AlignmentFlag.AlignLeft\nc = QgsWkbTypes.Polygon\nd = QgsWkbTypes.Type.Polygon\nmenu.exec_()\n"
    )
    assert [int(line.split(":")[1]) for line in check(tmp_path)] == [1, 2, 4, 6, 8]


@pytest.fixture(scope="module")
def pyqt6():
    if subprocess.run(["/usr/bin/python3", "-c", "import PyQt6.QtSvg"], capture_output=True, check=False).returncode:
        pytest.skip("needs Debian's python3-pyqt6 and python3-pyqt6.qtsvg")


def test_a_real_pyqt6_knows_every_qt_name_of_the_sources(pyqt6):
    *findings, last = check(*SOURCES, script=NAMES)
    assert findings == []
    assert int(last.split()[0]) > 800, last


def test_a_name_that_pyqt6_does_not_know_is_told(pyqt6, tmp_path):
    (tmp_path / "x.py").write_text(
        "from qgis.PyQt.QtCore import QRegExp, Qt\nfrom qgis.PyQt.QtWidgets import QAction, QDesktopWidget\n"
        "a = Qt.AlignLeft\nb = Qt.AlignmentFlag.AlignLeft\nc = Qt.ItemDataRole.UserRole.value\nd = QAction.MenuRole.AboutRole\n"
    )
    assert sorted(int(line.split(":")[1]) for line in check(tmp_path, script=NAMES)[:-1]) == [1, 2, 3]
