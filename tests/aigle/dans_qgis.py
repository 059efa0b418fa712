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
from qgis.PyQt.QtCore import QEventLoop, Qt, QTimer  # noqa: E402
from qgis.PyQt.QtTest import QTest  # noqa: E402

app = QgsApplication([], True)
app.initQgis()

from ddtm_aigle.gui.revue import ReviewDock  # noqa: E402
from ddtm_aigle.processing.provider import provider  # noqa: E402


def pump(seconds):
    loop = QEventLoop()
    QTimer.singleShot(int(1000 * seconds), loop.quit)
    loop.exec()


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
print(json.dumps(out))
sys.stdout.flush()
os._exit(0)
