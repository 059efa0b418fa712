"""Algorithm ddtm_drones:registre."""

from __future__ import annotations

from typing import Any, Dict, Iterable

from qgis.core import (
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from shared.processing.base import EngineAlgorithm


class RegistreDesVols(EngineAlgorithm):
    """Register of a year with its statistics, or the sheet of one mission."""

    NAME = "registre"
    TITLE = "Registre des vols et statistiques"
    GROUP = "Registre"
    SHORT = "Imprime le registre d'une année avec ses statistiques, ou la fiche d'une mission."
    TAGS = ("drone", "registre", "statistiques", "fiche", "PDF")
    JOB = "ddtm_drones.core.mission.registre:run"

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        tr = self.tr
        return (
            QgsProcessingParameterNumber("ANNEE", tr("Année (vide : l'année en cours)"), optional=True, minValue=2015, maxValue=2100),
            QgsProcessingParameterString("MISSION", tr("ou fiche d'une mission (numéro)"), optional=True),
            QgsProcessingParameterFileDestination("SORTIE", tr("Document"), "PDF (*.pdf);;CSV (*.csv)"),
        )

    def outputs(self) -> Iterable[Any]:
        return (
            QgsProcessingOutputString("PHRASE", self.tr("Réponse")),
            QgsProcessingOutputNumber("MISSIONS", self.tr("Missions")),
            QgsProcessingOutputNumber("VOLS", self.tr("Vols")),
            QgsProcessingOutputNumber("MINUTES", self.tr("Minutes de vol")),
        )

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        return {
            "annee": self.parameterAsInt(parameters, "ANNEE", context) if parameters.get("ANNEE") not in (None, "") else None,
            "mission": self.parameterAsString(parameters, "MISSION", context).strip() or None,
            "sortie": self.parameterAsFileOutput(parameters, "SORTIE", context),
        }
