"""The picture on which zones are drawn, corrected, and proposals accepted; in pixels of the label."""

from __future__ import annotations

from typing import Any, Callable, List, Optional, Tuple

from qgis.PyQt.QtCore import QPoint, QRect, Qt
from qgis.PyQt.QtGui import QColor, QPainter, QPen, QPixmap, QPolygon
from qgis.PyQt.QtWidgets import QLabel

from shared.carto.palette import JAUNE_S, NOIR, ROUGE

HANDLE_PX = 7
Shape = List[QPoint]


class Toile(QLabel):
    """Dragging adds a rectangle; clicks add the corners of a polygon, a double click closes it. Dragging a corner corrects a shape.

    A click in one of `proposed` accepts it: it goes to `shapes`; another click gives it back. With `movable`, dragging a shape moves it.
    """

    def __init__(self, picture: QPixmap, movable: bool = False, changed: Optional[Callable[[], None]] = None) -> None:
        super().__init__()
        self.setPixmap(picture)
        self.setFixedSize(picture.size())
        self.setMouseTracking(True)
        self.movable, self._changed = movable, changed or (lambda: None)
        self.shapes: List[Shape] = []
        self.proposed: List[Shape] = []
        self.accepted: List[Shape] = []  # the proposals that are among the shapes
        self.corners: Shape = []  # of the polygon under way
        self.chosen = -1  # rank of the shape last touched
        self._start: Optional[QPoint] = None
        self._now: Optional[QRect] = None
        self._mouse: Optional[QPoint] = None
        self._corner: Optional[Tuple[Shape, int]] = None
        self._whole: Optional[Tuple[Shape, Shape]] = None  # the shape that moves, and how it was

    def mousePressEvent(self, event: Any) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._start = event.pos()
        if self.corners:
            return
        self._corner = self._corner_at(event.pos())
        if self._corner is None and self.movable:
            rank = self._shape_at(self.shapes, event.pos())
            if rank >= 0:
                self.chosen, self._whole = rank, (self.shapes[rank], list(self.shapes[rank]))

    def mouseMoveEvent(self, event: Any) -> None:
        self._mouse = event.pos()
        if self._start is not None and self._corner is not None:
            shape, rank = self._corner
            shape[rank] = self._within(event.pos())
        elif self._start is not None and self._whole is not None:
            shape, before = self._whole
            shape[:] = [corner + event.pos() - self._start for corner in before]
        elif self._start is not None and not self.corners:
            self._now = QRect(self._start, event.pos()).normalized()
        if self._start is not None or self.corners:
            self.update()

    def mouseReleaseEvent(self, event: Any) -> None:
        start, box, corner, whole = self._start, self._now, self._corner, self._whole
        self._start = self._now = self._corner = self._whole = None
        if start is None:
            return
        if corner is not None or whole is not None:
            shape = corner[0] if corner is not None else whole[0]  # type: ignore[index]
            if any(one is shape for one in self.shapes):
                self.chosen = next(rank for rank, one in enumerate(self.shapes) if one is shape)
            self._changed()
        elif box is not None and box.width() > 3 and box.height() > 3:
            kept = box.intersected(self.rect())
            right, bottom = kept.right() + 1, kept.bottom() + 1
            self._add([kept.topLeft(), QPoint(right, kept.top()), QPoint(right, bottom), QPoint(kept.left(), bottom)])
        elif self.corners or not self._accept(start):
            self.corners.append(start)
        self.update()

    def mouseDoubleClickEvent(self, event: Any) -> None:
        """The first click of the two has already put its corner."""
        self.close_polygon()

    def close_polygon(self) -> None:
        corners, self.corners = self.corners, []
        if len(corners) >= 3:
            self._add(corners)
        self.update()

    def undo(self) -> None:
        if self.corners:
            self.corners.pop()
        elif self.shapes:
            self.remove(len(self.shapes) - 1)
        self.update()

    def remove(self, rank: int) -> None:
        """Take a shape away; a proposal that had been accepted is a proposal again."""
        shape = self.shapes.pop(rank)
        if any(one is shape for one in self.accepted):
            self.accepted = [one for one in self.accepted if one is not shape]
            self.proposed.append(shape)
        self.chosen = len(self.shapes) - 1
        self._changed()
        self.update()

    def accept_all(self) -> None:
        for shape in self.proposed:
            self.shapes.append(shape)
            self.accepted.append(shape)
        self.proposed = []
        self._changed()
        self.update()

    def _add(self, shape: Shape) -> None:
        self.shapes.append(shape)
        self.chosen = len(self.shapes) - 1
        self._changed()

    def _accept(self, place: QPoint) -> bool:
        """Whether the click was in a proposal, or in one that had been accepted."""
        rank = self._shape_at(self.proposed, place)
        if rank >= 0:
            shape = self.proposed.pop(rank)
            self.accepted.append(shape)
            self._add(shape)
            return True
        rank = self._shape_at(self.shapes, place)
        if rank >= 0 and any(one is self.shapes[rank] for one in self.accepted):
            self.remove(rank)
            return True
        return False

    def _corner_at(self, place: QPoint) -> Optional[Tuple[Shape, int]]:
        for shape in [*reversed(self.shapes), *self.proposed]:
            for rank, corner in enumerate(shape):
                if (corner - place).manhattanLength() <= HANDLE_PX:
                    return shape, rank
        return None

    @staticmethod
    def _shape_at(shapes: List[Shape], place: QPoint) -> int:
        held = [rank for rank, shape in enumerate(shapes) if QPolygon(shape).containsPoint(place, Qt.FillRule.OddEvenFill)]
        return held[-1] if held else -1

    def _within(self, place: QPoint) -> QPoint:
        return QPoint(min(max(place.x(), 0), self.width()), min(max(place.y(), 0), self.height()))

    def paintEvent(self, event: Any) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        for shape in self.proposed:  # a dark line under a dashed yellow one: seen on any ground
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(NOIR), 4))
            painter.drawPolygon(QPolygon(shape))
            painter.setPen(QPen(QColor(JAUNE_S), 2, Qt.PenStyle.DashLine))
            fill = QColor(JAUNE_S)
            fill.setAlpha(45)
            painter.setBrush(fill)
            painter.drawPolygon(QPolygon(shape))
        fill = QColor(ROUGE)
        painter.setPen(QPen(fill, 1))
        fill.setAlpha(110)
        painter.setBrush(fill)
        for rank, shape in enumerate(self.shapes):
            painter.setPen(QPen(QColor(ROUGE), 3 if self.movable and rank == self.chosen else 1))
            painter.drawPolygon(QPolygon(shape))
        if self._now is not None:
            painter.drawRect(self._now)
        painter.setPen(QPen(QColor(NOIR), 1))
        painter.setBrush(QColor("#FFFFFF"))
        for shape in [*self.shapes, *self.proposed]:
            for corner in shape:
                painter.drawRect(QRect(corner - QPoint(2, 2), corner + QPoint(2, 2)))
        if self.corners:
            painter.setPen(QPen(QColor(ROUGE), 2))
            painter.setBrush(QColor(ROUGE))
            painter.drawPolyline(QPolygon([*self.corners, *([self._mouse] if self._mouse is not None else [])]))
            for corner in self.corners:
                painter.drawEllipse(corner, 3, 3)
        painter.end()
