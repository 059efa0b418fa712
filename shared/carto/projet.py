"""Open a theme: the layers of the work space in their groups, styled, protected, with map themes; a second call duplicates nothing.

Runs in QGIS's own process. No feature is read: opening costs the same for a commune and for a department.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple

from qgis.core import (
    QgsExpressionContextUtils,
    QgsLayerTreeGroup,
    QgsMapLayer,
    QgsMapThemeCollection,
    QgsProject,
    QgsRectangle,
    QgsReferencedRectangle,
)
from qgis.PyQt.QtGui import QColor

from ..catalogue import LAYERS
from ..errors import BadInput
from ..espace import PACK_ABSENT, Espace
from . import sources
from .couches import KEY, annotate, crs, open_raster, open_vector
from .palette import FOND_CARTE
from .plan import AUTRES, THEMES, VUES, Entry, Theme

MNT_IS_FALLBACK = "raster:mnt"  # drawn as relief only when the pack has no ready-made hillshade
RASTER_TITLES = {"ombrage": "Relief", "mnt": "Relief", "ortho": "Photographie aérienne", "hauteur_eau": "Hauteur d'eau"}


class _Pack:
    """What the work space holds, read once through SQLite (a few milliseconds)."""

    def __init__(self, espace: Espace) -> None:
        self.folder: Optional[Path] = None
        self.info: Dict[str, Any] = {}
        self.warnings: List[str] = []
        self.reference: Dict[str, Any] = {}
        self.travail: Dict[str, Any] = {}
        self.direct: Dict[str, Any] = {}  # never a reason to complain: it comes when there is a network
        self.sources: Dict[str, List[sources.Source]] = {}
        self.rasters: List[sources.Raster] = []
        try:
            self.folder = espace.generation
            self.reference = sources.tables(self.gpkg)
            self.sources = sources.sources(self.gpkg, set(self.reference))
            self.rasters = sources.rasters(self.gpkg, set(self.reference))
            self.info = espace.pack
        except BadInput as error:
            self.warnings.append(error.message)
        try:
            self.travail = sources.tables(espace.travail_gpkg)
        except BadInput as error:
            self.warnings.append(error.message)
        with suppress(BadInput):
            self.direct = sources.tables(espace.direct_gpkg)
            self.sources = {**self.sources, **sources.live(espace.direct_gpkg)}

    @property
    def gpkg(self) -> Path:
        return self.folder / "referentiel.gpkg"

    def extent(self) -> Optional[Tuple[float, float, float, float]]:
        return self.reference.get("commune") or next((box for box in self.reference.values() if box), None)


def ouvrir_theme(project: QgsProject, espace: Espace, theme: str) -> Dict[str, Any]:
    """Fill `project` with a theme ("inondation" or "route") of the work space.

    Returns {"theme", "titre", "couches": {layer name: layer id}, "absentes": [titles of layers the pack lacks],
    "avertissements": [French sentences], "emprise": [xmin, ymin, xmax, ymax] or None (EPSG:2154), "exercice": bool,
    "pack": dict of pack.json}. Raises BadInput when the theme is unknown, or when there is neither pack nor work file.
    """
    plan = THEMES.get(theme) or AUTRES.get(theme)
    if plan is None:
        raise BadInput(f"Le thème « {theme} » n'existe pas : choisissez {' ou '.join('« ' + code + ' »' for code in THEMES)}.")
    pack = _Pack(espace)
    if not pack.reference and not pack.travail:
        raise BadInput(pack.warnings[0] if pack.warnings else PACK_ABSENT.format(espace=espace.root))
    project.setCrs(crs())
    project.setBackgroundColor(QColor(FOND_CARTE))
    missing, layers = _fill(project, espace, pack, plan)
    _map_themes(project, plan, layers)
    box = pack.extent()
    if box:
        project.viewSettings().setDefaultViewExtent(QgsReferencedRectangle(QgsRectangle(*box), crs()))
    _describe(project, espace, pack, plan)
    return {
        "theme": plan.code,
        "titre": plan.title,
        "couches": {name: layer.id() for name, layer in layers.items()},
        "absentes": missing,
        "avertissements": pack.warnings,
        "emprise": list(box) if box else None,
        "exercice": bool(pack.info.get("exercice")),
        "pack": pack.info,
    }


def _fill(project: QgsProject, espace: Espace, pack: _Pack, plan: Theme) -> Tuple[List[str], Dict[str, QgsMapLayer]]:
    """Create or reuse each layer, in plan order; layers of another theme are hidden, not removed."""
    held = {layer.customProperty(KEY): layer for layer in project.mapLayers().values() if layer.customProperty(KEY)}
    root = project.layerTreeRoot()
    missing: List[str] = []
    layers: Dict[str, QgsMapLayer] = {}
    for rank, (title, entries) in enumerate(plan.groups):
        group = root.findGroup(title)
        if group is None:
            group = root.insertGroup(rank, title)
            group.setExpanded(False)
        for entry in entries:
            opened = _open(entry, espace, pack, held)
            if not opened and not _expected_absence(entry, pack):
                missing.append(LAYERS[entry.name].title if entry.name in LAYERS else RASTER_TITLES[entry.name.split(":")[1]])
            for rank, layer in enumerate(opened):
                layers[layer.customProperty(KEY)] = layer
                _place(project, group, layer, _drawn_at_opening(entry, rank, pack))
    for name, layer in held.items():
        if name in layers:
            continue
        if name in LAYERS and LAYERS[name].role == "direct" and not espace.direct_gpkg.is_file():
            project.removeMapLayer(layer.id())  # its file is gone: QGIS would go on asking it, and complain each time
        elif root.findLayer(layer.id()):
            root.findLayer(layer.id()).setItemVisibilityChecked(False)
    return missing, layers


def _drawn_at_opening(entry: Entry, rank: int, pack: _Pack) -> bool:
    if entry.name == "raster:hauteur_eau":
        # Depth grids of several scenarios, or under the ZIP of the same flood, would add their blues and lie: one water at a time.
        return entry.on and rank == 0 and pack.reference.get("zone_inondee_potentielle") is None
    return entry.on or bool(entry.instead_of and pack.reference.get(entry.instead_of) is None)


def _expected_absence(entry: Entry, pack: _Pack) -> bool:
    if entry.name in LAYERS:
        role = LAYERS[entry.name].role
        return role == "direct" or (role == "reference" and not pack.reference)  # told once: the whole pack is absent
    return True  # rasters are optional


def _open(entry: Entry, espace: Espace, pack: _Pack, held: Dict[str, QgsMapLayer]) -> List[QgsMapLayer]:
    if entry.name in LAYERS:
        declared = LAYERS[entry.name]
        path, known = {
            "travail": (espace.travail_gpkg, pack.travail),
            "direct": (espace.direct_gpkg, pack.direct),
        }.get(declared.role) or (pack.folder and pack.gpkg, pack.reference)
        if entry.name not in known:
            return []
        layer = _reuse(held, entry.name, path) or open_vector(path, entry.name)
        if layer is None:
            return []
        annotate(layer, declared.help, pack.sources.get(entry.name, ()))
        return [layer]
    role = entry.name.split(":")[1]
    if entry.name == MNT_IS_FALLBACK and any(r.role == "ombrage" for r in pack.rasters):
        return []
    opened = []
    for raster in pack.rasters:
        path = pack.folder / raster.fichier
        if raster.role != role or not path.is_file() or pack.folder.resolve() not in path.resolve().parents:
            continue
        title = raster.nom if role == "hauteur_eau" else RASTER_TITLES[role]
        layer = _reuse(held, f"raster:{role}:{path.name}", path) or open_raster(path, title, role)
        if layer is not None:
            annotate(layer, raster.nom, [sources.Source(entry.name, raster.source, "", raster.millesime)] if raster.source else [])
            opened.append(layer)
    return opened


def _reuse(held: Dict[str, QgsMapLayer], name: str, path: Path) -> Optional[QgsMapLayer]:
    """The layer already in the project; when a new generation of the pack was installed, it is pointed at the new file."""
    layer = held.get(name)
    if layer is None:
        return None
    source = layer.source()
    current = Path(source.split("|")[0])
    if current != path:
        layer.setDataSource(source.replace(str(current), str(path), 1), layer.name(), layer.providerType())
    return layer if layer.isValid() else None


def _place(project: QgsProject, group: QgsLayerTreeGroup, layer: QgsMapLayer, on: bool) -> None:
    node = project.layerTreeRoot().findLayer(layer.id())
    if node is None:
        project.addMapLayer(layer, False)
        node = group.addLayer(layer)
        node.setExpanded(False)
    elif node.parent() is not group:
        group.insertChildNode(-1, node.clone())
        node.parent().removeChildNode(node)
        node = project.layerTreeRoot().findLayer(layer.id())
    node.setItemVisibilityChecked(on)


def _map_themes(project: QgsProject, plan: Theme, layers: Dict[str, QgsMapLayer]) -> None:
    collection = project.mapThemeCollection()
    for title, groups, extra in VUES:
        record = QgsMapThemeCollection.MapThemeRecord()
        for group, entries in plan.groups:
            for entry in entries:
                if (group in groups and entry.on) or entry.name in extra:
                    for key, layer in layers.items():
                        if key == entry.name or key.startswith(entry.name + ":"):
                            item = QgsMapThemeCollection.MapThemeLayerRecord(layer)
                            item.isVisible = True
                            record.addLayerRecord(item)
        collection.insert(title, record)


def _describe(project: QgsProject, espace: Espace, pack: _Pack, plan: Theme) -> None:
    """Title and variables: expressions, layouts and panels read them (@ddtm_exercice, @ddtm_pack_date...)."""
    exercise = bool(pack.info.get("exercice"))
    project.setTitle(("EXERCICE - " if exercise else "") + plan.title)
    variables = {
        "ddtm_theme": plan.code,
        "ddtm_theme_titre": plan.title,
        "ddtm_exercice": exercise,
        "ddtm_pack_titre": str(pack.info.get("titre", "")),
        "ddtm_pack_date": str(pack.info.get("cree_le", "")),
        "ddtm_espace": str(espace.root),
    }
    for name, value in variables.items():
        QgsExpressionContextUtils.setProjectVariable(project, name, value)


def enregistrer(project: QgsProject, path: Path) -> None:
    """Write the project as .qgz (temporary file, then rename), for the desktop's start and the benchmarks."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.stem}.part.qgz")
    if not project.write(str(temporary)):
        temporary.unlink(missing_ok=True)
        raise BadInput(f"La carte n'a pas pu être enregistrée dans « {path.parent} » : dossier protégé ou disque plein.", project.error())
    temporary.replace(path)
    project.setFileName(str(path))
