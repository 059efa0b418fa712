"""Algorithm ddtm_lucca:reglement_ici."""

from __future__ import annotations

import json
from typing import Any, Dict, Iterable

from qgis.core import QgsCoordinateReferenceSystem, QgsProcessingOutputString, QgsProcessingParameterPoint, QgsProcessingParameterString

from shared.processing.base import EngineAlgorithm

from ..core.reglement.job import tell

OUTPUTS = (
    ("PHRASE", "Réponse"),
    ("TEXTE_LU", "Détail"),
    ("COMMUNE", "Commune"),
    ("CODE_INSEE", "Code INSEE"),
    ("IDU", "Parcelle"),
    ("ZONE_PLU", "Zone du PLU"),
    ("REGLEMENT", "Fichier du règlement"),
    ("PAGE", "Page du règlement"),
    ("JSON", "Tout, en JSON"),
)


class ReglementIci(EngineAlgorithm):
    NAME = "reglement_ici"
    TITLE = "Règlement ici"
    GROUP = "Lieu"
    SHORT = "Au point ou sur la parcelle : cadastre, zone du PLU et page de son règlement, prescriptions, PPR, et ce qui peut y être fait."
    JOB = "ddtm_lucca.core.reglement.job:run"

    def parameters(self) -> Iterable[Any]:
        return (
            QgsProcessingParameterPoint("POINT", self.tr("Point"), optional=True),
            QgsProcessingParameterString("PARCELLE", self.tr("ou parcelle (14 signes)"), optional=True),
        )

    def outputs(self) -> Iterable[Any]:
        return tuple(QgsProcessingOutputString(name, self.tr(label)) for name, label in OUTPUTS)

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        parcel = self.parameterAsString(parameters, "PARCELLE", context).strip()
        if parcel:
            return {"parcelle": parcel}
        if parameters.get("POINT") in (None, ""):
            return {"point": ""}
        point = self.parameterAsPoint(parameters, "POINT", context, QgsCoordinateReferenceSystem("EPSG:2154"))
        return {"point": f"{point.x()},{point.y()}"}

    def answers(self, result: Dict[str, Any], parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        text = tell(result)
        feedback.pushInfo(text)
        zone = next((row for row in result["plu"] if row["ici"]), None)
        return {
            **super().answers(result, parameters, context, feedback),
            "TEXTE_LU": text,
            "IDU": (result["parcelle"] or {}).get("idu", ""),
            "ZONE_PLU": zone["zone"] if zone else "",
            "REGLEMENT": zone["reglement"]["chemin"] if zone else "",
            "PAGE": str(zone["reglement"]["page"]) if zone else "",
            "JSON": json.dumps(result, ensure_ascii=False),
        }
