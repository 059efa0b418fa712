"""Labels with a halo, readable over water and hillshade, on a screen, a projector and a photocopy."""

from __future__ import annotations

from typing import Optional

from qgis.core import (
    QgsPalLayerSettings,
    QgsTextBackgroundSettings,
    QgsTextBufferSettings,
    QgsTextFormat,
    QgsVectorLayer,
    QgsVectorLayerSimpleLabeling,
)
from qgis.PyQt.QtCore import QSizeF
from qgis.PyQt.QtGui import QColor, QFont

from .palette import GRIS_TEXTE, font_family


def text_format(size: float, colour: str = GRIS_TEXTE, *, bold: bool = False, italic: bool = False, halo: float = 0.0) -> QgsTextFormat:
    """size in points, halo in millimetres."""
    font = QFont(font_family())
    font.setBold(bold)
    font.setItalic(italic)
    result = QgsTextFormat()
    result.setFont(font)
    result.setSize(size)
    result.setColor(QColor(colour))
    if bold:
        result.setNamedStyle("Bold")
    if halo:
        buffer = QgsTextBufferSettings()
        buffer.setEnabled(True)
        buffer.setSize(halo)
        buffer.setColor(QColor(255, 255, 255))
        result.setBuffer(buffer)
    return result


def label(
    layer: QgsVectorLayer,
    expression: str,
    size: float = 8,
    colour: str = GRIS_TEXTE,
    *,
    bold: bool = False,
    italic: bool = False,
    halo: float = 0.8,
    min_scale: Optional[float] = None,
    placement: str = "AroundPoint",
    distance: float = 1.5,
    priority: int = 5,
    box: Optional[str] = None,
    box_border: str = GRIS_TEXTE,
    repeat: float = 0.0,
) -> None:
    """Label `layer` with an expression; hidden when the scale denominator exceeds min_scale. box: colour of a plate behind the text."""
    settings = QgsPalLayerSettings()
    settings.fieldName, settings.isExpression = expression, True
    settings.placement = getattr(QgsPalLayerSettings.Placement, placement)
    settings.dist, settings.priority, settings.repeatDistance = distance, priority, repeat
    settings.mergeLines = placement in ("Line", "Curved")
    if min_scale:
        settings.scaleVisibility, settings.minimumScale, settings.maximumScale = True, float(min_scale), 0.0
    style = text_format(size, colour, bold=bold, italic=italic, halo=0.0 if box else halo)
    if box:
        plate = QgsTextBackgroundSettings()
        plate.setEnabled(True)
        plate.setFillColor(QColor(box))
        plate.setStrokeColor(QColor(box_border))
        plate.setStrokeWidth(0.2)
        plate.setSize(QSizeF(0.8, 0.4))
        style.setBackground(plate)
    settings.setFormat(style)
    layer.setLabeling(QgsVectorLayerSimpleLabeling(settings))
    layer.setLabelsEnabled(True)
