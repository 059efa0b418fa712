"""Algorithm ddtm_drones:orthophoto."""

from __future__ import annotations

from typing import Any, Dict, Iterable

from qgis.core import (
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
)

from shared.processing.base import EngineAlgorithm


class PhotoAuSol(EngineAlgorithm):
    """One photograph laid on the terrain."""

    NAME = "orthophoto"
    TITLE = "Poser une photo sur le terrain"
    GROUP = "Produits"
    SHORT = "Projette une photo, même oblique, sur le terrain, là où elle voit le sol, avec son incertitude."
    TAGS = ("drone", "orthophoto", "oblique", "terrain")
    JOB = "ddtm_drones.core.ortho.job:run"

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        tr, number = self.tr, QgsProcessingParameterNumber.Type.Double
        advanced = (
            QgsProcessingParameterNumber(
                "ALTITUDE_DECOLLAGE", tr("Altitude du décollage (m ; vide : lue sur le terrain)"), number, optional=True
            ),
            QgsProcessingParameterRasterLayer("MNT", tr("Terrain (vide : celui du paquet)"), optional=True),
            QgsProcessingParameterNumber(
                "PIXEL", tr("Pixel (cm ; vide : celui de la photo)"), number, optional=True, minValue=1, maxValue=500
            ),
            QgsProcessingParameterNumber("PORTEE", tr("Portée (m)"), number, defaultValue=400.0, minValue=10, maxValue=1500),
        )
        for parameter in advanced:
            parameter.setFlags(parameter.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced)
        return (
            QgsProcessingParameterString("PHOTO", tr("Photo : fichier, nom au registre ou empreinte")),
            *advanced,
            QgsProcessingParameterRasterDestination("SORTIE", tr("Photo au sol")),
        )

    def outputs(self) -> Iterable[Any]:
        return (
            QgsProcessingOutputString("PHRASE", self.tr("Réponse")),
            QgsProcessingOutputNumber("INCERTITUDE_M", self.tr("Incertitude (m, écart-type)")),
            QgsProcessingOutputNumber("SURFACE_M2", self.tr("Surface vue (m²)")),
        )

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        def given(name: str) -> Any:
            return self.parameterAsDouble(parameters, name, context) if parameters.get(name) not in (None, "") else None

        return {
            "photo": self.parameterAsString(parameters, "PHOTO", context).strip(),
            "altitude_decollage": given("ALTITUDE_DECOLLAGE"),
            "mnt": self.raster_file(parameters, "MNT", context) if parameters.get("MNT") else None,
            "pixel": given("PIXEL"),
            "portee": self.parameterAsDouble(parameters, "PORTEE", context),
            "sortie": self.parameterAsOutputLayer(parameters, "SORTIE", context),
        }

    def answers(self, result: Dict[str, Any], parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        for note in result["notes"]:
            feedback.pushInfo(note)
        return {name: result[name.lower()] for name in ("PHRASE", "INCERTITUDE_M", "SURFACE_M2", "SORTIE")}
