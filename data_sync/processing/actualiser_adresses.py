"""Algorithm data_sync:geocoder."""

from __future__ import annotations

from typing import Any, Dict, Iterable

from qgis.core import (
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterString,
)

from shared.processing.base import EngineAlgorithm

from . import reglages_reseau

ADRESSES = "ADRESSES"


class Geocoder(EngineAlgorithm):
    """Where addresses are, kept for the day without network."""

    NAME = "geocoder"
    TITLE = "Retrouver des adresses"
    GROUP = "En direct"
    GROUP_ID = "direct"
    TAGS = ("adresse", "géocodage", "IGN", "BAN")
    JOB = "data_sync.core.direct.garder:adresses"
    SHORT = "Position d'adresses par le géocodage de l'IGN ; celles déjà cherchées sont retrouvées hors ligne."

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        yield QgsProcessingParameterString(ADRESSES, self.tr("Adresses, une par ligne"), multiLine=True)

    def outputs(self) -> Iterable[Any]:
        yield QgsProcessingOutputString("PHRASE", self.tr("Résultat en une phrase"))
        yield QgsProcessingOutputNumber("TROUVEES", self.tr("Adresses retrouvées"))

    def prepareAlgorithm(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> bool:
        self._network = reglages_reseau.reseau()
        return super().prepareAlgorithm(parameters, context, feedback)

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        return {"adresses": self.parameterAsString(parameters, ADRESSES, context), "reseau": self._network}

    def answers(self, result: Dict[str, Any], parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        for one in result["lignes"]:
            feedback.pushInfo(f"{one['demande']} : {one['adresse']} ({one['x']:.0f}, {one['y']:.0f})")
        return super().answers(result, parameters, context, feedback)
