"""Dialog: draw rectangles on a photograph; « Flouter » runs the algorithm, in the engine."""

from __future__ import annotations

from typing import Any, List, Optional

from qgis.PyQt.QtCore import QPoint, QRect, QSize, Qt
from qgis.PyQt.QtGui import QColor, QPainter, QPixmap
from qgis.PyQt.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPushButton, QVBoxLayout

from shared.processing.base import tr

SIZE = QSize(1000, 720)


class Toile(QLabel):
    """The picture; dragging adds a rectangle, in pixels of the label."""

    def __init__(self, picture: QPixmap) -> None:
        super().__init__()
        self.setPixmap(picture)
        self.setFixedSize(picture.size())
        self.boxes: List[QRect] = []
        self._start: Optional[QPoint] = None
        self._now: Optional[QRect] = None

    def mousePressEvent(self, event: Any) -> None:
        self._start = event.pos()

    def mouseMoveEvent(self, event: Any) -> None:
        if self._start is not None:
            self._now = QRect(self._start, event.pos()).normalized()
            self.update()

    def mouseReleaseEvent(self, event: Any) -> None:
        if self._now is not None and self._now.width() > 3 and self._now.height() > 3:
            self.boxes.append(self._now.intersected(self.rect()))
        self._start = self._now = None
        self.update()

    def undo(self) -> None:
        if self.boxes:
            self.boxes.pop()
            self.update()

    def paintEvent(self, event: Any) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        fill = QColor("#C9191E")
        fill.setAlpha(110)
        for box in [*self.boxes, *([self._now] if self._now is not None else [])]:
            painter.fillRect(box, fill)
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
            tr("Tracez un rectangle sur chaque visage, plaque ou logement à cacher. Sans rectangle : photo examinée, rien à cacher.")
        )
        told.setWordWrap(True)
        undo = QPushButton(tr("Retirer le dernier rectangle"))
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

        return " ; ".join(
            f"{full(box.left())},{full(box.top())},{full(box.right() + 1)},{full(box.bottom() + 1)}" for box in self.toile.boxes
        )
