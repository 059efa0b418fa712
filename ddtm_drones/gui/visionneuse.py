"""The viewer: click the map, see the photographs that see the place, each with its footprint and heading on the map."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, List, Optional

from qgis.core import QgsGeometry, QgsPointXY, QgsWkbTypes
from qgis.gui import QgsDockWidget, QgsMapToolEmitPoint, QgsRubberBand
from qgis.PyQt.QtCore import QSize, Qt, QUrl
from qgis.PyQt.QtGui import QDesktopServices, QImageReader, QPixmap
from qgis.PyQt.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from shared.carto.palette import VIOLET
from shared.documents import slug
from shared.errors import DdtmError
from shared.espace import Espace
from shared.processing.base import default_espace, tr
from shared.processing.run import run_algorithm

from ..core.vue import a_flouter
from ..core.vue.point import affairs_near, photos_at
from .floutage import Floutage
from .mesure import MesureDansPhoto
from .trace import MesureSurCarte, fleche, to_lambert, tracer

ASK = "Cliquez un point de la carte : les photos qui le voient s'affichent ici, la meilleure d'abord."
NOTHING = "Aucune photo importée ne voit ce point."
GONE = "L'original n'est plus au dépôt : lancez « Vérifier les originaux »."
ALL_BLURRED = "Aucune photo n'attend de floutage : aucune mission ne l'exige, ou tout est fait."
NO_AFFAIR = "Aucune affaire n'est placée sur la carte : placez-la d'abord dans DDTM Lucca."
LIMIT = 50


class Visionneuse(QgsDockWidget):
    """Dock. `demander(x, y)` in Lambert 93 fills the list; the tool asks at every click on the map."""

    def __init__(self, iface: Any) -> None:
        super().__init__(tr("Photos de drone"), iface.mainWindow())
        self.setObjectName("ddtm_drones_visionneuse")
        self.iface, self.canvas = iface, iface.mapCanvas()
        self.photos: List[Dict[str, Any]] = []
        self.place = (0.0, 0.0)
        self.waiting = False  # whether the list is of photographs to blur
        self._marks: List[QgsRubberBand] = []
        self._measured = MesureSurCarte(self.canvas)
        self.measuring: Optional[MesureDansPhoto] = None
        self._picture: Optional[QPixmap] = None
        self._build()
        self.tool = QgsMapToolEmitPoint(self.canvas)
        self.tool.canvasClicked.connect(self._clicked)
        self.tool.deactivated.connect(lambda: self.choose.setChecked(False))

    def _build(self) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        self.choose = QPushButton(tr("Cliquer sur la carte"))
        self.choose.setCheckable(True)
        self.choose.setMinimumHeight(36)
        self.choose.toggled.connect(self._toggle)
        self.said = QLabel(tr(ASK))
        self.said.setWordWrap(True)
        self.todo = QPushButton(tr("Photos à flouter…"))
        self.todo.setToolTip(tr("Les photos d'une mission qui attendent leur copie floutée, l'une après l'autre"))
        self.todo.setMinimumHeight(36)
        self.todo.clicked.connect(self.blur_mission)
        top = QHBoxLayout()
        top.addWidget(self.choose, 2)
        top.addWidget(self.todo, 1)
        self.view = QLabel()
        self.view.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.view.setMinimumSize(QSize(260, 180))
        self.list = QListWidget()
        self.list.setWordWrap(True)  # the doubt, last of the line, is read in a narrow dock too
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentRowChanged.connect(self._show)
        self.list.itemDoubleClicked.connect(lambda _item: self.open_original())
        self.zoom = QPushButton(tr("Voir l'emprise"))
        self.zoom.clicked.connect(self.zoom_to)
        self.open = QPushButton(tr("Ouvrir l'original"))
        self.open.clicked.connect(self.open_original)
        grid = QGridLayout()
        self.blur = QPushButton(tr("Flouter…"))
        self.blur.clicked.connect(self.blur_photo)
        self.tie = QPushButton(tr("Joindre…"))
        self.tie.setToolTip(tr("Joint cette photo à une affaire d'infraction et refait la planche photographique"))
        self.tie.clicked.connect(self.tie_photo)
        self.measure = QPushButton(tr("Mesurer…"))
        self.measure.setToolTip(tr("Position, longueur, surface ou hauteur, pointées dans la photo et dessinées sur la carte"))
        self.measure.clicked.connect(self.measure_photo)
        self._buttons = (self.zoom, self.open, self.measure, self.blur, self.tie)
        for rank, button in enumerate(self._buttons):
            button.setEnabled(False)
            grid.addWidget(button, rank // 3, rank % 3)
        column.addLayout(top)
        for part in (self.said, self.view):
            column.addWidget(part)
        column.addLayout(grid)
        column.addWidget(self.list, 1)
        self.setWidget(body)

    def remove(self) -> None:
        """Take everything back from the map and the window."""
        self._end_measure()
        self._clear()
        if self.canvas.mapTool() is self.tool:
            self.canvas.unsetMapTool(self.tool)
        self.iface.removeDockWidget(self)
        self.deleteLater()

    def demander(self, x: float, y: float) -> None:
        """Photographs that see this place."""
        self.place, self.waiting = (x, y), False
        try:
            found = photos_at(Espace.at(default_espace()), x, y, LIMIT)
        except DdtmError as error:
            self._fill([], error.message)
            return
        self._fill(found, tr("{nombre} photo(s) voient ce point.").format(nombre=len(found)) if found else tr(NOTHING))

    def blur_mission(self) -> None:
        """The photographs of a mission that wait for their blurred copy; each leaves the list once it has one."""
        espace = Espace.at(default_espace())
        held = a_flouter.missions(espace)
        if not held:
            self.said.setText(tr(ALL_BLURRED))
            return
        shown = [f"{title} ({count})" for _, title, count in held]
        chosen, accepted = QInputDialog.getItem(self, tr("Photos à flouter"), tr("Mission, et photos qui attendent :"), shown, 0, False)
        if accepted:
            self._fill(a_flouter.photos(espace, held[shown.index(chosen)][0]), chosen)
            self.waiting = True

    def _fill(self, photos: List[Dict[str, Any]], text: str) -> None:
        self._clear()
        self.photos = []
        self.list.clear()
        self.photos = photos
        self.said.setText(text)
        for photo in photos:
            self.list.addItem(QListWidgetItem(_line(photo)))
        if photos:
            self.list.setCurrentRow(0)

    def _blurred(self, sha256: str, found: Dict[str, Any]) -> None:
        self.said.setText(found["PHRASE"])
        rank = next((rank for rank, photo in enumerate(self.photos) if photo["sha256"] == sha256), -1)
        if self.waiting and rank >= 0:  # on to the next one
            left = self.photos[:rank] + self.photos[rank + 1 :]
            self._fill(left, f"{found['PHRASE']} " + tr("Il en reste {nombre}.").format(nombre=len(left)))
            self.list.setCurrentRow(min(rank, len(left) - 1))

    def zoom_to(self) -> None:
        if self._marks:
            box = self._marks[0].asGeometry().boundingBox()
            box.scale(1.3)
            self.canvas.setExtent(box)
            self.canvas.refresh()

    def open_original(self) -> None:
        row = self.list.currentRow()
        if 0 <= row < len(self.photos):
            QDesktopServices.openUrl(QUrl.fromLocalFile(self.photos[row]["chemin"]))

    def blur_photo(self) -> None:
        """Draw the zones, then let the algorithm make the copy."""
        row = self.list.currentRow()
        if self._picture is None or not 0 <= row < len(self.photos):
            return
        photo = self.photos[row]
        dialog = Floutage(self, self._picture, QImageReader(photo["chemin"]).size(), photo["nom"], photo["sha256"])
        if dialog.exec() == Floutage.DialogCode.Accepted:
            params = {"PHOTO": photo["sha256"], "ZONES": dialog.zones(), "SANS_ZONE": not dialog.zones(), "ORIGINE": dialog.origine()}
            self._running = run_algorithm(
                "ddtm_drones:flouter",
                params,
                lambda found, sha256=photo["sha256"]: self._blurred(sha256, found),
                lambda error: self.said.setText(str(error)),
            )

    def measure_photo(self) -> None:
        """A window beside the map, which stays free."""
        row = self.list.currentRow()
        if 0 <= row < len(self.photos):
            self._end_measure()
            self.measuring = MesureDansPhoto(self, self.photos[row], self._measured.montrer)
            self.measuring.destroyed.connect(self._measure_closed)
            self.measuring.show()

    def _end_measure(self) -> None:
        if self.measuring is not None:
            self.measuring.close()
            self.measuring = None

    def _measure_closed(self, *_: Any) -> None:
        if self.sender() is self.measuring:
            self.measuring = None

    def tie_photo(self) -> None:
        """To an affair, the nearest ones first in the list; the algorithm reads the original again before it ties it."""
        row = self.list.currentRow()
        if not 0 <= row < len(self.photos):
            return
        espace = Espace.at(default_espace())
        photo = self.photos[row]
        at_photo = self.waiting and photo["x"] is not None
        near = affairs_near(espace, *((photo["x"], photo["y"]) if at_photo else self.place))
        if not near:
            self.said.setText(tr(NO_AFFAIR))
            return
        shown = [f"{number} ({metres:.0f} m)" for _, number, metres in near]
        chosen, accepted = QInputDialog.getItem(self, tr("Joindre à une affaire"), tr("Affaire, la plus proche d'abord :"), shown, 0, False)
        if accepted:
            uuid, number, _ = near[shown.index(chosen)]
            params = {"AFFAIRE": uuid, "PHOTOS": self.photos[row]["sha256"], "SORTIE": str(espace.sorties / f"planche_{slug(number)}.pdf")}
            self._tying = run_algorithm("ddtm_drones:joindre", params, self._tied, lambda error: self.said.setText(str(error)))

    def _tied(self, found: Dict[str, Any]) -> None:
        self.said.setText(f"{found['PHRASE']} {tr('Planche')} : {found['SORTIE']}")

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self._fit()

    def _toggle(self, on: bool) -> None:
        if on:
            self.canvas.setMapTool(self.tool)
        elif self.canvas.mapTool() is self.tool:
            self.canvas.unsetMapTool(self.tool)

    def _clicked(self, point: QgsPointXY, _button: Any) -> None:
        place = to_lambert(self.canvas).transform(point)
        self.demander(place.x(), place.y())

    def _show(self, row: int) -> None:
        self._clear()
        chosen = self.photos[row] if 0 <= row < len(self.photos) else None
        for button in self._buttons:
            button.setEnabled(chosen is not None)
        if chosen is None:
            return
        self._draw(chosen)
        if not Path(chosen["chemin"]).is_file():
            self.view.setText(tr(GONE))
            return
        reader = QImageReader(chosen["chemin"])
        reader.setAutoTransform(False)
        size = reader.size()
        if size.isValid():  # the decoder itself reduces: a large photograph opens at once
            reader.setScaledSize(size.scaled(QSize(1200, 900), Qt.AspectRatioMode.KeepAspectRatio))
        image = reader.read()
        self._picture = None if image.isNull() else QPixmap.fromImage(image)
        if self._picture is None:
            self.view.setText(tr("Cette photo ne peut pas être affichée."))
        self._fit()

    def _fit(self) -> None:
        if self._picture is not None:
            room = QSize(max(240, self.view.width()), max(180, min(self.view.width() * 3 // 4, 420)))
            self.view.setPixmap(self._picture.scaled(room, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation))

    def _draw(self, photo: Dict[str, Any]) -> None:
        if photo["emprise"]:
            area = QgsGeometry()
            area.fromWkb(bytes.fromhex(photo["emprise"]))
            self._mark(area, QgsWkbTypes.GeometryType.PolygonGeometry)
        if photo["x"] is not None and photo["cap"] is not None:
            self._mark(fleche(photo["x"], photo["y"], photo["cap"]), QgsWkbTypes.GeometryType.LineGeometry)

    def _mark(self, geometry: QgsGeometry, kind: Any) -> None:
        self._marks.append(tracer(self.canvas, geometry, kind, VIOLET))

    def _clear(self) -> None:
        for band in self._marks:
            self.canvas.scene().removeItem(band)
        self._marks, self._picture = [], None
        self.view.clear()


def _line(photo: Dict[str, Any]) -> str:
    """One line of the list: name, hour, ground pixel, doubt."""
    day, hour = (photo["heure_locale"] or "")[:10], (photo["heure_locale"] or "")[11:16]
    parts = [photo["nom"], f"{'/'.join(reversed(day.split('-')))} {hour}".strip()]
    if photo["pixel_cm"] is not None:
        parts.append(f"{photo['pixel_cm']:.1f} cm".replace(".", ","))
    if photo["incertitude_m"] is not None:
        parts.append(f"±\u00a0{photo['incertitude_m']:.0f}\u00a0m")
    if photo["tronquee"]:
        parts.append("tronquée")
    return " · ".join(part for part in parts if part)
