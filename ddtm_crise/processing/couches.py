"""Rows of a job's result as an output layer of a Processing algorithm."""

from __future__ import annotations

import json
from typing import Any, Dict, List, Sequence, Tuple

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFeatureSink,
    QgsField,
    QgsFields,
    QgsGeometry,
    QgsProcessingException,
    QgsProcessingOutputString,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QVariant

from shared.catalogue import LAYERS

KINDS = {"texte": QVariant.String, "entier": QVariant.LongLong, "reel": QVariant.Double, "booleen": QVariant.Bool}


def answer_outputs(algorithm: Any) -> Tuple[QgsProcessingOutputString, ...]:
    """PHRASE, RESULTAT and CALCUL: what every routing algorithm answers."""
    tr = algorithm.tr
    return (
        QgsProcessingOutputString("PHRASE", tr("Réponse en une phrase")),
        QgsProcessingOutputString("RESULTAT", tr("Résultat détaillé (JSON)")),
        QgsProcessingOutputString("CALCUL", tr("Identifiant du calcul dans les données de travail")),
    )


def answer(result: Dict[str, Any]) -> Dict[str, str]:
    """Values of `answer_outputs`."""
    return {"PHRASE": result["phrase"], "RESULTAT": json.dumps(result, ensure_ascii=False), "CALCUL": str(result.get("calcul_uuid") or "")}


def sink(
    algorithm: Any,
    name: str,
    parameters: Dict[str, Any],
    context: Any,
    layer: str,
    wkb_type: QgsWkbTypes.Type,
    rows: Sequence[Dict[str, Any]],
) -> Dict[str, Any]:
    """Write `rows` (catalogue names of `layer`, geom as hexadecimal WKB, EPSG:2154) to the sink `name`; {} when it was not asked for."""
    declared: List[Tuple[str, str]] = [(field.name, field.type) for field in LAYERS[layer].fields]
    fields = QgsFields()
    for field, kind in declared:
        fields.append(QgsField(field, KINDS.get(kind, QVariant.String)))
    target, identifier = algorithm.parameterAsSink(parameters, name, context, fields, wkb_type, QgsCoordinateReferenceSystem("EPSG:2154"))
    if target is None:
        if parameters.get(name):
            raise QgsProcessingException(algorithm.tr("La couche de résultat ne peut pas être créée : choisissez un autre emplacement."))
        return {}
    for row in rows:
        feature = QgsFeature(fields)
        feature.setAttributes([row.get(field) for field, _ in declared])
        if row.get("geom"):
            geometry = QgsGeometry()
            geometry.fromWkb(bytes.fromhex(row["geom"]))
            feature.setGeometry(geometry)
        target.addFeature(feature, QgsFeatureSink.Flag.FastInsert)
    del target  # written when released
    return {name: identifier}
