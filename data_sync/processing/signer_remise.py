"""Algorithm data_sync:signer_remise."""

from __future__ import annotations

from typing import Any, Dict, Iterable

from qgis.core import (
    QgsProcessingOutputBoolean,
    QgsProcessingOutputString,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFile,
    QgsProcessingParameterString,
)

from shared.processing.base import EngineAlgorithm

REMISE, ROLE, NOM = "REMISE", "ROLE", "NOM"
ROLES = ("cede", "recoit")


class SignerRemise(EngineAlgorithm):
    """Sign a hand-over with the key of this workstation."""

    NAME = "signer_remise"
    TITLE = "Signer une remise"
    GROUP = "Échanges"
    GROUP_ID = "echanges"
    TAGS = ("remise", "signature", "astreinte", "prêt à partir")
    JOB = "data_sync.core.depart.job:signer"

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        tr = self.tr
        yield QgsProcessingParameterFile(
            REMISE,
            tr("Remise (fichier .remise.json à côté de la fiche)"),
            behavior=QgsProcessingParameterFile.Behavior.File,
            fileFilter=tr("Remise (*.remise.json)"),
        )
        yield QgsProcessingParameterEnum(ROLE, tr("Vous"), options=[tr("remettez le poste"), tr("recevez le poste")], defaultValue=0)
        yield QgsProcessingParameterString(NOM, tr("Votre nom"))

    def outputs(self) -> Iterable[Any]:
        yield QgsProcessingOutputString("PHRASE", self.tr("Résultat en une phrase"))
        yield QgsProcessingOutputBoolean("COMPLETE", self.tr("Signée des deux côtés"))
        yield QgsProcessingOutputString("FICHE", self.tr("Fiche rééditée (PDF)"))

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        return {
            "remise": self.parameterAsFile(parameters, REMISE, context),
            "role": ROLES[self.parameterAsEnum(parameters, ROLE, context)],
            "nom": self.parameterAsString(parameters, NOM, context),
        }

    def answers(self, result: Dict[str, Any], parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        return {"PHRASE": result["phrase"], "COMPLETE": result["complete"], "FICHE": result["fichiers"][-1]}
