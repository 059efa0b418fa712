"""Algorithm data_sync:administration."""

from __future__ import annotations

from typing import Any, Dict, Iterable

from qgis.core import (
    QgsProcessingOutputString,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from data_sync.tell import administration
from shared.processing.base import EngineAlgorithm

NOMMER, SEUIL, CONFIRMER, SIGNER = "NOMMER", "SEUIL", "CONFIRMER", "SIGNER"


class Administration(EngineAlgorithm):
    """Who may revoke a workstation for everybody, and the acts that wait for a signature."""

    NAME = "administration"
    TITLE = "Administrateurs et révocations"
    GROUP = "Échanges"
    GROUP_ID = "echanges"
    TAGS = ("administrateur", "révoquer", "signature", "clé")
    JOB = "data_sync.core.boites.job:administration"

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        tr = self.tr
        yield QgsProcessingParameterString(NOMMER, tr("Nommer ces postes administrateurs (séparés par des virgules)"), optional=True)
        yield QgsProcessingParameterNumber(SEUIL, tr("Signatures qu'un acte demande"), defaultValue=2, minValue=1, optional=True)
        yield QgsProcessingParameterString(CONFIRMER, tr("Reconnaître ici la liste de cette empreinte"), optional=True)
        yield QgsProcessingParameterString(SIGNER, tr("Signer l'acte qui commence par"), optional=True)

    def outputs(self) -> Iterable[Any]:
        yield QgsProcessingOutputString("PHRASE", self.tr("Résultat en une phrase"))
        yield QgsProcessingOutputString("ACTES", self.tr("Actes connus, un par ligne"))

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        return {
            "nommer": self.parameterAsString(parameters, NOMMER, context).strip() or None,
            "seuil": self.parameterAsInt(parameters, SEUIL, context) or None,
            "confirmer": self.parameterAsString(parameters, CONFIRMER, context).strip() or None,
            "signer": self.parameterAsString(parameters, SIGNER, context).strip() or None,
        }

    def answers(self, result: Dict[str, Any], parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        text = administration(result)
        feedback.pushInfo(text)
        return {"PHRASE": result["phrase"], "ACTES": text}
