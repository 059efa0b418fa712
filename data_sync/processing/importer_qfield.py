"""Algorithm data_sync:importer_qfield."""

from __future__ import annotations

from typing import Any, Dict, Iterable

from qgis.core import (
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterFile,
)

from shared.processing.base import EngineAlgorithm

from .edition import en_edition, rafraichir

DOSSIER, COFFRE = "DOSSIER", "COFFRE"


class ImporterQfield(EngineAlgorithm):
    """Take the folder of a tablet back and merge it."""

    NAME = "importer_qfield"
    TITLE = "Reprendre une tablette (QField)"
    GROUP = "Tablettes"
    TAGS = ("QField", "tablette", "terrain", "retour")
    JOB = "data_sync.core.tablette.job:importer"

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        yield QgsProcessingParameterFile(
            DOSSIER, self.tr("Dossier revenu de la tablette"), behavior=QgsProcessingParameterFile.Behavior.Folder, optional=True
        )
        yield QgsProcessingParameterFile(
            COFFRE,
            self.tr("ou son fichier chiffré, ou un fichier de changements QFieldCloud"),
            behavior=QgsProcessingParameterFile.Behavior.File,
            fileFilter=self.tr("Retour de tablette (*.zip.age *.zip *.json)"),
            optional=True,
        )

    def outputs(self) -> Iterable[Any]:
        yield QgsProcessingOutputString("PHRASE", self.tr("Résultat en une phrase"))
        yield QgsProcessingOutputNumber("AJOUTS", self.tr("Objets nouveaux"))
        yield QgsProcessingOutputNumber("MODIFICATIONS", self.tr("Objets modifiés"))
        yield QgsProcessingOutputNumber("PHOTOS", self.tr("Photos nouvelles"))
        yield QgsProcessingOutputNumber("CONFLITS", self.tr("Conflits à régler"))

    def refusal(self, parameters: Dict[str, Any], context: Any) -> str:
        if bool(parameters.get(DOSSIER)) == bool(parameters.get(COFFRE)):
            return self.tr("Choisissez soit le dossier de la tablette, soit un fichier (chiffré, ou QFieldCloud).")
        return en_edition(self.espace(parameters, context))

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        return {"dossier": self.parameterAsString(parameters, DOSSIER, context) or self.parameterAsFile(parameters, COFFRE, context)}

    def postProcessAlgorithm(self, context: Any, feedback: Any) -> Dict[str, Any]:
        rafraichir()
        return {}
