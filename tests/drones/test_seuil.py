"""The threshold chosen on the histogram, in a real QGIS: what the map previews is what the outline holds."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import numpy as np
import pytest

from .test_indices import paint

ROOT = Path(__file__).resolve().parents[2]
QGIS_PYTHON = os.environ.get("DDTM_QGIS_PYTHON", "/usr/bin/python3")
SCRIPT = """
import json, os, sys, time
sys.path[:0] = [sys.argv[1], "/usr/share/qgis/python/plugins"]
os.environ["DDTM_ESPACE"] = sys.argv[2]
from qgis.core import QgsApplication, QgsCoordinateReferenceSystem, QgsProject, QgsRasterLayer
QgsApplication.setPrefixPath("/usr", True)
app = QgsApplication([], True); app.initQgis()
from processing.core.Processing import Processing
Processing.initialize()
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QEvent, QPointF, Qt
from qgis.PyQt.QtGui import QMouseEvent
from qgis.PyQt.QtWidgets import QMainWindow
window = QMainWindow(); canvas = QgsMapCanvas(window)
class Iface:
    def mainWindow(self): return window
    def mapCanvas(self): return canvas
    def addDockWidget(self, area, dock): window.addDockWidget(area, dock)
    def removeDockWidget(self, dock): window.removeDockWidget(dock)
    def addPluginToMenu(self, *a): pass
    def removePluginMenu(self, *a): pass
    def messageBar(self): return None
window.setCentralWidget(canvas); window.resize(1100, 700); window.show()
canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:2154"))
image = QgsRasterLayer(sys.argv[3], "vol"); QgsProject.instance().addMapLayer(image)
from ddtm_drones.plugin import DronesPlugin
plugin = DronesPlugin(Iface()); plugin.initProcessing()
dock = plugin.show_threshold(); dock.image.setLayer(image); dock.kind.setCurrentIndex(5)
def wait(until, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end and not until(): app.processEvents(); time.sleep(0.01)
dock.compute.click(); wait(lambda: dock.index is not None and dock.compute.isEnabled())
out = {"propose": dock.chart.value, "classes": len(dock.chart.counts), "dit": dock.told.text()}
def drag(value):
    x = (value - dock.chart.low) / (dock.chart.high - dock.chart.low) * dock.chart.width()
    app.sendEvent(dock.chart, QMouseEvent(QEvent.Type.MouseButtonPress, QPointF(x, 20), Qt.MouseButton.LeftButton, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)); app.processEvents()
def kept():
    block = dock.index.renderer().block(1, dock.index.extent(), 200, 160); return sum((block.color(r, c) >> 24) > 0 for r in range(160) for c in range(200))
drag(0.6); out["choisi"] = dock.chart.value; out["apercu"] = kept()
drag(0.9); out["moins"] = kept()
dock.side.setCurrentIndex(1); out["dessous"] = kept(); dock.side.setCurrentIndex(0); drag(0.6)
canvas.setLayers([dock.index, image]); canvas.setExtent(image.extent()); canvas.refresh(); wait(lambda: False, 1.0); window.grab().save(sys.argv[4])
dock.trace.click(); wait(lambda: dock.contour is not None and dock.trace.isEnabled())
out["contour"] = sum(f.geometry().area() for f in dock.contour.getFeatures()); out["modifiable"] = bool(dock.contour.startEditing()); out["phrase"] = dock.told.text()
dock.contour.rollBack(); QgsProject.instance().removeMapLayer(dock.index.id()); out["retiree"] = dock.index is None and not dock.trace.isEnabled()
QgsProject.instance().clear(); dock.compute.click(); out["sans_image"] = dock.told.text()
plugin.unload(); app.processEvents()
print(json.dumps(out)); sys.stdout.flush()
from shared.engine.client import engine
engine().close(); os._exit(0)
"""


def test_the_line_dragged_on_the_histogram_chooses_what_the_outline_holds(tmp_path):
    if subprocess.run([QGIS_PYTHON, "-c", "import qgis.gui"], capture_output=True, check=False).returncode:
        pytest.skip("QGIS absent")
    pixels = np.empty((160, 200, 3), np.uint8)
    pixels[:] = (90, 160, 70)
    pixels[40:80, 50:110] = (25, 24, 26)  # 600 m² of black
    pixels[100:120, 50:90] = (60, 59, 61)  # 200 m² of grey
    image = paint(tmp_path / "vol.tif", pixels)
    picture = os.environ.get("DDTM_SEUIL_PNG", str(tmp_path / "seuil.png"))
    command = [QGIS_PYTHON, "-c", SCRIPT, str(ROOT), str(tmp_path / "espace"), image, picture]
    done = subprocess.run(
        command, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}, capture_output=True, text=True, timeout=110, check=False
    )
    assert done.stdout.strip(), done.stderr
    told = json.loads(done.stdout.strip().splitlines()[-1])
    assert told["classes"] == 256 and 0 < told["propose"] < 0.9 and "Glissez" in told["dit"]
    assert told["choisi"] == pytest.approx(0.6, abs=0.02)
    assert told["apercu"] == 2400 + 800 and told["moins"] == 0 and told["dessous"] == 160 * 200
    assert told["contour"] == pytest.approx(800) and told["modifiable"] and "800 m²" in told["phrase"] and "temporaire" in told["phrase"]
    assert told["retiree"] and "image en couleurs" in told["sans_image"]
