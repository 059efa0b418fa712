"""Algorithm data_sync:poste."""

from __future__ import annotations

from typing import Any, Dict, Iterable

from qgis.core import (
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterFile,
    QgsProcessingParameterString,
)

from shared.processing.base import EngineAlgorithm

NOM, ACCEPTER, REVOQUER, RENOUVELER = "NOM", "ACCEPTER", "REVOQUER", "RENOUVELER"


class Poste(EngineAlgorithm):
    """Name this workstation, accept the others, revoke a lost one."""

    NAME = "poste"
    TITLE = "Ce poste et les autres"
    GROUP = "Échanges"
    GROUP_ID = "echanges"
    TAGS = ("clé", "identité", "signature", "révoquer")
    JOB = "data_sync.core.boites.job:poste"

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        yield QgsProcessingParameterString(NOM, self.tr("Nom de ce poste (la première fois seulement)"), optional=True)
        yield QgsProcessingParameterFile(
            ACCEPTER,
            self.tr("Accepter le poste de cette carte (poste.json)"),
            behavior=QgsProcessingParameterFile.Behavior.File,
            fileFilter=self.tr("Carte de poste (*.json)"),
            optional=True,
        )
        yield QgsProcessingParameterString(REVOQUER, self.tr("Révoquer ce poste (volé, perdu, réformé)"), optional=True)
        yield QgsProcessingParameterBoolean(RENOUVELER, self.tr("Renouveler la clé de chiffrement de ce poste"), defaultValue=False)

    def outputs(self) -> Iterable[Any]:
        yield QgsProcessingOutputString("PHRASE", self.tr("Résultat en une phrase"))
        yield QgsProcessingOutputString("POSTE", self.tr("Nom de ce poste"))
        yield QgsProcessingOutputString("EMPREINTE", self.tr("Empreinte de sa clé"))

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        return {
            "nom": self.parameterAsString(parameters, NOM, context).strip() or None,
            "accepter": self.parameterAsFile(parameters, ACCEPTER, context) or None,
            "renouveler": self.parameterAsBool(parameters, RENOUVELER, context),
            "revoquer": self.parameterAsString(parameters, REVOQUER, context).strip() or None,
        }

    def answers(self, result: Dict[str, Any], parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        for row in result["postes"]:
            state = "ce poste" if row["ici"] else "révoqué" if row["revoque_le"] else "accepté"
            feedback.pushInfo(f"{row['poste']}  {row['empreinte']}  {state}")
        return super().answers(result, parameters, context, feedback)
