"""Algorithm ddtm_lucca:purger."""

from __future__ import annotations

from .coffre import StoreAlgorithm


class Purger(StoreAlgorithm):
    NAME = "purger"
    TITLE = "Purger les affaires échues"
    SHORT = "Efface les affaires dont la durée de conservation est passée."
    JOB = "ddtm_lucca.core.coffre.job:purger"
    TEXTS = (
        ("MOTIF", "Motif inscrit au journal", True),
        ("DATE", "Jour de référence (vide : aujourd'hui)", False),
    )
