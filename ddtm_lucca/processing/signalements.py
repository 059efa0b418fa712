"""Algorithm ddtm_lucca:signalements."""

from __future__ import annotations

from ..core.suivi.apports import tell
from .coffre import StoreAlgorithm


class Signalements(StoreAlgorithm):
    NAME = "signalements"
    TITLE = "Signalements à instruire"
    GROUP = "Apports"
    SHORT = "Faits venus de la revue des images aériennes, les plus pressants d'abord."
    JOB = "ddtm_lucca.core.suivi.apports:signalements"

    def told(self, result):
        return tell(result)
