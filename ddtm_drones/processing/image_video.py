"""Algorithm ddtm_drones:image_video."""

from __future__ import annotations

from typing import Any, Dict, Iterable

from qgis.core import (
    QgsProcessingOutputFile,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from shared.processing.base import EngineAlgorithm


class ImageDeVideo(EngineAlgorithm):
    """One picture of a video, with the place of the drone then."""

    NAME = "image_video"
    TITLE = "Image d'une vidéo"
    GROUP = "Prises de vue"
    SHORT = "Extrait une image d'une vidéo importée, avec la position du drone à cet instant d'après ses sous-titres."
    TAGS = ("drone", "vidéo", "SRT", "image")
    JOB = "ddtm_drones.core.video.job:run"

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        tr = self.tr
        return (
            QgsProcessingParameterString("VIDEO", tr("Vidéo : nom au registre ou empreinte")),
            QgsProcessingParameterNumber(
                "SECONDE", tr("Instant (s)"), QgsProcessingParameterNumber.Type.Double, defaultValue=0.0, minValue=0
            ),
            QgsProcessingParameterFileDestination(
                "SORTIE", tr("Image (vide : simple aperçu)"), "JPEG (*.jpg)", optional=True, createByDefault=False
            ),
        )

    def outputs(self) -> Iterable[Any]:
        return (
            QgsProcessingOutputString("PHRASE", self.tr("Réponse")),
            QgsProcessingOutputFile("IMAGE", self.tr("Image")),
            QgsProcessingOutputString("EMPREINTE", self.tr("Empreinte de l'image gardée")),
            QgsProcessingOutputNumber("DUREE_S", self.tr("Durée de la vidéo (s)")),
            QgsProcessingOutputNumber("LARGEUR_PX", self.tr("Largeur de la vidéo (pixels)")),
        )

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        return {
            "video": self.parameterAsString(parameters, "VIDEO", context).strip(),
            "seconde": self.parameterAsDouble(parameters, "SECONDE", context),
            "sortie": self.parameterAsFileOutput(parameters, "SORTIE", context) if parameters.get("SORTIE") else None,
        }

    def answers(self, result: Dict[str, Any], parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        out = {
            "PHRASE": result["phrase"],
            "IMAGE": result["sortie"],
            "DUREE_S": result["duree_s"],
            "EMPREINTE": result.get("sha256", ""),
            "LARGEUR_PX": result["largeur_px"],
        }
        return {**out, "SORTIE": result["sortie"]} if parameters.get("SORTIE") else out
