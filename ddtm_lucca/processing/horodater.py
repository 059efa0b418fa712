"""Algorithm ddtm_lucca:horodater."""

from __future__ import annotations

from .coffre import StoreAlgorithm


class Horodater(StoreAlgorithm):
    NAME = "horodater"
    TITLE = "Horodater une signature"
    GROUP = "Procès-verbaux"
    SHORT = "Ajoute à un procès-verbal signé l'horodatage d'un service (RFC 3161) ; réseau nécessaire."
    JOB = "ddtm_lucca.core.signature.job:horodater"
    TEXTS = (
        ("PV", "Numéro du procès-verbal", False),
        ("AFFAIRE", "ou de l'affaire", False),
        ("SERVICE", "Adresse du service d'horodatage", True),
    )
    PDF = "Document horodaté"
