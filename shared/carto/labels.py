"""Labels with a halo, readable over water and hillshade, on a screen, a projector and a photocopy."""

from __future__ import annotations

from typing import Any, Optional, Sequence, Tuple

from qgis.core import (
    QgsPalLayerSettings,
    QgsRuleBasedLabeling,
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


# An exercise pack stamps each name; the map is stamped already, so its labels drop the word.
NOM = "regexp_replace(\"nom\", ' ?\\\\(EXERCICE\\\\)', '')"


def label(layer: QgsVectorLayer, expression: str, size: float = 8, colour: str = GRIS_TEXTE, **more: Any) -> None:
    """Label `layer` with an expression; see `settings`."""
    layer.setLabeling(QgsVectorLayerSimpleLabeling(settings(expression, size, colour, **more)))
    layer.setLabelsEnabled(True)


def label_rules(layer: QgsVectorLayer, rows: Sequence[Tuple[str, QgsPalLayerSettings, float]]) -> None:
    """Several kinds of labels on one layer. rows: (filter, settings, smallest scale shown)."""
    root = QgsRuleBasedLabeling.Rule(None)
    for condition, one, min_scale in rows:
        root.appendChild(QgsRuleBasedLabeling.Rule(QgsPalLayerSettings(one), 0, int(min_scale), condition))  # the rule owns its copy
    layer.setLabeling(QgsRuleBasedLabeling(root))
    layer.setLabelsEnabled(True)


def settings(
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
) -> QgsPalLayerSettings:
    """A label is hidden when the scale denominator exceeds min_scale. box: colour of a plate behind the text. Distances in mm."""
    result = QgsPalLayerSettings()
    result.fieldName, result.isExpression = expression, True
    result.placement = getattr(QgsPalLayerSettings.Placement, placement)
    result.dist, result.priority, result.repeatDistance = distance, priority, repeat
    result.mergeLines = placement in ("Line", "Curved")
    if min_scale:
        result.scaleVisibility, result.minimumScale, result.maximumScale = True, float(min_scale), 0.0
    style = text_format(size, colour, bold=bold, italic=italic, halo=0.0 if box else halo)
    if box:
        plate = QgsTextBackgroundSettings()
        plate.setEnabled(True)
        plate.setFillColor(QColor(box))
        plate.setStrokeColor(QColor(box_border))
        plate.setStrokeWidth(0.2)
        plate.setSize(QSizeF(0.8, 0.4))
        style.setBackground(plate)
    result.setFormat(style)
    return result
