"""Algorithm ddtm_lucca:lieu."""

from __future__ import annotations

from typing import Any, Dict, Iterable

from qgis.core import QgsCoordinateReferenceSystem, QgsProcessingOutputString, QgsProcessingParameterPoint

from shared.processing.base import EngineAlgorithm

OUTPUTS = (
    ("PHRASE", "Réponse"),
    ("COMMUNE", "Commune"),
    ("CODE_INSEE", "Code INSEE"),
    ("ZONE_PLU", "Zone du PLU"),
    ("ZONE_PPR", "Zone du PPR"),
    ("TYPE_REGLEMENT_PPR", "Règlement du PPR"),
    ("RISQUES", "Risques"),
)


class Lieu(EngineAlgorithm):
    NAME = "lieu"
    TITLE = "Lieu des faits"
    GROUP = "Lieu"
    SHORT = "Ce que les couches partagées disent d'un point : commune, parcelle, zone du PLU, zone et règlement du PPR, aléas."
    JOB = "ddtm_lucca.core.terrain:run"

    def parameters(self) -> Iterable[Any]:
        return (QgsProcessingParameterPoint("POINT", self.tr("Point")),)

    def outputs(self) -> Iterable[Any]:
        return tuple(QgsProcessingOutputString(name, self.tr(label)) for name, label in OUTPUTS)

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        point = self.parameterAsPoint(parameters, "POINT", context, QgsCoordinateReferenceSystem("EPSG:2154"))
        return {"point": f"{point.x()},{point.y()}"}
