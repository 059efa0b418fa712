"""Algorithm data_sync:publier_paquet."""

from __future__ import annotations

from typing import Any, Dict, Iterable

from qgis.core import (
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterFile,
    QgsProcessingParameterNumber,
)

from shared.processing.base import EngineAlgorithm

DOSSIER, VALIDITE = "DOSSIER", "VALIDITE"


class PublierPaquet(EngineAlgorithm):
    """Make a signed pack of the reference data in use, with its differences from the earlier ones."""

    NAME = "publier_paquet"
    TITLE = "Publier un paquet de données"
    GROUP = "Paquets"
    TAGS = ("paquet", "référentiel", "publication", "signature")
    JOB = "data_sync.core.paquets.job:publier"

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        yield QgsProcessingParameterFile(
            DOSSIER, self.tr("Dossier où les paquets sont publiés"), behavior=QgsProcessingParameterFile.Behavior.Folder
        )
        yield QgsProcessingParameterNumber(
            VALIDITE, self.tr("Validité (jours)"), QgsProcessingParameterNumber.Type.Integer, 60, minValue=1, maxValue=400
        )

    def outputs(self) -> Iterable[Any]:
        yield QgsProcessingOutputString("PHRASE", self.tr("Résultat en une phrase"))
        yield QgsProcessingOutputNumber("VERSION", self.tr("Version du paquet"))
        yield QgsProcessingOutputNumber("OCTETS_DELTAS", self.tr("Octets des différences"))

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        return {
            "dossier": self.parameterAsString(parameters, DOSSIER, context),
            "validite_jours": self.parameterAsInt(parameters, VALIDITE, context),
        }
