"""Algorithm data_sync:installer_paquet."""

from __future__ import annotations

from typing import Any, Dict, Iterable

from qgis.core import (
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterString,
)

from shared.processing.base import EngineAlgorithm

from .generations import repointer

SOURCE = "SOURCE"


class InstallerPaquet(EngineAlgorithm):
    """Take a pack into use: fetched, verified, switched in one step; the layers of the project follow."""

    NAME = "installer_paquet"
    TITLE = "Installer un paquet de données"
    GROUP = "Paquets"
    TAGS = ("paquet", "référentiel", "mise à jour", "clé USB")
    JOB = "data_sync.core.paquets.job:installer"

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        yield QgsProcessingParameterString(SOURCE, self.tr("Dossier du paquet (clé, partage) ou adresse http(s)"))

    def outputs(self) -> Iterable[Any]:
        yield QgsProcessingOutputString("PHRASE", self.tr("Résultat en une phrase"))
        yield QgsProcessingOutputString("GENERATION", self.tr("Génération en service"))
        yield QgsProcessingOutputNumber("VERSION", self.tr("Version du paquet"))
        yield QgsProcessingOutputNumber("OCTETS_RECUS", self.tr("Octets reçus"))

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        self._espace = self.espace(parameters, context)
        return {"source": self.parameterAsString(parameters, SOURCE, context)}

    def postProcessAlgorithm(self, context: Any, feedback: Any) -> Dict[str, Any]:
        moved = repointer(self._espace)
        if moved:
            feedback.pushInfo(self.tr("{n} couche(s) ouverte(s) montrent maintenant le nouveau paquet.").format(n=moved))
        return {}
