"""Is a layer of the work file in edit mode in this QGIS? An exchange would then be overwritten by its next « Enregistrer »."""

from __future__ import annotations

import os

from qgis.core import QgsProject, QgsProviderRegistry

from shared.espace import Espace

PHRASE = "La couche « {nom} » est en cours de modification : enregistrez et quittez le mode édition (crayon), puis recommencez."


def en_edition(espace: str) -> str:
    """A French sentence naming the layer, "" when none is being edited."""
    work = os.path.realpath(Espace.at(espace).travail_gpkg)
    for layer in QgsProject.instance().mapLayers().values():
        if getattr(layer, "isEditable", lambda: False)():
            path = QgsProviderRegistry.instance().decodeUri(layer.providerType(), layer.source()).get("path") or ""
            if path and os.path.realpath(path) == work:
                return PHRASE.format(nom=layer.name())
    return ""


def rafraichir() -> None:
    """Show what a merge wrote: layers of the project read their rows again."""
    for layer in QgsProject.instance().mapLayers().values():
        if layer.providerType() == "ogr" and not layer.isEditable():
            layer.dataProvider().reloadData()
            layer.triggerRepaint()
