"""Algorithm ddtm_aigle:comparer_modeles."""

from __future__ import annotations

import json
from typing import Any, Dict, Iterable

from qgis.core import QgsProcessingOutputBoolean, QgsProcessingOutputString, QgsProcessingParameterDefinition, QgsProcessingParameterFile

from shared.processing.base import EngineAlgorithm


class ComparerModeles(EngineAlgorithm):
    """A new model against the old one, on held-out reviews."""

    NAME = "comparer_modeles"
    TITLE = "Comparer deux modèles"
    GROUP = "Revue"
    JOB = "ddtm_aigle.core.apprentissage.comparer:run"

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        return (
            QgsProcessingParameterFile("JEU", self.tr("Jeu d'apprentissage exporté"), behavior=QgsProcessingParameterFile.Behavior.Folder),
            QgsProcessingParameterFile("ANCIEN", self.tr("Modèle en service"), extension="onnx"),
            QgsProcessingParameterFile("NOUVEAU", self.tr("Modèle candidat"), extension="onnx"),
        )

    def outputs(self) -> Iterable[Any]:
        return (
            QgsProcessingOutputString("PHRASE", self.tr("Réponse en une phrase")),
            QgsProcessingOutputBoolean("REMPLACER", self.tr("Le nouveau peut remplacer l'ancien")),
            QgsProcessingOutputString("MESURES", self.tr("Mesures par classe (JSON)")),
        )

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        return {name.lower(): self.parameterAsString(parameters, name, context) for name in ("JEU", "ANCIEN", "NOUVEAU")}

    def answers(self, result: Dict[str, Any], parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        return {"PHRASE": result["phrase"], "REMPLACER": result["remplacer"], "MESURES": json.dumps(result["modeles"], ensure_ascii=False)}
