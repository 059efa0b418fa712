"""Algorithm ddtm_lucca:classer_signalement."""

from __future__ import annotations

from .coffre import StoreAlgorithm


class ClasserSignalement(StoreAlgorithm):
    NAME = "classer_signalement"
    TITLE = "Classer un signalement sans suite"
    GROUP = "Apports"
    SHORT = "Le signalement quitte la liste ; la raison est écrite."
    JOB = "ddtm_lucca.core.suivi.apports:classer"
    TEXTS = (
        ("SIGNALEMENT", "Identifiant du signalement (uuid)", True),
        ("MOTIF", "Pourquoi", True),
    )
