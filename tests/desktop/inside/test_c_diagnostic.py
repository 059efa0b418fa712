"""« Diagnostic… » of the data plugin's menu: opens, answers, can be copied, and says nothing of anybody."""

import os
import subprocess
import sys

import pytest
from qgis.core import QgsApplication
from qgis.PyQt import sip
from qgis.PyQt.QtWidgets import QAction, QDialog


@pytest.fixture
def window(iface, plugin_names, pump):
    if "data_sync" not in plugin_names:
        pytest.skip("the data plugin is not installed here")
    main = iface.mainWindow()
    main.findChild(QAction, "ddtm_data_sync_diagnostic").trigger()
    pump(0.2)
    found = [child for child in main.findChildren(QDialog, "ddtmDiagnostic") if child.isVisible()]
    assert len(found) == 1
    yield found[0]
    if not sip.isdeleted(found[0]):
        found[0].close()
    pump(0.2)


def lacking():
    """Modules that the engine's Python does not have, asked of it without the plugin's help."""
    names = ["geopandas", "rasterio", "reportlab", "cryptography", "sqlcipher3", "onnxruntime", "cv2"]
    code = f"import importlib.util as u; print(*[n for n in {names!r} if u.find_spec(n) is None])"
    return subprocess.run([os.environ["DDTM_PYTHON"], "-c", code], capture_output=True, text=True, check=True).stdout.split()


def test_it_says_the_state_of_the_workstation(window, wait_for, shot):
    wait_for(lambda: window.refaire.isEnabled(), 60)
    shot("diagnostic", window)
    lines = window.texte.toPlainText().splitlines()
    titles = [line[4:].split()[0] for line in lines]
    assert titles[:4] == ["QGIS", "Extensions", "Cohabitation", "Moteur"]
    assert {"Bibliothèques", "Projections", "Données", "Disque"} <= set(titles)
    wrong = [line for line in lines if line.startswith("NON")]
    missing = lacking()
    if missing:  # another Debian, without some of the wheels: exactly these are named, with the remedy
        assert len(wrong) == 1 and all(name in wrong[0] for name in missing) and "REPARER.bat" in wrong[0]
    else:
        assert wrong == [] and window.phrase.text() == "Tout est en ordre sur ce poste."


def test_what_is_copied_is_what_is_read_and_names_nobody(window, wait_for):
    wait_for(lambda: window.refaire.isEnabled(), 60)
    window.copier.click()
    copied = QgsApplication.clipboard().text()
    assert window.texte.toPlainText() in copied and window.phrase.text() in copied
    assert os.environ["HOME"] not in copied and os.environ.get("DDTM_ESPACE", "/nulle/part") not in copied


def test_leaving_while_it_works_leaves_qgis_well(window, pump, monkeypatch):
    failures = []
    monkeypatch.setattr(sys, "excepthook", lambda *error: failures.append(error))
    window.lancer()
    window.reject()  # Escape
    pump(1.5)
    assert failures == [] and sip.isdeleted(window)
