"""Algorithm ddtm_aigle:verdict."""

from __future__ import annotations

from typing import Any, Dict, Iterable

from qgis.core import (
    QgsProcessing,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterString,
)

from shared.catalogue.aigle import CLASSE_DETECTION, CONTROLE, VALIDATION
from shared.processing.base import EngineAlgorithm

from .couches import object_ids

CHOICES = (("VALIDATION", "Validation", VALIDATION), ("CLASSE", "Vraie nature", CLASSE_DETECTION), ("CONTROLE", "Contrôle", CONTROLE))


class Verdict(EngineAlgorithm):
    """State of the selected objects, in one gesture that can be undone."""

    NAME = "verdict"
    TITLE = "Donner un verdict à des objets"
    GROUP = "Revue"
    JOB = "ddtm_aigle.core.revue.job:run"

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        return (
            QgsProcessingParameterFeatureSource("OBJETS", self.tr("Objets (sélection)"), [QgsProcessing.SourceType.TypeVectorPolygon], optional=True),
            *(
                QgsProcessingParameterEnum(name, self.tr(title), [self.tr("(inchangé)")] + [label for _, label in domain.values], defaultValue=0)
                for name, title, domain in CHOICES
            ),
            QgsProcessingParameterString("MOTIF", self.tr("Motif"), optional=True),
            QgsProcessingParameterBoolean("ANNULER", self.tr("Annuler le dernier geste"), defaultValue=False),
        )  # fmt: skip

    def outputs(self) -> Iterable[Any]:
        return (
            QgsProcessingOutputString("PHRASE", self.tr("Réponse en une phrase")),
            QgsProcessingOutputNumber("REVUS", self.tr("Objets revus")),
            QgsProcessingOutputNumber("TOTAL", self.tr("Objets en tout")),
            QgsProcessingOutputString("GESTE", self.tr("Identifiant du geste")),
        )

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        if self.parameterAsBool(parameters, "ANNULER", context):
            return {"annuler": "dernier"}
        params: Dict[str, Any] = {"motif": self.parameterAsString(parameters, "MOTIF", context) or None, "objets": []}
        for name, _, domain in CHOICES:
            index = self.parameterAsEnum(parameters, name, context)
            params[name.lower()] = domain.codes[index - 1] if index else None
        if parameters.get("OBJETS"):
            params["objets"] = object_ids(self.parameterAsSource(parameters, "OBJETS", context))
        return params
