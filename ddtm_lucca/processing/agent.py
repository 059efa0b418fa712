"""Algorithm ddtm_lucca:fiche_agent."""

from __future__ import annotations

from .coffre import StoreAlgorithm


class FicheAgent(StoreAlgorithm):
    NAME = "fiche_agent"
    TITLE = "Enregistrer une fiche d'agent"
    GROUP = "Affaires"
    SHORT = "Fonction, commission, serment, ressort et habilitations d'un agent."
    JOB = "ddtm_lucca.core.pv.saisie:agent"
    JSON_FILE = "Fiche (JSON)"
