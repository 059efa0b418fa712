"""Algorithm ddtm_lucca:saisir_affaire."""

from __future__ import annotations

from .coffre import StoreAlgorithm


class SaisirAffaire(StoreAlgorithm):
    NAME = "saisir_affaire"
    TITLE = "Enregistrer une affaire"
    GROUP = "Affaires"
    SHORT = "Enregistre une affaire, son contrôle, son procès-verbal et ses pièces depuis un fichier."
    JOB = "ddtm_lucca.core.pv.saisie:run"
    JSON_FILE = "Saisie (JSON)"
