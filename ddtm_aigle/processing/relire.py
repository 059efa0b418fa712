"""Algorithm ddtm_aigle:relire."""

from __future__ import annotations

from typing import Any, Dict, Iterable

from qgis.core import (
    QgsProcessing,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterFile,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from shared.processing.base import EngineAlgorithm

from .couches import advanced, raster_files


class Relire(EngineAlgorithm):
    """An old vintage looked at again where it shows nothing."""

    NAME = "relire"
    TITLE = "Relire un ancien millésime"
    GROUP = "Détection"
    JOB = "ddtm_aigle.core.histoire.relire:run"
    NEXT = "Ensuite : « Croiser les millésimes » de nouveau, puis « Revue des détections »."

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        number = QgsProcessingParameterNumber.Type
        return (
            QgsProcessingParameterMultipleLayers(
                "IMAGES", self.tr("Image, ou dalles, de l'ancien millésime"), QgsProcessing.SourceType.TypeRaster
            ),
            QgsProcessingParameterFile(
                "MODELE", self.tr("Modèle ONNX (vide : celui en service, sinon celui de démonstration)"), extension="onnx", optional=True
            ),
            QgsProcessingParameterNumber(
                "MILLESIME", self.tr("Millésime (vide : lu dans le nom)"), number.Integer, optional=True, minValue=1920
            ),
            QgsProcessingParameterString("VOL", self.tr("Date du vol AAAA-MM-JJ, ou intervalle"), optional=True),
            advanced(QgsProcessingParameterNumber("SEUIL", self.tr("Score minimal"), number.Double, 0.1, minValue=0.001, maxValue=0.999)),
        )

    def outputs(self) -> Iterable[Any]:
        return (
            QgsProcessingOutputString("PHRASE", self.tr("Réponse en une phrase")),
            QgsProcessingOutputNumber("RELUS", self.tr("Endroits relus")),
            QgsProcessingOutputNumber("RETROUVES", self.tr("Objets retrouvés")),
        )

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        params = {
            "images": raster_files(self.parameterAsLayerList(parameters, "IMAGES", context) or []),
            "modele": self.parameterAsString(parameters, "MODELE", context) or None,
            "vol": self.parameterAsString(parameters, "VOL", context) or None,
            "seuil": self.parameterAsDouble(parameters, "SEUIL", context),
        }
        if parameters.get("MILLESIME") is not None:
            params["millesime"] = self.parameterAsInt(parameters, "MILLESIME", context)
        return params
