"""The progress of the review as a grid of the ground: white = nothing done, full colour = all reviewed; a click chooses a square."""

from __future__ import annotations

from typing import Any, Callable, Optional, Tuple

from qgis.PyQt.QtCore import QRectF, QSize, Qt
from qgis.PyQt.QtGui import QColor, QPainter, QPen
from qgis.PyQt.QtWidgets import QSizePolicy, QToolTip, QWidget

from shared.processing.base import tr

from ..core.revue.carroyage import Cell, Squares

TODO, DONE, CHOSEN, LINE = QColor("#f2e4d5"), QColor("#27705b"), QColor("#d2502a"), QColor("#9a948b")


class GridWidget(QWidget):
    """`chosen(cell or None)` is called when the agent clicks a square, or clicks the chosen one again."""

    def __init__(self, chosen: Callable[[Optional[Cell]], Any], parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._chosen = chosen
        self.table = Squares(500, {})
        self.current: Optional[Cell] = None
        self.setMouseTracking(True)
        self.setMinimumHeight(110)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)
        self.setAccessibleName(tr("Avancement de la revue par carré"))

    def sizeHint(self) -> QSize:
        return QSize(400, 160)

    def show_squares(self, table: Squares) -> None:
        self.table = table
        if self.current not in table.counts:
            self.current = None
        self.setAccessibleDescription(self.sentence())
        self.update()

    def sentence(self) -> str:
        full = sum(done == total for done, total in self.table.counts.values())
        return tr("{fait} carré(s) de {cote} m entièrement revus sur {total}").format(
            fait=full, cote=self.table.side, total=len(self.table.counts)
        )

    def _frame(self) -> Optional[Tuple[int, int, float, float, float]]:
        cells = list(self.table.counts)
        if not cells:
            return None
        left, right = min(c for c, _ in cells), max(c for c, _ in cells)
        low, high = min(r for _, r in cells), max(r for _, r in cells)
        side = min((self.width() - 4) / (right - left + 1), (self.height() - 28) / (high - low + 1), 60.0)
        x = (self.width() - side * (right - left + 1)) / 2
        y = (self.height() - 24 - side * (high - low + 1)) / 2
        return left, high, side, x, y

    def rect_of(self, cell: Cell) -> QRectF:
        frame = self._frame()
        if frame is None:
            return QRectF()
        left, high, side, x, y = frame
        return QRectF(x + (cell[0] - left) * side, y + (high - cell[1]) * side, side, side)

    def cell_at(self, x: float, y: float) -> Optional[Cell]:
        return next((cell for cell in self.table.counts if self.rect_of(cell).contains(x, y)), None)

    def paintEvent(self, _event: Any) -> None:
        painter = QPainter(self)
        for cell, (done, total) in self.table.counts.items():
            share = done / total
            colour = QColor(*(round(a + (b - a) * share) for a, b in zip(TODO.getRgb()[:3], DONE.getRgb()[:3])))
            rect = self.rect_of(cell)
            painter.fillRect(rect, colour)
            painter.setPen(QPen(LINE, 0.6))
            painter.drawRect(rect)
            if rect.width() >= 26:
                painter.setPen(QColor("white") if share > 0.5 else QColor("#3a3a3a"))
                painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, str(total - done) if done < total else "✓")
        if self.current is not None:
            painter.setPen(QPen(CHOSEN, 2.4))
            painter.drawRect(self.rect_of(self.current))
        painter.setPen(QColor("#3a3a3a"))
        line = QRectF(0, self.height() - 22, self.width(), 20)
        said = f"{self.sentence()} — {tr('cliquez un carré pour ne voir que lui')}" if self.table.counts else ""
        painter.drawText(line, Qt.AlignmentFlag.AlignCenter, said)
        painter.end()

    def mousePressEvent(self, event: Any) -> None:
        cell = self.cell_at(*_place(event))
        self.current = None if cell == self.current else cell
        self.update()
        self._chosen(self.current)

    def mouseMoveEvent(self, event: Any) -> None:
        cell = self.cell_at(*_place(event))
        if cell is None:
            QToolTip.hideText()
            return
        done, total = self.table.counts[cell]
        QToolTip.showText(
            self.mapToGlobal(self.rect_of(cell).center().toPoint()), tr("{fait} revus sur {total}").format(fait=done, total=total), self
        )


def _place(event: Any) -> Tuple[float, float]:
    point = event.position() if hasattr(event, "position") else event.pos()
    return float(point.x()), float(point.y())
