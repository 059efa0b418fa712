"""Names a person finds again: the place shown, and the file of a map."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from pathlib import Path
from typing import List, Optional, Tuple

from qgis.core import QgsCoordinateTransform, QgsCsException, QgsFeatureRequest, QgsGeometry, QgsMapLayer, QgsProject, QgsRectangle

from .couches import KEY

DEPARTEMENT = "Hérault"
MANY = 25


def slug(text: str, longest: int = 40) -> str:
    """ASCII, lower case, words joined by hyphens: safe on every disk and in every mail."""
    plain = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "Oe").replace("æ", "ae")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:longest].strip("-") or "carte"


def file_name(moment: dt.datetime, theme: str, place: str, page_format: str, extension: str) -> str:
    """AAAAMMJJ_HHMM_theme_lieu_format.pdf"""
    return f"{moment:%Y%m%d_%H%M}_{slug(theme, 20)}_{slug(place)}_{page_format.lower()}.{extension}"


def free_path(folder: Path, name: str) -> Path:
    """A path that exists not: an earlier document is never overwritten."""
    path, number = folder / name, 2
    while path.exists():
        path = folder / f"{Path(name).stem}_{number}{Path(name).suffix}"
        number += 1
    return path


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
