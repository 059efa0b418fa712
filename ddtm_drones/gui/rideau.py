"""The curtain: a layer shown on one side of a line that follows the mouse, the map as it is on the other."""

from __future__ import annotations

from typing import Any, Optional

from qgis.core import QgsMapLayer, QgsMapRendererParallelJob, QgsMapSettings
from qgis.gui import QgsMapCanvasItem, QgsMapTool
from qgis.PyQt.QtCore import QRectF, Qt
from qgis.PyQt.QtGui import QColor, QImage, QPainter, QPen

from shared.processing.base import tr

CHOOSE = "Choisissez d'abord une image dans la liste des couches : c'est elle que le rideau découvre."
READY = "Rideau : glissez sur la carte. À gauche du trait, « {nom} » ; à droite, la carte sans elle. Échap pour finir."


class _Trait(QgsMapCanvasItem):
    """The canvas as it would be without the layer, painted right of the line; the line itself."""

    def __init__(self, canvas: Any) -> None:
        super().__init__(canvas)
        self.canvas = canvas
        self.under: Optional[QImage] = None
        self.at = 0.5
        self.setZValue(90)

    def paint(self, painter: QPainter, *_: Any) -> None:
        if self.under is None:
            return
        width, height = self.canvas.width(), self.canvas.height()
        x = int(self.at * width)
        ratio = self.under.devicePixelRatio()
        painter.drawImage(QRectF(x, 0, width - x, height), self.under, QRectF(x * ratio, 0, (width - x) * ratio, height * ratio))
        painter.setPen(QPen(QColor("white"), 5))
        painter.drawLine(x, 0, x, height)
        painter.setPen(QPen(QColor("#161616"), 2))
        painter.drawLine(x, 0, x, height)

    def boundingRect(self) -> QRectF:
        return QRectF(0, 0, self.canvas.width(), self.canvas.height())

    def updatePosition(self) -> None:
        self.setPos(0, 0)


class Rideau(QgsMapTool):
    """`commencer(layer)`, then the mouse moves the line; any other tool, Escape, or `finir` ends it."""

    def __init__(self, iface: Any) -> None:
        super().__init__(iface.mapCanvas())
        self.iface, self._canvas = iface, iface.mapCanvas()
        self.layer: Optional[QgsMapLayer] = None
        self.trait: Optional[_Trait] = None
        self._job: Optional[QgsMapRendererParallelJob] = None
        self._before: Any = None
        self.setCursor(Qt.CursorShape.SplitHCursor)

    def commencer(self, layer: QgsMapLayer) -> None:
        self.layer = layer
        self._before = self._canvas.mapTool() if self._canvas.mapTool() is not self else self._before
        self._canvas.setMapTool(self)
        self.iface.messageBar().pushMessage(tr("Rideau"), tr(READY).format(nom=layer.name()), duration=8)

    def finir(self) -> None:
        if self._canvas.mapTool() is self:
            if self._before is not None:
                self._canvas.setMapTool(self._before)
            else:
                self._canvas.unsetMapTool(self)

    def activate(self) -> None:
        super().activate()
        if self.trait is None:
            self.trait = _Trait(self._canvas)
            self._canvas.mapCanvasRefreshed.connect(self._draw)
            self.layer.willBeDeleted.connect(self.finir)
        self._draw()

    def deactivate(self) -> None:
        trait, self.trait = self.trait, None
        if trait is not None:
            self._canvas.mapCanvasRefreshed.disconnect(self._draw)
            self._canvas.scene().removeItem(trait)
            try:
                self.layer.willBeDeleted.disconnect(self.finir)
            except (TypeError, RuntimeError):  # the layer has gone
                pass
        if self._job is not None:
            self._job.cancelWithoutBlocking()
            self._job = None
        super().deactivate()

    def canvasMoveEvent(self, event: Any) -> None:
        if self.trait is not None:
            self.trait.at = min(1.0, max(0.0, event.pos().x() / max(1, self._canvas.width())))
            self.trait.update()

    def keyPressEvent(self, event: Any) -> None:
        if event.key() == Qt.Key.Key_Escape:
            event.accept()
            self.finir()

    def _draw(self) -> None:
        """Render the map without the layer, aside; painted when it is there."""
        settings = QgsMapSettings(self._canvas.mapSettings())
        settings.setLayers([layer for layer in self._canvas.layers() if layer.id() != self.layer.id()])
        settings.setBackgroundColor(self._canvas.canvasColor())
        if self._job is not None:
            self._job.cancelWithoutBlocking()
        job = self._job = QgsMapRendererParallelJob(settings)
        job.finished.connect(lambda: self._drawn(job))
        job.start()

    def _drawn(self, job: QgsMapRendererParallelJob) -> None:
        if job is self._job and self.trait is not None:
            self.trait.under = job.renderedImage()
            self.trait.update()
