"""pytest plugin inside the desktop: fixtures for tests of the real QGIS (`iface`, `wait_for`, `pump`, `shot`, `espace`)."""

import os
import time
from pathlib import Path

import pytest
from qgis.PyQt.QtCore import QEvent, QEventLoop, QTimer
from qgis.PyQt.QtWidgets import QApplication
from qgis.utils import iface as qgis_iface


def pump(seconds=0.0):
    """Let Qt work for at least `seconds`."""
    if seconds:
        loop = QEventLoop()
        QTimer.singleShot(int(1000 * seconds), loop.quit)
        loop.exec()
    QApplication.processEvents()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # deleteLater() waits for an outer loop otherwise


def wait_until(condition, timeout=10.0, what="condition"):
    """Let Qt work until `condition()` is true; returns the seconds it took; fails after `timeout`."""
    start = time.monotonic()
    while not condition():
        if time.monotonic() - start > timeout:
            pytest.fail(f"waited {timeout} s for {what}")
        pump(0.01)
    return time.monotonic() - start


@pytest.fixture
def iface():
    return qgis_iface


@pytest.fixture(name="pump")
def pump_fixture():
    return pump


@pytest.fixture
def wait_for():
    return wait_until


@pytest.fixture
def espace():
    """The work space given by the main suite (small exercise pack); skips when there is none."""
    folder = os.environ.get("DDTM_ESPACE", "")
    if not os.path.isfile(os.path.join(folder, "referentiel", "CURRENT")):
        pytest.skip("no exercise pack was given to the desktop")
    return Path(folder)


@pytest.fixture
def shot():
    """shot("name", widget=main window): a picture in the folder DDTM_CAPTURES (else beside the report); returns its path."""

    def save(name, widget=None):
        folder = Path(os.environ.get("DDTM_CAPTURES") or os.environ["DDTM_DESKTOP_OUT"])
        folder.mkdir(parents=True, exist_ok=True)
        pump(0.2)
        path = folder / f"{name}.png"
        assert (widget or qgis_iface.mainWindow()).grab().save(str(path))
        return path

    return save
