"""Algorithm ddtm_lucca:exporter."""

from __future__ import annotations

from .coffre import StoreAlgorithm


class Exporter(StoreAlgorithm):
    NAME = "exporter"
    TITLE = "Exporter sans identité"
    GROUP = "Suivi"
    SHORT = "Une parcelle par ligne, pour AIGLE ou pour une commune, sans aucune identité."
    JOB = "ddtm_lucca.core.suivi.job:exporter"
    TEXTS = (
        ("MODELE", "aigle ou commune (vide : commune)", False),
        ("COMMUNE", "Commune (nom ou code INSEE)", False),
        ("MOTIF", "Motif inscrit au journal", True),
        ("SORTIE", "Fichier CSV à écrire", True),
    )
