"""Algorithm data_sync:conflits."""

from __future__ import annotations

import json
from typing import Any, Dict, Iterable

from qgis.core import (
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterString,
)

from shared.processing.base import EngineAlgorithm

from .edition import en_edition, rafraichir

REGLER, GARDER, AUTEUR = "REGLER", "GARDER", "AUTEUR"


class Conflits(EngineAlgorithm):
    """List the conflicts between workstations, or settle one."""

    NAME = "conflits"
    TITLE = "Conflits à régler"
    GROUP = "Échanges"
    GROUP_ID = "echanges"
    TAGS = ("conflit", "fusion", "synchronisation")
    JOB = "data_sync.core.fusion.job:run"

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        yield QgsProcessingParameterString(REGLER, self.tr("Conflit à régler (vide : liste seulement)"), optional=True)
        yield QgsProcessingParameterString(GARDER, self.tr("Valeur à garder : retenu, autre, autre:2"), optional=True)
        yield QgsProcessingParameterString(AUTEUR, self.tr("Auteur du choix"), optional=True)

    def outputs(self) -> Iterable[Any]:
        yield QgsProcessingOutputString("PHRASE", self.tr("Résultat en une phrase"))
        yield QgsProcessingOutputNumber("NOMBRE", self.tr("Conflits à régler"))
        yield QgsProcessingOutputString("CONFLITS", self.tr("Les conflits (JSON)"))

    def refusal(self, parameters: Dict[str, Any], context: Any) -> str:
        settles = self.parameterAsString(parameters, REGLER, context)
        return en_edition(self.espace(parameters, context)) if settles else ""

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        return {key.lower(): self.parameterAsString(parameters, key, context).strip() for key in (REGLER, GARDER, AUTEUR)}

    def answers(self, result: Dict[str, Any], parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        for row in result["conflits"]:
            others = " | ".join(other["affiche"] for other in row["autres"])
            feedback.pushInfo(f"{row['id']}  {row['titre_couche']} – {row['libelle']} : {row['retenu']['affiche']} (retenu) | {others}")
        return {
            "PHRASE": result["phrase"],
            "NOMBRE": len(result["conflits"]),
            "CONFLITS": json.dumps(result["conflits"], ensure_ascii=False),
        }

    def postProcessAlgorithm(self, context: Any, feedback: Any) -> Dict[str, Any]:
        rafraichir()
        return {}
