"""Algorithm data_sync:revenir_paquet."""

from __future__ import annotations

from typing import Any, Dict, Iterable

from qgis.core import (
    QgsProcessingOutputString,
)

from shared.processing.base import EngineAlgorithm

from .generations import repointer


class RevenirPaquet(EngineAlgorithm):
    """Take the earlier generation of the reference data back into use."""

    NAME = "revenir_paquet"
    TITLE = "Revenir au paquet précédent"
    GROUP = "Paquets"
    TAGS = ("paquet", "retour", "référentiel")
    JOB = "data_sync.core.paquets.job:revenir"

    def outputs(self) -> Iterable[Any]:
        yield QgsProcessingOutputString("PHRASE", self.tr("Résultat en une phrase"))
        yield QgsProcessingOutputString("GENERATION", self.tr("Génération en service"))

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        self._espace = self.espace(parameters, context)
        return {}

    def postProcessAlgorithm(self, context: Any, feedback: Any) -> Dict[str, Any]:
        moved = repointer(self._espace)
        if moved:
            feedback.pushInfo(self.tr("{n} couche(s) ouverte(s) montrent maintenant cette génération.").format(n=moved))
        return {}
