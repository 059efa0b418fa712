"""Compose the pages of a map document: map, legend, furniture, tables, in one layout."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Callable, Dict, List, Optional, Sequence, Tuple

from qgis.core import (
    QgsLayoutItemMap,
    QgsLayoutItemPage,
    QgsLayoutSize,
    QgsMapLayer,
    QgsMapLayerStyle,
    QgsPrintLayout,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
)

from ..errors import BadInput, Cancelled
from ..espace import Espace
from . import gabarit, habillage, legende, nommage, resultats_pdf, sources, visible
from .couches import KEY
from .ecriture import EXTENSIONS
from .habillage import MM

DPI = {"A4": 220, "A3": 200, "A2": 170, "A1": 150, "A0": 130}
ORG = "Préfecture de l'Hérault - DDTM 34"
Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class MapRequest:
    """What to print. Everything has a default: one click is enough.

    extent: EPSG of the project; vue: a map theme, else what is checked in the layer panel; tables: "evacuation", "deviation";
    landscape None: whichever suits the extent; offline None: told by the layers; path None: named in `sorties/`.
    """

    extent: QgsRectangle
    page_format: str = "A3"
    landscape: Optional[bool] = None
    kind: str = "pdf"  # pdf, geopdf, png
    title: str = ""
    place: str = ""
    author: str = ""
    vue: str = ""
    tables: Tuple[str, ...] = ()
    grid: bool = True
    legend: bool = True
    exercise: Optional[bool] = None
    offline: Optional[bool] = None
    moment: Optional[dt.datetime] = None
    dpi: Optional[int] = None
    path: Optional[Path] = None
    exact_scale: Optional[float] = None


@dataclass
class Sheet:
    """One composed map page, and what was decided for it."""

    place: str
    title: str
    scale: float
    raster_layers: List[str]
    legend_apart: bool


class Composer:
    """Pages of one document, one after another in a single layout."""

    def __init__(
        self, project: QgsProject, espace: Optional[Espace], request: MapRequest, tell: Progress, is_cancelled: Callable[[], bool]
    ) -> None:
        if request.kind not in EXTENSIONS:
            raise BadInput(f"Le type de document « {request.kind} » n'existe pas : choisissez pdf, geopdf ou png.")
        if request.extent.isEmpty() or not request.extent.isFinite():
            raise BadInput("L'emprise de la carte est vide : zoomez sur le secteur à imprimer.")
        self.project, self.espace, self.tell, self.is_cancelled = project, espace, tell, is_cancelled
        self.variables = project.customVariables()
        self.moment = request.moment or dt.datetime.now()
        self.exercise = _truth(self.variables.get("ddtm_exercice")) if request.exercise is None else request.exercise
        self.layout = QgsPrintLayout(project)
        self.layout.initializeDefaults()
        self.layout.pageCollection().clear()
        self.layout.renderContext().setDpi(request.dpi or DPI.get(request.page_format, 200))
        self.layers = _drawn_layers(project, request.vue)
        self.sheets: List[Sheet] = []

    def check(self) -> None:
        if self.is_cancelled():
            raise Cancelled()

    def page(self, page_sheet: gabarit.Sheet) -> int:
        page = QgsLayoutItemPage(self.layout)
        page.setPageSize(QgsLayoutSize(page_sheet.width, page_sheet.height, MM))
        self.layout.pageCollection().addPage(page)
        return self.layout.pageCollection().pageCount() - 1

    def add_map(self, request: MapRequest) -> Sheet:
        """One map page, then its legend page when it is too long for the sheet, then its tables."""
        self.check()
        landscape = request.extent.width() >= request.extent.height() * 0.95 if request.landscape is None else request.landscape
        page_sheet = gabarit.sheet(request.page_format, landscape, request.legend)
        number = self.page(page_sheet)
        map_item = self._map(page_sheet, request, number)
        self.tell(0.15, "Lecture de ce qui est visible")
        seen = self._look(map_item)
        groups = legende.entries(self.project, self.layers, seen) if request.legend else []
        self.tell(0.35, "Légende")
        placed = bool(groups) and legende.add(self.layout, map_item, groups, page_sheet.legend, page_sheet.k, number) is not None
        if request.legend and not placed:  # nothing to explain, or too much: the map takes the room
            page_sheet = gabarit.sheet(request.page_format, landscape, False)
            habillage.put(map_item, page_sheet.map, number)
            self._zoom(map_item, request)
            seen = self._look(map_item)
            groups = legende.entries(self.project, self.layers, seen)
        heavy = self._pixels_for_heavy_layers(map_item, seen) if request.kind != "png" else []
        place = request.place or nommage.place(self.project, map_item.extent())
        title = request.title or f"{self.variables.get('ddtm_theme_titre') or 'Carte'} - {place}"
        furnish = self._furniture(page_sheet, title, request, [layer for layer in self.layers if seen[layer.id()].drawn])
        furnish(number)
        habillage.frame_and_grid(map_item, page_sheet.k, request.grid)
        habillage.scale_and_north(self.layout, map_item, page_sheet, number)
        if groups and not placed:
            self._legend_page(map_item, groups, page_sheet, furnish, number)
        if self.exercise:
            habillage.diagonal(self.layout, page_sheet.map, number)
        sheet = Sheet(place, title, map_item.scale(), heavy, bool(groups) and not placed)
        self.sheets.append(sheet)
        if request.tables and self.espace is not None:
            flow = resultats_pdf.Flow(self.layout, page_sheet, furnish)
            for section in resultats_pdf.sections(self.espace.travail_gpkg, request.tables):
                flow.add(section)
        return sheet

    def _look(self, map_item: QgsLayoutItemMap) -> Dict[str, visible.Seen]:
        settings = map_item.mapSettings(map_item.extent(), map_item.rect().size(), 96, False)
        seen: Dict[str, visible.Seen] = {}
        for layer in self.layers:
            self.check()
            seen[layer.id()] = visible.look(layer, settings, map_item.scale(), self.is_cancelled)
        return seen

    def _map(self, page_sheet: gabarit.Sheet, request: MapRequest, number: int) -> QgsLayoutItemMap:
        item = QgsLayoutItemMap(self.layout)
        self.layout.addLayoutItem(item)
        habillage.put(item, page_sheet.map, number)
        item.setLayers(self.layers)
        item.setKeepLayerSet(True)
        item.setBackgroundColor(self.project.backgroundColor())
        self._zoom(item, request)
        return item

    @staticmethod
    def _zoom(item: QgsLayoutItemMap, request: MapRequest) -> None:
        item.zoomToExtent(request.extent)
        item.setScale(request.exact_scale or gabarit.round_scale(item.scale()))

    def _pixels_for_heavy_layers(self, item: QgsLayoutItemMap, seen: Dict[str, visible.Seen]) -> List[str]:
        """Layers with thousands of objects become one picture at the sheet's resolution: same look, a file that opens on a phone.

        Done through style overrides of the map item: the user's own layers are not touched.
        """
        overrides: Dict[str, str] = {}
        names = []
        for layer in self.layers:
            if not (seen[layer.id()].heavy and seen[layer.id()].drawn and isinstance(layer, QgsVectorLayer)):
                continue
            twin = layer.clone()
            twin.renderer().setForceRasterRender(True)
            style = QgsMapLayerStyle()
            style.readFromLayer(twin)
            overrides[layer.id()] = style.xmlData()
            names.append(layer.name())
        if overrides:
            item.setLayerStyleOverrides(overrides)
            item.setKeepLayerStyles(True)
        return names

    def _furniture(self, page_sheet: gabarit.Sheet, title: str, request: MapRequest, drawn: Sequence[QgsMapLayer]) -> Callable[[int], None]:
        local = not any(_is_online(layer) for layer in drawn) if request.offline is None else request.offline
        state = "Carte produite hors connexion" if local else "Carte produite en ligne"
        subtitle = f"Situation au {self.moment:%d/%m/%Y} à {self.moment:%H h %M} - {state}"
        who = request.author or str(self.variables.get("ddtm_auteur") or "")
        pack = str(self.variables.get("ddtm_pack_titre") or "")
        lines = [
            ORG + (f" - {who}" if who else ""),
            f"{state}, le {self.moment:%d/%m/%Y à %H h %M}",
            "Lambert-93 (EPSG:2154)" + (f" - données : {pack}" if pack else ""),
        ]
        credit = self._credits(drawn)

        def furnish(page: int) -> None:
            habillage.header(self.layout, page_sheet, title, subtitle, self.exercise, page)
            habillage.footer(self.layout, page_sheet, credit, "\n".join(lines), page)

        return furnish

    def _credits(self, drawn: Sequence[QgsMapLayer]) -> str:
        """ "Sources et dates : IGN BD TOPO (mars 2025) : tronçons de route, bâtiments ; ..." """
        known: Dict[str, List[sources.Source]] = {}
        if self.espace is not None and self.espace.generation_name:
            gpkg = self.espace.referentiel_gpkg
            known = sources.sources(gpkg, set(sources.tables(gpkg)))
        if self.espace is not None:
            known = {**known, **sources.live(self.espace.direct_gpkg)}
        by_credit: Dict[str, List[str]] = {}
        work = False
        for layer in drawn:
            name = str(layer.customProperty(KEY) or "").split(":")
            name = ":".join(name[:2]) if name[0] == "raster" else name[0]
            held = known.get(name, [])
            work = work or (bool(name) and not held and not layer.readOnly() and not name.startswith("raster"))
            for source in held or ([] if name else [sources.Source("", layer.attribution() or layer.name(), "", "")]):
                by_credit.setdefault(source.credit, []).append(layer.name()[:1].lower() + layer.name()[1:])
        texts = [f"{credit} : {', '.join(dict.fromkeys(names))}" for credit, names in by_credit.items()]
        if work:
            texts.append(f"situation et résultats saisis ou calculés par le service (au {self.moment:%d/%m/%Y %H h %M})")
        return "Sources et dates : " + (" ; ".join(texts) if texts else "non renseignées") + "."

    def _legend_page(
        self, map_item: QgsLayoutItemMap, groups, page_sheet: gabarit.Sheet, furnish: Callable[[int], None], number: int
    ) -> None:
        note = gabarit.Box(page_sheet.map.x, page_sheet.scale.y, page_sheet.scale.x - page_sheet.map.x, page_sheet.scale.h)
        habillage.fitted(self.layout, note, "Légende : voir la page suivante.", 9 * page_sheet.k, 6 * page_sheet.k, bold=True, page=number)
        extra = self.page(page_sheet)
        furnish(extra)
        whole = gabarit.Box(
            page_sheet.map.x,
            page_sheet.map.y,
            page_sheet.width - 2 * page_sheet.map.x,
            page_sheet.sources.y - page_sheet.map.y - 2 * page_sheet.k,
        )
        columns = max(2, int(whole.w // (52 * page_sheet.k)))
        if legende.add(self.layout, map_item, groups, whole, page_sheet.k, extra, most_columns=columns) is None:
            legende.add(self.layout, map_item, groups, replace(whole, h=1e6), page_sheet.k, extra, most_columns=columns)


def _truth(value: Any) -> bool:
    return str(value).lower() in ("true", "1")


def _is_online(layer: QgsMapLayer) -> bool:
    return layer.providerType().lower() in (
        "wms",
        "wfs",
        "wcs",
        "arcgismapserver",
        "arcgisfeatureserver",
        "vectortile",
        "oapif",
        "postgres",
    )


def _drawn_layers(project: QgsProject, vue: str) -> List[QgsMapLayer]:
    """Layers in drawing order: of a map theme, or checked in the layer panel."""
    root = project.layerTreeRoot()
    if vue:
        collection = project.mapThemeCollection()
        if not collection.hasMapTheme(vue):
            raise BadInput(
                f"La vue « {vue} » n'existe pas : choisissez {', '.join('« ' + name + ' »' for name in collection.mapThemes()) or 'un thème'}."
            )
        kept = {layer.id() for layer in collection.mapThemeVisibleLayers(vue)}
    else:
        kept = {layer.id() for layer in root.checkedLayers()}
    return [layer for layer in root.layerOrder() if layer.id() in kept and layer.isValid() and layer.isSpatial()]
