"""Algorithm ddtm_drones:proposer_flou."""

from __future__ import annotations

import json
from typing import Any, Dict, Iterable

from qgis.core import (
    QgsProcessing,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterFile,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
)

from shared.processing.base import EngineAlgorithm


class ProposerFlou(EngineAlgorithm):
    """Zones of a photograph that might be blurred, for a person to accept."""

    NAME = "proposer_flou"
    TITLE = "Proposer des zones à flouter"
    GROUP = "Diffusion"
    SHORT = "Propose, sans rien flouter, les maisons et jardins qu'une photo montre et que la mission ne concerne pas."
    TAGS = ("drone", "floutage", "vie privée", "proposition", "voisins")
    JOB = "ddtm_drones.core.diffusion.proposer:run"

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        tr, number = self.tr, QgsProcessingParameterNumber.Type.Double
        advanced = (
            QgsProcessingParameterNumber("MARGE", tr("Marge (m ; vide : l'incertitude de la photo)"), number, optional=True, minValue=0),
            QgsProcessingParameterNumber("ALTITUDE_DECOLLAGE", tr("Altitude du décollage (m)"), number, optional=True),
            QgsProcessingParameterFile("DETECTEUR", tr("Modèle de détection (ONNX) du service"), extension="onnx", optional=True),
            QgsProcessingParameterRasterLayer("MNT", tr("Terrain (vide : celui du paquet)"), optional=True),
        )
        for parameter in advanced:
            parameter.setFlags(parameter.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced)
        return (
            QgsProcessingParameterString("PHOTO", tr("Photo : nom au registre ou empreinte")),
            QgsProcessingParameterString(
                "PARCELLES", tr("Parcelles concernées, séparées par « ; » (vide : celles de la mission)"), optional=True
            ),
            QgsProcessingParameterFeatureSource(
                "ZONE", tr("Ou zone concernée"), [QgsProcessing.SourceType.TypeVectorPolygon], optional=True
            ),
            *advanced,
        )

    def outputs(self) -> Iterable[Any]:
        return (
            QgsProcessingOutputString("PHRASE", self.tr("Réponse")),
            QgsProcessingOutputNumber("NOMBRE", self.tr("Zones proposées")),
            QgsProcessingOutputString("ZONES", self.tr("Zones en pixels, pour « Flouter une photo »")),
            QgsProcessingOutputString("RESULTAT", self.tr("Propositions (JSON)")),
        )

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        given = [name for name in ("MARGE", "ALTITUDE_DECOLLAGE") if parameters.get(name) not in (None, "")]
        return {
            **{name.lower(): self.parameterAsString(parameters, name, context).strip() for name in ("PHOTO", "PARCELLES", "DETECTEUR")},
            **{name.lower(): self.parameterAsDouble(parameters, name, context) for name in given},
            "zone": self.layer_file(parameters, "ZONE", context, feedback) if parameters.get("ZONE") else None,
            "mnt": self.raster_file(parameters, "MNT", context) if parameters.get("MNT") else None,
        }

    def answers(self, result: Dict[str, Any], parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        for note in result["notes"]:
            feedback.pushInfo(note)
        return {
            "PHRASE": result["phrase"],
            "NOMBRE": len(result["propositions"]),
            "ZONES": result["zones"],
            "RESULTAT": json.dumps(result["propositions"], ensure_ascii=False),
        }
