"""Algorithm data_sync:verifier_remise."""

from __future__ import annotations

from typing import Any, Dict, Iterable

from qgis.core import QgsProcessingOutputBoolean, QgsProcessingOutputString, QgsProcessingParameterDefinition, QgsProcessingParameterFile

from shared.processing.base import EngineAlgorithm

REMISE = "REMISE"


class VerifierRemise(EngineAlgorithm):
    """Verify the signatures of a hand-over."""

    NAME = "verifier_remise"
    TITLE = "Vérifier une remise signée"
    GROUP = "Échanges"
    GROUP_ID = "echanges"
    TAGS = ("remise", "signature", "preuve")
    JOB = "data_sync.core.depart.job:verifier"

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        yield QgsProcessingParameterFile(
            REMISE,
            self.tr("Remise (fichier .remise.json à côté de la fiche)"),
            behavior=QgsProcessingParameterFile.Behavior.File,
            fileFilter=self.tr("Remise (*.remise.json)"),
        )

    def outputs(self) -> Iterable[Any]:
        yield QgsProcessingOutputString("PHRASE", self.tr("Résultat en une phrase"))
        yield QgsProcessingOutputBoolean("COMPLETE", self.tr("Signée des deux côtés, faits intacts"))

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        return {"remise": self.parameterAsFile(parameters, REMISE, context)}

    def answers(self, result: Dict[str, Any], parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        return {"PHRASE": result["phrase"], "COMPLETE": result["complete"]}
