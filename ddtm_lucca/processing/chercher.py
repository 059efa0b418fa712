"""Algorithm ddtm_lucca:chercher_affaires."""

from __future__ import annotations

from ..core.coffre.job import tell_affairs
from .coffre import StoreAlgorithm


class ChercherAffaires(StoreAlgorithm):
    NAME = "chercher_affaires"
    TITLE = "Chercher une affaire"
    SHORT = "Trouve les affaires qui contiennent tous les mots donnés."
    JOB = "ddtm_lucca.core.coffre.job:chercher"
    TEXTS = (("TEXTE", "Nom, commune, numéro ou mot", True),)

    def told(self, result):
        return tell_affairs(result)
