"""Layers chosen in QGIS as names of files that the engine opens itself."""

from __future__ import annotations

import os
from typing import Any, Dict, List

from qgis.core import QgsProcessingParameterDefinition, QgsProviderRegistry

from shared.errors import BadInput


def advanced(definition: QgsProcessingParameterDefinition) -> QgsProcessingParameterDefinition:
    """The same parameter, folded under « Paramètres avancés »."""
    definition.setFlags(definition.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced)
    return definition


def chosen(algorithm: Any, parameters: Dict[str, Any], name: str, context: Any) -> List[int]:
    """Ranks chosen in an optional list: none when a script leaves the parameter out (QGIS 3.22 then says the first)."""
    return algorithm.parameterAsEnums(parameters, name, context) if parameters.get(name) not in (None, "", []) else []


def raster_files(layers: List[Any]) -> List[str]:
    """Files of raster layers. Raises BadInput for one that has none (web service)."""
    paths = []
    for layer in layers:
        path = layer.source().partition("|")[0]
        if not os.path.isfile(path):
            raise BadInput(f"« {layer.name()} » n'est pas une image locale : enregistrez-la en GeoTIFF, puis recommencez.")
        paths.append(path)
    return paths


def vector_files(layers: List[Any]) -> List[str]:
    """`fichier|layername=couche` of vector layers. Raises BadInput for unsaved ones."""
    paths = []
    for layer in layers:
        parts = QgsProviderRegistry.instance().decodeUri(layer.providerType(), layer.source())
        path = parts.get("path") or ""
        if layer.providerType() != "ogr" or not os.path.exists(path) or layer.isModified():
            raise BadInput(f"« {layer.name()} » n'est pas enregistrée dans un fichier : enregistrez-la, puis recommencez.")
        if layer.subsetString():
            raise BadInput(
                f"« {layer.name()} » a un filtre, dont le calcul ne tiendrait pas compte : enregistrez le résultat, ou ôtez le filtre."
            )
        paths.append(f"{path}|layername={parts['layerName']}" if parts.get("layerName") else path)
    return paths


def object_ids(source: Any) -> List[str]:
    """Identifiers of the chosen rows of the layer of objects. Raises BadInput for another layer."""
    if source is None or source.fields().lookupField("uuid") < 0 or source.fields().lookupField("prescription_motif") < 0:
        raise BadInput("La couche choisie n'est pas celle des objets détectés : choisissez « Objets détectés ».")
    return [str(feature["uuid"]) for feature in source.getFeatures()]
