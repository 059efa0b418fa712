"""The review by keyboard: three vintages side by side, the object in hand framed in each."""

# ruff: noqa: F821, I001 (iface and pump are given by tests.desktop.photo)
import os

from qgis.core import QgsProject, QgsRasterLayer
from qgis.PyQt.QtWidgets import QAction, QDockWidget

for dock in iface.mainWindow().findChildren(QDockWidget):
    dock.setVisible(False)
iface.newProject()
for year in (2015, 2021, 2024):
    QgsProject.instance().addMapLayer(
        QgsRasterLayer(os.path.join(os.environ["DDTM_ESPACE"], f"ortho_{year}.vrt"), f"ortho_{year}"), year == 2024
    )
iface.mainWindow().findChild(QAction, "ddtm_aigle_revue_action").trigger()
pump(4.0)
iface.mapCanvas().zoomToFullExtent()
pump(1.0)
