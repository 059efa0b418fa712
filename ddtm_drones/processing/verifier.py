"""Algorithm ddtm_drones:verifier."""

from __future__ import annotations

from typing import Any, Dict, Iterable

from qgis.core import (
    QgsProcessingOutputBoolean,
    QgsProcessingOutputString,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterString,
)

from shared.processing.base import EngineAlgorithm

from ..core.preuve.verifier import tell


class VerifierOriginaux(EngineAlgorithm):
    """Proves that the originals are those that were imported."""

    NAME = "verifier"
    TITLE = "Vérifier l'intégrité des originaux"
    GROUP = "Prises de vue"
    SHORT = "Relit chaque original, recalcule son empreinte, contrôle la signature et la chaîne des manifestes."
    TAGS = ("drone", "preuve", "empreinte", "SHA-256", "bordereau")
    JOB = "ddtm_drones.core.preuve.verifier:run"

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        tr = self.tr
        return (
            QgsProcessingParameterString("MISSION", tr("Mission (numéro ; vide : tout le dépôt)"), optional=True),
            QgsProcessingParameterString("MANIFESTE", tr("ou un manifeste : fichier ou identifiant d'importation"), optional=True),
            QgsProcessingParameterString("EMPREINTE", tr("Empreinte attendue de la clé de signature"), optional=True),
            QgsProcessingParameterFileDestination(
                "SORTIE", tr("Bordereau"), "PDF (*.pdf);;CSV (*.csv)", optional=True, createByDefault=False
            ),
        )

    def outputs(self) -> Iterable[Any]:
        return (
            QgsProcessingOutputString("PHRASE", self.tr("Réponse")),
            QgsProcessingOutputBoolean("CONFORME", self.tr("Tout est intact")),
            QgsProcessingOutputString("DETAIL", self.tr("Détail")),
        )

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        return {
            **{
                name.lower(): self.parameterAsString(parameters, name, context).strip() or None
                for name in ("MISSION", "MANIFESTE", "EMPREINTE")
            },
            "sortie": self.parameterAsFileOutput(parameters, "SORTIE", context) or None,
        }

    def answers(self, result: Dict[str, Any], parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        text = tell(result)
        (feedback.pushInfo if result["conforme"] else feedback.reportError)(text)
        out = {"PHRASE": result["phrase"], "CONFORME": result["conforme"], "DETAIL": text}
        if result["fichiers"]:
            out["SORTIE"] = result["fichiers"][0]
        return out
