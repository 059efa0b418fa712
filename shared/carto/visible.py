"""One bounded look at what a map really draws: which legend keys appear in the extent, and which layers are too heavy for vectors.

QGIS's own « legend filtered by map » reads every feature of every layer at each refresh (minutes on a large layer). Here each
layer is read once, at most `LIMITS` long, and not further once every key has been seen. When the time runs out, the keys not
seen are kept: a legend may say a little too much, never too little.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Callable, FrozenSet, Optional, Set

from qgis.core import (
    QgsCoordinateTransform,
    QgsCsException,
    QgsFeatureRequest,
    QgsGeometry,
    QgsMapSettings,
    QgsRasterLayer,
    QgsRectangle,
    QgsRenderContext,
    QgsVectorLayer,
)

# A PDF takes about 15 bytes a vertex once geometries are simplified to what the eye can see (`FINENESS` mm on paper).
FEATURES_HEAVY, VERTICES_HEAVY, SECONDS = 6_000, 300_000, 0.6
FINENESS = 0.2


@dataclass(frozen=True)
class Seen:
    """drawn: something of the layer is in the extent; keys: legend keys seen (None: all may be); heavy: better as pixels in a PDF."""

    drawn: bool
    keys: Optional[FrozenSet[str]] = None
    heavy: bool = False
    complete: bool = field(default=True)


def layer_extent(layer, settings: QgsMapSettings) -> Optional[QgsRectangle]:
    """The map's extent in the layer's own coordinates; None when it cannot be computed."""
    transform = QgsCoordinateTransform(settings.destinationCrs(), layer.crs(), settings.transformContext())
    transform.setBallparkTransformsAreAppropriate(True)
    try:
        return transform.transformBoundingBox(settings.visibleExtent())
    except QgsCsException:
        return None


def look(layer, settings: QgsMapSettings, scale: float, is_cancelled: Callable[[], bool] = lambda: False) -> Seen:
    """Look at one layer for the map described by `settings` at 1:scale."""
    if layer.hasScaleBasedVisibility() and not layer.isInScaleRange(scale):
        return Seen(False, frozenset())
    extent = layer_extent(layer, settings)
    if isinstance(layer, QgsRasterLayer):
        return Seen(extent is None or layer.extent().isEmpty() or layer.extent().intersects(extent))
    if not isinstance(layer, QgsVectorLayer) or extent is None or layer.renderer() is None:
        return Seen(True)
    return _look_vector(layer, settings, extent, scale, is_cancelled)


def _look_vector(
    layer: QgsVectorLayer, settings: QgsMapSettings, extent: QgsRectangle, scale: float, is_cancelled: Callable[[], bool]
) -> Seen:
    renderer = layer.renderer().clone()
    context = QgsRenderContext.fromMapSettings(settings)
    context.setRendererScale(scale)
    expression_context = layer.createExpressionContext()
    context.setExpressionContext(expression_context)
    expected = {item.ruleKey() for item in renderer.legendSymbolItems() if item.ruleKey()}
    renderer.startRender(context, layer.fields())
    seen: Set[str] = set()
    features = vertices = 0
    drawn = heavy = False
    complete = True
    deadline = time.monotonic() + SECONDS
    step = extent.width() / max(settings.visibleExtent().width(), 1e-9) * scale * FINENESS / 1000  # layer units
    try:
        request = QgsFeatureRequest().setFilterRect(extent)
        used = renderer.usedAttributes(context)
        if "*" not in used:
            request.setSubsetOfAttributes(list(used), layer.fields())
        condition = renderer.filter(layer.fields())
        if condition and condition.upper() != "TRUE":
            request.setFilterExpression(condition)
        for feature in layer.getFeatures(request):
            if not feature.hasGeometry():
                continue
            features += 1
            vertices += _printed_vertices(feature.geometry(), step)
            heavy = features > FEATURES_HEAVY or vertices > VERTICES_HEAVY
            if expected <= seen and drawn:
                if heavy:
                    break
                if features % 64 == 0 and (is_cancelled() or time.monotonic() > deadline):
                    complete = False
                    break
                continue
            expression_context.setFeature(feature)
            context.setExpressionContext(expression_context)
            keys = renderer.legendKeysForFeature(feature, context)
            drawn = drawn or bool(keys) or not expected
            seen |= set(keys)
            if features % 64 == 0 and (is_cancelled() or time.monotonic() > deadline):
                complete = False
                break
    finally:
        renderer.stopRender(context)
    if not complete:
        return Seen(True, None if not expected <= seen else frozenset(seen), True, False)
    return Seen(drawn, frozenset(seen), heavy)


def _printed_vertices(geometry: QgsGeometry, step: float) -> int:
    """Vertices left once simplified to `step`: a thousand vertices on two millimetres of paper are forty."""
    count = geometry.constGet().nCoordinates()
    if count <= 32:
        return count
    box = geometry.boundingBox()
    return min(count, 16 + int(4 * (box.width() + box.height()) / step))
