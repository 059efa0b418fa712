"""Algorithm ddtm_drones:mosaique."""

from __future__ import annotations

from typing import Any, Dict, Iterable

from qgis.core import (
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFile,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
)

from shared.processing.base import EngineAlgorithm

ENGINES = ("rapide", "complete")


class MosaiqueDeCrise(EngineAlgorithm):
    """Vertical photographs of a flight as one image of the ground, in minutes."""

    NAME = "mosaique"
    TITLE = "Mosaïque de crise"
    GROUP = "Produits"
    SHORT = "Assemble les photos verticales d'un vol en une image du sol, en dit la précision, refuse quand elle tromperait."
    TAGS = ("drone", "mosaïque", "orthophoto", "crise", "inondation")
    JOB = "ddtm_drones.core.mosaique.job:run"

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        tr = self.tr
        advanced = (
            QgsProcessingParameterNumber("PIXEL", tr("Pixel (cm ; vide : choisi selon le vol)"), QgsProcessingParameterNumber.Type.Double, optional=True, minValue=0.5, maxValue=500),
            QgsProcessingParameterRasterLayer("MNT", tr("Terrain, pour redresser le relief (vide : celui du paquet)"), optional=True),
            QgsProcessingParameterNumber("ALTITUDE_DECOLLAGE", tr("Altitude du décollage (m ; vide : sol sous la première photo)"), QgsProcessingParameterNumber.Type.Double, optional=True),
            QgsProcessingParameterBoolean("FORCER", tr("Assembler malgré un refus (simple coup d'œil)"), defaultValue=False),
        )  # fmt: skip
        for parameter in advanced:
            parameter.setFlags(parameter.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced)
        return (
            QgsProcessingParameterFile(
                "PHOTOS", tr("Dossier de photos"), behavior=QgsProcessingParameterFile.Behavior.Folder, optional=True
            ),
            QgsProcessingParameterString("MISSION", tr("ou mission (numéro)"), optional=True),
            QgsProcessingParameterEnum("MOTEUR", tr("Moteur"), options=[tr("rapide"), tr("complète (pycolmap)")], defaultValue=0),
            *advanced,
            QgsProcessingParameterRasterDestination("SORTIE", tr("Mosaïque")),
        )

    def outputs(self) -> Iterable[Any]:
        return (
            QgsProcessingOutputString("PHRASE", self.tr("Réponse")),
            QgsProcessingOutputNumber("RESIDU_MEDIAN_M", self.tr("Raccord médian (m)")),
            QgsProcessingOutputNumber("RESIDU_P90_M", self.tr("Raccord de 9 liens sur 10 (m)")),
            QgsProcessingOutputNumber("REPROJECTION_PX", self.tr("Reprojection (pixels ; moteur complet)")),
            QgsProcessingOutputNumber("DECALAGE_GPS_M", self.tr("Écart au GPS (m)")),
            QgsProcessingOutputString("RETOURNEES", self.tr("Photos au cap faux")),
            QgsProcessingOutputString("COUTURES", self.tr("Coutures (GeoPackage)")),
        )

    def refusal(self, parameters: Dict[str, Any], context: Any) -> str:
        if parameters.get("PHOTOS") or parameters.get("MISSION"):
            return ""
        return self.tr("Choisissez un dossier de photos ou une mission.")

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        given = parameters.get("PIXEL") not in (None, "")
        return {
            "photos": self.parameterAsFile(parameters, "PHOTOS", context) or None,
            "mission": self.parameterAsString(parameters, "MISSION", context).strip() or None,
            "moteur": ENGINES[self.parameterAsEnum(parameters, "MOTEUR", context)],
            "pixel": self.parameterAsDouble(parameters, "PIXEL", context) if given else None,
            "mnt": self.raster_file(parameters, "MNT", context) if parameters.get("MNT") else None,
            "altitude_decollage": self.parameterAsDouble(parameters, "ALTITUDE_DECOLLAGE", context)
            if parameters.get("ALTITUDE_DECOLLAGE") not in (None, "")
            else None,
            "forcer": self.parameterAsBool(parameters, "FORCER", context),
            "sortie": self.parameterAsOutputLayer(parameters, "SORTIE", context),
        }

    def answers(self, result: Dict[str, Any], parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        for note in result["notes"]:
            feedback.pushInfo(note)
        return {
            **{name: result[name.lower()] for name in ("PHRASE", "RESIDU_MEDIAN_M", "RESIDU_P90_M", "DECALAGE_GPS_M")},
            "REPROJECTION_PX": result.get("reprojection_px"),
            "RETOURNEES": " ; ".join(result["retournees"]),
            "COUTURES": result["fichiers"][1],
            "SORTIE": result["sortie"],
        }
