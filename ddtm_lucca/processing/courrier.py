"""Algorithm ddtm_lucca:courrier."""

from __future__ import annotations

from .coffre import StoreAlgorithm


class Courrier(StoreAlgorithm):
    NAME = "courrier"
    TITLE = "Écrire un courrier"
    GROUP = "Affaires"
    SHORT = "Convocation, lettre au contrevenant, au maire, au parquet."
    JOB = "ddtm_lucca.core.pv.courriers:run"
    TEXTS = (
        ("TYPE", "convocation, contrevenant, maire, parquet, observations, arrete_interruptif ou mise_en_demeure", True),
        ("AFFAIRE", "Numéro de l'affaire", True),
        ("DATE", "Jour de la visite (convocation)", False),
        ("HEURE", "Heure de la visite (convocation)", False),
        ("DELAI", "Délai en jours (observations, mise en demeure)", False),
        ("ASTREINTE", "Astreinte par jour, 1 000 € au plus (mise en demeure)", False),
        ("MOTIF", "Motif inscrit au journal", False),
    )
    PDF = "Document"
