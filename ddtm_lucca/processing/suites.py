"""Algorithm ddtm_lucca:suites_affaire."""

from __future__ import annotations

from ..core.suivi.suites import tell
from .coffre import StoreAlgorithm


class SuitesAffaire(StoreAlgorithm):
    NAME = "suites_affaire"
    TITLE = "Suites d'une affaire"
    GROUP = "Suivi"
    SHORT = "Arrêté interruptif, mise en demeure, décisions, astreintes à liquider, peines encourues, et ce qui fragilise les actes."
    JOB = "ddtm_lucca.core.suivi.suites:run"
    TEXTS = (("AFFAIRE", "Numéro de l'affaire", True), ("DATE", "Jour de référence", False), ("MOTIF", "Motif inscrit au journal", False))

    def told(self, result):
        return tell(result)
