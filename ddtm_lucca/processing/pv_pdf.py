"""Algorithm ddtm_lucca:pv_pdf."""

from __future__ import annotations

from .coffre import StoreAlgorithm


class PvPdf(StoreAlgorithm):
    NAME = "pv_pdf"
    TITLE = "PDF d'un procès-verbal"
    GROUP = "Procès-verbaux"
    SHORT = "Écrit le PDF scellé, ou le projet s'il n'est pas clos ; l'export est inscrit au journal."
    JOB = "ddtm_lucca.core.pv.job:produire"
    TEXTS = (
        ("PV", "Numéro du procès-verbal", False),
        ("AFFAIRE", "ou de l'affaire", False),
        ("MOTIF", "Motif inscrit au journal", True),
        ("DESTINATAIRE", "Remis à", False),
    )
    PDF = "Document"
