"""Dialog: draw rectangles on a photograph; « Flouter » runs the algorithm, in the engine."""

from __future__ import annotations

from typing import Any, List, Optional

from qgis.PyQt.QtCore import QPoint, QRect, QSize, Qt
from qgis.PyQt.QtGui import QColor, QPainter, QPixmap, QPolygon
from qgis.PyQt.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPushButton, QVBoxLayout

from shared.processing.base import tr

SIZE = QSize(1000, 720)


class Toile(QLabel):
    """The picture. Dragging adds a rectangle; clicks add the corners of a polygon, a double click closes it. In pixels of the label."""

    def __init__(self, picture: QPixmap) -> None:
        super().__init__()
        self.setPixmap(picture)
        self.setFixedSize(picture.size())
        self.setMouseTracking(True)
        self.shapes: List[List[QPoint]] = []
        self.corners: List[QPoint] = []  # of the polygon under way
        self._start: Optional[QPoint] = None
        self._now: Optional[QRect] = None
        self._mouse: Optional[QPoint] = None

    def mousePressEvent(self, event: Any) -> None:
        self._start = event.pos()

    def mouseMoveEvent(self, event: Any) -> None:
        self._mouse = event.pos()
        if self._start is not None and not self.corners:
            self._now = QRect(self._start, event.pos()).normalized()
        if self._start is not None or self.corners:
            self.update()

    def mouseReleaseEvent(self, event: Any) -> None:
        start, box, self._start, self._now = self._start, self._now, None, None
        if box is not None and box.width() > 3 and box.height() > 3:
            kept = box.intersected(self.rect())
            right, bottom = kept.right() + 1, kept.bottom() + 1
            self.shapes.append([kept.topLeft(), QPoint(right, kept.top()), QPoint(right, bottom), QPoint(kept.left(), bottom)])
        elif start is not None:
            self.corners.append(start)
        self.update()

    def mouseDoubleClickEvent(self, event: Any) -> None:
        """The first click of the two has already put its corner."""
        self.close_polygon()

    def close_polygon(self) -> None:
        if len(self.corners) >= 3:
            self.shapes.append(self.corners)
        self.corners = []
        self.update()

    def undo(self) -> None:
        if self.corners:
            self.corners.pop()
        elif self.shapes:
            self.shapes.pop()
        self.update()

    def paintEvent(self, event: Any) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        fill = QColor("#C9191E")
        painter.setPen(fill)
        fill.setAlpha(110)
        painter.setBrush(fill)
        for shape in self.shapes:
            painter.drawPolygon(QPolygon(shape))
        if self._now is not None:
            painter.drawRect(self._now)
        if self.corners:
            painter.drawPolyline(QPolygon([*self.corners, *([self._mouse] if self._mouse is not None else [])]))
            for corner in self.corners:
                painter.drawEllipse(corner, 3, 3)
        painter.end()


class Floutage(QDialog):
    """`zones()` after acceptance: text for the algorithm, in pixels of the original; empty = nothing to hide."""

    def __init__(self, parent: Any, picture: QPixmap, full: QSize, name: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Flouter {nom}").format(nom=name))
        shown = picture.scaled(SIZE, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
        self._ratio = full.width() / max(1, shown.width())
        self.toile = Toile(shown)
        column = QVBoxLayout(self)
        told = QLabel(
            tr(
                "Couvrez chaque visage, plaque ou logement : glissez pour un rectangle, ou cliquez les sommets d'un polygone et double-cliquez "
                "pour le fermer. Sans zone : photo examinée, rien à cacher."
            )
        )
        told.setWordWrap(True)
        undo = QPushButton(tr("Retirer le dernier tracé"))
        undo.clicked.connect(self.toile.undo)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.button(QDialogButtonBox.StandardButton.Ok).setText(tr("Flouter"))
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(tr("Annuler"))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        for part in (told, self.toile, undo, buttons):
            column.addWidget(part)

    def zones(self) -> str:
        def full(value: int) -> int:
            return int(round(value * self._ratio))

        self.toile.close_polygon()
        return " ; ".join(",".join(f"{full(point.x())},{full(point.y())}" for point in shape) for shape in self.toile.shapes)
