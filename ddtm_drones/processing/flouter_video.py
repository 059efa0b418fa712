"""Algorithm ddtm_drones:flouter_video."""

from __future__ import annotations

from typing import Any, Dict, Iterable

from qgis.core import (
    QgsProcessingOutputFile,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from shared.processing.base import EngineAlgorithm


class FlouterVideo(EngineAlgorithm):
    """A copy of a video with zones hidden, without sound."""

    NAME = "flouter_video"
    TITLE = "Flouter une vidéo"
    GROUP = "Diffusion"
    SHORT = "Fait une copie d'une vidéo où des zones sont masquées, sans le son, liée à l'empreinte de l'original, qui reste intact."
    TAGS = ("drone", "vidéo", "floutage", "vie privée", "son", "diffusion")
    JOB = "ddtm_drones.core.diffusion.flouter_video:run"

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        tr = self.tr
        return (
            QgsProcessingParameterString("VIDEO", tr("Vidéo : nom au registre ou empreinte")),
            QgsProcessingParameterString(
                "ZONES",
                tr("Zones, en secondes et en pixels : 12-20 : x1,y1,x2,y2 ; 3 : x1,y1,… > 9 : x1,y1,… ; 30-fin : tout"),
                optional=True,
            ),
            QgsProcessingParameterBoolean("SANS_ZONE", tr("Examinée : rien à cacher"), defaultValue=False),
            QgsProcessingParameterNumber(
                "LARGEUR",
                tr("Largeur de la copie au plus (pixels ; 0 : celle de l'original)"),
                defaultValue=1920,
                minValue=0,
                maxValue=8192,
            ),
            QgsProcessingParameterString("ORIGINE", tr("Origine des zones (vide : tracées à la main)"), optional=True),
            QgsProcessingParameterString("AUTEUR", tr("Auteur"), optional=True),
        )

    def outputs(self) -> Iterable[Any]:
        return (
            QgsProcessingOutputString("PHRASE", self.tr("Réponse")),
            QgsProcessingOutputFile("SORTIE", self.tr("Copie floutée")),
        )

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        return {
            **{name.lower(): self.parameterAsString(parameters, name, context).strip() for name in ("VIDEO", "ZONES", "ORIGINE", "AUTEUR")},
            "sans_zone": self.parameterAsBool(parameters, "SANS_ZONE", context),
            "largeur": self.parameterAsInt(parameters, "LARGEUR", context),
        }
