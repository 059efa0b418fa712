"""Within the real desktop: the review by keys alone, waiting each time for the three pictures to be drawn."""

import json
import os
import time
from pathlib import Path

from qgis.core import QgsProject, QgsRasterLayer
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QAction, QDockWidget

COUNT = 40


def test_thirty_objects_a_minute_by_keyboard_with_the_pictures_drawn(iface, wait_for, shot, tmp_path):
    folder = Path(os.environ["DDTM_ESPACE"])
    for year in (2012, 2018, 2021):
        QgsProject.instance().addMapLayer(QgsRasterLayer(str(folder / f"ortho_{year}.tif"), f"ortho_{year}"), False)
    iface.mainWindow().findChild(QAction, "ddtm_aigle_revue_action").trigger()
    dock = iface.mainWindow().findChild(QDockWidget, "ddtm_aigle_revue")
    wait_for(lambda: dock is not None and dock.isVisible() and len(dock.rows) >= COUNT)
    wait_for(lambda: not any(canvas.isDrawing() for canvas in dock.views.canvases))
    began, shown = time.monotonic(), set()
    for number in range(COUNT):
        shown.add(dock.current["uuid"])
        QTest.keyClick(dock.widget(), (Qt.Key.Key_S, Qt.Key.Key_L, Qt.Key.Key_I, Qt.Key.Key_X)[number % 4])
        QTest.qWait(5)
        wait_for(lambda: not any(canvas.isDrawing() for canvas in dock.views.canvases))
    rate = 60 * COUNT / (time.monotonic() - began)
    shot("revue_au_clavier")
    Path(os.environ["DDTM_ESPACE"], "rythme.json").write_text(json.dumps({"objets_par_minute": rate}))
    assert len(shown) == COUNT
    assert rate >= 30


def test_the_map_of_the_control_opens_from_the_menu(iface, wait_for, shot):
    iface.mainWindow().findChild(QAction, "ddtm_aigle_carte_action").trigger()
    wait_for(lambda: "Objets détectés" in [layer.name() for layer in QgsProject.instance().mapLayers().values()])
    assert QgsProject.instance().title().endswith("Contrôle des occupations")
