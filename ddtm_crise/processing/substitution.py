"""Algorithm ddtm_crise:substitution."""

from __future__ import annotations

from typing import Any, Dict, Iterable

from qgis.core import (
    QgsProcessing,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterString,
    QgsWkbTypes,
)

from shared.processing.base import EngineAlgorithm

from . import couches, situation

NAMES = (
    ("AXE", "axe", "Axe coupé (A9)"), ("SORTIE_DEBUT", "sortie_debut", "De la sortie"), ("SORTIE_FIN", "sortie_fin", "À la sortie"),
    ("NUMERO", "numero", "Numéro de l'itinéraire (S3)"),
)  # fmt: skip


class Substitution(EngineAlgorithm):
    """Official S routes of the traffic plans for what is cut."""

    NAME = "substitution"
    TITLE = "Itinéraires de substitution (S)"
    GROUP = "Routes coupées"
    JOB = "ddtm_crise.core.routage.substitution:run"

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        return (
            *(QgsProcessingParameterString(name, self.tr(label), optional=True) for name, _, label in NAMES),
            *situation.parameters(self),
            situation.advanced(QgsProcessingParameterBoolean("ENREGISTRER", self.tr("Garder dans les données de travail"), defaultValue=True)),
            QgsProcessingParameterFeatureSink(
                "ITINERAIRES", self.tr("Itinéraires S"), QgsProcessing.SourceType.TypeVectorLine, optional=True, createByDefault=True
            ),
        )  # fmt: skip

    def outputs(self) -> Iterable[Any]:
        return couches.answer_outputs(self)

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        params = situation.job_params(self, parameters, context, feedback)
        params.update({key: self.parameterAsString(parameters, name, context) or None for name, key, _ in NAMES})
        params["enregistrer"] = self.parameterAsBool(parameters, "ENREGISTRER", context)
        return params

    def answers(self, result: Dict[str, Any], parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        found = couches.sink(
            self, "ITINERAIRES", parameters, context, "itineraire", QgsWkbTypes.Type.MultiLineString, result["itineraires"]
        )
        return {**couches.answer(result), **found}
