"""Algorithm ddtm_lucca:tableau_de_bord."""

from __future__ import annotations

from .coffre import StoreAlgorithm


class TableauDeBord(StoreAlgorithm):
    NAME = "tableau_de_bord"
    TITLE = "Tableau de bord"
    GROUP = "Suivi"
    SHORT = "Affaires par état, commune, nature, infraction, mois et issue ; PDF ou classeur."
    JOB = "ddtm_lucca.core.suivi.job:tableau"
    TEXTS = (
        ("DEBUT", "Ouvertes depuis (AAAA-MM-JJ)", False),
        ("FIN", "Ouvertes jusqu'au", False),
        ("COMMUNE", "Commune (nom ou code INSEE)", False),
        ("SORTIE", "Document à écrire (.pdf ou .xlsx)", False),
    )
