"""Algorithm data_sync:verifier_paquet."""

from __future__ import annotations

from typing import Any, Dict, Iterable

from qgis.core import (
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterString,
)

from shared.processing.base import EngineAlgorithm

SOURCE = "SOURCE"


class VerifierPaquet(EngineAlgorithm):
    """Is the pack of a key or a share whole, trusted and current?"""

    NAME = "verifier_paquet"
    TITLE = "Vérifier un paquet de données"
    GROUP = "Paquets"
    TAGS = ("paquet", "contrôle", "clé USB")
    JOB = "data_sync.core.paquets.job:verifier"

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        yield QgsProcessingParameterString(SOURCE, self.tr("Dossier du paquet (clé, partage) ou adresse http(s)"))

    def outputs(self) -> Iterable[Any]:
        yield QgsProcessingOutputString("PHRASE", self.tr("Résultat en une phrase"))
        yield QgsProcessingOutputNumber("VERSION", self.tr("Version du paquet"))

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        return {"source": self.parameterAsString(parameters, SOURCE, context)}
