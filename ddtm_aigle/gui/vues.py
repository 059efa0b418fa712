"""Several vintages of the same place side by side, moving together, the object outlined in each."""

from __future__ import annotations

import os
import re
from typing import List, Optional, Tuple

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsGeometry,
    QgsMapLayerProxyModel,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsWkbTypes,
)
from qgis.gui import QgsMapCanvas, QgsMapLayerComboBox, QgsRubberBand
from qgis.PyQt.QtCore import QSize, Qt
from qgis.PyQt.QtGui import QColor
from qgis.PyQt.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from shared.processing.base import tr

COUNT = 3
OUTLINE = "#ff9940"
NEAREST = 25.0  # metres around the object


def year_of(name: str) -> Optional[int]:
    """The one year (1920 to 2099) in a layer's name."""
    years = {int(text) for text in re.findall(r"(?<!\d)((?:19|20)\d\d)(?!\d)", name)}
    return years.pop() if len(years) == 1 else None


class _Canvas(QgsMapCanvas):
    """A map that is content with little room."""

    def sizeHint(self) -> QSize:
        return QSize(320, 260)

    def minimumSizeHint(self) -> QSize:
        return QSize(140, 140)


class Views(QWidget):
    """COUNT canvases; oldest vintage on the left."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._moving = self._chosen = False
        self.canvases: List[QgsMapCanvas] = []
        self.choices: List[QgsMapLayerComboBox] = []
        self._bands: List[QgsRubberBand] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for number in range(COUNT):
            column = QVBoxLayout()
            choice = QgsMapLayerComboBox()
            choice.setFilters(QgsMapLayerProxyModel.Filter.RasterLayer)
            choice.setAllowEmptyLayer(True, tr("Choisir un millésime"))
            choice.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            choice.setAccessibleName(tr("Millésime de la vue {numero}").format(numero=number + 1))
            canvas = _Canvas()
            canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:2154"))
            canvas.setCanvasColor(QColor("#f6f6f6"))
            canvas.enableAntiAliasing(True)
            canvas.setAccessibleName(tr("Carte {numero}").format(numero=number + 1))
            canvas.extentsChanged.connect(lambda i=number: self._follow(i))
            choice.activated.connect(self._choose)
            choice.layerChanged.connect(lambda _layer, i=number: self._show_layer(i))
            band = QgsRubberBand(canvas, QgsWkbTypes.GeometryType.PolygonGeometry)
            band.setColor(QColor(OUTLINE))
            band.setFillColor(QColor(0, 0, 0, 0))
            band.setWidth(3)
            column.addWidget(choice)
            column.addWidget(canvas, 1)
            row.addLayout(column, 1)
            self.canvases.append(canvas)
            self.choices.append(choice)
            self._bands.append(band)

    def guess_layers(self) -> None:
        """Put the last COUNT dated rasters of the project in order; a choice already made is kept."""
        if self._chosen:
            return
        rasters = [
            layer for layer in QgsProject.instance().mapLayers().values() if isinstance(layer, QgsRasterLayer) and year_of(layer.name())
        ]
        rasters = sorted(rasters, key=lambda layer: (year_of(layer.name()), layer.name()))[-COUNT:]
        for choice, layer in zip(self.choices, [None] * (COUNT - len(rasters)) + rasters):
            choice.setLayer(layer)
        for number in range(COUNT):  # a combo that already held its layer said nothing
            self._show_layer(number)

    def files(self) -> List[Tuple[int, str]]:
        """(year, file) of the dated pictures shown, oldest first; a web service has no file."""
        layers = [choice.currentLayer() for choice in self.choices]
        held = {(year_of(layer.name()) or 0, layer.source().partition("|")[0]) for layer in layers if layer is not None}
        return sorted((year, file) for year, file in held if year and os.path.isfile(file))

    def _choose(self, _index: int) -> None:
        self._chosen = True

    def show_object(self, geometry: Optional[QgsGeometry]) -> None:
        """Outline the object in each view and go there; None clears."""
        for band in self._bands:
            band.reset(QgsWkbTypes.GeometryType.PolygonGeometry)
        if geometry is None or geometry.isEmpty():
            return
        for band in self._bands:
            band.setToGeometry(geometry, None)
        box: QgsRectangle = geometry.boundingBox()
        box.grow(max(NEAREST, 0.8 * max(box.width(), box.height())))
        self._go(box)

    def zoom(self, factor: float) -> None:
        """All views nearer (below 1) or farther."""
        box = QgsRectangle(self.canvases[0].extent())
        box.scale(factor)
        self._go(box)

    def _go(self, box: QgsRectangle) -> None:
        self._moving = True
        try:
            for canvas in self.canvases:
                canvas.setExtent(box)
                canvas.refresh()
        finally:
            self._moving = False

    def _follow(self, number: int) -> None:
        if self._moving:
            return
        leader = self.canvases[number]
        self._moving = True
        try:
            for canvas in self.canvases:
                if canvas is not leader:
                    canvas.setExtent(leader.extent())
                    canvas.refresh()
        finally:
            self._moving = False

    def _show_layer(self, number: int) -> None:
        layer = self.choices[number].currentLayer()
        self.canvases[number].setLayers([layer] if layer is not None else [])
        self.canvases[number].refresh()
