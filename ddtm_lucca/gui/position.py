"""Where one is: a click on the map, or the position given by the GPS that QGIS is connected to; always in Lambert 93."""

from __future__ import annotations

from typing import Any, Callable, Optional, Tuple

from qgis.core import QgsApplication, QgsCoordinateReferenceSystem, QgsCoordinateTransform, QgsGeometry, QgsPointXY, QgsProject
from qgis.gui import QgsMapToolEmitPoint, QgsRubberBand
from qgis.PyQt.QtGui import QColor

from shared.processing.base import tr
from shared.qt import accents

L93 = "EPSG:2154"
NO_GPS = "Aucun GPS n'est connecté : ouvrez le panneau GPS de QGIS et connectez-le, ou cliquez sur la carte."
NO_FIX = "Le GPS ne donne pas encore de position : attendez d'être à ciel ouvert, ou cliquez sur la carte."
POOR_M = 20.0


def transform(source: Any, target: str = L93) -> QgsCoordinateTransform:
    return QgsCoordinateTransform(source, QgsCoordinateReferenceSystem(target), QgsProject.instance())


class Clic:
    """The map tool of one click (`once`) or of as many as wanted; picked(x, y) in Lambert 93."""

    def __init__(self, canvas: Any, picked: Callable[[float, float], None], once: bool = True) -> None:
        self._canvas, self._picked, self._once = canvas, picked, once
        self._before: Any = None
        self.tool: Optional[QgsMapToolEmitPoint] = None

    def start(self) -> None:
        self._before = self._canvas.mapTool()
        self.tool = QgsMapToolEmitPoint(self._canvas)
        self.tool.canvasClicked.connect(self._clicked)
        self._canvas.setMapTool(self.tool)

    def stop(self) -> None:
        tool, self.tool = self.tool, None
        if tool is not None:
            self._canvas.unsetMapTool(tool)
            if self._before is not None:
                self._canvas.setMapTool(self._before)

    def _clicked(self, point: Any, _button: Any) -> None:
        here = transform(self._canvas.mapSettings().destinationCrs()).transform(point)
        if self._once:
            self.stop()
        self._picked(here.x(), here.y())


def gps(registry: Any = None) -> Tuple[Optional[Tuple[float, float]], str]:
    """((x, y) or None, what to say). The accuracy is told: a place 30 m away may be another parcel."""
    connections = (registry or QgsApplication.gpsConnectionRegistry()).connectionList()
    if not connections:
        return None, tr(NO_GPS)
    for connection in connections:
        held = connection.currentGPSInformation()
        if held.isValid() and (held.latitude or held.longitude):
            place = transform(QgsCoordinateReferenceSystem("EPSG:4326")).transform(QgsPointXY(held.longitude, held.latitude))
            accuracy = float(getattr(held, "hacc", 0) or 0)
            if accuracy > POOR_M:
                return (place.x(), place.y()), tr("Position à {} m près : vérifiez la parcelle sur la carte.").format(round(accuracy))
            told = tr(" à {} m près").format(max(1, round(accuracy))) if accuracy > 0 else ""
            return (place.x(), place.y()), tr("Position du GPS{}.").format(told)
    return None, tr(NO_FIX)


def show_place(canvas: Any, x: float, y: float) -> None:
    """Bring the map to a place (Lambert 93) that it does not show."""
    target = canvas.mapSettings().destinationCrs().authid() or L93
    here = transform(QgsCoordinateReferenceSystem(L93), target).transform(QgsPointXY(x, y))
    if not canvas.extent().contains(here):
        canvas.setCenter(here)
        canvas.refresh()


class Surligne:
    """One shape shown on the map, on top of the layers."""

    def __init__(self, canvas: Any) -> None:
        self._canvas = canvas
        self._band: Optional[QgsRubberBand] = None

    def show(self, wkt: str, x: Optional[float] = None, y: Optional[float] = None) -> None:
        """The shape (WKT in Lambert 93), else a small square round the point."""
        self.clear()
        shape = QgsGeometry.fromWkt(wkt) if wkt else QgsGeometry.fromPointXY(QgsPointXY(x, y)).buffer(6.0, 8)
        if shape.isEmpty():
            return
        shape.transform(transform(QgsCoordinateReferenceSystem(L93), self._canvas.mapSettings().destinationCrs().authid() or L93))
        band = QgsRubberBand(self._canvas, shape.type())
        band.setToGeometry(shape, None)
        colour = QColor(accents.BLEU)
        band.setStrokeColor(colour)
        colour.setAlpha(40)
        band.setFillColor(colour)
        band.setWidth(3)
        self._band = band

    def clear(self) -> None:
        band, self._band = self._band, None
        if band is not None:
            self._canvas.scene().removeItem(band)
