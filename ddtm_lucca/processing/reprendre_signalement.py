"""Algorithm ddtm_lucca:reprendre_signalement."""

from __future__ import annotations

from .coffre import StoreAlgorithm


class ReprendreSignalement(StoreAlgorithm):
    NAME = "reprendre_signalement"
    TITLE = "Ouvrir une affaire depuis un signalement"
    GROUP = "Apports"
    SHORT = "L'affaire reprend le lieu, la parcelle, les zones et le constat du signalement ; les deux restent liés."
    JOB = "ddtm_lucca.core.suivi.apports:reprendre"
    TEXTS = (("SIGNALEMENT", "Identifiant du signalement (uuid)", True),)
