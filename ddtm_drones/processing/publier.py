"""Algorithm ddtm_drones:publier."""

from __future__ import annotations

from typing import Any, Dict, Iterable

from qgis.core import (
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterString,
)

from shared.processing.base import EngineAlgorithm


class PublierMission(EngineAlgorithm):
    """A mission's photographs and videos into a folder for others."""

    NAME = "publier"
    TITLE = "Publier les photos et vidéos d'une mission"
    GROUP = "Diffusion"
    SHORT = "Copie les photos et les vidéos d'une mission dans un dossier ; refuse tant qu'une prise de vue à flouter ne l'est pas."
    TAGS = ("drone", "diffusion", "floutage", "livraison")
    JOB = "ddtm_drones.core.diffusion.publier:run"

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        return (
            QgsProcessingParameterString("MISSION", self.tr("Mission (numéro)")),
            QgsProcessingParameterBoolean("VIDEOS", self.tr("Avec les vidéos"), defaultValue=True),
            QgsProcessingParameterFolderDestination("DOSSIER", self.tr("Dossier")),
        )

    def outputs(self) -> Iterable[Any]:
        return (
            QgsProcessingOutputString("PHRASE", self.tr("Réponse")),
            QgsProcessingOutputNumber("PHOTOS", self.tr("Photos")),
            QgsProcessingOutputNumber("VIDEOS_PUBLIEES", self.tr("Vidéos")),
            QgsProcessingOutputNumber("FLOUTEES", self.tr("Copies floutées")),
        )

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        return {
            "mission": self.parameterAsString(parameters, "MISSION", context).strip(),
            "dossier": self.parameterAsString(parameters, "DOSSIER", context),
            "videos": self.parameterAsBool(parameters, "VIDEOS", context),
        }

    def answers(self, result: Dict[str, Any], parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        for note in result["notes"]:
            feedback.pushInfo(note)
        return {
            "PHRASE": result["phrase"],
            "PHOTOS": result["photos"],
            "VIDEOS_PUBLIEES": result["videos"],
            "FLOUTEES": result["floutees"],
            "DOSSIER": result["sortie"],
        }
