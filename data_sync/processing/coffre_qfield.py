"""Algorithm data_sync:coffre_qfield."""

from __future__ import annotations

from typing import Any, Dict, Iterable

from qgis.core import QgsProcessingOutputString, QgsProcessingParameterDefinition, QgsProcessingParameterFile

from shared.processing.base import EngineAlgorithm

DOSSIER, COFFRE = "DOSSIER", "COFFRE"


class CoffreQfield(EngineAlgorithm):
    """Encrypt a tablet's folder for its way, or decrypt it."""

    NAME = "coffre_qfield"
    TITLE = "Chiffrer ou déchiffrer un dossier de tablette"
    GROUP = "Tablettes"
    TAGS = ("QField", "tablette", "chiffrer", "age", "transport")
    JOB = "data_sync.core.tablette.job:chiffrer"

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        kinds = QgsProcessingParameterFile.Behavior
        yield QgsProcessingParameterFile(DOSSIER, self.tr("Dossier à chiffrer"), behavior=kinds.Folder, optional=True)
        yield QgsProcessingParameterFile(
            COFFRE,
            self.tr("ou fichier à déchiffrer"),
            behavior=kinds.File,
            fileFilter=self.tr("Dossier chiffré (*.zip.age)"),
            optional=True,
        )

    def outputs(self) -> Iterable[Any]:
        yield QgsProcessingOutputString("PHRASE", self.tr("Résultat en une phrase"))
        yield QgsProcessingOutputString("CIBLE", self.tr("Ce qui a été écrit"))

    def refusal(self, parameters: Dict[str, Any], context: Any) -> str:
        if bool(parameters.get(DOSSIER)) == bool(parameters.get(COFFRE)):
            return self.tr("Choisissez soit un dossier à chiffrer, soit un fichier à déchiffrer.")
        return ""

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        return {"source": self.parameterAsString(parameters, DOSSIER, context) or self.parameterAsFile(parameters, COFFRE, context)}

    def answers(self, result: Dict[str, Any], parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        return {"PHRASE": result["phrase"], "CIBLE": result["cible"]}
