"""Algorithm data_sync:capturer."""

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

from .edition import en_edition

AUTEUR, REPRENDRE = "AUTEUR", "REPRENDRE"


class Capturer(EngineAlgorithm):
    """Record in the journal what changed in the work file."""

    NAME = "capturer"
    TITLE = "Enregistrer les modifications au journal"
    GROUP = "Échanges"
    GROUP_ID = "echanges"
    TAGS = ("journal", "synchronisation", "capture", "modifications")
    JOB = "data_sync.core.journal.job:capture"

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        yield QgsProcessingParameterString(AUTEUR, self.tr("Auteur (vide : celui noté dans chaque objet)"), optional=True)
        yield QgsProcessingParameterBoolean(
            REPRENDRE, self.tr("Le fichier de travail a été remplacé : le comparer en entier"), defaultValue=False
        )

    def outputs(self) -> Iterable[Any]:
        yield QgsProcessingOutputString("PHRASE", self.tr("Résultat en une phrase"))
        yield QgsProcessingOutputNumber("OPERATIONS", self.tr("Objets modifiés"))

    def refusal(self, parameters: Dict[str, Any], context: Any) -> str:
        return en_edition(self.espace(parameters, context))

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        return {
            "auteur": self.parameterAsString(parameters, AUTEUR, context),
            "reprendre": self.parameterAsBool(parameters, REPRENDRE, context),
        }
