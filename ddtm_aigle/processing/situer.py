"""Algorithm ddtm_aigle:situer."""

from __future__ import annotations

from typing import Any, Dict, Iterable

from qgis.core import QgsProcessingOutputNumber, QgsProcessingOutputString, QgsProcessingParameterBoolean, QgsProcessingParameterDefinition

from shared.processing.base import EngineAlgorithm


class Situer(EngineAlgorithm):
    """Parcel, commune and zones of every detection and object, from the pack in use now."""

    NAME = "situer"
    TITLE = "Situer les détections (parcelle, commune, zones)"
    GROUP = "Détection"
    JOB = "ddtm_aigle.core.situer:run"

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        return (QgsProcessingParameterBoolean("EFFACER", self.tr("Vider ce que le paquet ne dit plus"), defaultValue=False),)

    def outputs(self) -> Iterable[Any]:
        return (
            QgsProcessingOutputString("PHRASE", self.tr("Réponse en une phrase")),
            QgsProcessingOutputNumber("CHANGEES", self.tr("Lignes mises à jour")),
            QgsProcessingOutputNumber("SANS_PARCELLE", self.tr("Lignes hors de toute parcelle connue")),
        )

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        return {"effacer": self.parameterAsBool(parameters, "EFFACER", context)}
