"""Algorithm ddtm_drones:indices."""

from __future__ import annotations

from typing import Any, Dict, Iterable

from qgis.core import (
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterRasterLayer,
)

from shared.processing.base import EngineAlgorithm

CODES = ("vari", "grvi", "gli", "exg", "clarte", "brule")
TITLES = (
    "VARI, végétation visible",
    "GRVI, vert contre rouge",
    "GLI, feuillage vert",
    "ExG, excès de vert",
    "Clarté (sombre : eau, brûlé)",
    "Brûlé (sombre et sans couleur : charbon, suie)",
)
SIDES = ("au_dessus", "au_dessous")


class IndiceDeCouleur(EngineAlgorithm):
    """A colour index of a mosaic, its histogram and a draft outline."""

    NAME = "indices"
    TITLE = "Indice de couleur et contour"
    GROUP = "Produits"
    SHORT = "Calcule un indice de couleur sur une mosaïque, son histogramme, et l'ébauche d'un contour (végétation, brûlé, eau)."
    TAGS = ("drone", "VARI", "GLI", "ExG", "végétation", "incendie", "inondation")
    JOB = "ddtm_drones.core.indices.job:run"

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        tr, number = self.tr, QgsProcessingParameterNumber.Type.Double
        return (
            QgsProcessingParameterRasterLayer("IMAGE", tr("Mosaïque ou orthophoto")),
            QgsProcessingParameterEnum("INDICE", tr("Indice"), [tr(title) for title in TITLES], defaultValue=0),
            QgsProcessingParameterNumber("SEUIL", tr("Seuil (vide : proposé)"), number, optional=True, minValue=-2, maxValue=2),
            QgsProcessingParameterEnum("COTE", tr("Garder"), [tr("au-dessus du seuil"), tr("au-dessous du seuil")], defaultValue=0),
            QgsProcessingParameterNumber("SURFACE_MIN", tr("Plus petite surface gardée (m²)"), number, defaultValue=1.0, minValue=0.0),
            QgsProcessingParameterRasterDestination("SORTIE", tr("Indice")),
        )

    def outputs(self) -> Iterable[Any]:
        return (
            QgsProcessingOutputString("PHRASE", self.tr("Réponse")),
            QgsProcessingOutputNumber("SEUIL_RETENU", self.tr("Seuil retenu")),
            QgsProcessingOutputNumber("SURFACE_M2", self.tr("Surface du contour (m²)")),
            QgsProcessingOutputString("CONTOUR", self.tr("Contour (GeoPackage)")),
            QgsProcessingOutputString("HISTOGRAMME", self.tr("Histogramme (image)")),
        )

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        given = parameters.get("SEUIL") not in (None, "")
        return {
            "image": self.raster_file(parameters, "IMAGE", context),
            "indice": CODES[self.parameterAsEnum(parameters, "INDICE", context)],
            "seuil": self.parameterAsDouble(parameters, "SEUIL", context) if given else None,
            "cote": SIDES[self.parameterAsEnum(parameters, "COTE", context)],
            "surface_min": self.parameterAsDouble(parameters, "SURFACE_MIN", context),
            "sortie": self.parameterAsOutputLayer(parameters, "SORTIE", context),
        }

    def answers(self, result: Dict[str, Any], parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        for note in result["notes"]:
            feedback.pushInfo(note)
        return {
            "PHRASE": result["phrase"],
            "SEUIL_RETENU": result["seuil"],
            "SURFACE_M2": result["surface_m2"],
            "CONTOUR": result["fichiers"][1],
            "HISTOGRAMME": result["fichiers"][2],
            "SORTIE": result["sortie"],
        }
