"""Map tools with large handles: pick a place, draw a point, a line or a zone."""

from __future__ import annotations

from typing import Any, List, Optional

from qgis.core import QgsGeometry, QgsPointXY, QgsWkbTypes
from qgis.gui import QgsMapTool, QgsRubberBand, QgsVertexMarker
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QColor, QCursor

from shared.carto.palette import BLEU_FRANCE, VIOLET

POINT, LIGNE, ZONE = "point", "ligne", "zone"
POIGNEE = 14


class Pointer(QgsMapTool):
    """One click gives one place: clique(QgsPointXY) in map coordinates."""

    clique = pyqtSignal(QgsPointXY)

    def __init__(self, canvas: Any) -> None:
        super().__init__(canvas)
        self.setCursor(QCursor(Qt.CursorShape.CrossCursor))

    def canvasReleaseEvent(self, event: Any) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.clique.emit(QgsPointXY(event.mapPoint()))


class Dessiner(QgsMapTool):
    """fini(QgsGeometry) at the double click, the right click or Enter; Backspace takes the last vertex back, Esc gives up."""

    fini = pyqtSignal(QgsGeometry)
    abandonne = pyqtSignal()
    change = pyqtSignal(int)

    def __init__(self, canvas: Any, kind: str) -> None:
        super().__init__(canvas)
        self.kind = kind
        self._points: List[QgsPointXY] = []
        self._band: Optional[QgsRubberBand] = None
        self.setCursor(QCursor(Qt.CursorShape.CrossCursor))

    def canvasReleaseEvent(self, event: Any) -> None:
        if event.button() == Qt.MouseButton.RightButton:
            self.terminer()
        elif event.button() == Qt.MouseButton.LeftButton:
            self.ajouter(QgsPointXY(event.mapPoint()))

    def canvasDoubleClickEvent(self, event: Any) -> None:
        self.terminer()  # the release of the first click has already put the vertex

    def canvasMoveEvent(self, event: Any) -> None:
        if self._points and self._band is not None:
            self._show([*self._points, QgsPointXY(event.mapPoint())])

    def keyPressEvent(self, event: Any) -> None:
        if event.key() == Qt.Key.Key_Backspace and self._points:
            self.retirer()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.terminer()
        elif event.key() == Qt.Key.Key_Escape:
            self.effacer()
            self.abandonne.emit()
        else:
            return
        event.ignore()  # tells the canvas that the key was used here

    def ajouter(self, point: QgsPointXY) -> None:
        if self._points and point == self._points[-1]:
            return
        self._points.append(point)
        self._show(self._points)
        self.change.emit(len(self._points))
        if self.kind == POINT:
            self.terminer()

    def retirer(self) -> None:
        self._points = self._points[:-1]
        self._show(self._points)
        self.change.emit(len(self._points))

    def terminer(self) -> None:
        """Give the drawing when it has enough vertices; too few are kept, so that the drawing can go on."""
        points = [p for i, p in enumerate(self._points) if i == 0 or p != self._points[i - 1]]
        if len(points) < {POINT: 1, LIGNE: 2, ZONE: 3}[self.kind]:
            return
        shape = {
            POINT: lambda: QgsGeometry.fromPointXY(points[0]),
            LIGNE: lambda: QgsGeometry.fromPolylineXY(points),
            ZONE: lambda: QgsGeometry.fromPolygonXY([[*points, points[0]]]),
        }[self.kind]()
        self.effacer()
        self.fini.emit(shape)

    def effacer(self) -> None:
        self._points = []
        if self._band is not None:
            self.canvas().scene().removeItem(self._band)
            self._band = None
        self.change.emit(0)

    def deactivate(self) -> None:
        self.effacer()
        super().deactivate()

    def _show(self, points: List[QgsPointXY]) -> None:
        if self._band is None:
            self._band = bande(self.canvas(), self.kind)
        self._band.reset(GENRES[self.kind])
        for rank, point in enumerate(points):
            self._band.addPoint(point, rank == len(points) - 1)


GENRES = {
    POINT: QgsWkbTypes.GeometryType.PointGeometry,
    LIGNE: QgsWkbTypes.GeometryType.LineGeometry,
    ZONE: QgsWkbTypes.GeometryType.PolygonGeometry,
}


def bande(canvas: Any, kind: str, colour: str = BLEU_FRANCE) -> QgsRubberBand:
    """A rubber band with handles large enough for a touch pad at night."""
    band = QgsRubberBand(canvas, GENRES[kind])
    stroke, fill = QColor(colour), QColor(colour)
    fill.setAlpha(45)
    band.setStrokeColor(stroke)
    band.setFillColor(fill)
    band.setWidth(4)
    band.setIcon(QgsRubberBand.IconType.ICON_CIRCLE)
    band.setIconSize(POIGNEE)
    return band


def repere(canvas: Any, point: QgsPointXY, colour: str = VIOLET) -> QgsVertexMarker:
    """A large mark on a picked place: a filled disc, white-edged so that it shows on any map."""
    mark = QgsVertexMarker(canvas)
    mark.setCenter(point)
    mark.setIconType(QgsVertexMarker.IconType.ICON_CIRCLE)
    mark.setIconSize(20)
    mark.setPenWidth(4)
    mark.setColor(QColor("#FFFFFF"))
    mark.setFillColor(QColor(colour))
    return mark


class Marques:
    """Rubber bands and marks of one panel, taken off together."""

    def __init__(self, canvas: Any) -> None:
        self._canvas = canvas
        self._items: List[Any] = []

    def ajouter(self, item: Any) -> Any:
        self._items.append(item)
        return item

    def forme(self, geometry: QgsGeometry, kind: str = ZONE) -> None:
        band = self.ajouter(bande(self._canvas, kind))
        band.setToGeometry(geometry, None)

    def effacer(self) -> None:
        for item in self._items:
            self._canvas.scene().removeItem(item)
        self._items = []
