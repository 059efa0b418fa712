"""Algorithm ddtm_crise:isolement."""

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


class Isolement(EngineAlgorithm):
    """Communes and establishments that no road reaches any more."""

    NAME = "isolement"
    TITLE = "Communes et établissements isolés"
    GROUP = "Routes coupées"
    JOB = "ddtm_crise.core.routage.isolement:run"

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        return (
            *situation.parameters(self),
            situation.advanced(
                QgsProcessingParameterString("ORIGINE", self.tr("Vu depuis : X,Y, commune ou établissement (vide : réseau principal)"), optional=True)
            ),
            situation.advanced(QgsProcessingParameterBoolean("ENREGISTRER", self.tr("Garder dans les données de travail"), defaultValue=True)),
            QgsProcessingParameterFeatureSink(
                "ISOLES", self.tr("Lieux isolés"), QgsProcessing.SourceType.TypeVectorPoint, optional=True, createByDefault=True
            ),
        )  # fmt: skip

    def outputs(self) -> Iterable[Any]:
        return couches.answer_outputs(self)

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        return {
            **situation.job_params(self, parameters, context, feedback),
            "origine": self.parameterAsString(parameters, "ORIGINE", context) or None,
            "enregistrer": self.parameterAsBool(parameters, "ENREGISTRER", context),
        }

    def answers(self, result: Dict[str, Any], parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        rows = result["communes"] + result["etablissements"]
        return {**couches.answer(result), **couches.sink(self, "ISOLES", parameters, context, "isolement", QgsWkbTypes.Type.Point, rows)}
