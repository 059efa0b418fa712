"""Algorithm ddtm_lucca:recevoir_echange."""

from __future__ import annotations

from .coffre import StoreAlgorithm


class RecevoirEchange(StoreAlgorithm):
    NAME = "recevoir_echange"
    TITLE = "Recevoir d'un autre appareil"
    GROUP = "Échanges"
    SHORT = "Fusionne champ par champ ; ce qui a changé des deux côtés attend une décision."
    JOB = "ddtm_lucca.core.coffre.echange:recevoir"
    TEXTS = (("FICHIER", "Fichier d'échange", True),)
