"""Algorithm ddtm_lucca:verifier_pv."""

from __future__ import annotations

from ..core.pv.dire import tell_check
from .coffre import StoreAlgorithm


class VerifierPv(StoreAlgorithm):
    NAME = "verifier_pv"
    TITLE = "Vérifier un procès-verbal"
    GROUP = "Procès-verbaux"
    SHORT = "Ce qui annulerait le procès-verbal, la gravité, le texte et comment le corriger."
    JOB = "ddtm_lucca.core.pv.job:verifier"
    TEXTS = (
        ("PV", "Numéro du procès-verbal", False),
        ("AFFAIRE", "ou de l'affaire", False),
        ("DATE", "Jour de référence", False),
    )

    def told(self, result):
        return tell_check(result)
