"""Algorithm ddtm_aigle:signaler."""

from __future__ import annotations

from typing import Any, Dict, Iterable

from qgis.core import (
    QgsProcessing,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterString,
)

from shared.processing.base import EngineAlgorithm

from .couches import object_ids


class Signaler(EngineAlgorithm):
    """Reports for the offence service, one an object."""

    NAME = "signaler"
    TITLE = "Ouvrir un signalement"
    GROUP = "Terrain"
    JOB = "ddtm_aigle.core.terrain.signaler:run"
    NEXT = "Ensuite : le service des infractions les trouve dans DDTM LUCCA, « Procès-verbaux », bouton « Service », « Signalements… »."

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        polygon = QgsProcessing.SourceType.TypeVectorPolygon
        return (
            QgsProcessingParameterFeatureSource("OBJETS", self.tr("Objets détectés (sélection)"), [polygon]),
            QgsProcessingParameterString("COMMENTAIRE", self.tr("Commentaire"), optional=True),
        )

    def outputs(self) -> Iterable[Any]:
        return (
            QgsProcessingOutputString("PHRASE", self.tr("Réponse en une phrase")),
            QgsProcessingOutputNumber("SIGNALES", self.tr("Signalements ouverts")),
            QgsProcessingOutputNumber("DEJA", self.tr("Objets déjà signalés")),
        )

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        return {
            "objets": object_ids(self.parameterAsSource(parameters, "OBJETS", context)),
            "commentaire": self.parameterAsString(parameters, "COMMENTAIRE", context) or None,
        }
