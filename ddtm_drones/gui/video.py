"""The video on the map: its pictures one a second, taken in the engine (no codec is needed in QGIS), and the drone along its track."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, List, Optional

from qgis.core import QgsGeometry, QgsPointXY, QgsWkbTypes
from qgis.gui import QgsDockWidget, QgsRubberBand, QgsVertexMarker
from qgis.PyQt.QtCore import QSize, Qt, QTimer, QUrl
from qgis.PyQt.QtGui import QColor, QDesktopServices, QImageReader, QPixmap
from qgis.PyQt.QtWidgets import QComboBox, QFileDialog, QGridLayout, QHBoxLayout, QLabel, QPushButton, QSlider, QVBoxLayout, QWidget

from shared.carto.palette import VIOLET
from shared.errors import DdtmError
from shared.espace import Espace
from shared.processing.base import default_espace, tr
from shared.processing.run import run_algorithm

from ..core.video import trajet
from .floutage import Floutage
from .floutage_video import FloutageVideo
from .trace import fleche, lambert_to, tracer

STEP_MS = 1000
NO_TRACK = "Cette vidéo n'a pas de sous-titres de positions (SRT) : elle ne peut pas être suivie sur la carte."
LOST = "Position inconnue à cet instant."


class VideoSurCarte(QgsDockWidget):
    """Dock. `actualiser()` reads the register; `aller(second)` shows a picture and the drone's place."""

    def __init__(self, iface: Any) -> None:
        super().__init__(tr("Vidéo sur la carte"), iface.mainWindow())
        self.setObjectName("ddtm_drones_video")
        self.iface, self.canvas = iface, iface.mapCanvas()
        self.videos: List[Dict[str, Any]] = []
        self.track: List[Dict[str, Any]] = []
        self.duration = 0.0
        self._picture: Optional[QPixmap] = None
        self._running: Optional[Any] = None
        self._wanted: Optional[int] = None
        self.kept: Dict[str, Any] = {}
        self._line: Optional[QgsRubberBand] = None
        self._arrow: Optional[QgsRubberBand] = None
        self._marker: Optional[QgsVertexMarker] = None
        self._timer = QTimer(self)
        self._timer.setInterval(STEP_MS)
        self._timer.timeout.connect(self._step)
        self._build()
        self.actualiser()

    def _build(self) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        self.choice = QComboBox()
        self.choice.currentIndexChanged.connect(self._chosen)
        self.view = QLabel()
        self.view.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.view.setMinimumSize(QSize(260, 150))
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setPageStep(10)
        self.slider.valueChanged.connect(self.aller)
        self.hour = QLabel("0:00")
        self.play = QPushButton(tr("Lecture"))
        self.play.setCheckable(True)
        self.play.toggled.connect(self._play)
        self.keep = QPushButton(tr("Garder cette image…"))
        self.keep.clicked.connect(self.garder)
        self.blur = QPushButton(tr("La flouter…"))
        self.blur.setToolTip(tr("Floute l'image qui vient d'être gardée"))
        self.blur.setEnabled(False)
        self.blur.clicked.connect(self.flouter)
        self.mask = QPushButton(tr("Flouter la vidéo…"))
        self.mask.setToolTip(tr("Copie où des zones suivies sont masquées, sans le son"))
        self.mask.clicked.connect(self.flouter_video)
        self.open = QPushButton(tr("Ouvrir la vidéo"))
        self.open.clicked.connect(self._open)
        self.said = QLabel()
        self.said.setWordWrap(True)
        line, buttons = QHBoxLayout(), QGridLayout()
        line.addWidget(self.slider, 1)
        line.addWidget(self.hour)
        for rank, button in enumerate((self.play, self.open, self.mask, self.keep, self.blur)):
            button.setMinimumHeight(32)
            buttons.addWidget(button, rank // 3, rank % 3)
        column.addWidget(self.choice)
        column.addWidget(self.view, 1)
        column.addLayout(line)
        column.addLayout(buttons)
        column.addWidget(self.said)
        self.setWidget(body)

    def actualiser(self) -> None:
        """Read the videos of the register again."""
        try:
            self.videos = trajet.videos(Espace.at(default_espace()))
        except DdtmError as error:
            self.videos = []
            self.said.setText(error.message)
        self.choice.blockSignals(True)
        self.choice.clear()
        self.choice.addItems([row["nom"] for row in self.videos])
        self.choice.blockSignals(False)
        for part in (self.choice, self.slider, self.play, self.keep, self.open, self.mask):
            part.setEnabled(bool(self.videos))
        if self.videos:
            self._chosen(0)
        elif not self.said.text():
            self.said.setText(tr(trajet.NONE_YET))

    def aller(self, second: int) -> None:
        """The drone moves at once; the picture follows when the engine gives it."""
        self.hour.setText(f"{second // 60}:{second % 60:02d}")
        self._place(second)
        self._wanted = second
        self._ask()

    def garder(self) -> None:
        """The whole picture into a file, on the register as derived from the video."""
        self.play.setChecked(False)
        row = self.videos[self.choice.currentIndex()]
        name, _ = QFileDialog.getSaveFileName(
            self, tr("Garder cette image"), f"{Path(row['nom']).stem}_{self.slider.value()}s.jpg", tr("Image JPEG (*.jpg)")
        )
        if name:
            params = {"VIDEO": row["sha256"], "SECONDE": float(self.slider.value()), "SORTIE": name}
            self._kept = run_algorithm("ddtm_drones:image_video", params, self._was_kept, self._failed)

    def flouter(self) -> None:
        """Draw the zones on the picture just kept, then let the algorithm make the copy."""
        dialog = Floutage(self, QPixmap(self.kept["IMAGE"]), QImageReader(self.kept["IMAGE"]).size(), Path(self.kept["IMAGE"]).name)
        if dialog.exec() == Floutage.DialogCode.Accepted:
            params = {"PHOTO": self.kept["EMPREINTE"], "ZONES": dialog.zones(), "SANS_ZONE": not dialog.zones()}
            self._blurred = run_algorithm("ddtm_drones:flouter", params, lambda found: self.said.setText(found["PHRASE"]), self._failed)

    def flouter_video(self) -> None:
        """Draw the zones second by second, then let the algorithm make the copy."""
        self.play.setChecked(False)
        row = self.videos[self.choice.currentIndex()]
        if not self.duration:
            self.said.setText(tr("Attendez la première image de la vidéo."))
            return
        dialog = FloutageVideo(self, row, self.duration, float(self.slider.value()))
        if dialog.exec() == FloutageVideo.DialogCode.Accepted:
            self.mask.setEnabled(False)
            self.said.setText(tr("Copie de la vidéo en cours : elle peut durer autant que la vidéo."))
            params = {"VIDEO": row["sha256"], "ZONES": dialog.zones(), "SANS_ZONE": not dialog.zones()}
            self._masked = run_algorithm("ddtm_drones:flouter_video", params, self._was_masked, self._not_masked)

    def remove(self) -> None:
        """Take everything back from the map and the window."""
        self._timer.stop()
        self._wanted = None
        if self._running is not None:
            self._running.cancel()
            self._running = None
        self._clear()
        self.iface.removeDockWidget(self)
        self.deleteLater()

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self._fit()

    def _chosen(self, rank: int) -> None:
        self.play.setChecked(False)
        self._clear()
        if not 0 <= rank < len(self.videos):
            return
        row, self.duration = self.videos[rank], 0.0
        self.track = trajet.positions(Espace.at(default_espace()), row["trajet"])
        self.said.setText("" if self.track else tr(NO_TRACK))
        self.slider.blockSignals(True)
        self.slider.setRange(0, int(self.track[-1]["seconde"]) if self.track else 0)  # the video's own length comes with its first picture
        self.slider.setValue(0)
        self.slider.blockSignals(False)
        if len(self.track) > 1:
            path = QgsGeometry.fromPolylineXY([QgsPointXY(place["x"], place["y"]) for place in self.track])
            self._line = self._band(path, 2)
            box = self._line.asGeometry().boundingBox()
            if not self.canvas.extent().contains(box):
                box.scale(1.4)
                self.canvas.setExtent(box)
                self.canvas.refresh()
        self.aller(0)

    def _ask(self) -> None:
        """One picture at a time: the last second asked for wins."""
        if self._running is not None or self._wanted is None or not self.videos:
            return
        second, self._wanted = self._wanted, None
        params = {"VIDEO": self.videos[self.choice.currentIndex()]["sha256"], "SECONDE": float(second)}
        self._running = run_algorithm("ddtm_drones:image_video", params, self._came, self._failed)

    def _came(self, found: Dict[str, Any]) -> None:
        self._running = None
        self.slider.blockSignals(True)
        self.duration = float(found["DUREE_S"])
        self.slider.setMaximum(max(0, int(self.duration)))
        self.slider.blockSignals(False)
        self._picture = QPixmap(found["IMAGE"])
        self._fit()
        self._ask()

    def _was_kept(self, found: Dict[str, Any]) -> None:
        self.kept = found
        self.blur.setEnabled(True)
        self.said.setText(found["PHRASE"])

    def _was_masked(self, found: Dict[str, Any]) -> None:
        self.mask.setEnabled(True)
        self.said.setText(found["PHRASE"])

    def _not_masked(self, error: Any) -> None:
        self.mask.setEnabled(True)
        self._failed(error)

    def _failed(self, error: Any) -> None:
        self._running = None
        self.play.setChecked(False)
        self.said.setText(getattr(error, "message", str(error)))
        self._ask()

    def _fit(self) -> None:
        if self._picture is not None and not self._picture.isNull():
            self.view.setPixmap(
                self._picture.scaled(self.view.size(), Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
            )

    def _play(self, on: bool) -> None:
        self.play.setText(tr("Pause") if on else tr("Lecture"))
        (self._timer.start if on else self._timer.stop)()

    def _step(self) -> None:
        if self._running is not None:  # slower than a second: the next tick will do
            return
        if self.slider.value() >= self.slider.maximum():
            self.play.setChecked(False)
        else:
            self.slider.setValue(self.slider.value() + 1)

    def _open(self) -> None:
        row = self.videos[self.choice.currentIndex()]
        try:
            path = Espace.at(default_espace()).piece(row["fichier"])
        except DdtmError as error:
            self.said.setText(error.message)
            return
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def _place(self, second: float) -> None:
        scene = self.canvas.scene()
        for item in (self._arrow, self._marker):
            if item is not None:
                scene.removeItem(item)
        self._arrow = self._marker = None
        if not self.track:
            return
        here = trajet.at(self.track, second)
        self.said.setText(_line(here) if here else tr(LOST))
        if here is None:
            return
        if here["cap"] is not None:
            self._arrow = self._band(fleche(here["x"], here["y"], here["cap"]), 4)
        self._marker = QgsVertexMarker(self.canvas)
        self._marker.setIconType(QgsVertexMarker.IconType.ICON_CIRCLE)
        self._marker.setIconSize(16)
        self._marker.setPenWidth(4)
        self._marker.setColor(QColor(VIOLET))
        self._marker.setCenter(lambert_to(self.canvas).transform(QgsPointXY(here["x"], here["y"])))

    def _band(self, geometry: QgsGeometry, width: int) -> QgsRubberBand:
        return tracer(self.canvas, geometry, QgsWkbTypes.GeometryType.LineGeometry, VIOLET, width)

    def _clear(self) -> None:
        for item in (self._line, self._arrow, self._marker):
            if item is not None:
                self.canvas.scene().removeItem(item)
        self._line = self._arrow = self._marker = None
        self.track = []
        self._picture = None
        self.view.clear()


def _line(here: Dict[str, Any]) -> str:
    parts = []
    if here["hauteur_decollage"] is not None:
        parts.append(f"{here['hauteur_decollage']:.0f} m au-dessus du décollage")
    if here["cap"] is not None:
        parts.append(f"cap {here['cap']:.0f}°")
    if here["inclinaison"] is not None:
        parts.append(f"inclinaison {here['inclinaison']:.0f}°")
    return " · ".join(parts)
