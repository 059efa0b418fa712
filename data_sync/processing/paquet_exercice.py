"""Algorithm data_sync:paquet_exercice."""

from __future__ import annotations

from typing import Any, Dict, Iterable

from qgis.core import (
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterNumber,
)

from shared.processing.base import EngineAlgorithm

GRAINE, ECHELLE = "GRAINE", "ECHELLE"


class PaquetExercice(EngineAlgorithm):
    """Make the exercise pack of Hérault and take it into use in the work space."""

    NAME = "paquet_exercice"
    TITLE = "Fabriquer le paquet d'exercice"
    GROUP = "Données"
    TAGS = ("exercice", "Hérault", "entraînement", "référentiel")
    JOB = "data_sync.core.exercice.build:run"

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        yield QgsProcessingParameterNumber(
            GRAINE, self.tr("Graine du tirage"), QgsProcessingParameterNumber.Type.Integer, defaultValue=34, minValue=0
        )
        yield QgsProcessingParameterNumber(
            ECHELLE,
            self.tr("Part du département (1 : tout l'Hérault)"),
            QgsProcessingParameterNumber.Type.Double,
            defaultValue=1.0,
            minValue=0.01,
            maxValue=1.0,
        )

    def outputs(self) -> Iterable[Any]:
        yield QgsProcessingOutputString("PHRASE", self.tr("Résultat en une phrase"))
        yield QgsProcessingOutputString("DOSSIER", self.tr("Dossier du paquet"))
        yield QgsProcessingOutputNumber("DUREE", self.tr("Durée (s)"))

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        return {
            "graine": self.parameterAsInt(parameters, GRAINE, context),
            "echelle": self.parameterAsDouble(parameters, ECHELLE, context),
        }

    def answers(self, result: Dict[str, Any], parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        feedback.pushInfo(result["phrase"])
        return {"PHRASE": result["phrase"], "DOSSIER": result["dossier"], "DUREE": result["duree_s"]}
