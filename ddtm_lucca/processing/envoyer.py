"""Algorithm ddtm_lucca:envoyer_echange."""

from __future__ import annotations

from .coffre import StoreAlgorithm


class EnvoyerEchange(StoreAlgorithm):
    NAME = "envoyer_echange"
    TITLE = "Envoyer aux autres appareils"
    GROUP = "Échanges"
    SHORT = "Écrit un fichier d'échange chiffré, lisible par les seuls agents du coffre."
    JOB = "ddtm_lucca.core.coffre.echange:envoyer"
    TEXTS = (("SORTIE", "Fichier à écrire", True),)
