"""Algorithm ddtm_lucca:lire_affaire."""

from __future__ import annotations

from ..core.coffre.job import tell_affair
from .coffre import StoreAlgorithm


class LireAffaire(StoreAlgorithm):
    NAME = "lire_affaire"
    TITLE = "Lire une affaire"
    SHORT = "Tout ce que contient une affaire, avec son historique ; la lecture est inscrite au journal."
    JOB = "ddtm_lucca.core.coffre.job:lire"
    TEXTS = (
        ("AFFAIRE", "Numéro de l'affaire", True),
        ("MOTIF", "Motif inscrit au journal", False),
    )

    def told(self, result):
        return tell_affair(result)
