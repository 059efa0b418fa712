"""Algorithm data_sync:pret_a_partir."""

from __future__ import annotations

import json
from typing import Any, Dict, Iterable

from qgis.core import (
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterString,
)

from shared.processing.base import EngineAlgorithm

JUMEAU, EPREUVES, FICHE, CEDE, RECOIT = "JUMEAU", "EPREUVES", "FICHE", "CEDE", "RECOIT"


class PretAPartir(EngineAlgorithm):
    """May this laptop be handed over? A verdict, what to do, and the hand-over sheet."""

    NAME = "pret_a_partir"
    TITLE = "Prêt à partir ?"
    GROUP = "Échanges"
    GROUP_ID = "echanges"
    TAGS = ("astreinte", "remise", "contrôle", "départ")
    JOB = "data_sync.core.depart.job:run"

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        tr = self.tr
        yield QgsProcessingParameterString(JUMEAU, tr("Poste jumeau (vide : trouvé s'il n'y en a qu'un)"), optional=True)
        yield QgsProcessingParameterBoolean(
            EPREUVES, tr("Faire les épreuves : dessiner les cartes, calculer un itinéraire"), defaultValue=True
        )
        yield QgsProcessingParameterString(CEDE, tr("Remis par"), optional=True)
        yield QgsProcessingParameterString(RECOIT, tr("Reçu par"), optional=True)
        yield QgsProcessingParameterFileDestination(FICHE, tr("Fiche de remise"), tr("PDF (*.pdf)"), optional=True, createByDefault=False)

    def outputs(self) -> Iterable[Any]:
        yield QgsProcessingOutputString("PHRASE", self.tr("Verdict en une phrase"))
        yield QgsProcessingOutputString("VERDICT", self.tr("vert, orange ou rouge"))
        yield QgsProcessingOutputString("LIGNES", self.tr("Les points vérifiés (JSON)"))

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        return {
            "jumeau": self.parameterAsString(parameters, JUMEAU, context).strip(),
            "sans_epreuves": not self.parameterAsBool(parameters, EPREUVES, context),
            "cede": self.parameterAsString(parameters, CEDE, context),
            "recoit": self.parameterAsString(parameters, RECOIT, context),
            "sortie": self.parameterAsFileOutput(parameters, FICHE, context) or None,
        }

    def answers(self, result: Dict[str, Any], parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        for line in result["lignes"]:
            feedback.pushInfo(f"[{line['niveau']}] {line['sujet']} : {line['constat']} {line['faire']}")
        known = {"PHRASE": result["phrase"], "VERDICT": result["verdict"], "LIGNES": json.dumps(result["lignes"], ensure_ascii=False)}
        return {**known, FICHE: result["fichiers"][0]} if result["fichiers"] else known
