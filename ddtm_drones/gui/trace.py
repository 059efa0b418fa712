"""What the viewer draws on the map: footprints, and measures with the ellipses of their doubt."""

from __future__ import annotations

import math
from typing import Any, Dict, List

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsEllipse,
    QgsGeometry,
    QgsPoint,
    QgsPointXY,
    QgsProject,
    QgsWkbTypes,
)
from qgis.gui import QgsRubberBand
from qgis.PyQt.QtGui import QColor

from shared.carto.palette import ROUGE

LAMBERT = "EPSG:2154"
ARROW_M = 30.0
WIDEST_M = 500.0  # a wider doubt would cover the map


def lambert_to(canvas: Any) -> QgsCoordinateTransform:
    """From Lambert 93 to the map's system."""
    return QgsCoordinateTransform(QgsCoordinateReferenceSystem(LAMBERT), canvas.mapSettings().destinationCrs(), QgsProject.instance())


def to_lambert(canvas: Any) -> QgsCoordinateTransform:
    """From the map's system to Lambert 93."""
    return QgsCoordinateTransform(canvas.mapSettings().destinationCrs(), QgsCoordinateReferenceSystem(LAMBERT), QgsProject.instance())


def tracer(canvas: Any, geometry: QgsGeometry, kind: Any, colour: str, width: int = 3) -> QgsRubberBand:
    """A band on the map for a geometry in Lambert 93."""
    band = QgsRubberBand(canvas, kind)
    band.setColor(QColor(colour))
    fill = QColor(colour)
    fill.setAlpha(40)
    band.setFillColor(fill)
    band.setWidth(width)
    geometry.transform(lambert_to(canvas))
    band.setToGeometry(geometry, None)
    return band


def fleche(x: float, y: float, heading: float) -> QgsGeometry:
    """An arrow of ARROW_M from a place of Lambert 93 towards a heading in degrees."""
    turn = math.radians(heading)
    return QgsGeometry.fromPolylineXY([QgsPointXY(x, y), QgsPointXY(x + ARROW_M * math.sin(turn), y + ARROW_M * math.cos(turn))])


class MesureSurCarte:
    """`montrer(WKT, points)`: what was measured, and around each place the ellipse of two standard deviations; an empty WKT clears."""

    def __init__(self, canvas: Any) -> None:
        self.canvas = canvas
        self.bands: List[QgsRubberBand] = []

    def montrer(self, wkt: str, points: List[Dict[str, Any]]) -> None:
        for band in self.bands:
            self.canvas.scene().removeItem(band)
        self.bands = []
        if not wkt:
            return
        shape = QgsGeometry.fromWkt(wkt)
        self.bands.append(tracer(self.canvas, shape, shape.type(), ROUGE))
        for place in points:
            if place["sigma_m"] is not None and place["ellipse_grand_m"] < WIDEST_M:
                axes = 2 * place["ellipse_grand_m"], 2 * place["ellipse_petit_m"], place["ellipse_azimut"]
                ellipse = QgsGeometry(QgsEllipse(QgsPoint(place["x"], place["y"]), *axes).toPolygon(48))
                self.bands.append(tracer(self.canvas, ellipse, QgsWkbTypes.GeometryType.PolygonGeometry, ROUGE, 1))
