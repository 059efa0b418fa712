"""Symbols, renderers and labels from short tables: style modules hold data, this one holds the PyQGIS calls.

A symbol is described by a sequence of (kind, properties) pairs, drawn bottom to top; properties are the strings of QGIS
style files, which do not change between 3.22 and 4.x. Sizes are millimetres.
"""

from __future__ import annotations

from pathlib import Path
from typing import Dict, Iterable, Optional, Sequence, Tuple

from qgis.core import (
    QgsApplication,
    QgsCategorizedSymbolRenderer,
    QgsFillSymbol,
    QgsLineSymbol,
    QgsMapLayer,
    QgsMarkerSymbol,
    QgsRendererCategory,
    QgsRuleBasedRenderer,
    QgsSingleSymbolRenderer,
    QgsSymbol,
)

SVG_DIR = Path(__file__).parent / "symboles"
Part = Tuple[str, Dict[str, object]]
_SYMBOLS = {"point": QgsMarkerSymbol, "line": QgsLineSymbol, "polygon": QgsFillSymbol}


def svg(name: str) -> str:
    """Path of one of our own symbols."""
    return str(SVG_DIR / f"{name}.svg")


def symbol(shape: str, *parts: Part) -> QgsSymbol:
    """shape: "point", "line" or "polygon". A part whose properties hold "sub" draws that symbol along a line or in a pattern."""
    result = _SYMBOLS[shape].createSimple({})
    registry = QgsApplication.symbolLayerRegistry()
    for rank, (kind, properties) in enumerate(parts):
        sub = properties.get("sub")
        layer = registry.symbolLayerMetadata(kind).createSymbolLayer({k: str(v) for k, v in properties.items() if k != "sub"})
        if sub is not None:
            layer.setSubSymbol(sub.clone())
        # One by one: a list given to the constructor leaves the layers owned by Python, and QGIS crashes when it draws them.
        if rank == 0:
            result.changeSymbolLayer(0, layer)
        else:
            result.appendSymbolLayer(layer)
    return result


def single(sym: QgsSymbol) -> QgsSingleSymbolRenderer:
    return QgsSingleSymbolRenderer(sym)


def categories(expression: str, rows: Iterable[Tuple[object, QgsSymbol, str]]) -> QgsCategorizedSymbolRenderer:
    """rows: (value, symbol, label)."""
    return QgsCategorizedSymbolRenderer(expression, [QgsRendererCategory(value, sym, label) for value, sym, label in rows])


def rules(rows: Sequence[Tuple[str, QgsSymbol, str, Optional[float]]], levels: bool = False) -> QgsRuleBasedRenderer:
    """rows: (filter expression, symbol, label, smallest scale denominator or None). levels: casings join at crossings."""
    root = QgsRuleBasedRenderer.Rule(None)
    for expression, sym, label, min_scale in rows:
        root.appendChild(QgsRuleBasedRenderer.Rule(sym, 0, int(min_scale or 0), expression, label))
    renderer = QgsRuleBasedRenderer(root)
    if levels:
        renderer.setUsingSymbolLevels(True)
    return renderer


def visible_below(layer: QgsMapLayer, denominator: float) -> None:
    """Show `layer` only when zoomed in below 1:denominator."""
    layer.setScaleBasedVisibility(True)
    layer.setMinimumScale(float(denominator))
