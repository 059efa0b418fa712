"""Algorithm ddtm_aigle:croiser_millesimes."""

from __future__ import annotations

from typing import Any, Dict, Iterable

from qgis.core import (
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterString,
)

from shared.processing.base import EngineAlgorithm

from .couches import advanced


class CroiserMillesimes(EngineAlgorithm):
    """Objects followed through the vintages, with their prescription."""

    NAME = "croiser_millesimes"
    TITLE = "Croiser les millésimes et dire la prescription"
    GROUP = "Détection"
    JOB = "ddtm_aigle.core.histoire.job:run"
    NEXT = "Ensuite : « Revue des détections », objet par objet."

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        return (
            QgsProcessingParameterString("DATE", self.tr("Jour d'appréciation AAAA-MM-JJ (vide : aujourd'hui)"), optional=True),
            advanced(
                QgsProcessingParameterBoolean(
                    "COPIER_TABLE", self.tr("Seulement copier la table des délais, pour la modifier"), defaultValue=False
                )
            ),
        )

    def outputs(self) -> Iterable[Any]:
        return (
            QgsProcessingOutputString("PHRASE", self.tr("Réponse en une phrase")),
            QgsProcessingOutputNumber("OBJETS", self.tr("Objets suivis")),
            QgsProcessingOutputNumber("NOUVEAUX", self.tr("Objets nouveaux")),
            QgsProcessingOutputNumber("A_REVOIR", self.tr("Objets à relire sur un ancien millésime")),
        )

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        copy = self.parameterAsBool(parameters, "COPIER_TABLE", context)
        return {"date": self.parameterAsString(parameters, "DATE", context) or None, "copier_table": copy}
