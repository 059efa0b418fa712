"""Algorithm data_sync:journal."""

from __future__ import annotations

import json
from typing import Any, Dict, Iterable

from qgis.core import (
    QgsProcessingOutputString,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from shared.processing.base import EngineAlgorithm

from .edition import en_edition, rafraichir

UUID, COUCHE, ETAPE, AUTEUR = "UUID", "COUCHE", "ETAPE", "AUTEUR"


class Journal(EngineAlgorithm):
    """Tell the history of one feature, and bring it back to a past state."""

    NAME = "journal"
    TITLE = "Histoire d'un objet"
    GROUP = "Échanges"
    GROUP_ID = "echanges"
    TAGS = ("journal", "historique", "restaurer", "annuler")
    JOB = "data_sync.core.journal.job:historique"

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        yield QgsProcessingParameterString(UUID, self.tr("Identifiant (uuid) de l'objet, ou ses premiers caractères"))
        yield QgsProcessingParameterString(COUCHE, self.tr("Couche (vide : cherchée)"), optional=True)
        yield QgsProcessingParameterNumber(
            ETAPE,
            self.tr("Étape à laquelle ramener l'objet (vide : lecture seule)"),
            QgsProcessingParameterNumber.Type.Integer,
            None,
            True,
            1,
        )
        yield QgsProcessingParameterString(AUTEUR, self.tr("Auteur"), optional=True)

    def outputs(self) -> Iterable[Any]:
        yield QgsProcessingOutputString("PHRASE", self.tr("Résultat en une phrase"))
        yield QgsProcessingOutputString("LIGNES", self.tr("Les étapes (JSON)"))

    def refusal(self, parameters: Dict[str, Any], context: Any) -> str:
        return en_edition(self.espace(parameters, context))

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        step = parameters.get(ETAPE)
        return {
            "uuid": self.parameterAsString(parameters, UUID, context).strip(),
            "couche": self.parameterAsString(parameters, COUCHE, context).strip() or None,
            "restaurer": self.parameterAsInt(parameters, ETAPE, context) if step not in (None, "") else None,
            "auteur": self.parameterAsString(parameters, AUTEUR, context),
        }

    def answers(self, result: Dict[str, Any], parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        for line in result["lignes"]:
            feedback.pushInfo(f"{line['numero']}. {line['heure_locale']}  {line['auteur'] or line['poste']}")
            for change in line["champs"]:
                feedback.pushInfo(f"     {change['libelle']} : {change['avant']} → {change['apres']}")
        return {"PHRASE": result["phrase"], "LIGNES": json.dumps(result["lignes"], ensure_ascii=False)}

    def postProcessAlgorithm(self, context: Any, feedback: Any) -> Dict[str, Any]:
        rafraichir()
        return {}
