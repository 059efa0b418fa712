"""Layers of QGIS as files the engine can read: the file itself when that is exact, else a temporary GeoPackage."""

from __future__ import annotations

import os
from typing import Any, Dict

from qgis.core import (
    QgsFeatureSink,
    QgsProcessingUtils,
    QgsProviderRegistry,
    QgsVectorFileWriter,
)

from ..errors import BadInput, Cancelled, DdtmError


def vector_file(algorithm: Any, parameters: Dict[str, Any], name: str, context: Any, feedback: Any) -> Dict[str, str]:
    """{"chemin", "couche"} of the features of parameter `name`, selection, filter and unsaved edits included.

    Raises BadInput when the layer is absent, Cancelled on demand, DdtmError when the temporary file cannot be written.
    """
    source = algorithm.parameterAsSource(parameters, name, context)
    if source is None:
        raise BadInput("La couche choisie est introuvable ou illisible : choisissez-en une autre.", f"parameter {name}")
    layer = algorithm.parameterAsVectorLayer(parameters, name, context)
    if layer is not None and layer.providerType() == "ogr" and not layer.isEditable() and not layer.subsetString():
        if source.featureCount() == layer.featureCount():  # else only a selection is asked for
            parts = QgsProviderRegistry.instance().decodeUri("ogr", layer.source())
            path = parts.get("path") or ""
            if os.path.isfile(path) and parts.get("layerId") in (None, -1):
                return {"chemin": path, "couche": parts.get("layerName") or ""}
    return _copy(source, context, feedback)


def raster_file(algorithm: Any, parameters: Dict[str, Any], name: str, context: Any) -> str:
    """Path of the file of a raster parameter. Raises BadInput when the layer is absent or has no local file."""
    layer = algorithm.parameterAsRasterLayer(parameters, name, context)
    path = layer.source().partition("|")[0] if layer is not None else ""
    if not os.path.isfile(path):
        raise BadInput("Le raster choisi n'est pas un fichier local : enregistrez-le en GeoTIFF, puis recommencez.", path)
    return path


def _copy(source: Any, context: Any, feedback: Any) -> Dict[str, str]:
    path = QgsProcessingUtils.generateTempFilename("entree.gpkg")
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName, options.layerName = "GPKG", "entree"
    writer = QgsVectorFileWriter.create(path, source.fields(), source.wkbType(), source.sourceCrs(), context.transformContext(), options)
    if writer.hasError() != QgsVectorFileWriter.WriterError.NoError:
        raise DdtmError("La couche choisie n'a pas pu être préparée pour le calcul.", writer.errorMessage())
    for feature in source.getFeatures():
        if feedback.isCanceled():
            raise Cancelled()
        if not writer.addFeature(feature, QgsFeatureSink.Flag.FastInsert):
            raise DdtmError("La couche choisie n'a pas pu être préparée pour le calcul.", writer.errorMessage())
    del writer  # closes the file
    return {"chemin": path, "couche": "entree"}
