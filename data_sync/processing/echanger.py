"""Algorithm data_sync:echanger."""

from __future__ import annotations

from typing import Any, Dict, Iterable

from qgis.core import (
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterFile,
    QgsProcessingParameterString,
)

from shared.processing.base import EngineAlgorithm

from .edition import en_edition, rafraichir

DOSSIER, AUTEUR, REPRENDRE = "DOSSIER", "AUTEUR", "REPRENDRE"


class Echanger(EngineAlgorithm):
    """Exchange the edits of this workstation with those of the others through a folder, and merge them."""

    NAME = "echanger"
    TITLE = "Échanger avec les autres postes"
    GROUP = "Échanges"
    GROUP_ID = "echanges"
    TAGS = ("synchronisation", "clé USB", "partage", "fusion")
    JOB = "data_sync.core.boites.job:echanger"

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        yield QgsProcessingParameterFile(
            DOSSIER,
            self.tr("Dossier d'échange : clé USB ou partage (vide : « echanges » du dossier de travail)"),
            behavior=QgsProcessingParameterFile.Behavior.Folder,
            optional=True,
        )
        yield QgsProcessingParameterString(AUTEUR, self.tr("Auteur (vide : celui noté dans chaque objet)"), optional=True)
        yield QgsProcessingParameterBoolean(
            REPRENDRE, self.tr("Le fichier de travail a été remplacé : le comparer en entier"), defaultValue=False
        )

    def outputs(self) -> Iterable[Any]:
        yield QgsProcessingOutputString("PHRASE", self.tr("Résultat en une phrase"))
        yield QgsProcessingOutputNumber("CAPTURES", self.tr("Objets modifiés ici"))
        yield QgsProcessingOutputNumber("RECUS", self.tr("Lots reçus"))
        yield QgsProcessingOutputNumber("ECRITES", self.tr("Objets mis à jour"))
        yield QgsProcessingOutputNumber("CONFLITS", self.tr("Conflits à régler"))

    def refusal(self, parameters: Dict[str, Any], context: Any) -> str:
        return en_edition(self.espace(parameters, context))

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        return {
            "dossier": self.parameterAsString(parameters, DOSSIER, context) or None,
            "auteur": self.parameterAsString(parameters, AUTEUR, context),
            "reprendre": self.parameterAsBool(parameters, REPRENDRE, context),
        }

    def answers(self, result: Dict[str, Any], parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        for place, sentence in result["refuses"]:
            feedback.reportError(f"{place} : {sentence}")
        for sentence in result["remarques"]:
            feedback.pushWarning(sentence)
        return super().answers(result, parameters, context, feedback)

    def postProcessAlgorithm(self, context: Any, feedback: Any) -> Dict[str, Any]:
        rafraichir()
        return {}
