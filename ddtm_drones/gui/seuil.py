"""The threshold of an index chosen on its histogram: drag the line, the map shows at once what would be kept, then trace the outline."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Tuple

from qgis.core import (
    QgsColorRampShader,
    QgsMapLayerProxyModel,
    QgsProject,
    QgsRasterLayer,
    QgsRasterShader,
    QgsSingleBandPseudoColorRenderer,
    QgsVectorLayer,
)
from qgis.gui import QgsDockWidget, QgsMapLayerComboBox
from qgis.PyQt.QtCore import QPointF, QSize, pyqtSignal
from qgis.PyQt.QtGui import QColor, QPainter, QPen
from qgis.PyQt.QtWidgets import QComboBox, QFormLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from shared.carto.palette import VIOLET
from shared.processing.base import tr
from shared.processing.run import run_algorithm

from ..processing.indices import CODES, SIDES, TITLES

BINS = 256
ASK = "Choisissez une mosaïque et un indice, puis Calculer."
DRAG = "Glissez le trait rouge sur l'histogramme : la carte montre en violet ce qui serait gardé."
DRAFT = "Corrigez l'ébauche à la main avant de vous en servir, et enregistrez-la ailleurs : elle est temporaire."
NOT_COLOUR = "Choisissez une image en couleurs."


class Histogramme(QWidget):
    """Bars, and a line that the mouse drags; `seuil` is sent at each move."""

    seuil = pyqtSignal(float)

    def __init__(self) -> None:
        super().__init__()
        self.counts: List[int] = []
        self.low, self.high, self.value, self.above = 0.0, 1.0, 0.0, True
        self.setMinimumSize(QSize(260, 130))

    def set(self, counts: List[int], low: float, high: float, value: float) -> None:
        self.counts, self.low, self.high, self.value = counts, low, high, value
        self.update()

    def mousePressEvent(self, event: Any) -> None:
        self.mouseMoveEvent(event)

    def mouseMoveEvent(self, event: Any) -> None:
        if self.counts:
            share = min(1.0, max(0.0, event.pos().x() / max(1, self.width())))
            self.value = self.low + share * (self.high - self.low)
            self.update()
            self.seuil.emit(self.value)

    def paintEvent(self, event: Any) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor("white"))
        if self.counts:
            width, height = self.width(), self.height() - 4
            tallest = max(self.counts) ** 0.5 or 1.0
            at = (self.value - self.low) / (self.high - self.low or 1.0) * width
            for rank, count in enumerate(self.counts):
                left, right = int(rank * width / len(self.counts)), int((rank + 1) * width / len(self.counts))
                tall = int(height * count**0.5 / tallest)  # square roots: small classes stay visible
                kept = (left >= at) == self.above
                painter.fillRect(left, self.height() - tall, max(1, right - left), tall, QColor(VIOLET if kept else "#B8B8B8"))
            painter.setPen(QPen(QColor("#C9191E"), 2))
            painter.drawLine(QPointF(at, 0), QPointF(at, self.height()))
        painter.end()


class Seuil(QgsDockWidget):
    """Dock. `calculer()` makes the index, the line chooses, `tracer()` makes the outline as an editable layer."""

    def __init__(self, iface: Any) -> None:
        super().__init__(tr("Seuil d'un indice"), iface.mainWindow())
        self.setObjectName("ddtm_drones_seuil")
        self.iface = iface
        self.index: Optional[QgsRasterLayer] = None
        self.contour: Optional[QgsVectorLayer] = None
        self.image = QgsMapLayerComboBox()
        filters = getattr(QgsMapLayerProxyModel, "Filter", QgsMapLayerProxyModel)
        self.image.setFilters(filters.RasterLayer)
        self.kind, self.side = QComboBox(), QComboBox()
        self.kind.addItems([tr(title) for title in TITLES])
        self.side.addItems([tr("au-dessus du seuil"), tr("au-dessous du seuil")])
        self.side.currentIndexChanged.connect(self._side)
        self.chart = Histogramme()
        self.chart.seuil.connect(self._moved)
        self.told = QLabel(tr(ASK))
        self.told.setWordWrap(True)
        self.compute, self.trace = QPushButton(tr("Calculer")), QPushButton(tr("Tracer le contour"))
        self.compute.clicked.connect(self.calculer)
        self.trace.clicked.connect(self.tracer)
        self.trace.setEnabled(False)
        body = QWidget()
        column, form, buttons = QVBoxLayout(body), QFormLayout(), QHBoxLayout()
        for label, part in (("Image", self.image), ("Indice", self.kind), ("Garder", self.side)):
            form.addRow(tr(label), part)
        for button in (self.compute, self.trace):
            button.setMinimumHeight(32)
            buttons.addWidget(button)
        column.addLayout(form)
        column.addLayout(buttons)
        column.addWidget(self.chart, 1)
        column.addWidget(self.told)
        self.setWidget(body)

    def calculer(self) -> None:
        """The index of the image, with the threshold proposed."""
        self._run(None, self._computed)

    def tracer(self) -> None:
        """The outline at the threshold chosen, as a layer to correct."""
        self._run(self.chart.value, self._traced)

    def remove(self) -> None:
        self.iface.removeDockWidget(self)
        self.deleteLater()

    def _run(self, threshold: Optional[float], done: Any) -> None:
        layer = self.image.currentLayer()
        if not isinstance(layer, QgsRasterLayer) or layer.bandCount() < 3:
            self.told.setText(tr(NOT_COLOUR))
            return
        params: Dict[str, Any] = {
            "IMAGE": layer,
            "INDICE": self.kind.currentIndex(),
            "COTE": self.side.currentIndex(),
            "SORTIE": "TEMPORARY_OUTPUT",
        }
        if threshold is not None:
            params["SEUIL"] = threshold
        self.compute.setEnabled(False)
        self.trace.setEnabled(False)
        self.told.setText(tr("Calcul en cours…"))
        self._running = run_algorithm("ddtm_drones:indices", params, done, self._failed)

    def _computed(self, found: Dict[str, Any]) -> None:
        name = f"{self.image.currentLayer().name()} : {CODES[self.kind.currentIndex()]}"
        layer = QgsRasterLayer(str(found["SORTIE"]), name)
        counts, low, high = _histogram(layer)
        self.chart.above = SIDES[self.side.currentIndex()] == SIDES[0]
        self.chart.set(counts, low, high, float(found["SEUIL_RETENU"]))
        self.index = layer
        self.index.willBeDeleted.connect(self._gone)
        QgsProject.instance().addMapLayer(layer)
        self._moved(self.chart.value)
        self._ready(tr(DRAG))

    def _traced(self, found: Dict[str, Any]) -> None:
        layer = QgsVectorLayer(f"{found['CONTOUR']}|layername=contour", tr("Contour (ébauche)"), "ogr")
        QgsProject.instance().addMapLayer(layer)
        self.contour = layer
        self._ready(f"{found['PHRASE']} {tr(DRAFT)}")

    def _failed(self, error: Any) -> None:
        self._ready(getattr(error, "message", str(error)))

    def _ready(self, text: str) -> None:
        self.compute.setEnabled(True)
        self.trace.setEnabled(self.index is not None)
        self.told.setText(text)

    def _gone(self) -> None:
        self.index = None
        self.trace.setEnabled(False)

    def _side(self, rank: int) -> None:
        self.chart.above = SIDES[rank] == SIDES[0]
        self.chart.update()
        if self.index is not None:
            self._moved(self.chart.value)

    def _moved(self, value: float) -> None:
        """What would be kept, in violet over the map."""
        if self.index is None:
            return
        fill, none = QColor(VIOLET), QColor(0, 0, 0, 0)
        fill.setAlpha(150)
        low, high = (none, fill) if self.chart.above else (fill, none)
        kinds = getattr(QgsColorRampShader, "Type", QgsColorRampShader)
        ramp = QgsColorRampShader()
        ramp.setColorRampType(kinds.Discrete)
        items = (QgsColorRampShader.ColorRampItem(value, low), QgsColorRampShader.ColorRampItem(float("inf"), high))
        ramp.setColorRampItemList(list(items))
        shader = QgsRasterShader()
        shader.setRasterShaderFunction(ramp)
        self.index.setRenderer(QgsSingleBandPseudoColorRenderer(self.index.dataProvider(), 1, shader))
        self.index.triggerRepaint()
        self.told.setText(tr(DRAG) + f" Seuil : {value:.3f}".replace(".", ","))


def _histogram(layer: QgsRasterLayer) -> Tuple[List[int], float, float]:
    """(counts, lowest value, highest value) of the index."""
    provider = layer.dataProvider()
    stats = provider.bandStatistics(1)
    low, high = float(stats.minimumValue), float(stats.maximumValue)
    if not high > low:
        high = low + 1.0
    found = provider.histogram(1, BINS, low, high, layer.extent(), 250_000)
    return list(found.histogramVector), low, high
