"""Algorithm ddtm_crise:scenario."""

from __future__ import annotations

from typing import Any, Dict, Iterable

from qgis.core import (
    QgsProcessingOutputNumber,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterFile,
    QgsProcessingParameterString,
)

from shared.processing.base import EngineAlgorithm


class Scenario(EngineAlgorithm):
    """Plays a night on duty from end to end and files its documents."""

    NAME = "scenario"
    TITLE = "Jouer un scénario"
    GROUP = "Exercice"
    JOB = "ddtm_crise.core.scenario.job:run"

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        table = QgsProcessingParameterFile("FICHIER", self.tr("Ou fichier de scénario (JSON)"), extension="json", optional=True)
        table.setFlags(table.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced)
        return (
            QgsProcessingParameterString("SCENARIO", self.tr("Scénario fourni"), defaultValue="lez"),
            QgsProcessingParameterString("AUTEUR", self.tr("Auteur"), optional=True),
            table,
        )

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        return {
            "scenario": self.parameterAsString(parameters, "SCENARIO", context),
            "fichier": self.parameterAsString(parameters, "FICHIER", context) or None,
            "auteur": self.parameterAsString(parameters, "AUTEUR", context) or None,
        }

    def outputs(self) -> Iterable[Any]:
        return (QgsProcessingOutputNumber("ECARTS", self.tr("Écarts avec l'attendu")),)

    def answers(self, result: Dict[str, Any], parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        for step in result["etapes"]:
            feedback.pushInfo(f"{step['titre']} : {step['phrase']}")
        for gap in result["ecarts"]:
            feedback.pushWarning(gap)
        return {"ECARTS": len(result["ecarts"])}
