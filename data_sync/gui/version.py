"""One side of a conflict: what was written, by whom and when, where it is, and the button that keeps it."""

from __future__ import annotations

import base64
from typing import Any, Callable, Dict, List, Optional

from qgis.core import QgsCoordinateReferenceSystem, QgsCoordinateTransform, QgsGeometry, QgsProject, QgsWkbTypes
from qgis.gui import QgsMapCanvas, QgsRubberBand
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor
from qgis.PyQt.QtWidgets import QFrame, QLabel, QVBoxLayout

from shared.catalogue import CRS_EPSG
from shared.errors import BadInput
from shared.gpkg.geometry import split_blob
from shared.processing.base import tr
from shared.qt import accents
from shared.qt.boutons import PRINCIPAL, SIMPLE, GrandBouton, police

MARGE_M = 60.0


class Version(QFrame):
    """shown: the geometry of this side; everything: those of all sides, so that every small map shows the same place."""

    def __init__(
        self,
        title: str,
        label: str,
        side: Dict[str, Any],
        shown: Any,
        everything: List[Any],
        carte: Any,
        keep: Callable[[], Any],
        current: bool,
    ) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.StyledPanel)
        column = QVBoxLayout(self)
        head = QLabel(title)
        police(head, 13, gras=True)
        column.addWidget(head)
        value = QLabel(f"{label} :\n{side['affiche']}" if side["affiche"] != "(tracé)" else label)
        value.setWordWrap(True)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        police(value, 13)
        column.addWidget(value)
        who = QLabel(
            tr("{qui}, le {heure}\nposte {poste}").format(
                qui=side["auteur"] or tr("auteur non noté"), heure=side["heure_locale"], poste=side["poste"]
            )
        )
        police(who, 11)
        column.addWidget(who)
        self.geometrie = geometry(shown)
        box = _extent([geometry(item) for item in everything])
        if box is not None:
            self.carte = _map(self.geometrie, [geometry(item) for item in everything], box, carte)
            column.addWidget(self.carte, 1)
        else:
            column.addStretch(1)
        self.bouton = GrandBouton(
            tr("&Garder ce qui est affiché") if current else tr("&Prendre cette version"), keep, PRINCIPAL if current else SIMPLE
        )
        column.addWidget(self.bouton)


def geometry(data: Any) -> Optional[QgsGeometry]:
    """The geometry of a value as it travels, None when there is none."""
    if not isinstance(data, dict) or "b" not in data:
        return None
    try:
        out = QgsGeometry()
        out.fromWkb(split_blob(base64.b64decode(data["b"]))[1])
    except (BadInput, ValueError):
        return None
    return None if out.isEmpty() else out


def _extent(geometries: List[Optional[QgsGeometry]]) -> Any:
    box = None
    for item in geometries:
        if item is not None:
            if box is None:
                box = item.boundingBox()
            else:
                box.combineExtentWith(item.boundingBox())
    return None if box is None else box.buffered(max(MARGE_M, 0.3 * max(box.width(), box.height())))


def _map(own: Optional[QgsGeometry], everything: List[Optional[QgsGeometry]], box: Any, carte: Any) -> QgsMapCanvas:
    crs = QgsCoordinateReferenceSystem.fromEpsgId(CRS_EPSG)
    canvas = QgsMapCanvas()
    canvas.setMinimumHeight(220)
    canvas.setDestinationCrs(crs)
    canvas.setCanvasColor(QColor("white"))
    if carte is not None:
        canvas.setLayers(carte.layers())
        source = carte.mapSettings().destinationCrs()
        if source.isValid() and source != crs:
            canvas.setDestinationCrs(source)
            box = QgsCoordinateTransform(crs, source, QgsProject.instance()).transformBoundingBox(box)
    canvas.setExtent(box)
    for item in everything:
        if item is not None and (own is None or not item.equals(own)):
            _band(canvas, item, crs, QColor("#7F7F7F"), Qt.PenStyle.DashLine)
    if own is not None:
        _band(canvas, own, crs, QColor(accents.ROUGE), Qt.PenStyle.SolidLine)
    return canvas


def _band(canvas: QgsMapCanvas, item: QgsGeometry, crs: Any, colour: QColor, pen: Any) -> None:
    band = QgsRubberBand(canvas, item.type())
    band.setColor(colour)
    fill = QColor(colour)
    fill.setAlpha(50)
    band.setFillColor(fill)
    band.setWidth(3)
    band.setLineStyle(pen)
    if item.type() == QgsWkbTypes.GeometryType.PointGeometry:
        band.setIcon(QgsRubberBand.IconType.ICON_CIRCLE)
        band.setIconSize(14)
    band.setToGeometry(item, crs)
    held = getattr(canvas, "bandes", [])
    canvas.bandes = [*held, band]
