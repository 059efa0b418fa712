"""Map tool of the review: outline a thing the model missed, corner by corner, on the picture that shows it."""

from __future__ import annotations

from typing import Any, Callable, List

from qgis.core import QgsGeometry, QgsPointXY, QgsWkbTypes
from qgis.gui import QgsMapCanvas, QgsMapTool, QgsRubberBand
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor

COLOUR = "#d2502a"


class DrawTool(QgsMapTool):
    """Left clicks set the corners; a right click, Enter or a double click ends; Escape gives up. `done(geometry or None)`."""

    def __init__(self, canvas: QgsMapCanvas, done: Callable[[Any], Any]) -> None:
        super().__init__(canvas)
        self._done = done
        self._points: List[QgsPointXY] = []
        self._band = QgsRubberBand(canvas, QgsWkbTypes.GeometryType.PolygonGeometry)
        self._band.setColor(QColor(COLOUR))
        self._band.setFillColor(QColor(210, 80, 42, 40))
        self._band.setWidth(2)
        self.setCursor(Qt.CursorShape.CrossCursor)

    def canvasReleaseEvent(self, event: Any) -> None:
        if event.button() == Qt.MouseButton.RightButton:
            self.finish()
            return
        self._points.append(self.toMapCoordinates(event.pos()))
        self._draw(self._points)

    def canvasMoveEvent(self, event: Any) -> None:
        if self._points:
            self._draw([*self._points, self.toMapCoordinates(event.pos())])

    def canvasDoubleClickEvent(self, _event: Any) -> None:
        self.finish()

    def keyPressEvent(self, event: Any) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.finish()
        elif event.key() == Qt.Key.Key_Escape:
            self.clear()
            self._done(None)

    def finish(self) -> None:
        """End the drawing; fewer than three corners are no drawing."""
        points = [point for i, point in enumerate(self._points) if i == 0 or point != self._points[i - 1]]
        self.clear()
        geometry = QgsGeometry.fromPolygonXY([points]) if len(points) >= 3 else None
        self._done(geometry.makeValid() if geometry is not None else None)

    def clear(self) -> None:
        self._points = []
        self._band.reset(QgsWkbTypes.GeometryType.PolygonGeometry)

    def deactivate(self) -> None:
        self.clear()
        super().deactivate()

    def _draw(self, points: List[QgsPointXY]) -> None:
        self._band.setToGeometry(QgsGeometry.fromPolygonXY([points]), None)
