"""Algorithm ddtm_lucca:verifier_signature."""

from __future__ import annotations

from typing import Any, Dict, Iterable

from qgis.core import QgsProcessingOutputString, QgsProcessingParameterFile

from shared.processing.base import EngineAlgorithm

from ..core.signature.dire import tell


class VerifierSignature(EngineAlgorithm):
    NAME = "verifier_signature"
    TITLE = "Vérifier un document signé"
    GROUP = "Procès-verbaux"
    SHORT = "Signatures intactes ou non, par qui, et pièces jointes comparées à leurs empreintes."
    JOB = "ddtm_lucca.core.signature.job:verifier"

    def parameters(self) -> Iterable[Any]:
        yield QgsProcessingParameterFile("FICHIER", self.tr("Document"), fileFilter="PDF (*.pdf)")

    def outputs(self) -> Iterable[Any]:
        return (QgsProcessingOutputString("PHRASE", self.tr("Réponse")), QgsProcessingOutputString("TEXTE_LU", self.tr("Détail")))

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        return {"fichier": self.parameterAsFile(parameters, "FICHIER", context)}

    def answers(self, result: Dict[str, Any], parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        text = tell(result)
        feedback.pushInfo(text)
        return {**super().answers(result, parameters, context, feedback), "TEXTE_LU": text}
