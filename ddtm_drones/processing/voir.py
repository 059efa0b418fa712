"""Algorithm ddtm_drones:voir."""

from __future__ import annotations

import json
from typing import Any, Dict, Iterable

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterNumber,
    QgsProcessingParameterPoint,
)

from shared.processing.base import EngineAlgorithm

from ..core.vue.point import tell


class PhotosDuPoint(EngineAlgorithm):
    """Photographs that see a place, the best first."""

    NAME = "voir"
    TITLE = "Photos qui voient un point"
    GROUP = "Prises de vue"
    SHORT = "Les photos importées qui voient un point du sol, la plus fine et la mieux centrée d'abord."
    TAGS = ("drone", "photo", "emprise", "visionneuse")
    JOB = "ddtm_drones.core.vue.point:run"

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        return (
            QgsProcessingParameterPoint("POINT", self.tr("Point")),
            QgsProcessingParameterNumber("LIMITE", self.tr("Nombre de photos"), defaultValue=20, minValue=1, maxValue=500),
        )

    def outputs(self) -> Iterable[Any]:
        return (
            QgsProcessingOutputString("PHRASE", self.tr("Réponse")),
            QgsProcessingOutputNumber("NOMBRE", self.tr("Nombre de photos")),
            QgsProcessingOutputString("RESULTAT", self.tr("Photos (JSON)")),
        )

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        point = self.parameterAsPoint(parameters, "POINT", context, QgsCoordinateReferenceSystem("EPSG:2154"))
        return {"point": {"x": point.x(), "y": point.y()}, "limite": self.parameterAsInt(parameters, "LIMITE", context)}

    def answers(self, result: Dict[str, Any], parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        feedback.pushInfo(tell(result))
        return {"PHRASE": result["phrase"], "NOMBRE": result["nombre"], "RESULTAT": json.dumps(result["photos"], ensure_ascii=False)}
