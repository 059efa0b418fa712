"""Algorithm ddtm_crise:couper_evenement."""

from __future__ import annotations

from typing import Any, Dict, Iterable

from qgis.core import QgsProcessingOutputString, QgsProcessingParameterDefinition, QgsProcessingParameterString

from shared.processing.base import EngineAlgorithm

from . import couches

EVENEMENT, AUTEUR = "EVENEMENT", "AUTEUR"


class CouperEvenement(EngineAlgorithm):
    """A road that Bison Futé says closed becomes a cut of the situation."""

    NAME = "couper_evenement"
    TITLE = "Couper une route signalée fermée"
    GROUP = "Routes coupées"
    JOB = "ddtm_crise.core.direct.couper:run"
    TAGS = ("Bison Futé", "DATEX", "évènement", "fermeture")

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        yield QgsProcessingParameterString(EVENEMENT, self.tr("Identifiant de l'évènement (couche « Évènements routiers »)"))
        yield QgsProcessingParameterString(AUTEUR, self.tr("Auteur"), optional=True)

    def outputs(self) -> Iterable[Any]:
        return (
            *couches.answer_outputs(self),
            QgsProcessingOutputString("COUCHE", self.tr("Couche écrite")),
            QgsProcessingOutputString("UUID", self.tr("Identifiant de la coupure")),
            QgsProcessingOutputString("ORIGINE", self.tr("Origine de l'information")),
        )

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        return {
            "evenement": self.parameterAsString(parameters, EVENEMENT, context),
            "auteur": self.parameterAsString(parameters, AUTEUR, context) or None,
        }

    def answers(self, result: Dict[str, Any], parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        return {**couches.answer(result), "COUCHE": result["couche"], "UUID": result["uuid"] or "", "ORIGINE": result["origine"]}
