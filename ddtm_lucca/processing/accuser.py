"""Algorithm ddtm_lucca:accuser_reception."""

from __future__ import annotations

from .coffre import StoreAlgorithm


class AccuserReception(StoreAlgorithm):
    NAME = "accuser_reception"
    TITLE = "Inscrire un accusé de réception"
    GROUP = "Procès-verbaux"
    SHORT = "Note la référence et la date de réception du dernier envoi."
    JOB = "ddtm_lucca.core.pv.transmission:accuser"
    TEXTS = (
        ("AFFAIRE", "Numéro de l'affaire", True),
        ("REFERENCE", "Référence de l'accusé", True),
        ("DATE", "Jour de réception", False),
    )
