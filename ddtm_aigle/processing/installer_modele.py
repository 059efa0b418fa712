"""Algorithm ddtm_aigle:installer_modele."""

from __future__ import annotations

from typing import Any, Dict, Iterable

from qgis.core import (
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterFile,
)

from shared.processing.base import EngineAlgorithm


class InstallerModele(EngineAlgorithm):
    """A model put into service in the work space."""

    NAME = "installer_modele"
    TITLE = "Installer un modèle"
    GROUP = "Détection"
    JOB = "ddtm_aigle.core.modeles.installer:run"

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        folder = QgsProcessingParameterFile.Behavior.Folder
        return (
            QgsProcessingParameterFile("MODELE", self.tr("Modèle ONNX appris sur le département"), extension="onnx", optional=True),
            QgsProcessingParameterFile(
                "JEU", self.tr("Jeu de revues mises de côté, pour comparer avant de remplacer"), behavior=folder, optional=True
            ),
            QgsProcessingParameterBoolean("FORCER", self.tr("Installer même s'il est moins bon"), defaultValue=False),
            QgsProcessingParameterBoolean("DEMONSTRATION", self.tr("Remettre le modèle de démonstration"), defaultValue=False),
        )

    def outputs(self) -> Iterable[Any]:
        return (
            QgsProcessingOutputString("PHRASE", self.tr("Réponse en une phrase")),
            QgsProcessingOutputString("MODELE_EN_SERVICE", self.tr("Modèle en service")),
        )

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        texts = {name.lower(): self.parameterAsString(parameters, name, context) for name in ("MODELE", "JEU")}
        flags = {name.lower(): self.parameterAsBool(parameters, name, context) for name in ("FORCER", "DEMONSTRATION")}
        return {**{key: value for key, value in texts.items() if value}, **flags}

    def answers(self, result: Dict[str, Any], parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        for note in result["notes"]:
            feedback.pushInfo(note)
        return {"PHRASE": result["phrase"], "MODELE_EN_SERVICE": result["modele"]}
