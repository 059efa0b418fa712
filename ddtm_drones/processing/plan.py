"""Algorithm ddtm_drones:plan."""

from __future__ import annotations

from typing import Any, Dict, Iterable

from qgis.core import (
    QgsProcessingOutputString,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterString,
)

from shared.processing.base import EngineAlgorithm


class ExporterPlan(EngineAlgorithm):
    """Outline of a mission for the pilot's own application."""

    NAME = "plan"
    TITLE = "Exporter la zone d'une mission (KML, GPX)"
    GROUP = "Registre"
    SHORT = "Écrit la zone d'une mission en KML ou GPX, pour l'application de pilotage."
    TAGS = ("drone", "plan de vol", "KML", "GPX")
    JOB = "ddtm_drones.core.mission.plan:run"

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        return (
            QgsProcessingParameterString("MISSION", self.tr("Mission (numéro)")),
            QgsProcessingParameterFileDestination("SORTIE", self.tr("Fichier"), "KML (*.kml);;GPX (*.gpx)"),
        )

    def outputs(self) -> Iterable[Any]:
        return (QgsProcessingOutputString("PHRASE", self.tr("Réponse")),)

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        return {
            "mission": self.parameterAsString(parameters, "MISSION", context).strip(),
            "sortie": self.parameterAsFileOutput(parameters, "SORTIE", context),
        }
