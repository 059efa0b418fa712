"""Algorithm ddtm_lucca:planche."""

from __future__ import annotations

from .coffre import StoreAlgorithm


class Planche(StoreAlgorithm):
    NAME = "planche"
    TITLE = "Planche photographique"
    GROUP = "Procès-verbaux"
    SHORT = "Photographies d'une affaire avec leur légende, leur échelle et leur empreinte."
    JOB = "ddtm_lucca.core.pv.planche:run"
    TEXTS = (
        ("AFFAIRE", "Numéro de l'affaire", True),
        ("PAR_PAGE", "Photographies par page : 1, 2 ou 6", False),
        ("MOTIF", "Motif inscrit au journal", False),
    )
    PDF = "Document"
