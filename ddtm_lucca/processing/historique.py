"""Algorithm ddtm_lucca:historique_affaire."""

from __future__ import annotations

from ..core.suivi.historique import tell
from .coffre import StoreAlgorithm


class HistoriqueAffaire(StoreAlgorithm):
    NAME = "historique_affaire"
    TITLE = "Historique d'une affaire"
    GROUP = "Suivi"
    SHORT = "Chaque changement, scellé et consultation d'une affaire : heure, auteur, valeur d'avant, valeur d'après."
    JOB = "ddtm_lucca.core.suivi.historique:run"
    TEXTS = (("AFFAIRE", "Numéro de l'affaire", True), ("MOTIF", "Motif inscrit au journal", False))

    def told(self, result):
        return tell(result)
