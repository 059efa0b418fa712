"""Algorithm ddtm_drones:flouter."""

from __future__ import annotations

from typing import Any, Dict, Iterable

from qgis.core import (
    QgsProcessingOutputFile,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterString,
)

from shared.processing.base import EngineAlgorithm


class FlouterPhoto(EngineAlgorithm):
    """A copy of a photograph with zones made unreadable."""

    NAME = "flouter"
    TITLE = "Flouter une photo"
    GROUP = "Diffusion"
    SHORT = "Fait une copie floutée d'une photo, liée à l'empreinte de l'original, qui reste intact."
    TAGS = ("drone", "floutage", "vie privée", "diffusion")
    JOB = "ddtm_drones.core.diffusion.flouter:run"

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        return (
            QgsProcessingParameterString("PHOTO", self.tr("Photo : nom au registre ou empreinte")),
            QgsProcessingParameterString(
                "ZONES",
                self.tr("Zones en pixels : x1,y1,x2,y2 (rectangle) ou x1,y1,x2,y2,x3,y3… (polygone), séparées par « ; »"),
                optional=True,
            ),
            QgsProcessingParameterBoolean("SANS_ZONE", self.tr("Examinée : rien à cacher"), defaultValue=False),
            QgsProcessingParameterString("ORIGINE", self.tr("Origine des zones (vide : tracées à la main)"), optional=True),
            QgsProcessingParameterString("AUTEUR", self.tr("Auteur"), optional=True),
        )

    def outputs(self) -> Iterable[Any]:
        return (
            QgsProcessingOutputString("PHRASE", self.tr("Réponse")),
            QgsProcessingOutputFile("SORTIE", self.tr("Copie floutée")),
        )

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        return {
            **{name.lower(): self.parameterAsString(parameters, name, context).strip() for name in ("PHOTO", "ZONES", "ORIGINE", "AUTEUR")},
            "sans_zone": self.parameterAsBool(parameters, "SANS_ZONE", context),
        }
