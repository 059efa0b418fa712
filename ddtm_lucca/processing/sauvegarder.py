"""Algorithm ddtm_lucca:sauvegarder."""

from __future__ import annotations

from .coffre import StoreAlgorithm


class Sauvegarder(StoreAlgorithm):
    NAME = "sauvegarder"
    TITLE = "Sauvegarder le coffre"
    SHORT = "Copie le coffre, chiffré, dans un nouveau dossier."
    JOB = "ddtm_lucca.core.coffre.job:sauvegarder"
    TEXTS = (("SORTIE", "Nouveau dossier de sauvegarde", True),)
