"""Algorithm ddtm_drones:importer."""

from __future__ import annotations

from typing import Any, Dict, Iterable

from qgis.core import (
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterFile,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
)

from shared.processing.base import EngineAlgorithm


class ImporterCarte(EngineAlgorithm):
    """A card or a folder into the store of originals and the layers of the missions."""

    NAME = "importer"
    TITLE = "Importer une carte de drone"
    GROUP = "Prises de vue"
    SHORT = "Copie la carte en une passe, calcule les empreintes, signe le manifeste, inscrit photos, emprises et trajets."
    TAGS = ("drone", "photo", "EXIF", "XMP", "SRT", "empreinte", "preuve")
    JOB = "ddtm_drones.core.importer.job:run"

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        tr = self.tr
        number = QgsProcessingParameterNumber.Type.Double
        simple = (
            QgsProcessingParameterFile("SOURCE", tr("Carte ou dossier"), behavior=QgsProcessingParameterFile.Behavior.Folder),
            QgsProcessingParameterString("MISSION", tr("Mission (numéro)"), optional=True),
            QgsProcessingParameterString("OPERATEUR", tr("Opérateur, inscrit au manifeste"), optional=True),
        )
        advanced = (
            QgsProcessingParameterString("CARTE", tr("Nom de la carte (vide : celui du dossier)"), optional=True),
            QgsProcessingParameterString("FUSEAU", tr("Fuseau de l'horloge de l'appareil"), defaultValue="Europe/Paris"),
            QgsProcessingParameterNumber(
                "ALTITUDE_DECOLLAGE", tr("Altitude du décollage (m ; vide : lue sur le terrain)"), number, optional=True
            ),
            QgsProcessingParameterRasterLayer("MNT", tr("Terrain (vide : celui du paquet)"), optional=True),
            QgsProcessingParameterBoolean("EMPRISES", tr("Calculer les emprises au sol"), defaultValue=True),
            QgsProcessingParameterBoolean("CONTROLE", tr("Contrôler le cap par le GPS et les images"), defaultValue=True),
        )
        for parameter in advanced:
            parameter.setFlags(parameter.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced)
        return (*simple, *advanced)

    def outputs(self) -> Iterable[Any]:
        return (
            QgsProcessingOutputString("PHRASE", self.tr("Réponse")),
            QgsProcessingOutputNumber("NOUVEAUX", self.tr("Fichiers importés")),
            QgsProcessingOutputNumber("CONNUS", self.tr("Fichiers déjà au dépôt")),
            QgsProcessingOutputNumber("REFUSES", self.tr("Fichiers refusés")),
            QgsProcessingOutputString("MANIFESTE", self.tr("Manifeste")),
        )

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        def text(name: str) -> Any:
            return self.parameterAsString(parameters, name, context).strip() or None

        altitude = parameters.get("ALTITUDE_DECOLLAGE")
        return {
            "source": self.parameterAsFile(parameters, "SOURCE", context),
            "mission": text("MISSION"),
            "operateur": text("OPERATEUR"),
            "carte": text("CARTE"),
            "fuseau": text("FUSEAU"),
            "altitude_decollage": self.parameterAsDouble(parameters, "ALTITUDE_DECOLLAGE", context) if altitude not in (None, "") else None,
            "mnt": self.raster_file(parameters, "MNT", context) if parameters.get("MNT") else None,
            "controle": self.parameterAsBool(parameters, "CONTROLE", context),
            "emprises": self.parameterAsBool(parameters, "EMPRISES", context),
        }

    def answers(self, result: Dict[str, Any], parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        for note in result["notes"]:
            feedback.pushInfo(note)
        return {
            "PHRASE": result["phrase"],
            "NOUVEAUX": result["nouveaux"],
            "CONNUS": result["connus"],
            "REFUSES": len(result["refuses"]),
            "MANIFESTE": result["manifeste"] or "",
        }
