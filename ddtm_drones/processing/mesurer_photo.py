"""Algorithm ddtm_drones:mesurer_photo."""

from __future__ import annotations

import json
from typing import Any, Dict, Iterable

from qgis.core import (
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
)

from shared.processing.base import EngineAlgorithm

KINDS = ("position", "longueur", "surface", "hauteur")


class MesurerPhoto(EngineAlgorithm):
    """A place, a distance, an area or a height pointed in one photograph."""

    NAME = "mesurer_photo"
    TITLE = "Mesurer dans une photo"
    GROUP = "Produits"
    SHORT = "Position, longueur, surface ou hauteur pointée dans une photo, même oblique, avec son incertitude."
    TAGS = ("drone", "mesure", "oblique", "distance", "position", "hauteur")
    JOB = "ddtm_drones.core.mesure.photo:run"

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        tr, number = self.tr, QgsProcessingParameterNumber.Type.Double
        advanced = (
            QgsProcessingParameterNumber("ALTITUDE_DECOLLAGE", tr("Altitude du décollage (m)"), number, optional=True),
            QgsProcessingParameterRasterLayer("MNT", tr("Terrain (vide : celui du paquet)"), optional=True),
            QgsProcessingParameterNumber(
                "POINTE_PX", tr("Précision du pointé (pixels, écart-type)"), number, defaultValue=2.0, minValue=0.1
            ),
        )
        for parameter in advanced:
            parameter.setFlags(parameter.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced)
        return (
            QgsProcessingParameterString("PHOTO", tr("Photo : fichier, nom au registre ou empreinte")),
            QgsProcessingParameterString("POINTS", tr("Points en pixels : x,y depuis le coin haut gauche, séparés par « ; »")),
            QgsProcessingParameterEnum(
                "MESURE",
                tr("Mesure"),
                [tr("Position"), tr("Longueur"), tr("Surface"), tr("Hauteur : le pied, puis le haut")],
                defaultValue=1,
            ),
            *advanced,
            QgsProcessingParameterFileDestination(
                "SORTIE", tr("Mesure"), "GeoPackage (*.gpkg);;CSV (*.csv)", optional=True, createByDefault=False
            ),
        )

    def outputs(self) -> Iterable[Any]:
        return (
            QgsProcessingOutputString("PHRASE", self.tr("Réponse")),
            QgsProcessingOutputNumber("VALEUR", self.tr("Valeur (m ou m²)")),
            QgsProcessingOutputNumber("SIGMA", self.tr("Incertitude (écart-type)")),
            QgsProcessingOutputString("WKT", self.tr("Objet au sol (WKT, Lambert 93)")),
            QgsProcessingOutputString("RESULTAT", self.tr("Points et incertitudes (JSON)")),
        )

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        given = parameters.get("ALTITUDE_DECOLLAGE") not in (None, "")
        return {
            "photo": self.parameterAsString(parameters, "PHOTO", context).strip(),
            "points": self.parameterAsString(parameters, "POINTS", context),
            "mesure": KINDS[self.parameterAsEnum(parameters, "MESURE", context)],
            "pointe_px": self.parameterAsDouble(parameters, "POINTE_PX", context),
            "altitude_decollage": self.parameterAsDouble(parameters, "ALTITUDE_DECOLLAGE", context) if given else None,
            "mnt": self.raster_file(parameters, "MNT", context) if parameters.get("MNT") else None,
            "sortie": self.parameterAsFileOutput(parameters, "SORTIE", context) if parameters.get("SORTIE") else None,
        }

    def answers(self, result: Dict[str, Any], parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        for note in result["notes"]:
            feedback.pushInfo(note)
        told = {name: result[name] for name in ("points", "notes", "sol", "denivele_m")}
        return {**super().answers(result, parameters, context, feedback), "RESULTAT": json.dumps(told, ensure_ascii=False)}
