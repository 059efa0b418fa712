"""Algorithm ddtm_drones:surface."""

from __future__ import annotations

from typing import Any, Dict, Iterable

from qgis.core import (
    QgsProcessing,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterRasterLayer,
)

from shared.processing.base import EngineAlgorithm

from ..core.mesure.volumes import BASES

TITLES = ("Plan ajusté au contour", "Terrain, ou modèle d'un vol précédent", "Altitude donnée")


class VolumesDeSurface(EngineAlgorithm):
    """Volumes between a surface model and a base."""

    NAME = "surface"
    TITLE = "Volumes d'un modèle de surface"
    GROUP = "Produits"
    SHORT = "Volume au-dessus et au-dessous d'une base (plan du contour, terrain, altitude), avec son incertitude."
    TAGS = ("drone", "volume", "MNS", "remblai", "déblai", "tas")
    JOB = "ddtm_drones.core.mesure.volumes:run"

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        tr, number = self.tr, QgsProcessingParameterNumber.Type.Double
        advanced = (
            QgsProcessingParameterRasterLayer("MNT", tr("Terrain ou modèle précédent (vide : terrain du paquet)"), optional=True),
            QgsProcessingParameterNumber("ALTITUDE", tr("Altitude de la base (m)"), number, optional=True),
            QgsProcessingParameterNumber(
                "PRECISION", tr("Précision du modèle (m, écart-type)"), number, defaultValue=0.15, minValue=0.001, maxValue=10
            ),
        )
        for parameter in advanced:
            parameter.setFlags(parameter.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced)
        return (
            QgsProcessingParameterRasterLayer("MODELE", tr("Modèle de surface (Lambert 93)")),
            QgsProcessingParameterFeatureSource("ZONE", tr("Contours, au pied des tas"), [QgsProcessing.SourceType.TypeVectorPolygon]),
            QgsProcessingParameterEnum("BASE", tr("Base"), [tr(title) for title in TITLES], defaultValue=0),
            *advanced,
            QgsProcessingParameterRasterDestination("SORTIE", tr("Hauteur au-dessus de la base")),
        )

    def outputs(self) -> Iterable[Any]:
        return (
            QgsProcessingOutputString("PHRASE", self.tr("Réponse")),
            QgsProcessingOutputNumber("AU_DESSUS_M3", self.tr("Volume au-dessus (m³)")),
            QgsProcessingOutputNumber("AU_DESSOUS_M3", self.tr("Volume au-dessous (m³)")),
            QgsProcessingOutputNumber("INCERTITUDE_M3", self.tr("Incertitude (m³, écart-type)")),
        )

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        given = parameters.get("ALTITUDE") not in (None, "")
        return {
            "modele": self.raster_file(parameters, "MODELE", context),
            "zone": self.layer_file(parameters, "ZONE", context, feedback),
            "base": BASES[self.parameterAsEnum(parameters, "BASE", context)],
            "mnt": self.raster_file(parameters, "MNT", context) if parameters.get("MNT") else None,
            "altitude": self.parameterAsDouble(parameters, "ALTITUDE", context) if given else None,
            "precision": self.parameterAsDouble(parameters, "PRECISION", context),
            "sortie": self.parameterAsOutputLayer(parameters, "SORTIE", context),
        }

    def answers(self, result: Dict[str, Any], parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        for note in result["notes"]:
            feedback.pushInfo(note)
        return super().answers(result, parameters, context, feedback)
