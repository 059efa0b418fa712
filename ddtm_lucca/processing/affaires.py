"""Algorithm ddtm_lucca:liste_affaires."""

from __future__ import annotations

from ..core.coffre.job import tell_affairs
from .coffre import StoreAlgorithm


class ListeAffaires(StoreAlgorithm):
    NAME = "liste_affaires"
    TITLE = "Liste des affaires"
    SHORT = "Les affaires du coffre, filtrées par mots, commune, état ou nature."
    JOB = "ddtm_lucca.core.coffre.job:affaires"
    TEXTS = (
        ("TEXTE", "Mots que l'affaire contient", False),
        ("COMMUNE", "Commune (nom ou code INSEE)", False),
        ("ETAT", "État (code)", False),
        ("NATURE", "Nature (code)", False),
    )

    def told(self, result):
        return tell_affairs(result)
