"""Algorithm ddtm_lucca:natinf."""

from __future__ import annotations

from typing import Any, Dict, Iterable

from qgis.core import QgsProcessingOutputNumber, QgsProcessingOutputString, QgsProcessingParameterNumber, QgsProcessingParameterString

from shared.processing.base import EngineAlgorithm

from ..core.droit.job import tell


class ChercherNatinf(EngineAlgorithm):
    """Finds an offence by number, word or article."""

    NAME = "natinf"
    TITLE = "Chercher une infraction (NATINF)"
    GROUP = "Droit"
    SHORT = "Trouve une infraction par son numéro, un mot de sa qualification ou un article."
    TAGS = ("infraction", "NATINF", "article", "procès-verbal")
    JOB = "ddtm_lucca.core.droit.job:run"

    def parameters(self) -> Iterable[Any]:
        return (
            QgsProcessingParameterString("TEXTE", self.tr("Numéro, mots ou article (L.421-1)")),
            QgsProcessingParameterNumber("LIMITE", self.tr("Nombre de réponses"), defaultValue=20, minValue=1, maxValue=500),
            QgsProcessingParameterString("VERSION", self.tr("Édition de la liste (vide : la plus récente)"), optional=True),
        )

    def outputs(self) -> Iterable[Any]:
        return (
            QgsProcessingOutputString("PHRASE", self.tr("Réponse")),
            QgsProcessingOutputNumber("NOMBRE", self.tr("Nombre d'infractions")),
            QgsProcessingOutputString("TEXTE_TROUVE", self.tr("Infractions")),
        )

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        return {
            "texte": self.parameterAsString(parameters, "TEXTE", context),
            "limite": self.parameterAsInt(parameters, "LIMITE", context),
            "version": self.parameterAsString(parameters, "VERSION", context) or None,
        }

    def answers(self, result: Dict[str, Any], parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        text = tell(result)
        feedback.pushInfo(text)
        return {"PHRASE": result["phrase"], "NOMBRE": result["nombre"], "TEXTE_TROUVE": text}
