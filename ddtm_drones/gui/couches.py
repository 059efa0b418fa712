"""Put the layers of the missions on the map, styled, once."""

from __future__ import annotations

from typing import List

from qgis.core import QgsProject

from shared.carto.couches import KEY, open_vector
from shared.catalogue.drones import LAYERS
from shared.espace import Espace
from shared.gpkg.read import layer_names
from shared.processing.base import default_espace, tr

GROUP = "Missions de drone"


def show_layers() -> List[str]:
    """Add to the project the layers it lacks, in one group, points on top; their names. Raises BadInput when the work file is unreadable."""
    project, path = QgsProject.instance(), Espace.at(default_espace()).travail_gpkg
    if not path.exists():
        return []
    held = set(layer_names(path))
    shown = {layer.customProperty(KEY) for layer in project.mapLayers().values()}
    wanted = [layer.name for layer in LAYERS if layer.geometry and layer.name in held and layer.name not in shown]
    order = {"Point": 0, "MultiLineString": 1, "MultiPolygon": 2}
    wanted.sort(key=lambda name: order[next(layer.geometry for layer in LAYERS if layer.name == name)])
    made: List[str] = []
    group = None
    for name in wanted:
        layer = open_vector(path, name)
        if layer is None:
            continue
        if group is None:
            root = project.layerTreeRoot()
            group = root.findGroup(tr(GROUP)) or root.insertGroup(0, tr(GROUP))
        project.addMapLayer(layer, False)
        group.addLayer(layer)
        made.append(name)
    return made
