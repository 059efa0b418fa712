"""Open one layer of the work space, styled, protected when it is a reference, with its age in its notes."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Iterable, Optional

from qgis.core import QgsCoordinateReferenceSystem, QgsLayerNotesUtils, QgsMapLayer, QgsRasterLayer, QgsVectorLayer

from ..catalogue import CRS_EPSG, LAYERS, Layer
from . import styles
from .calculs import CALCULS, filtre
from .formulaires import configure_form
from .sources import Source

KEY = "ddtm/couche"

# What a layer shows first when drawing all of it would pile up alternatives: filter, and how the layer's name says so.
AT_OPENING = {
    "zone_inondee_potentielle": (
        "fid IN (SELECT z.fid FROM zone_inondee_potentielle z WHERE z.hauteur_echelle IS NULL OR z.hauteur_echelle = "
        "(SELECT max(o.hauteur_echelle) FROM zone_inondee_potentielle o WHERE o.code_station IS z.code_station))",
        "plus forte hauteur de chaque station",
    ),
    "direct_station": (  # two services speak of the same stations: the newest measure of each
        "fid IN (SELECT s.fid FROM direct_station s WHERE NOT EXISTS (SELECT 1 FROM direct_station o WHERE o.code_station = s.code_station "
        "AND o.fid <> s.fid AND (coalesce(o.heure_validite, '') > coalesce(s.heure_validite, '') "
        "OR (coalesce(o.heure_validite, '') = coalesce(s.heure_validite, '') AND o.fid < s.fid))))",
        "dernière mesure de chaque station",
    ),
}


def crs() -> QgsCoordinateReferenceSystem:
    return QgsCoordinateReferenceSystem.fromEpsgId(CRS_EPSG)


def uri(path: Path, layer: Layer) -> str:
    """Address of a layer with its first filter. Given at opening: a filter set afterwards makes QGIS open the file for writing, and the
    layers of this file that are open already can no longer ask it for their extent (GDAL: "unable to open database file")."""
    # A deletion is a status: what people removed stays in the table and leaves the map.
    first = filtre(layer.name) if layer.role == "travail" else AT_OPENING.get(layer.name, ("",))[0]
    return f"{path}|layername={layer.name}" + (f"|subset={first}" if first else "")


def open_vector(path: Path, name: str) -> Optional[QgsVectorLayer]:
    """The catalogue layer `name` of a GeoPackage, styled; None when QGIS cannot read it."""
    declared = LAYERS[name]
    options = QgsVectorLayer.LayerOptions()
    options.loadDefaultStyle = False
    layer = QgsVectorLayer(uri(path, declared), declared.title, "ogr", options)
    if not layer.isValid():
        return None
    layer.setCustomProperty(KEY, name)
    layer.setDisplayExpression(f'"{declared.display}"')
    styles.apply(layer, name)
    if name in AT_OPENING:
        layer.setName(f"{declared.title}, {AT_OPENING[name][1]}")
    if declared.role != "travail":
        protect(layer)
    else:
        configure_form(layer, name)
    if name in CALCULS:
        layer.setName(f"{declared.title}, dernier calcul")
    return layer


def open_raster(path: Path, title: str, role: str) -> Optional[QgsRasterLayer]:
    layer = QgsRasterLayer(str(path), title, "gdal")
    if not layer.isValid():
        return None
    if not layer.crs().isValid():
        layer.setCrs(crs())
    layer.setCustomProperty(KEY, f"raster:{role}:{path.name}")
    styles.apply(layer, f"raster:{role}")
    protect(layer)
    return layer


def protect(layer: QgsMapLayer) -> None:
    """A reference cannot be edited nor removed from the map by mistake (it can be hidden)."""
    if isinstance(layer, QgsVectorLayer):
        layer.setReadOnly(True)
    layer.setFlags(layer.flags() & ~QgsMapLayer.LayerFlag.Removable)


def annotate(layer: QgsMapLayer, help_text: str, sources: Iterable[Source]) -> None:
    """Notes of the layer (yellow sticker of the layer panel): what it is, source, licence, age."""
    lines = [escape(help_text)] if help_text else []
    lines += [f"{escape(s.credit)}{' ; ' + escape(s.licence) if s.licence else ''}" for s in sources]
    if lines:
        QgsLayerNotesUtils.setLayerNotes(layer, "<br/>".join(lines))
