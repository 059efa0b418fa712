"""Algorithm ddtm_aigle:fiches."""

from __future__ import annotations

from typing import Any, Dict, Iterable

from qgis.core import (
    QgsProcessing,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from shared.processing.base import EngineAlgorithm

from .couches import advanced, object_ids, raster_files


class Fiches(EngineAlgorithm):
    """One sheet an object as a PDF, and the list as a table, in the folder of documents."""

    NAME = "fiches"
    TITLE = "Fiches et liste des objets"
    GROUP = "Revue"
    JOB = "ddtm_aigle.core.fiches.job:run"
    NEXT = (
        "Les documents sont dans le dossier « sorties » du dossier de travail. "
        "Ensuite : « Préparer une tournée » ou « Ouvrir un signalement »."
    )

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        polygon, raster = QgsProcessing.SourceType.TypeVectorPolygon, QgsProcessing.SourceType.TypeRaster
        return (
            QgsProcessingParameterFeatureSource("OBJETS", self.tr("Objets (sélection ; vide : selon les choix)"), [polygon], optional=True),
            QgsProcessingParameterString("COMMUNE", self.tr("Code INSEE de la commune (vide : toutes)"), optional=True),
            QgsProcessingParameterString("CLASSES", self.tr("Classes, par exemple caravane,mobil_home (vide : toutes)"), optional=True),
            QgsProcessingParameterBoolean("PRESCRITS", self.tr("Avec les objets prescrits"), defaultValue=False),
            QgsProcessingParameterBoolean("PAR_PARCELLE", self.tr("Une fiche par parcelle (sinon par objet)"), defaultValue=False),
            QgsProcessingParameterMultipleLayers(
                "IMAGES", self.tr("Images, une par millésime (année dans le nom du fichier)"), raster, optional=True
            ),
            advanced(
                QgsProcessingParameterNumber(
                    "LIMITE", self.tr("Nombre d'objets"), QgsProcessingParameterNumber.Type.Integer, optional=True, minValue=1
                )
            ),
        )

    def outputs(self) -> Iterable[Any]:
        return (
            QgsProcessingOutputString("PHRASE", self.tr("Réponse en une phrase")),
            QgsProcessingOutputNumber("NOMBRE", self.tr("Objets")),
            QgsProcessingOutputString("FICHIERS", self.tr("Fichiers écrits")),
        )

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        params: Dict[str, Any] = {
            "commune": self.parameterAsString(parameters, "COMMUNE", context) or None,
            "classes": self.parameterAsString(parameters, "CLASSES", context) or None,
            "par": "parcelle" if self.parameterAsBool(parameters, "PAR_PARCELLE", context) else "objet",
            "prescrits": self.parameterAsBool(parameters, "PRESCRITS", context),
            "images": raster_files(self.parameterAsLayerList(parameters, "IMAGES", context) or []) if parameters.get("IMAGES") else [],
        }
        if parameters.get("LIMITE") is not None:
            params["limite"] = self.parameterAsInt(parameters, "LIMITE", context)
        if parameters.get("OBJETS"):
            params["objets"] = object_ids(self.parameterAsSource(parameters, "OBJETS", context))
        return params

    def answers(self, result: Dict[str, Any], parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        for note in result["notes"]:
            feedback.pushInfo(note)
        return {"PHRASE": result["phrase"], "NOMBRE": result["objets"], "FICHIERS": "\n".join(result["fichiers"])}
