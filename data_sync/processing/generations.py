"""The layers of the open project follow the generation in use, without a restart and without losing style, filter or place."""

from __future__ import annotations

import os
import re

from qgis.core import QgsProject, QgsProviderRegistry

from shared.espace import Espace

_GENERATION = re.compile(r"gen-\d+$")


def repointer(espace: str) -> int:
    """Move every layer that shows another generation of this work space to the one in use; how many were moved."""
    place = Espace.at(espace)
    name = place.generation_name
    if name is None:
        return 0
    root = os.path.realpath(place.referentiel_dir)
    moved = 0
    for layer in QgsProject.instance().mapLayers().values():
        parts = QgsProviderRegistry.instance().decodeUri(layer.providerType(), layer.source())
        path = os.path.realpath(parts.get("path") or "") if parts.get("path") else ""
        if not path.startswith(root + os.sep):
            continue
        held, _, inside = path[len(root) + 1 :].partition(os.sep)
        target = os.path.join(str(place.referentiel_dir), name, inside)
        if held == name or not _GENERATION.match(held) or not os.path.isfile(target):
            continue
        subset = layer.subsetString() if hasattr(layer, "subsetString") else ""
        parts["path"] = target
        layer.setDataSource(QgsProviderRegistry.instance().encodeUri(layer.providerType(), parts), layer.name(), layer.providerType())
        if subset and layer.subsetString() != subset:
            layer.setSubsetString(subset)
        layer.triggerRepaint()
        moved += 1
    return moved
