"""The viewer: a click on the map, the photographs that see the place, the best first."""

# ruff: noqa: F821, I001 (iface and pump are given by tests.desktop.photo)
from qgis.core import QgsCoordinateReferenceSystem, QgsPointXY, QgsProject, QgsRectangle
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QDockWidget
from qgis.utils import plugins

X, Y = 772_080.0, 6_274_080.0
for dock in iface.mainWindow().findChildren(QDockWidget):
    dock.setVisible(False)
QgsProject.instance().setCrs(QgsCoordinateReferenceSystem("EPSG:2154"))
plugins["ddtm_drones"].show_layers()
viewer = plugins["ddtm_drones"].show_viewer()
pump(1.0)
canvas = iface.mapCanvas()
canvas.setExtent(QgsRectangle(X - 60, Y - 45, X + 60, Y + 45))
canvas.refresh()
pump(2.0)
iface.messageBar().clearWidgets()
viewer._clicked(QgsPointXY(X, Y), Qt.MouseButton.LeftButton)
pump(4.0)
