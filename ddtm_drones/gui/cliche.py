"""A photograph one can look at closely: the wheel zooms, dragging moves it, a click gives a place in pixels of the original."""

from __future__ import annotations

from typing import Any, List, Sequence, Tuple

from qgis.PyQt.QtCore import QPointF, QSize, Qt, pyqtSignal
from qgis.PyQt.QtGui import QBrush, QColor, QFont, QImageReader, QPen, QPixmap, QPolygonF
from qgis.PyQt.QtWidgets import QGraphicsItem, QGraphicsScene, QGraphicsView

MOST_PIXELS = 45_000_000  # above, the decoder reduces the picture
ZOOM = 1.25
CLICK_PX = 4
MARK, HALO = "#FFE552", "#161616"


def read(path: str) -> Tuple[QPixmap, QSize]:
    """(picture, size of the original), as the file stores it: pixels are counted without turning it; a null picture when unreadable."""
    reader = QImageReader(path)
    reader.setAutoTransform(False)
    size = reader.size()
    if size.isValid() and size.width() * size.height() > MOST_PIXELS:
        share = (MOST_PIXELS / (size.width() * size.height())) ** 0.5
        reader.setScaledSize(QSize(int(size.width() * share), int(size.height() * share)))
    image = reader.read()
    return QPixmap.fromImage(image), size if size.isValid() else image.size()


class Cliche(QGraphicsView):
    """`pointe(x, y)` at each click, in pixels of the original."""

    pointe = pyqtSignal(float, float)

    def __init__(self, path: str) -> None:
        super().__init__()
        picture, self.full = read(path)
        self.readable = not picture.isNull()
        self.ratio = self.full.width() / max(1, picture.width())
        scene = QGraphicsScene(self)
        self._picture = scene.addPixmap(picture)
        self._picture.setTransformationMode(Qt.TransformationMode.SmoothTransformation)
        scene.setSceneRect(self._picture.boundingRect())  # marks do not widen it
        self.setScene(scene)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.viewport().setCursor(Qt.CursorShape.CrossCursor)
        self._pressed: Any = None
        self._whole = True
        self._marks: List[QGraphicsItem] = []

    def tracer(self, places: Sequence[Tuple[float, float]], closed: bool = False) -> None:
        """Show these places, numbered and joined."""
        for item in self._marks:
            self.scene().removeItem(item)
        self._marks = []
        spots = [QPointF(x / self.ratio, y / self.ratio) for x, y in places]
        for colour, width in ((HALO, 5.0), (MARK, 2.5)):
            pen = QPen(QColor(colour), width)
            pen.setCosmetic(True)
            if len(spots) > 1:
                line = QPolygonF([*spots, *(spots[:1] if closed and len(spots) > 2 else [])])
                for start, end in zip(line, list(line)[1:]):
                    self._marks.append(self.scene().addLine(start.x(), start.y(), end.x(), end.y(), pen))
        for rank, spot in enumerate(spots, 1):
            self._spot(spot, str(rank))

    def _spot(self, spot: QPointF, number: str) -> None:
        flag = QGraphicsItem.GraphicsItemFlag.ItemIgnoresTransformations
        for colour, width in ((HALO, 4.0), (MARK, 2.0)):
            ring = self.scene().addEllipse(-6, -6, 12, 12, QPen(QColor(colour), width), QBrush(Qt.BrushStyle.NoBrush))
            ring.setFlag(flag)
            ring.setPos(spot)
            self._marks.append(ring)
        font = QFont(self.font())
        font.setBold(True)
        for colour, off in ((HALO, 1), (MARK, 0)):
            text = self.scene().addSimpleText(number, font)
            text.setBrush(QColor(colour))
            text.setFlag(flag)
            text.setPos(spot)
            text.setTransform(text.transform().translate(8 + off, -22 + off))
            self._marks.append(text)

    def wheelEvent(self, event: Any) -> None:
        factor = ZOOM if event.angleDelta().y() > 0 else 1 / ZOOM
        if 0.02 < self.transform().m11() * factor < 30:
            self.scale(factor, factor)
            self._whole = False

    def mousePressEvent(self, event: Any) -> None:
        self._pressed = event.pos() if event.button() == Qt.MouseButton.LeftButton else None
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: Any) -> None:
        start, self._pressed = self._pressed, None
        super().mouseReleaseEvent(event)
        self.viewport().setCursor(Qt.CursorShape.CrossCursor)
        if start is not None and (event.pos() - start).manhattanLength() <= CLICK_PX:
            place = self.mapToScene(event.pos())
            if self._picture.boundingRect().contains(place):
                self.pointe.emit(place.x() * self.ratio, place.y() * self.ratio)

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        if self._whole or self.transform().m11() < self._least():
            self.tout()

    def tout(self) -> None:
        """The whole picture."""
        self._whole = True
        self.fitInView(self._picture, Qt.AspectRatioMode.KeepAspectRatio)

    def pixel_ecran(self) -> float:
        """Pixels of the original under one pixel of the screen: how finely one points."""
        return self.ratio / max(1e-6, self.transform().m11())

    def _least(self) -> float:
        box = self._picture.boundingRect()
        return 0.98 * min(self.viewport().width() / max(1, box.width()), self.viewport().height() / max(1, box.height()))
