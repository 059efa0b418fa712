"""Algorithm ddtm_lucca:saisir_suites."""

from __future__ import annotations

from ..core.suivi.suites import tell
from .coffre import StoreAlgorithm


class SaisirSuites(StoreAlgorithm):
    NAME = "saisir_suites"
    TITLE = "Saisir les suites d'une affaire"
    GROUP = "Suivi"
    SHORT = "Enregistre arrêtés, mises en demeure, décisions, courriers et clôture ; l'état et la durée de conservation suivent."
    JOB = "ddtm_lucca.core.suivi.suites:enregistrer"
    JSON_FILE = "Suites (JSON)"
    TEXTS = (("AFFAIRE", "Numéro de l'affaire", True),)

    def told(self, result):
        return tell(result)
