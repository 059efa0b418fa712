"""The viewer: click the map, see the photographs that see the place, each with its footprint and heading on the map."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any, Dict, List, Optional

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsEllipse,
    QgsGeometry,
    QgsPoint,
    QgsPointXY,
    QgsProject,
    QgsWkbTypes,
)
from qgis.gui import QgsDockWidget, QgsMapToolEmitPoint, QgsRubberBand
from qgis.PyQt.QtCore import QSize, Qt, QUrl
from qgis.PyQt.QtGui import QColor, QDesktopServices, QImageReader, QPixmap
from qgis.PyQt.QtWidgets import QGridLayout, QInputDialog, QLabel, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from shared.carto.palette import ROUGE, VIOLET
from shared.documents import slug
from shared.errors import DdtmError
from shared.espace import Espace
from shared.processing.base import default_espace, tr
from shared.processing.run import run_algorithm

from ..core.vue.point import affairs_near, photos_at
from .floutage import Floutage
from .mesure import MesureDansPhoto

LAMBERT = "EPSG:2154"
ASK = "Cliquez un point de la carte : les photos qui le voient s'affichent ici, la meilleure d'abord."
NOTHING = "Aucune photo importée ne voit ce point."
GONE = "L'original n'est plus au dépôt : lancez « Vérifier les originaux »."
NO_AFFAIR = "Aucune affaire n'est placée sur la carte : placez-la d'abord dans DDTM Lucca."
ARROW_M = 30.0
MEASURE, WIDEST_M = ROUGE, 500.0  # a wider doubt would cover the map
LIMIT = 50


class Visionneuse(QgsDockWidget):
    """Dock. `demander(x, y)` in Lambert 93 fills the list; the tool asks at every click on the map."""

    def __init__(self, iface: Any) -> None:
        super().__init__(tr("Photos de drone"), iface.mainWindow())
        self.setObjectName("ddtm_drones_visionneuse")
        self.iface, self.canvas = iface, iface.mapCanvas()
        self.photos: List[Dict[str, Any]] = []
        self.place = (0.0, 0.0)
        self._marks: List[QgsRubberBand] = []
        self._measured: List[QgsRubberBand] = []
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
        self.view = QLabel()
        self.view.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.view.setMinimumSize(QSize(260, 180))
        self.list = QListWidget()
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
        for part in (self.choose, self.said, self.view):
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
        self._clear()
        self.list.clear()
        self.place = (x, y)
        try:
            self.photos = photos_at(Espace.at(default_espace()), x, y, LIMIT)
        except DdtmError as error:
            self.photos = []
            self.said.setText(error.message)
            return
        self.said.setText(tr("{nombre} photo(s) voient ce point.").format(nombre=len(self.photos)) if self.photos else tr(NOTHING))
        for photo in self.photos:
            self.list.addItem(QListWidgetItem(_line(photo)))
        if self.photos:
            self.list.setCurrentRow(0)

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
                "ddtm_drones:flouter", params, lambda found: self.said.setText(found["PHRASE"]), lambda error: self.said.setText(str(error))
            )

    def measure_photo(self) -> None:
        """A window beside the map, which stays free."""
        row = self.list.currentRow()
        if 0 <= row < len(self.photos):
            self._end_measure()
            self.measuring = MesureDansPhoto(self, self.photos[row], self._show_measure)
            self.measuring.destroyed.connect(self._measure_closed)
            self.measuring.show()

    def _end_measure(self) -> None:
        if self.measuring is not None:
            self.measuring.close()
            self.measuring = None

    def _measure_closed(self, *_: Any) -> None:
        if self.sender() is self.measuring:
            self.measuring = None

    def _show_measure(self, wkt: str, points: List[Dict[str, Any]]) -> None:
        """What was measured, and around each place the ellipse of two standard deviations."""
        for band in self._measured:
            self.canvas.scene().removeItem(band)
        self._measured = []
        if not wkt:
            return
        shape = QgsGeometry.fromWkt(wkt)
        self._mark(shape, shape.type(), self._measured, MEASURE)
        for place in points:
            if place["sigma_m"] is not None and place["ellipse_grand_m"] < WIDEST_M:
                ellipse = QgsEllipse(
                    QgsPoint(place["x"], place["y"]), 2 * place["ellipse_grand_m"], 2 * place["ellipse_petit_m"], place["ellipse_azimut"]
                )
                self._mark(QgsGeometry(ellipse.toPolygon(48)), QgsWkbTypes.GeometryType.PolygonGeometry, self._measured, MEASURE, 1)

    def tie_photo(self) -> None:
        """To an affair, the nearest ones first in the list; the algorithm reads the original again before it ties it."""
        row = self.list.currentRow()
        if not 0 <= row < len(self.photos):
            return
        espace = Espace.at(default_espace())
        near = affairs_near(espace, *self.place)
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
        place = self._transform(inverse=False).transform(point)
        self.demander(place.x(), place.y())

    def _transform(self, inverse: bool) -> QgsCoordinateTransform:
        here, there = self.canvas.mapSettings().destinationCrs(), QgsCoordinateReferenceSystem(LAMBERT)
        return QgsCoordinateTransform(*((there, here) if inverse else (here, there)), QgsProject.instance())

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
        area = QgsGeometry()
        area.fromWkb(bytes.fromhex(photo["emprise"]))
        self._mark(area, QgsWkbTypes.GeometryType.PolygonGeometry)
        if photo["x"] is not None and photo["cap"] is not None:
            turn = math.radians(photo["cap"])
            start = QgsPointXY(photo["x"], photo["y"])
            tip = QgsPointXY(start.x() + ARROW_M * math.sin(turn), start.y() + ARROW_M * math.cos(turn))
            self._mark(QgsGeometry.fromPolylineXY([start, tip]), QgsWkbTypes.GeometryType.LineGeometry)

    def _mark(
        self, geometry: QgsGeometry, kind: Any, held: Optional[List[QgsRubberBand]] = None, colour: str = VIOLET, width: int = 3
    ) -> None:
        band = QgsRubberBand(self.canvas, kind)
        band.setColor(QColor(colour))
        fill = QColor(colour)
        fill.setAlpha(40)
        band.setFillColor(fill)
        band.setWidth(width)
        geometry.transform(self._transform(inverse=True))
        band.setToGeometry(geometry, None)
        (self._marks if held is None else held).append(band)

    def _clear(self) -> None:
        for band in self._marks:
            self.canvas.scene().removeItem(band)
        self._marks = []
        self._picture = None
        self.view.clear()


def _line(photo: Dict[str, Any]) -> str:
    """One line of the list: name, hour, ground pixel, doubt."""
    parts = [photo["nom"], (photo["heure_locale"] or "")[:16].replace("T", " ")]
    if photo["pixel_cm"] is not None:
        parts.append(f"{photo['pixel_cm']:.1f} cm".replace(".", ","))
    if photo["incertitude_m"] is not None:
        parts.append(f"± {photo['incertitude_m']:.0f} m")
    if photo["tronquee"]:
        parts.append("tronquée")
    return " · ".join(part for part in parts if part)
