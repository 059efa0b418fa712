"""Algorithm ddtm_lucca:rectifier_pv."""

from __future__ import annotations

from .coffre import StoreAlgorithm


class RectifierPv(StoreAlgorithm):
    NAME = "rectifier_pv"
    TITLE = "Rectifier un procès-verbal clos"
    GROUP = "Procès-verbaux"
    SHORT = "Ouvre un rectificatif ; le procès-verbal clos n'est pas touché."
    JOB = "ddtm_lucca.core.pv.job:rectifier"
    TEXTS = (
        ("PV", "Numéro du procès-verbal clos", True),
        ("MOTIF", "Ce qui est corrigé", True),
        ("CONSTATATIONS", "Nouvelles constatations", False),
    )
