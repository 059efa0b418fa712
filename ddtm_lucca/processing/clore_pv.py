"""Algorithm ddtm_lucca:clore_pv."""

from __future__ import annotations

from .coffre import StoreAlgorithm


class ClorePv(StoreAlgorithm):
    NAME = "clore_pv"
    TITLE = "Clore un procès-verbal"
    GROUP = "Procès-verbaux"
    SHORT = "Vérifie, numérote et scelle ; refuse ce qui serait annulable."
    JOB = "ddtm_lucca.core.pv.job:clore"
    TEXTS = (
        ("PV", "Numéro du procès-verbal", False),
        ("AFFAIRE", "ou de l'affaire", False),
        ("DATE", "Jour de référence", False),
    )
