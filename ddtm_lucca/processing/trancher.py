"""Algorithm ddtm_lucca:trancher_conflit."""

from __future__ import annotations

from .coffre import StoreAlgorithm


class Trancher(StoreAlgorithm):
    NAME = "trancher_conflit"
    TITLE = "Trancher un conflit"
    GROUP = "Échanges"
    SHORT = "Garde la valeur de cet appareil ou la valeur reçue."
    JOB = "ddtm_lucca.core.coffre.echange:trancher"
    TEXTS = (
        ("CONFLIT", "Numéro du conflit", True),
        ("CHOIX", "ici ou recu", True),
    )
