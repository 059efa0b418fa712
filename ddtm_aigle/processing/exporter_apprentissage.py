"""Algorithm ddtm_aigle:exporter_apprentissage."""

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

from shared.errors import BadInput
from shared.processing.base import EngineAlgorithm

from .couches import advanced, raster_files


class ExporterApprentissage(EngineAlgorithm):
    """Reviewed detections as pictures and boxes from which a model is trained."""

    NAME = "exporter_apprentissage"
    TITLE = "Exporter un jeu d'apprentissage"
    GROUP = "Revue"
    JOB = "ddtm_aigle.core.apprentissage.job:run"

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        number = QgsProcessingParameterNumber.Type
        return (
            QgsProcessingParameterMultipleLayers("IMAGES", self.tr("Images, une par millésime (année dans le nom du fichier)"), QgsProcessing.SourceType.TypeRaster),
            QgsProcessingParameterFile("DOSSIER", self.tr("Dossier où créer le jeu (vide : sorties)"), behavior=QgsProcessingParameterFile.Behavior.Folder, optional=True),
            QgsProcessingParameterString("NOM", self.tr("Nom du jeu"), defaultValue="apprentissage"),
            advanced(QgsProcessingParameterNumber("TUILE", self.tr("Côté des tuiles (pixels)"), number.Integer, 512, minValue=64, maxValue=4096)),
            advanced(QgsProcessingParameterNumber("RESOLUTION", self.tr("Taille du pixel (cm)"), number.Double, 20, minValue=1, maxValue=200)),
            advanced(QgsProcessingParameterNumber("PART_VALIDATION", self.tr("Part du sol réservée à la validation"), number.Double, 0.2, minValue=0, maxValue=0.9)),
        )  # fmt: skip

    def outputs(self) -> Iterable[Any]:
        return (
            QgsProcessingOutputString("PHRASE", self.tr("Réponse en une phrase")),
            QgsProcessingOutputNumber("TUILES", self.tr("Tuiles")),
            QgsProcessingOutputNumber("BOITES", self.tr("Cadres")),
            QgsProcessingOutputString("JEU", self.tr("Dossier du jeu")),
        )

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        name = self.parameterAsString(parameters, "NOM", context).strip()
        if not name or any(mark in name for mark in '/\\:*?"<>|') or name in (".", ".."):
            raise BadInput("Le nom du jeu ne convient pas : lettres, chiffres, tirets et espaces seulement.")
        folder = self.parameterAsString(parameters, "DOSSIER", context) or f"{self.espace(parameters, context)}/sorties"
        return {
            "images": raster_files(self.parameterAsLayerList(parameters, "IMAGES", context) or []),
            "sortie": f"{folder}/{name}",
            "tuile": self.parameterAsInt(parameters, "TUILE", context),
            "resolution": self.parameterAsDouble(parameters, "RESOLUTION", context),
            "part_validation": self.parameterAsDouble(parameters, "PART_VALIDATION", context),
        }

    def answers(self, result: Dict[str, Any], parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        return {"PHRASE": result["phrase"], "TUILES": result["tuiles"], "BOITES": result["boites"], "JEU": result["dossier"]}
