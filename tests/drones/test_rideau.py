"""The curtain on a real map canvas: after on the left of the line, before on its right, wherever the line and the map are."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import numpy as np
import pytest

rasterio = pytest.importorskip("rasterio")

ROOT = Path(__file__).resolve().parents[2]
QGIS_PYTHON = os.environ.get("DDTM_QGIS_PYTHON", "/usr/bin/python3")
SCRIPT = """
import json, os, sys, time
sys.path.insert(0, sys.argv[1])
from qgis.core import QgsApplication, QgsCoordinateReferenceSystem, QgsProject, QgsRasterLayer, QgsRectangle
QgsApplication.setPrefixPath("/usr", True)
app = QgsApplication([], True); app.initQgis()
from qgis.gui import QgsMapCanvas, QgsMapToolPan, QgsMessageBar
from qgis.PyQt.QtCore import QEvent, QPoint, QPointF, Qt
from qgis.PyQt.QtGui import QKeyEvent, QMouseEvent
from qgis.PyQt.QtWidgets import QMainWindow
window = QMainWindow(); canvas = QgsMapCanvas(window); bar = QgsMessageBar(window); active = [None]
class Iface:
    def mainWindow(self): return window
    def mapCanvas(self): return canvas
    def messageBar(self): return bar
    def activeLayer(self): return active[0]
    def addPluginToMenu(self, *a): pass
    def removePluginMenu(self, *a): pass
window.setCentralWidget(canvas); window.resize(800, 600); window.show()
before, after = QgsRasterLayer(sys.argv[2], "avant"), QgsRasterLayer(sys.argv[3], "après")
QgsProject.instance().addMapLayers([before, after])
canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:2154")); canvas.setLayers([after, before]); canvas.setExtent(after.extent())
pan = QgsMapToolPan(canvas); canvas.setMapTool(pan)
def wait(seconds=0.8):
    end = time.monotonic() + seconds
    while time.monotonic() < end: app.processEvents(); time.sleep(0.01)
def colour(share):
    app.processEvents()
    value = canvas.grab().toImage().pixelColor(int(share * canvas.width()), canvas.height() // 2)
    return "apres" if value.blue() > value.red() else "avant"
def move(share):
    at = QPointF(share * canvas.width(), 200)
    app.sendEvent(canvas.viewport(), QMouseEvent(QEvent.Type.MouseMove, at, Qt.MouseButton.NoButton, Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier)); app.processEvents()
canvas.refresh(); wait()
from ddtm_drones.plugin import DronesPlugin
plugin = DronesPlugin(Iface()); out = {"sans_couche": plugin.show_curtain() is None and bar.currentItem() is not None}
active[0] = after; tool = plugin.show_curtain(); wait()
out["milieu"] = [colour(0.4), colour(0.6)]
move(0.2); out["a_gauche"] = [colour(0.1), colour(0.4)]
move(0.9); out["a_droite"] = [colour(0.6), colour(0.95)]
canvas.zoomByFactor(0.5); wait(); out["apres_zoom"] = [colour(0.6), colour(0.95)]
move(0.5); window.grab().save(sys.argv[4])
app.sendEvent(canvas, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)); wait(0.3)
out["fini"] = [canvas.mapTool() is pan, colour(0.95)]
plugin.show_curtain(); wait(0.3); out["repris"] = canvas.mapTool() is tool
QgsProject.instance().removeMapLayer(after.id()); wait(0.5); out["couche_retiree"] = canvas.mapTool() is not tool
print(json.dumps(out)); sys.stdout.flush(); os._exit(0)
"""


def plain(path, colour):
    with rasterio.open(
        path, "w", driver="GTiff", width=80, height=60, count=3, dtype="uint8", crs="EPSG:2154",
        transform=rasterio.transform.from_origin(772_000, 6_274_000, 1, 1),
    ) as raster:  # fmt: skip
        raster.write(np.array(colour, np.uint8)[:, None, None] * np.ones((3, 60, 80), np.uint8))
    return str(path)


def test_the_curtain_parts_after_from_before(tmp_path):
    if subprocess.run([QGIS_PYTHON, "-c", "import qgis.gui"], capture_output=True, check=False).returncode:
        pytest.skip("QGIS absent")
    before, after = plain(tmp_path / "avant.tif", (200, 60, 20)), plain(tmp_path / "apres.tif", (20, 60, 200))
    command = [QGIS_PYTHON, "-c", SCRIPT, str(ROOT), before, after, os.environ.get("DDTM_RIDEAU_PNG", str(tmp_path / "rideau.png"))]
    done = subprocess.run(
        command, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}, capture_output=True, text=True, timeout=90, check=False
    )
    assert done.stdout.strip(), done.stderr
    told = json.loads(done.stdout.strip().splitlines()[-1])
    both = ["apres", "avant"]
    assert told["sans_couche"] and told["milieu"] == told["a_gauche"] == told["a_droite"] == told["apres_zoom"] == both
    assert told["fini"] == [True, "apres"] and told["repris"] and told["couche_retiree"]
