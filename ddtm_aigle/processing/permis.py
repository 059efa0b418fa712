"""Algorithm ddtm_aigle:permis."""

from __future__ import annotations

from typing import Any, Dict, Iterable

from qgis.core import QgsProcessingOutputNumber, QgsProcessingOutputString, QgsProcessingParameterDefinition, QgsProcessingParameterFile

from shared.processing.base import EngineAlgorithm


class Permis(EngineAlgorithm):
    """Planning permissions on the parcel of each object."""

    NAME = "permis"
    TITLE = "Montrer les autorisations d'urbanisme (Sitadel)"
    GROUP = "Détection"
    JOB = "ddtm_aigle.core.histoire.permis:run"

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        return (QgsProcessingParameterFile("FICHIER", self.tr("Liste Sitadel (CSV)"), extension="csv"),)

    def outputs(self) -> Iterable[Any]:
        return (
            QgsProcessingOutputString("PHRASE", self.tr("Réponse en une phrase")),
            QgsProcessingOutputNumber("OBJETS", self.tr("Objets avec une autorisation sur leur parcelle")),
        )

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        return {"fichier": self.parameterAsString(parameters, "FICHIER", context)}
