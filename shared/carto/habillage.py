"""Furniture of the sheet: title, EXERCICE, frame and grid, scale bar, north, sources, credits."""

from __future__ import annotations

from typing import List

from qgis.core import (
    QgsBasicNumericFormat,
    QgsLayoutItem,
    QgsLayoutItemLabel,
    QgsLayoutItemMap,
    QgsLayoutItemMapGrid,
    QgsLayoutItemPicture,
    QgsLayoutItemScaleBar,
    QgsLayoutItemShape,
    QgsLayoutMeasurement,
    QgsLayoutPoint,
    QgsLayoutSize,
    QgsPrintLayout,
    QgsUnitTypes,
)
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor, QFont

from . import texte
from .gabarit import Box, Sheet, nice_length
from .palette import BLEU_FRANCE, GRIS_TEXTE, ROUGE, font_family
from .symbols import svg, symbol

MM = QgsUnitTypes.LayoutUnit.LayoutMillimeters


def put(item: QgsLayoutItem, box: Box, page: int = 0) -> None:
    item.attemptResize(QgsLayoutSize(box.w, box.h, MM))
    item.attemptMove(QgsLayoutPoint(box.x, box.y, MM), page=page)


def text_item(
    layout: QgsPrintLayout,
    box: Box,
    lines: List[str],
    size: float,
    *,
    bold: bool = False,
    colour: str = GRIS_TEXTE,
    alpha: int = 255,
    right: bool = False,
    centre: bool = False,
    bottom: bool = False,
    page: int = 0,
) -> QgsLayoutItemLabel:
    """A label whose lines were measured beforehand (see `texte`)."""
    item = QgsLayoutItemLabel(layout)
    item.setMode(QgsLayoutItemLabel.Mode.ModeFont)
    item.setText("\n".join(lines))
    shade = QColor(colour)
    shade.setAlpha(alpha)
    if hasattr(item, "setTextFormat"):
        from .labels import text_format

        style = text_format(size, colour, bold=bold)
        style.setColor(shade)
        item.setTextFormat(style)
    else:
        font = QFont(font_family())
        font.setPointSizeF(size)
        font.setBold(bold)
        item.setFont(font)
        item.setFontColor(shade)
    item.setMarginX(0)
    item.setMarginY(0)
    item.setHAlign(Qt.AlignmentFlag.AlignHCenter if centre else Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft)
    item.setVAlign(Qt.AlignmentFlag.AlignBottom if bottom else Qt.AlignmentFlag.AlignTop)
    layout.addLayoutItem(item)
    put(item, box, page)
    return item


def fitted(layout: QgsPrintLayout, box: Box, text: str, largest: float, smallest: float, **more) -> QgsLayoutItemLabel:
    """A text made to fit its box."""
    size, lines = texte.fit(text, box.w * 0.97, box.h, largest, smallest, more.get("bold", False))
    return text_item(layout, box, lines, size, **more)


def header(layout: QgsPrintLayout, page_sheet: Sheet, title: str, subtitle: str, exercise: bool, page: int = 0) -> None:
    k, box = page_sheet.k, page_sheet.title
    rule = QgsLayoutItemShape(layout)
    rule.setShapeType(QgsLayoutItemShape.Shape.Rectangle)
    rule.setSymbol(symbol("polygon", ("SimpleFill", {"color": "0,0,145,255", "outline_style": "no"})))
    layout.addLayoutItem(rule)
    put(rule, Box(box.x, box.y, 1.2 * k, box.h), page)
    x = box.x + 3.2 * k
    fitted(layout, Box(x, box.y, box.right - x, box.h * 0.62), title, 17 * k, 9 * k, bold=True, colour=BLEU_FRANCE, page=page)
    fitted(layout, Box(x, box.y + box.h * 0.64, box.right - x, box.h * 0.36), subtitle, 9.5 * k, 7 * k, page=page)
    if exercise:
        stamp = page_sheet.stamp
        fitted(
            layout,
            Box(stamp.x, stamp.y, stamp.w, stamp.h * 0.5),
            "EXERCICE",
            17 * k,
            10 * k,
            bold=True,
            colour=ROUGE,
            right=True,
            page=page,
        )
        fitted(
            layout,
            Box(stamp.x, stamp.y + stamp.h * 0.55, stamp.w, stamp.h * 0.4),
            "données non réelles",
            8 * k,
            6 * k,
            colour=ROUGE,
            right=True,
            page=page,
        )


def diagonal(layout: QgsPrintLayout, box: Box, page: int = 0) -> None:
    """EXERCICE across the map, light enough to read everything under it, dark enough to survive a photocopy."""
    size = min(box.w / 5.2, box.h / 1.6) / (texte.width("EXERCICE", 1, True)) * 3.1
    wide, high = texte.width("EXERCICE", size, True) * 1.04, texte.height(1, size)
    item = text_item(layout, Box(0, 0, wide, high), ["EXERCICE"], size, bold=True, colour="#5A5A5A", alpha=34, centre=True, page=page)
    item.setReferencePoint(QgsLayoutItem.ReferencePoint.Middle)
    item.attemptMove(QgsLayoutPoint(box.x + box.w / 2, box.y + box.h / 2, MM), page=page)
    item.setItemRotation(-28 if box.w > box.h else -50)


def frame_and_grid(map_item: QgsLayoutItemMap, k: float, grid: bool) -> None:
    map_item.setFrameEnabled(True)
    map_item.setFrameStrokeColor(QColor(GRIS_TEXTE))
    map_item.setFrameStrokeWidth(QgsLayoutMeasurement(0.25 * k, MM))
    if not grid:
        return
    extent = map_item.extent()
    step = nice_length(max(extent.width(), extent.height()) / 4)
    lines = QgsLayoutItemMapGrid("Carroyage Lambert-93", map_item)
    lines.setIntervalX(step)
    lines.setIntervalY(step)
    lines.setStyle(QgsLayoutItemMapGrid.GridStyle.Solid)
    lines.setLineSymbol(symbol("line", ("SimpleLine", {"line_color": "58,58,58,70", "line_width": 0.12 * k})))
    lines.setAnnotationEnabled(True)
    lines.setAnnotationFormat(QgsLayoutItemMapGrid.AnnotationFormat.CustomFormat)
    # No BETWEEN: QGIS 3.22 does not know it. Near the far ends a number would stand outside the frame, on the legend.
    number = f"replace(to_string(round(@grid_number / 1000.0, {1 if step < 1000 else 0})), '.', ',')"
    reach = 8 * k * extent.width() / map_item.rect().width()
    kept_x = f"@grid_number >= {extent.xMinimum() + reach} and @grid_number <= {extent.xMaximum() - reach}"
    kept_y = f"@grid_number >= {extent.yMinimum() + reach} and @grid_number <= {extent.yMaximum() - reach}"
    lines.setAnnotationExpression(f"if(if(@grid_axis = 'x', {kept_x}, {kept_y}), {number} || ' km', '')")
    for side in (QgsLayoutItemMapGrid.BorderSide.Left, QgsLayoutItemMapGrid.BorderSide.Top):
        lines.setAnnotationPosition(QgsLayoutItemMapGrid.AnnotationPosition.InsideMapFrame, side)
        vertical = side == QgsLayoutItemMapGrid.BorderSide.Left
        lines.setAnnotationDirection(
            QgsLayoutItemMapGrid.AnnotationDirection.Vertical if vertical else QgsLayoutItemMapGrid.AnnotationDirection.Horizontal, side
        )
    for side in (QgsLayoutItemMapGrid.BorderSide.Right, QgsLayoutItemMapGrid.BorderSide.Bottom):
        lines.setAnnotationDisplay(QgsLayoutItemMapGrid.DisplayMode.HideAll, side)
    if hasattr(lines, "setAnnotationTextFormat"):
        from .labels import text_format

        lines.setAnnotationTextFormat(text_format(5.5 * k, GRIS_TEXTE, halo=0.5))
    else:
        font = QFont(font_family())
        font.setPointSizeF(5.5 * k)
        lines.setAnnotationFont(font)
    lines.setAnnotationFrameDistance(0.6 * k)
    map_item.grids().addGrid(lines)


def scale_and_north(layout: QgsPrintLayout, map_item: QgsLayoutItemMap, page_sheet: Sheet, page: int = 0) -> None:
    k, box = page_sheet.k, page_sheet.scale
    bar = QgsLayoutItemScaleBar(layout)
    bar.setStyle("Single Box")
    bar.setLinkedMap(map_item)
    metres_per_mm = map_item.extent().width() / map_item.rect().width()
    segment = nice_length(metres_per_mm * (box.w - 16 * k) / 2)
    kilometres = segment >= 1000
    bar.setUnits(QgsUnitTypes.DistanceUnit.DistanceKilometers if kilometres else QgsUnitTypes.DistanceUnit.DistanceMeters)
    bar.setUnitLabel("km" if kilometres else "m")
    bar.setUnitsPerSegment(segment / 1000 if kilometres else segment)
    bar.setNumberOfSegments(2)
    bar.setNumberOfSegmentsLeft(0)
    plain = QgsBasicNumericFormat()
    plain.setShowThousandsSeparator(False)
    bar.setNumericFormat(plain)
    bar.setHeight(1.6 * k)
    bar.setLabelBarSpace(0.8 * k)
    bar.setBoxContentSpace(0.6 * k)
    font = QFont(font_family())
    font.setPointSizeF(7 * k)
    if hasattr(bar, "setTextFormat"):
        from .labels import text_format

        bar.setTextFormat(text_format(7 * k))
    else:
        bar.setFont(font)
    layout.addLayoutItem(bar)
    bar.update()
    put(bar, Box(box.x, box.y + 5.2 * k, box.w, 8 * k), page)
    # The bar sizes itself on its content: only its corner is imposed.
    denominator = f"{round(map_item.scale()):,}".replace(",", "\u00a0")
    fitted(layout, Box(box.x + 0.6 * k, box.y, box.w, 5 * k), f"Échelle 1 : {denominator}", 8.5 * k, 6 * k, bold=True, page=page)
    arrow = QgsLayoutItemPicture(layout)
    arrow.setPicturePath(svg("nord"))
    arrow.setLinkedMap(map_item)
    arrow.setNorthMode(QgsLayoutItemPicture.NorthMode.GridNorth)
    layout.addLayoutItem(arrow)
    put(arrow, Box(page_sheet.north.x, page_sheet.north.y, page_sheet.north.w, min(page_sheet.north.h, 13 * k)), page)


def footer(layout: QgsPrintLayout, page_sheet: Sheet, sources: str, credits: str, page: int = 0) -> None:
    fitted(layout, page_sheet.sources, sources, 6.5 * page_sheet.k, 4.8 * page_sheet.k, page=page)
    fitted(layout, page_sheet.credits, credits, 6.5 * page_sheet.k, 5 * page_sheet.k, right=True, page=page)
