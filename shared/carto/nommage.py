"""What one would say of a place on the map."""

from __future__ import annotations

from typing import List, Optional, Tuple

from qgis.core import QgsCoordinateTransform, QgsCsException, QgsFeatureRequest, QgsGeometry, QgsMapLayer, QgsProject, QgsRectangle

from .couches import KEY

DEPARTEMENT = "Hérault"
MANY = 25
WIDE = 40_000.0  # metres; wider than this is no longer « X et environs »


def commune_layer(project: QgsProject) -> Optional[QgsMapLayer]:
    return next((layer for layer in project.mapLayers().values() if layer.customProperty(KEY) == "commune" and layer.isValid()), None)


def place(project: QgsProject, extent: QgsRectangle) -> str:
    """What one would say of the extent (project CRS): a commune, two or three, « Lattes et environs », or the department."""
    layer = commune_layer(project)
    if layer is None:
        return DEPARTEMENT
    transform = QgsCoordinateTransform(project.crs(), layer.crs(), project.transformContext())
    try:
        box = transform.transformBoundingBox(extent)
    except QgsCsException:
        return DEPARTEMENT
    if box.width() > WIDE:
        return DEPARTEMENT
    window, centre = QgsGeometry.fromRect(box), QgsGeometry.fromPointXY(box.center())
    shares: List[Tuple[float, str]] = []
    central = ""
    for feature in layer.getFeatures(QgsFeatureRequest().setFilterRect(box).setSubsetOfAttributes(["nom"], layer.fields())):
        name = str(feature["nom"])
        share = feature.geometry().intersection(window).area() / max(box.area(), 1e-9)
        if share > 0.005:
            shares.append((share, name))
        if feature.geometry().contains(centre):
            central = name
        if len(shares) > MANY:
            return DEPARTEMENT
    if not shares:
        return DEPARTEMENT
    shares.sort(reverse=True)
    if shares[0][0] > 0.6 or len(shares) == 1:
        return shares[0][1]
    if len(shares) <= 3:
        names = [name for _, name in shares]
        return ", ".join(names[:-1]) + " et " + names[-1]
    return f"{central or shares[0][1]} et environs"
