"""Click a place, get the photographs that see it; the dock shows them on a real map canvas."""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import time
from pathlib import Path

import pytest
import shapely

from ddtm_drones.core.importer import job as importer
from ddtm_drones.core.importer.travail import ready
from ddtm_drones.core.mission import inscription
from ddtm_drones.core.projection import to_lambert
from ddtm_drones.core.vue import a_flouter, point
from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg.read import rows
from shared.gpkg.write import insert_rows, insert_together
from shared.jobs import JobContext

from . import fabrique as f
from .cadastre import land

ROOT = Path(__file__).resolve().parents[2]
QGIS_PYTHON = os.environ.get("DDTM_QGIS_PYTHON", "/usr/bin/python3")
SCRIPT = """
import json, os, sys
sys.path.insert(0, sys.argv[1])
os.environ["DDTM_ESPACE"] = sys.argv[2]
from qgis.core import QgsApplication, QgsCoordinateReferenceSystem, QgsPointXY, QgsRectangle
QgsApplication.setPrefixPath("/usr", True)
app = QgsApplication([], True); app.initQgis()
sys.path.append("/usr/share/qgis/python/plugins")
from processing.core.Processing import Processing
Processing.initialize()
from ddtm_drones.processing.provider import provider
held = provider(); QgsApplication.processingRegistry().addProvider(held)
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtWidgets import QMainWindow
from qgis.PyQt.QtCore import Qt
window, canvas = QMainWindow(), None
canvas = QgsMapCanvas(window)
canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:3857"))
class Iface:
    def mainWindow(self): return window
    def mapCanvas(self): return canvas
    def addDockWidget(self, area, dock): window.addDockWidget(area, dock)
    def removeDockWidget(self, dock): window.removeDockWidget(dock)
    def addPluginToMenu(self, *a): pass
    def removePluginMenu(self, *a): pass
window.setCentralWidget(canvas); window.resize(1000, 760); window.show()
from ddtm_drones.gui.visionneuse import Visionneuse
dock = Visionneuse(Iface()); window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
dock.choose.setChecked(True); out = {"outil": canvas.mapTool() is dock.tool}
x, y = json.loads(sys.argv[3])
canvas.setExtent(QgsRectangle(x - 300, y - 300, x + 300, y + 300))
dock._clicked(QgsPointXY(x, y), Qt.MouseButton.LeftButton); app.processEvents()
out["liste"] = [dock.list.item(k).text() for k in range(dock.list.count())]; out["dit"] = dock.said.text()
out["image"] = dock.view.pixmap() is not None and not dock.view.pixmap().isNull(); out["traits"] = len(dock._marks)
import time
def wait(until, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end and not until(): app.processEvents(); time.sleep(0.01)
from ddtm_drones.gui.floutage import Floutage
from qgis.PyQt.QtCore import QPoint, QSize
from qgis.PyQt.QtTest import QTest
dialog = Floutage(window, dock._picture, QSize(640, 480), "bas.jpg"); dialog.show(); app.processEvents()
side = dialog.toile.width(); ratio = 640 / side
start, end = QPoint(int(100 / ratio), int(50 / ratio)), QPoint(int(200 / ratio), int(150 / ratio))
QTest.mousePress(dialog.toile, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start); QTest.mouseMove(dialog.toile, end); app.processEvents()
from qgis.PyQt.QtGui import QMouseEvent
from qgis.PyQt.QtCore import QEvent, QPointF
move = QMouseEvent(QEvent.Type.MouseMove, QPointF(end), Qt.MouseButton.LeftButton, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
app.sendEvent(dialog.toile, move); QTest.mouseRelease(dialog.toile, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, end)
out["zones"] = dialog.zones(); dialog.grab().save(sys.argv[4] + ".flou.png"); dialog.toile.undo(); out["retire"] = dialog.zones()
for corner in ((100, 50), (200, 60), (150, 140)):
    place = QPoint(int(corner[0] / ratio), int(corner[1] / ratio))
    QTest.mouseClick(dialog.toile, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
QTest.mouseDClick(dialog.toile, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
out["polygone"] = dialog.zones(); dialog.reject()
dialog = Floutage(window, dock._picture, QSize(640, 480), "bas.jpg", dock.photos[0]["sha256"]); dialog.show(); app.processEvents()
dialog.propose.click(); wait(lambda: bool(dialog.toile.proposed)); out["proposees"] = len(dialog.toile.proposed); out["avant"] = dialog.zones()
from qgis.PyQt.QtGui import QPolygon
inside = QPolygon(dialog.toile.proposed[0]).boundingRect().center()
QTest.mouseMove(dialog.toile, inside); dialog.grab().save(sys.argv[4] + ".propose.png")
corner = QPoint(dialog.toile.proposed[0][0])
QTest.mouseClick(dialog.toile, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, inside)
out["acceptee"] = [len(dialog.zones().split(",")) // 2, dialog.origine(), dialog.buttons.button(dialog.buttons.StandardButton.Ok).text()]
QTest.mousePress(dialog.toile, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, corner)
end = corner + QPoint(15, 9)
app.sendEvent(dialog.toile, QMouseEvent(QEvent.Type.MouseMove, QPointF(end), Qt.MouseButton.LeftButton, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier))
QTest.mouseRelease(dialog.toile, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, end)
moved = dialog.toile.shapes[0][0] - corner; out["corrigee"] = [moved.x(), moved.y()]
QTest.mouseClick(dialog.toile, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, inside); out["rendue"] = [dialog.zones(), len(dialog.toile.proposed)]
dialog.toile.accept_all(); dialog.grab().save(sys.argv[4] + ".accepte.png"); dialog.reject()
dock.measure_photo(); frame = dock.measuring; app.processEvents()
def click(column, line):
    spot = frame.view.mapFromScene(QPointF(column / frame.view.ratio, line / frame.view.ratio))
    QTest.mouseClick(frame.view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, spot)
click(320, 240); out["un_point"] = [frame.said.text(), frame.keep.isEnabled()]
click(470, 240); wait(lambda: "Longueur" in frame.said.text())
out["mesure"] = frame.said.text().splitlines()[0]; out["mesure_traits"] = len(dock._measured.bands)
line = dock._measured.bands[0].asGeometry().asPolyline(); out["mesure_carte"] = [line[0].x() - x, line[0].y() - y]
out["ellipse"] = dock._measured.bands[1].asGeometry().boundingBox().width()
frame.grab().save(sys.argv[4] + ".mesure.png"); dock.zoom_to(); app.processEvents(); window.grab().save(sys.argv[4] + ".carte.png")
frame.close(); app.processEvents(); out["mesure_retiree"] = len(dock._measured.bands)
from ddtm_drones.gui import visionneuse as gui
asked = []
gui.QInputDialog.getItem = staticmethod(lambda parent, title, text, items, *a: (asked.append(list(items)), (items[0], True))[1])
dock.tie_photo(); wait(lambda: "jointe" in dock.said.text())
out["affaires"] = asked[0]; out["jointe"] = dock.said.text()
dock.zoom_to(); app.processEvents(); window.grab().save(sys.argv[4])
dock._clicked(QgsPointXY(x + 50000, y), Qt.MouseButton.LeftButton); out["ailleurs"] = dock.said.text(); out["reste"] = len(dock._marks)
from ddtm_drones.gui.couches import show_layers
from qgis.core import QgsProject
out["couches"] = show_layers(); out["encore"] = show_layers()
layers = QgsProject.instance().mapLayers().values()
out["photos"] = [layer.featureCount() for layer in layers if layer.customProperty("ddtm/couche") == "drone_photo"]
out["valides"] = all(layer.isValid() for layer in layers)
asked.clear(); dock.blur_mission(); out["missions"] = asked[0]
out["attendent"] = [dock.photos[k]["nom"] for k in range(dock.list.count())]
class Rien:
    class DialogCode: Accepted = 1
    def __init__(self, *a): pass
    def exec(self): return 1
    def zones(self): return ""
    def origine(self): return ""
gui.Floutage = Rien
dock.blur_photo(); wait(lambda: dock.list.count() == 2)
out["restent"] = [dock.list.count(), dock.said.text().split("jpg.")[-1].strip()]
dock.remove(); app.processEvents(); out["rendu"] = canvas.mapTool() is not dock.tool
print(json.dumps(out)); sys.stdout.flush()
from shared.engine.client import engine
engine().close(); os._exit(0)
"""


@pytest.fixture(scope="module")
def espace(tmp_path_factory):
    folder = tmp_path_factory.mktemp("vue")
    card = folder / "carte"
    card.mkdir()
    (card / "haut.jpg").write_bytes(f.dji(height=100, CalibratedFocalLength=60, seed=1, hour="2026:06:12 10:00:00", size=(640, 480)))
    (card / "bas.jpg").write_bytes(f.dji(height=40, CalibratedFocalLength=600, seed=2, hour="2026:06:12 10:00:01", size=(640, 480)))
    (card / "ailleurs.jpg").write_bytes(f.dji(3.95, height=40, CalibratedFocalLength=60, seed=3, hour="2026:06:12 10:00:02"))
    middle = to_lambert(3.9, 43.57)
    space = land(folder / "espace", middle)
    house = shapely.MultiPolygon([shapely.box(middle[0] + 3, middle[1] + 3, middle[0] + 11, middle[1] + 11)]).wkb
    insert_together(space.referentiel_gpkg, {"batiment": [{"cleabs": "B1", "usage_1": "Résidentiel", "hauteur": 6.0, "geom": house}]})
    text = {"numero": "M-1", "titre": "Essai", "cadre_juridique": "L.480-1", "parcelles": "34999000ZA0404", "floutage_requis": "oui"}
    inscription.run({"espace": str(folder / "espace"), **text}, JobContext())
    importer.run({"espace": str(folder / "espace"), "source": str(card), "mission": "M-1"}, JobContext())
    x, y = under_the_drone(folder / "espace")
    far = {"lieu": "Ici", "nature": "piscine", "etat": "ouverte"}
    affairs = [
        {**far, "numero": "A-2", "geom": shapely.Point(x + 900, y).wkb},
        {**far, "numero": "A-1", "geom": shapely.Point(x + 30, y).wkb},
    ]
    insert_together(ready(Espace.at(folder / "espace")), {"affaire_lucca": affairs})
    return folder / "espace"


def under_the_drone(espace):
    return shapely.from_wkb(rows(Espace.at(espace).travail_gpkg, "drone_photo", {"nom": "bas.jpg"})[0]["geom"]).coords[0]


def test_the_finest_photo_that_sees_the_place_comes_first(espace):
    x, y = under_the_drone(espace)
    result = point.run({"espace": str(espace), "point": f"{x},{y}"}, JobContext())
    assert [row["nom"] for row in result["photos"]] == ["bas.jpg", "haut.jpg"] and result["photos"][0]["excentrement"] < 0.05
    assert Path(result["photos"][0]["chemin"]).is_file() and "La meilleure : bas.jpg" in result["phrase"]
    assert point.run({"espace": str(espace), "point": f"{x},{y + 40}"}, JobContext())["photos"][0]["nom"] == "haut.jpg"


@pytest.mark.parametrize("given", (None, "", "ici", "1,2,3", {"x": 1}))
def test_an_unreadable_place_is_refused(espace, given):
    with pytest.raises(BadInput, match="point est illisible"):
        point.run({"espace": str(espace), "point": given}, JobContext())


def test_no_import_yet_is_said(tmp_path):
    with pytest.raises(BadInput, match="importez d'abord"):
        point.run({"espace": str(tmp_path), "point": "1,2"}, JobContext())


def test_photos_wait_for_their_blurred_copy_where_a_mission_wants_it(espace):
    held = Espace.at(espace)
    ((mission, title, count),) = a_flouter.missions(held)
    waiting = a_flouter.photos(held, mission)
    assert title == "M-1 · Essai" and count == len(waiting) == 3 and [row["nom"] for row in waiting][:2] == ["haut.jpg", "bas.jpg"]
    kept = {"nom": "x.jpg", "sha256": "a" * 64, "nature": "derive", "parent_sha256": waiting[0]["sha256"], "mission_uuid": mission}
    (other,) = insert_rows(held.travail_gpkg, "drone_media", [{**kept, "fichier": "photos/derives/x.jpg"}])
    assert a_flouter.missions(held)[0][2] == 3, "only a blurred copy counts"
    assert set(waiting[0]) >= {"chemin", "emprise", "pixel_cm", "x"} and other


def test_inside_agrees_with_shapely_holes_included():
    rng = random.Random(4)
    shape = shapely.Polygon([(0, 0), (10, 1), (9, 9), (4, 5), (1, 9)], [[(2, 2), (5, 2), (4, 4)]])
    (polygon,) = point.polygons_of(shapely.MultiPolygon([shape]).wkb)
    for _ in range(500):
        x, y = rng.uniform(-1, 11), rng.uniform(-1, 11)
        assert point.inside(polygon, x, y) == shape.contains(shapely.Point(x, y))


def test_five_thousand_photos_answer_at_once(tmp_path):
    espace = Espace.at(tmp_path)
    path, rng = ready(espace), random.Random(1)
    photos, areas = [], []
    for rank in range(5000):
        x, y, sha = 770_000 + rng.uniform(0, 3000), 6_270_000 + rng.uniform(0, 3000), f"{rank:064x}"
        photos.append({"nom": f"{rank}.jpg", "sha256": sha, "fichier": f"photos/{sha}.jpg", "geom": shapely.Point(x, y).wkb})
        areas.append({"nom": f"{rank}.jpg", "sha256": sha, "pixel_cm": 2.0, "geom": shapely.box(x - 60, y - 40, x + 60, y + 40).wkb})
    insert_together(path, {"drone_photo": photos, "drone_emprise": areas})
    start = time.perf_counter()
    found = point.photos_at(espace, 771_500, 6_271_500)
    assert 2 <= len(found) <= 15 and time.perf_counter() - start < 0.5


def test_the_dock_shows_the_photo_its_footprint_and_its_heading(espace, tmp_path):
    if subprocess.run([QGIS_PYTHON, "-c", "import qgis.gui"], capture_output=True, check=False).returncode:
        pytest.skip("QGIS absent")
    from pyproj import Transformer

    place = Transformer.from_crs(2154, 3857, always_xy=True).transform(*under_the_drone(espace))
    picture = os.environ.get("DDTM_VUE_PNG", str(tmp_path / "vue.png"))
    command = [QGIS_PYTHON, "-c", SCRIPT, str(ROOT), str(espace), json.dumps(place), picture]
    done = subprocess.run(
        command, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}, capture_output=True, text=True, timeout=110, check=False
    )
    assert done.stdout.strip(), done.stderr
    told = json.loads(done.stdout.strip().splitlines()[-1])
    assert told["outil"] and told["dit"].startswith("2 photo(s)") and told["liste"][0].startswith("bas.jpg · 12/06/2026 10:00 · 6,7 cm · ±")
    assert told["affaires"] == ["A-1 (30 m)", "A-2 (900 m)"] and told["jointe"].startswith(
        "1 photo(s) jointe(s) à l'affaire A-1 ; 1 en tout."
    )
    tied = rows(Espace.at(espace).travail_gpkg, "drone_affaire")
    assert [row["nom"] for row in tied] == ["bas.jpg"] and (espace / "sorties" / "planche_a-1.pdf").is_file()
    assert told["image"] and told["traits"] == 2
    assert told["un_point"][0].startswith("Cliquez au sol") and not told["un_point"][1]
    length = float(re.search(r"Longueur au sol : ([0-9,]+) m", told["mesure"]).group(1).replace(",", "."))
    assert length == pytest.approx(10, abs=0.15), "150 pixels of 6.7 cm on the ground"
    assert told["mesure_traits"] == 3 and told["mesure_carte"] == pytest.approx([0, 0], abs=0.6) and told["ellipse"] > 4
    assert told["mesure_retiree"] == 0
    assert told["couches"][0] == "drone_photo" and told["couches"][-1] in ("drone_emprise", "drone_mission") and told["encore"] == []
    assert len(told["couches"]) == 5 and told["photos"] == [3] and told["valides"]
    assert [int(value) for value in told["zones"].split(",")] == pytest.approx([100, 50, 200, 50, 200, 150, 100, 150], abs=3)
    assert told["retire"] == "" and [int(value) for value in told["polygone"].split(",")][:6] == pytest.approx(
        [100, 50, 200, 60, 150, 140], abs=3
    )
    assert told["proposees"] == 1 and told["avant"] == "", "a proposal is no zone before a click"
    assert (
        told["acceptee"][0] >= 4 and told["acceptee"][1].startswith("1 zone(s) proposée(s)") and told["acceptee"][2] == "Flouter 1 zone(s)"
    )
    assert told["corrigee"] == [15, 9] and told["rendue"] == ["", 1]
    assert told["missions"] == ["M-1 · Essai (3)"] and sorted(told["attendent"]) == ["ailleurs.jpg", "bas.jpg", "haut.jpg"]
    assert told["restent"] == [2, "Il en reste 2."]
    copies = rows(Espace.at(espace).travail_gpkg, "drone_media", {"nature": "derive"})
    assert "examinée, rien à cacher" in {row["origine"] for row in copies}
    assert told["ailleurs"].startswith("Aucune photo importée") and told["reste"] == 0 and told["rendu"]
