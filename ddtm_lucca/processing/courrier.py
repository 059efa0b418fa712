"""Algorithm ddtm_lucca:courrier."""

from __future__ import annotations

from .coffre import StoreAlgorithm


class Courrier(StoreAlgorithm):
    NAME = "courrier"
    TITLE = "Écrire un courrier"
    GROUP = "Affaires"
    SHORT = "Convocation, accès, lettres au contrevenant, au maire, au parquet, à la DDTM, actes de l'administration."
    JOB = "ddtm_lucca.core.pv.courriers:run"
    TEXTS = (
        (
            "TYPE",
            "convocation, acces_autorisation, acces_refus, contrevenant, maire, parquet, ddtm, observations, arrete_interruptif ou mise_en_demeure",
            True,
        ),
        ("AFFAIRE", "Numéro de l'affaire", True),
        ("DATE", "Jour de la visite (convocation)", False),
        ("HEURE", "Heure de la visite (convocation)", False),
        ("DELAI", "Délai en jours (observations, mise en demeure)", False),
        ("ASTREINTE", "Astreinte par jour, 1 000 € au plus (mise en demeure)", False),
        ("AMENDE", "Amende administrative, 30 000 € au plus (mise en demeure)", False),
        ("MOTIF", "Motif inscrit au journal", False),
    )
    PDF = "Document"
