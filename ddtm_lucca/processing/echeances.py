"""Algorithm ddtm_lucca:echeances_prescription."""

from __future__ import annotations

from ..core.pv.dire import tell_deadlines
from .coffre import StoreAlgorithm


class Echeances(StoreAlgorithm):
    NAME = "echeances_prescription"
    TITLE = "Infractions bientôt prescrites"
    GROUP = "Procès-verbaux"
    SHORT = "Liste ce qui se prescrit dans les 90 jours, ou dans le délai choisi."
    JOB = "ddtm_lucca.core.pv.job:echeances"
    TEXTS = (
        ("JOURS", "Dans combien de jours (vide : 90)", False),
        ("DATE", "Jour de référence", False),
    )

    def told(self, result):
        return tell_deadlines(result)
