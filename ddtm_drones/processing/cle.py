"""Algorithm ddtm_drones:cle. The state only: Processing keeps what it is given in its history, a passphrase has no place there."""

from __future__ import annotations

from typing import Any, Dict, Iterable

from qgis.core import QgsProcessingOutputBoolean, QgsProcessingOutputString, QgsProcessingParameterDefinition

from shared.processing.base import EngineAlgorithm


class CleDeSignature(EngineAlgorithm):
    """The signing key of this workstation: its fingerprint, and whether a passphrase protects it."""

    NAME = "cle"
    TITLE = "Clé de signature du poste"
    GROUP = "Preuve"
    SHORT = "Empreinte de la clé qui signe les manifestes de ce poste, et sa protection."
    TAGS = ("drone", "signature", "clé", "mot de passe")
    JOB = "ddtm_drones.core.preuve.job_cle:run"

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        return ()

    def outputs(self) -> Iterable[Any]:
        return (
            QgsProcessingOutputString("PHRASE", self.tr("Réponse")),
            QgsProcessingOutputString("EMPREINTE", self.tr("Empreinte de la clé")),
            QgsProcessingOutputBoolean("PROTEGEE", self.tr("Protégée par un mot de passe")),
        )

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        return {"action": "etat"}
