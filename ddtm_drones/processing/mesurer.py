"""Algorithm ddtm_drones:mesurer."""

from __future__ import annotations

from typing import Any, Dict, Iterable

from qgis.core import (
    QgsProcessing,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterLayer,
)

from shared.processing.base import EngineAlgorithm


class MesurerObjets(EngineAlgorithm):
    """Length, area and height of what is drawn on a mosaic."""

    NAME = "mesurer"
    TITLE = "Mesurer sur une mosaïque"
    GROUP = "Produits"
    SHORT = "Longueur, surface et hauteur d'objets dessinés, chacune avec son incertitude."
    TAGS = ("drone", "mesure", "distance", "surface", "hauteur")
    JOB = "ddtm_drones.core.mesure.job:run"

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        tr = self.tr
        advanced = (
            QgsProcessingParameterRasterLayer("SOL", tr("Terrain (vide : celui du paquet)"), optional=True),
            QgsProcessingParameterNumber(
                "PRECISION",
                tr("Précision du pointé (m ; vide : celle de l'image)"),
                QgsProcessingParameterNumber.Type.Double,
                optional=True,
            ),
        )
        for parameter in advanced:
            parameter.setFlags(parameter.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced)
        return (
            QgsProcessingParameterFeatureSource(
                "OBJETS", tr("Objets à mesurer (points, lignes, surfaces)"), [QgsProcessing.SourceType.TypeVectorAnyGeometry]
            ),
            QgsProcessingParameterRasterLayer("IMAGE", tr("Image sur laquelle ils sont dessinés"), optional=True),
            QgsProcessingParameterRasterLayer("MODELE", tr("Modèle de surface, pour les hauteurs"), optional=True),
            *advanced,
            QgsProcessingParameterFileDestination("SORTIE", tr("Mesures"), "GeoPackage (*.gpkg);;CSV (*.csv)"),
        )

    def outputs(self) -> Iterable[Any]:
        return (
            QgsProcessingOutputString("PHRASE", self.tr("Réponse")),
            QgsProcessingOutputNumber("PRECISION_M", self.tr("Précision du pointé (m, écart-type)")),
        )

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        given = parameters.get("PRECISION") not in (None, "")
        return {
            "objets": self.layer_file(parameters, "OBJETS", context, feedback),
            **{name.lower(): self.raster_file(parameters, name, context) for name in ("IMAGE", "MODELE", "SOL") if parameters.get(name)},
            "precision": self.parameterAsDouble(parameters, "PRECISION", context) if given else None,
            "sortie": self.parameterAsFileOutput(parameters, "SORTIE", context),
        }

    def answers(self, result: Dict[str, Any], parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        for note in result["notes"]:
            feedback.pushInfo(note)
        return super().answers(result, parameters, context, feedback)
