"""A video whose pictures tell their second and whose track is known: the right picture, the drone in the right place."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from pathlib import Path

import numpy as np
import pytest
from pyproj import Transformer

from ddtm_drones.core.importer import job as importer
from ddtm_drones.core.video import job, trajet
from shared.errors import BadInput
from shared.espace import Espace
from shared.gpkg.read import rows
from shared.jobs import JobContext

from . import fabrique as f

cv2 = pytest.importorskip("cv2")

ROOT = Path(__file__).resolve().parents[2]
QGIS_PYTHON = os.environ.get("DDTM_QGIS_PYTHON", "/usr/bin/python3")
PLACE, SECONDS = (772_000.0, 6_274_000.0), 12
SCRIPT = """
import json, os, sys, time
sys.path[:0] = [sys.argv[1], "/usr/share/qgis/python/plugins"]
os.environ["DDTM_ESPACE"] = sys.argv[2]
from qgis.core import QgsApplication, QgsCoordinateReferenceSystem, QgsRectangle
QgsApplication.setPrefixPath("/usr", True)
app = QgsApplication([], True); app.initQgis()
from processing.core.Processing import Processing
Processing.initialize()
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QMainWindow
window = QMainWindow(); canvas = QgsMapCanvas(window)
canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:2154"))
class Iface:
    def mainWindow(self): return window
    def mapCanvas(self): return canvas
    def addDockWidget(self, area, dock): window.addDockWidget(area, dock)
    def removeDockWidget(self, dock): window.removeDockWidget(dock)
    def addPluginToMenu(self, *a): pass
    def removePluginMenu(self, *a): pass
    def messageBar(self): return None
window.setCentralWidget(canvas); window.resize(1100, 700); window.show()
from ddtm_drones.plugin import DronesPlugin
plugin = DronesPlugin(Iface()); plugin.initProcessing()
dock = plugin.show_video()
def wait(until, seconds=25):
    end = time.monotonic() + seconds
    while time.monotonic() < end and not until(): app.processEvents(); time.sleep(0.01)
def shade():
    image = dock._picture.toImage(); return image.pixelColor(image.width() // 2, image.height() // 2).red()
def shown():
    return dock._running is None and dock._wanted is None and dock._picture is not None
wait(shown)
out = {"videos": [dock.choice.itemText(k) for k in range(dock.choice.count())], "debut": shade(), "max": dock.slider.maximum()}
dock.slider.setValue(7); centre = dock._marker.center(); wait(shown)
out["sept"] = shade(); out["place"] = [centre.x(), centre.y()]; out["dit"] = dock.said.text(); out["heure"] = dock.hour.text()
window.grab().save(sys.argv[3])
for second in (2, 9, 4): dock.slider.setValue(second)
wait(shown); out["dernier"] = shade()
from ddtm_drones.gui import video as gui
gui.QFileDialog.getSaveFileName = lambda *a: (sys.argv[3] + ".jpg", "")
out["avant"] = dock.blur.isEnabled(); dock.garder(); wait(lambda: bool(dock.kept))
class Tout:
    class DialogCode: Accepted = 1
    def __init__(self, parent, picture, size, name): self.size = size
    def exec(self): return 1
    def zones(self): return f"0,0,{self.size.width()},{self.size.height()}"
gui.Floutage = Tout
out["apres"] = dock.blur.isEnabled(); dock.flouter(); wait(lambda: "floutée" in dock.said.text()); out["floute"] = dock.said.text()
from ddtm_drones.gui.floutage_video import FloutageVideo
from qgis.PyQt.QtCore import QEvent, QPoint, QPointF, Qt
from qgis.PyQt.QtGui import QMouseEvent
def drag(board, start, end):
    for kind, place in ((QEvent.Type.MouseButtonPress, start), (QEvent.Type.MouseMove, end), (QEvent.Type.MouseButtonRelease, end)):
        app.sendEvent(board, QMouseEvent(kind, QPointF(place), Qt.MouseButton.LeftButton, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier))
frame = FloutageVideo(window, dock.videos[0], dock.duration, 2.0); frame.show()
def still(): return frame._running is None and frame._wanted is None
wait(still); board = frame.toile; out["echelle"] = board.width() * frame._ratio
drag(board, QPoint(90, 90), QPoint(210, 180))
frame.slider.setValue(50); wait(still); drag(board, QPoint(150, 130), QPoint(450, 130))
frame.slider.setValue(35); wait(still); out["milieu"] = board.shapes[0][0].x()
frame.grab().save(sys.argv[3] + ".flou.png")
frame.slider.setValue(70); wait(still); frame.arreter(); frame.slider.setValue(90); frame.masquer(); out["tout"] = frame.said.text()
out["suivi"] = frame.zones(); out["bouton"] = frame.buttons.button(frame.buttons.StandardButton.Ok).text(); frame.reject()
class Dessine(FloutageVideo):
    def exec(self): return 1
    def zones(self): return out["suivi"]
gui.FloutageVideo = Dessine; dock.flouter_video(); wait(lambda: "masquée" in dock.said.text()); out["masquee"] = dock.said.text()
dock.slider.setValue(8); dock.play.setChecked(True); wait(lambda: dock.slider.value() >= 10); out["lecture"] = dock.slider.value()
dock.play.setChecked(False); wait(shown)
items = len(canvas.scene().items()); plugin.unload(); app.processEvents(); out["retires"] = items - len(canvas.scene().items())
print(json.dumps(out)); sys.stdout.flush()
from shared.engine.client import engine
engine().close(); os._exit(0)
"""


def grey(second):
    return 20 + 15 * int(second)


def film(folder, name="DJI_0012", gap=False):
    """12 seconds at 10 pictures a second, each as grey as its second; subtitles: 5 m east a second, heading from 350 to 10 degrees."""
    folder.mkdir(parents=True, exist_ok=True)
    writer = cv2.VideoWriter(str(folder / f"{name}.MP4"), cv2.VideoWriter_fourcc(*"mp4v"), 10, (320, 180))
    for rank in range(10 * SECONDS):
        writer.write(np.full((180, 320, 3), grey(rank / 10), np.uint8))
    writer.release()
    back, blocks = Transformer.from_crs(2154, 4326, always_xy=True), []
    for second in range(SECONDS):
        if gap and 3 <= second <= 9:
            continue
        longitude, latitude = back.transform(PLACE[0] + 5 * second, PLACE[1])
        yaw = (350 + 20 * second / (SECONDS - 1)) % 360
        blocks.append(
            f"{second + 1}\n00:00:{second:02d},000 --> 00:00:{second:02d},900\n2026-06-12 14:00:{second:02d}.000\n"
            f"[latitude: {latitude:.8f}] [longitude: {longitude:.8f}] [rel_alt: {40 + second} abs_alt: 90] [gb_yaw: {yaw:.3f} gb_pitch: -45]\n"
        )
    (folder / f"{name}.SRT").write_text("\n".join(blocks))
    return folder


@pytest.fixture(scope="module")
def espace(tmp_path_factory):
    folder = tmp_path_factory.mktemp("film")
    card = film(folder / "carte")
    cv2.VideoWriter(str(card / "muette.mp4"), cv2.VideoWriter_fourcc(*"mp4v"), 10, (64, 48)).release()
    (card / "muette.mp4").write_bytes(b"rien de lisible")
    importer.run({"espace": str(folder / "espace"), "source": str(card)}, JobContext())
    return Espace.at(folder / "espace")


def ask(espace, video="DJI_0012.MP4", **more):
    return job.run({"espace": str(espace.root), "video": video, **more}, JobContext())


@pytest.mark.parametrize("second", (0, 3.5, 7, 11.9))
def test_the_picture_is_that_of_its_second(espace, second):
    result = ask(espace, seconde=second)
    seen = cv2.imdecode(np.fromfile(result["sortie"], np.uint8), cv2.IMREAD_GRAYSCALE)
    assert abs(float(seen.mean()) - grey(second)) < 5 and result["duree_s"] == pytest.approx(SECONDS)


def test_the_drone_is_where_its_track_says_between_two_positions(espace):
    place = ask(espace, seconde=4.4)["position"]
    assert place["x"] == pytest.approx(PLACE[0] + 22, abs=0.05) and place["y"] == pytest.approx(PLACE[1], abs=0.05)
    assert place["hauteur_decollage"] == pytest.approx(44.4) and place["inclinaison"] == -45
    assert place["cap"] == pytest.approx((350 + 20 * 4.4 / 11) % 360, abs=0.01)
    across = ask(espace, seconde=5.7)["position"]["cap"]  # from 359.1 to 0.9: through north, not round by south
    assert across == pytest.approx((350 + 20 * 5.7 / 11) % 360, abs=0.01)


def test_a_gap_in_the_track_gives_no_position(tmp_path):
    importer.run({"espace": str(tmp_path / "e"), "source": str(film(tmp_path / "c", gap=True))}, JobContext())
    espace = Espace.at(tmp_path / "e")
    assert ask(espace, seconde=6)["position"] is None and ask(espace, seconde=1)["position"]["x"] == pytest.approx(PLACE[0] + 5, abs=0.05)


def test_a_kept_picture_is_derived_from_the_video_which_is_untouched(espace, tmp_path):
    video = trajet.find(espace, "DJI_0012.MP4")
    before = (espace.root / video["fichier"]).read_bytes()
    result = ask(espace, seconde=5, sortie=str(tmp_path / "image.jpg"))
    sha = hashlib.sha256((tmp_path / "image.jpg").read_bytes()).hexdigest()
    (row,) = rows(espace.travail_gpkg, "drone_media", {"sha256": sha})
    assert row["parent_sha256"] == video["sha256"] and row["nature"] == "derive" and (espace.root / row["fichier"]).is_file()
    assert cv2.imread(result["sortie"]).shape == (180, 320, 3) and (espace.root / video["fichier"]).read_bytes() == before


def test_a_kept_picture_can_be_blurred_and_the_copy_names_it(espace, tmp_path):
    from ddtm_drones.core.diffusion import flouter

    kept = ask(espace, seconde=2, sortie=str(tmp_path / "image.jpg"))
    result = flouter.run({"espace": str(espace.root), "photo": kept["sha256"], "zones": "10,10,100,10,50,90"}, JobContext())
    (row,) = rows(espace.travail_gpkg, "drone_media", {"sha256": result["sha256"]})
    assert row["parent_sha256"] == kept["sha256"] and Path(result["sortie"]).is_file()
    with pytest.raises(BadInput, match="n'est pas au registre"):
        flouter.run({"espace": str(espace.root), "photo": "DJI_0012.MP4", "zones": "1,1,9,9"}, JobContext())


def test_an_altered_video_gives_no_picture_to_keep(tmp_path):
    importer.run({"espace": str(tmp_path / "e"), "source": str(film(tmp_path / "c"))}, JobContext())
    espace = Espace.at(tmp_path / "e")
    path = espace.root / trajet.find(espace, "DJI_0012.MP4")["fichier"]
    path.chmod(0o644)
    path.write_bytes(path.read_bytes() + b"x")
    with pytest.raises(BadInput, match="altérée"):
        ask(espace, sortie=str(tmp_path / "i.jpg"))
    assert not (tmp_path / "i.jpg").exists()


def test_previews_do_not_pile_up(espace, monkeypatch):
    monkeypatch.setattr(job, "HELD", 5)
    for tenth in range(12):
        ask(espace, seconde=tenth / 10, largeur=64)
    assert len(list((espace.root / "photos" / job.FOLDER).glob("*.jpg"))) <= 5


@pytest.mark.parametrize(
    "more, said",
    (
        ({"video": "absente.mp4"}, "n'est pas au registre"),
        ({"video": "muette.mp4"}, "ne peut pas être lue"),
        ({"seconde": 99}, "ne dure que 12,0 s"),
        ({"seconde": "midi"}, "seconde est un nombre"),
        ({"sortie": "i.png"}, "JPEG"),
        ({"largeur": 1}, "largeur"),
    ),
)
def test_what_cannot_be_shown_is_said(espace, more, said):
    with pytest.raises(BadInput, match=said):
        ask(espace, **more)


def test_without_any_video_the_register_says_so(tmp_path):
    with pytest.raises(BadInput, match="Aucune vidéo"):
        job.run({"espace": str(tmp_path), "video": "a.mp4"}, JobContext())


@pytest.mark.skipif(not f.DATA.is_dir(), reason="reading room absent")
def test_the_real_subtitles_of_the_field_move_the_drone_along_them(tmp_path):
    card = tmp_path / "carte"
    card.mkdir()
    (card / "vol.srt").write_bytes((f.DATA / "srt" / "air2s.srt").read_bytes())
    (card / "vol.mp4").write_bytes(b"x")
    importer.run({"espace": str(tmp_path / "e"), "source": str(card)}, JobContext())
    espace = Espace.at(tmp_path / "e")
    track = trajet.positions(espace, trajet.find(espace, "vol.mp4")["trajet"])
    for before, after in zip(track, track[1:]):
        middle = trajet.at(track, (before["seconde"] + after["seconde"]) / 2)
        assert middle["x"] == pytest.approx((before["x"] + after["x"]) / 2, abs=1e-3)


def test_the_dock_shows_the_picture_and_moves_the_drone(espace, tmp_path):
    if subprocess.run([QGIS_PYTHON, "-c", "import qgis.gui"], capture_output=True, check=False).returncode:
        pytest.skip("QGIS absent")
    command = [QGIS_PYTHON, "-c", SCRIPT, str(ROOT), str(espace.root), os.environ.get("DDTM_VIDEO_PNG", str(tmp_path / "video.png"))]
    done = subprocess.run(
        command, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}, capture_output=True, text=True, timeout=110, check=False
    )
    assert done.stdout.strip(), done.stderr
    told = json.loads(done.stdout.strip().splitlines()[-1])
    assert told["videos"] == ["DJI_0012.MP4", "muette.mp4"] and told["max"] == SECONDS
    assert [told["debut"], told["sept"], told["dernier"]] == pytest.approx([grey(0), grey(7), grey(4)], abs=6)
    assert told["place"] == pytest.approx([PLACE[0] + 35, PLACE[1]], abs=0.1) and told["heure"] == "0:07" and "cap 3°" in told["dit"]
    assert [told["avant"], told["apres"]] == [False, True] and "1 zone(s) floutée(s)" in told["floute"]
    assert told["echelle"] == pytest.approx(320) and told["milieu"] == pytest.approx(90 + 150, abs=2), "half-way between two drawings"
    first, whole = told["suivi"].split(" ; ")
    assert (
        whole == "9-fin : tout"
        and [float(step.split(":")[0]) for step in first.split(">")] == [2, 5, 7]
        and told["tout"].startswith("Toute")
    )
    corners = [[int(value) for value in step.split(":")[1].split(",")][:2] for step in first.split(">")]
    assert np.array(corners) == pytest.approx(np.array([(30, 30), (130, 30), (130, 30)]), abs=1) and told["bouton"] == "Flouter 2 zone(s)"
    assert "2 zone(s) masquée(s) sur 8 s" in told["masquee"] and "n'avait pas de son" in told["masquee"]
    assert told["lecture"] >= 10 and told["retires"] == 3
