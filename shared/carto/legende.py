"""A legend of what is drawn and nothing else, filtered once and then fixed, in as many columns as it takes to fit its box."""

from __future__ import annotations

from typing import Dict, Iterable, List, Optional, Tuple

from qgis.core import (
    QgsLayerTree,
    QgsLayerTreeGroup,
    QgsLayoutItemLegend,
    QgsLayoutItemMap,
    QgsLegendRenderer,
    QgsLegendStyle,
    QgsMapLayer,
    QgsMapLayerLegendUtils,
    QgsPrintLayout,
    QgsProject,
    QgsRasterLayer,
    QgsRenderContext,
    QgsVectorLayer,
)
from qgis.PyQt.QtGui import QColor, QFont

from . import texte
from .couches import KEY
from .gabarit import Box
from .palette import GRIS_TEXTE, font_family
from .visible import Seen

# How one instance is called in a legend (the layer panel names the whole layer).
TITRES = {
    "commune": "Limite de commune",
    "batiment": "Bâtiment",
    "evacuation": "Zone d'évacuation calculée",
    "coupure_point": "Route coupée en un point",
    "coupure_ligne": "Section de route coupée",
    "coupure_zone": "Zone où les routes sont coupées",
    "echangeur": "Échangeur, sortie",
    "point_de_repere": "Point de repère (PR)",
    "itineraire_substitution": "Itinéraire de substitution (S)",
    "surface_hydrographique": "Étendue d'eau permanente",
    "terrain_de_sport": "Terrain de sport, bassin",
    "reservoir": "Réservoir, château d'eau",
    "installation_solaire": "Parc photovoltaïque au sol",
    "station_hydrometrique": "Station hydrométrique",
    "repere_crue": "Repère de crue",
    "emprise_crue": "Crue ou submersion connue",
    "perimetre_ppr": "Périmètre de PPR",
    "main_courante": "Note de main courante",
}
BASE = ("raster:ombrage", "raster:mnt", "raster:ortho")  # speak for themselves
SIZES = (1.0, 0.93, 0.86, 0.8, 0.75)
Entry = Tuple[QgsMapLayer, Seen]


def entries(project: QgsProject, layers: Iterable[QgsMapLayer], seen: Dict[str, Seen]) -> List[Tuple[str, List[Entry]]]:
    """Layers that have something to explain, by group of the layer tree, in drawing order."""
    groups: Dict[str, List[Entry]] = {}
    for layer in layers:
        look = seen[layer.id()]
        if (
            not look.drawn
            or str(layer.customProperty(KEY) or "").startswith(BASE)
            or (isinstance(layer, QgsRasterLayer) and _basemap(layer))
        ):
            continue
        node = project.layerTreeRoot().findLayer(layer.id())
        parent = node.parent() if node else None
        groups.setdefault(parent.name() if parent is not None and parent.parent() is not None else "", []).append((layer, look))
    return list(groups.items())


def _basemap(layer: QgsRasterLayer) -> bool:
    """Photographs and tiles: several bands or a network provider."""
    return layer.providerType() != "gdal" or layer.bandCount() >= 3


def add(
    layout: QgsPrintLayout,
    map_item: QgsLayoutItemMap,
    groups: List[Tuple[str, List[Entry]]],
    box: Box,
    k: float,
    page: int = 0,
    *,
    most_columns: Optional[int] = None,
) -> Optional[QgsLayoutItemLegend]:
    """Put the legend in `box` (millimetres in the page). Returns None, and leaves nothing, when it cannot fit at a readable size."""
    from .habillage import put

    legend = QgsLayoutItemLegend(layout)
    legend.setLinkedMap(map_item)
    # setAutoUpdateModel(False) would first copy the legend of every layer of the project (0.1 s): give it a tree of our own.
    tree = QgsLayerTree()
    tree.setParent(legend)
    legend.model().setRootGroup(tree)
    legend.setResizeToContents(False)
    legend.setTitle("Légende")
    legend.setWrapString("\n")
    legend.setFrameEnabled(False)
    legend.setBackgroundEnabled(False)
    layout.addLayoutItem(legend)
    alone = _guess(groups, k)  # height in one column at full size
    for size in SIZES:
        limit = most_columns or max(1, int(box.w // (42 * k * size)))
        for columns in range(1, limit + 1):
            if alone * size / columns > box.h * 1.2:
                continue  # hopeless: not worth a measure
            _style(legend, k * size, columns)
            _fill(legend, groups, box.w / columns, k * size)
            context = QgsRenderContext()
            context.setScaleFactor(300 / 25.4)
            needed = QgsLegendRenderer(legend.model(), legend.legendSettings()).minimumSize(context)
            if needed.width() <= box.w + 0.5 and needed.height() <= box.h:
                put(legend, box, page)
                return legend
    layout.removeLayoutItem(legend)
    return None


def _guess(groups: List[Tuple[str, List[Entry]]], k: float) -> float:
    """About how high one column would be, to skip hopeless measures (each costs some 50 ms)."""
    rows = sum(len(look.keys) if look.keys else 1 for _, layers in groups for _, look in layers)
    return (6 + 5.5 * len(groups) + 4.4 * rows) * k


def _style(legend: QgsLayoutItemLegend, k: float, columns: int) -> None:
    looks = (
        (QgsLegendStyle.Style.Title, 10.5, True, 0.0, 1.2),
        (QgsLegendStyle.Style.Group, 8.5, True, 2.0, 0.8),
        (QgsLegendStyle.Style.Subgroup, 8.0, False, 1.0, 0.6),
        (QgsLegendStyle.Style.SymbolLabel, 8.0, False, 0.7, 0.0),
    )
    for style, points, bold, above, below in looks:
        font = QFont(font_family())
        font.setPointSizeF(points * k)
        font.setBold(bold)
        look = legend.style(style)
        if hasattr(look, "setTextFormat"):
            from .labels import text_format

            look.setTextFormat(text_format(points * k, GRIS_TEXTE, bold=bold))
        else:
            look.setFont(font)
        look.setMargin(QgsLegendStyle.Side.Top, above * k)
        look.setMargin(QgsLegendStyle.Side.Bottom, below * k)
        legend.setStyle(style, look)
    if hasattr(legend, "setFontColor"):
        legend.setFontColor(QColor(GRIS_TEXTE))
    legend.setSymbolWidth(7 * k)
    legend.setSymbolHeight(3.3 * k)
    legend.setMaximumSymbolSize(4.0 * k)
    legend.setBoxSpace(0)
    legend.setColumnSpace(3 * k)
    legend.setColumnCount(columns)
    legend.setSplitLayer(True)
    legend.setEqualColumnWidth(columns > 1)


def _fill(legend: QgsLayoutItemLegend, groups: List[Tuple[str, List[Entry]]], column: float, k: float) -> None:
    model = legend.model()
    root = model.rootGroup()
    root.removeAllChildren()
    room = column - (7 + 2 + 2 + 3) * k
    for title, layers in groups:
        parent: QgsLayerTreeGroup = root.addGroup(title) if title and len(groups) > 1 else root
        for layer, look in layers:
            _layer(model, parent, layer, look, room, k)
        if parent is not root and not parent.children():
            root.removeChildNode(parent)


def _layer(model, parent: QgsLayerTreeGroup, layer: QgsMapLayer, look: Seen, room: float, k: float) -> None:
    def wrapped(text: str) -> str:
        return "\n".join(texte.wrap(text, room, 8.0 * k))

    node = parent.addLayer(layer)
    title = TITRES.get(str(layer.customProperty(KEY) or ""), layer.name())
    kept, labels = _nodes(model, node, layer, look)
    QgsMapLayerLegendUtils.setLegendNodeOrder(node, kept)
    for index in kept:
        QgsMapLayerLegendUtils.setLegendNodeUserLabel(node, index, wrapped(labels[index] or title))
    node.setCustomProperty("legend/title-label", wrapped(title))
    model.refreshLayerLegend(node)
    # Our labels say what they are: the layer's name above them would only take room.
    named = bool(layer.customProperty(KEY)) or len(kept) == 1
    QgsLegendRenderer.setNodeLegendStyle(node, QgsLegendStyle.Style.Hidden if named else QgsLegendStyle.Style.Subgroup)


def _nodes(model, node, layer: QgsMapLayer, look: Seen) -> Tuple[List[int], Dict[int, str]]:
    """Indices of the legend nodes to keep and their labels; the same label is kept once."""
    labels: Dict[int, str] = {}
    kept: List[int] = []
    if isinstance(layer, QgsVectorLayer) and layer.renderer() is not None:
        for index, item in enumerate(layer.renderer().legendSymbolItems()):
            visible = look.keys is None or not item.ruleKey() or item.ruleKey() in look.keys
            if visible and (not item.label() or item.label() not in labels.values()):
                kept.append(index)
                labels[index] = item.label()
        return kept, labels
    for index, item in enumerate(model.layerOriginalLegendNodes(node)):
        text = str(item.data(0) or "")
        if text and not text.startswith(("Hors d'eau", "Band", "Bande")):
            kept.append(index)
            labels[index] = text
    return kept, labels
