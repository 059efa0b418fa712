"""For the scripts run by Debian's Python without a screen: QGIS started, the four things of its interface that the plugin uses, waits and pictures."""

import os
import sys
import time

sys.path.insert(0, os.environ["DDTM_SOURCES"])
from qgis.core import QgsApplication, QgsCoordinateReferenceSystem  # noqa: E402
from qgis.gui import QgsMapCanvas, QgsMessageBar  # noqa: E402
from qgis.PyQt.QtCore import QEventLoop  # noqa: E402
from qgis.PyQt.QtWidgets import QMainWindow  # noqa: E402

app = QgsApplication([], True)
app.initQgis()
from shared.engine.client import engine  # noqa: E402

engine().python = os.environ["DDTM_PYTHON"]


class Iface:
    def __init__(self):
        self.window = QMainWindow()
        self.canvas = QgsMapCanvas()
        self.canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:2154"))
        self.bar = QgsMessageBar()
        self.window.setCentralWidget(self.canvas)
        self.window.resize(1200, 900)

    def mainWindow(self):
        return self.window

    def mapCanvas(self):
        return self.canvas

    def messageBar(self):
        return self.bar

    def addDockWidget(self, area, dock):
        self.window.addDockWidget(area, dock)


def until(condition, what, told=lambda: "", seconds=40):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)
        if condition():
            return
    raise AssertionError(f"{what}: {told()}")


def photo(widget, name):
    app.processEvents()
    widget.grab().save(os.path.join(sys.argv[1], f"{name}.png"))
