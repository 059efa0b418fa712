"""Algorithm ddtm_lucca:reglement_page."""

from __future__ import annotations

from typing import Any, Dict, Iterable

from qgis.core import (
    QgsProcessingOutputString,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from shared.processing.base import EngineAlgorithm


class ReglementPage(EngineAlgorithm):
    NAME = "reglement_page"
    TITLE = "Extrait du règlement d'une zone"
    GROUP = "Lieu"
    SHORT = "Les pages du règlement écrit d'une zone, seules dans un PDF qui s'ouvre au bon endroit."
    JOB = "ddtm_lucca.core.reglement.job:page"

    def parameters(self) -> Iterable[Any]:
        return (
            QgsProcessingParameterString("FICHIER", self.tr("Fichier du règlement (nom donné par « Règlement ici »)")),
            QgsProcessingParameterNumber("PAGE", self.tr("Première page"), defaultValue=1, minValue=1),
            QgsProcessingParameterFileDestination("SORTIE", self.tr("Extrait"), "PDF (*.pdf)"),
        )

    def outputs(self) -> Iterable[Any]:
        return (QgsProcessingOutputString("PHRASE", self.tr("Réponse")),)

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        return {
            "fichier": self.parameterAsString(parameters, "FICHIER", context),
            "page": self.parameterAsInt(parameters, "PAGE", context),
            "sortie": self.parameterAsFileOutput(parameters, "SORTIE", context),
        }
