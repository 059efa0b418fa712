"""Affairs on the map: the shared layer, filtered to those of the list; and the affair nearest to a click."""

from __future__ import annotations

from typing import Any, Optional, Sequence

from qgis.core import QgsFeatureRequest, QgsGeometry, QgsPointXY, QgsProject, QgsRectangle, QgsVectorLayer

from shared.carto.calculs import filtrer
from shared.carto.couches import KEY, crs, open_vector
from shared.espace import Espace
from shared.processing.base import default_espace

from .position import transform

LAYER = "affaire_lucca"
MOST_NAMED = 2_000  # more affairs than that are not named one by one in the filter
NEAR_PX = 12


def layer(create: bool = True) -> Optional[QgsVectorLayer]:
    """The layer of the affairs in the project, opened when it is not there; None when nothing was ever published."""
    path = Espace.at(default_espace()).travail_gpkg
    for held in QgsProject.instance().mapLayers().values():
        if held.customProperty(KEY) == LAYER and held.source().split("|")[0] == str(path):
            return held
    if not create or not path.exists():
        return None
    opened = open_vector(path, LAYER)
    if opened is not None:
        QgsProject.instance().addMapLayer(opened)
    return opened


def show(iface: Any, uuids: Sequence[str]) -> int:
    """Only these affairs on the map, and the map on them; returns how many are drawn."""
    held = layer()
    if held is None:
        return 0
    held.reload()
    kept = "coalesce(statut, '') <> 'supprime'"
    names = ", ".join(f"'{name}'" for name in uuids if name.replace("-", "").isalnum())
    filtrer(held, f"{kept} AND uuid IN ({names or chr(39) * 2})" if len(uuids) <= MOST_NAMED else kept)
    extent = held.extent()
    if held.featureCount() and not extent.isNull():
        box = transform(crs(), iface.mapCanvas().mapSettings().destinationCrs().authid() or "EPSG:2154").transformBoundingBox(extent)
        margin = max(box.width(), box.height()) * 0.1 or 250.0
        box.grow(margin)
        iface.mapCanvas().setExtent(box)
    iface.mapCanvas().refresh()
    return int(held.featureCount())


def nearest(iface: Any, x: float, y: float) -> str:
    """Number of the affair drawn nearest to a place (Lambert 93), "" when none lies within a few pixels."""
    held = layer(create=False)
    if held is None:
        return ""
    reach = NEAR_PX * iface.mapCanvas().mapUnitsPerPixel() or 50.0
    here = QgsGeometry.fromPointXY(QgsPointXY(x, y))
    found = [
        (feature.geometry().distance(here), feature["numero"])
        for feature in held.getFeatures(QgsFeatureRequest().setFilterRect(QgsRectangle(x - reach, y - reach, x + reach, y + reach)))
    ]
    return str(min(found)[1]) if found else ""
