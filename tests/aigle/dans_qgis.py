"""Run by test_dock.py with QGIS's own Python: the algorithms are all there, and the review is driven by keys alone.

python3 dans_qgis.py CHECKOUT ESPACE PICTURES... ; prints one JSON line.
"""

import json
import os
import sys
import time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
root, espace, shot, *pictures = sys.argv[1:]
sys.path.insert(0, root)

from pathlib import Path  # noqa: E402

from qgis.core import QgsApplication, QgsProject, QgsRasterLayer  # noqa: E402
from qgis.PyQt.QtCore import QEventLoop, QItemSelectionModel, QPoint, Qt, QTimer  # noqa: E402
from qgis.PyQt.QtTest import QTest  # noqa: E402

app = QgsApplication([], True)
app.initQgis()

from ddtm_aigle.gui.revue import ReviewDock  # noqa: E402
from ddtm_aigle.processing.provider import provider  # noqa: E402


def pump(seconds):
    loop = QEventLoop()
    QTimer.singleShot(int(1000 * seconds), loop.quit)
    loop.exec()


ROWS = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
made = provider()
app.processingRegistry().addProvider(made)
out = {"algorithms": {a.name(): bool(a.shortHelpString()) for a in made.algorithms()}, "errors": []}
for name in pictures:
    QgsProject.instance().addMapLayer(QgsRasterLayer(name, Path(name).stem))
dock = ReviewDock(lambda: Path(espace) / "travail" / "travail.gpkg", lambda error: out["errors"].append(error.message), lambda: None)
dock.resize(1500, 620)
dock.show()
dock.refresh()
pump(0.3)
dock.activateWindow()
out["layers"] = [choice.currentText() for choice in dock.views.choices]
out["drawn"] = [len(canvas.layers()) for canvas in dock.views.canvases]
out["first"] = dock.title.text()
out["facts"] = dock.facts.text()
for _ in range(40):
    pump(0.1)
    if not any(canvas.isDrawing() for canvas in dock.views.canvases):
        break
dock.grab().save(shot)
dock.views.canvases[0].zoomByFactor(2.0)
pump(0.1)
widths = [canvas.extent().width() for canvas in dock.views.canvases]
out["together"] = max(widths) < 1.02 * min(widths)
count = len(dock.rows)
began = time.monotonic()
for i in range(count):
    QTest.keyClick(dock.widget(), (Qt.Key.Key_S, Qt.Key.Key_L, Qt.Key.Key_I, Qt.Key.Key_X)[i % 4])
out["seconds_a_verdict"] = (time.monotonic() - began) / max(1, count)
out["reviewed"], out["end"] = count, dock.title.text()
QTest.keyClick(dock.widget(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
out["after_undo"] = len(dock.rows)
QTest.keyClick(dock.widget(), Qt.Key.Key_1)
out["retyped"] = dock.title.text()
QTest.keyClick(dock.widget(), Qt.Key.Key_P)
out["with_prescribed"] = len(dock.rows)
from shared.gpkg import read  # noqa: E402

rows = read.rows(Path(espace) / "travail" / "travail.gpkg", "objet_detecte", {"classe": ["mobil_home", "caravane"]})
out["states"] = sorted(row["validation"] for row in rows)
if dock.done.isChecked() is False:
    QTest.keyClick(dock.widget(), Qt.Key.Key_R)
QTest.keyClick(dock.widget(), Qt.Key.Key_B)
pump(0.1)
out["listed"] = dock.listing.rowCount()
dock.listing.clearSelection()
for line in range(3):
    dock.listing.selectionModel().select(dock.listing.model().index(line, 0), ROWS)
out["bulk"] = [dock.title.text(), [row["uuid"] for row in dock.targets()]]
QTest.keyClick(dock.listing, Qt.Key.Key_I)
out["bulk_states"] = [row["validation"] for row in dock.rows if row["uuid"] in out["bulk"][1]]
dock.grab().save(shot.replace(".png", "_liste.png"))
QTest.keyClick(dock.widget(), Qt.Key.Key_G)
pump(0.1)
out["squares"] = dock.grid.sentence()
before = len(dock.rows)
cell = max(dock.grid.table.counts, key=lambda one: dock.grid.table.counts[one][1])
dock.grab().save(shot.replace(".png", "_grille.png"))
QTest.mouseClick(dock.grid, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, dock.grid.rect_of(cell).center().toPoint())
out["in_square"] = [len(dock.rows), dock.grid.table.counts[cell][1], before]
QTest.mouseClick(dock.grid, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, dock.grid.rect_of(cell).center().toPoint())
QTest.keyClick(dock.widget(), Qt.Key.Key_G)
QTest.keyClick(dock.widget(), Qt.Key.Key_T)
out["triples"] = [len(dock.rows), all(row["a_revoir"] for row in dock.rows)]
QTest.keyClick(dock.widget(), Qt.Key.Key_A)
out["after_absent"] = len(dock.rows)
named = dock.current["uuid"]
QTest.keyClick(dock.widget(), Qt.Key.Key_V)
out["after_present"] = [len(dock.rows), named]
QTest.keyClick(dock.widget(), Qt.Key.Key_O)
out["reported"] = dock.hint.text()
QTest.keyClick(dock.widget(), Qt.Key.Key_T)
QTest.keyClick(dock.widget(), Qt.Key.Key_D)
pump(0.2)
canvas = dock.views.canvases[2]
for x, y in ((40, 40), (80, 40), (80, 70)):
    QTest.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(x, y))
QTest.mouseClick(canvas.viewport(), Qt.MouseButton.RightButton, Qt.KeyboardModifier.NoModifier, QPoint(80, 70))
out["drawn_object"] = [dock.current["uuid"] if dock.current else None, dock.hint.text()]
for _ in range(150):
    if dock.current and dock.current["parcelle"]:
        break
    pump(0.1)
out["drawn_place"] = dock.facts.text()
QTest.keyClick(dock.widget(), Qt.Key.Key_2)
pump(0.3)
dock.grab().save(shot.replace(".png", "_dessin.png"))
print(json.dumps(out))
sys.stdout.flush()
os._exit(0)
