"""Algorithm ddtm_lucca:liste_affaires."""

from __future__ import annotations

from ..core.coffre.job import tell_affairs
from .coffre import StoreAlgorithm


class ListeAffaires(StoreAlgorithm):
    NAME = "liste_affaires"
    TITLE = "Liste des affaires"
    SHORT = "Les affaires du coffre, filtrées par mots, commune, état, nature, infraction, agent, risque et dates."
    JOB = "ddtm_lucca.core.coffre.job:affaires"
    TEXTS = (
        ("TEXTE", "Mots que l'affaire contient", False),
        ("COMMUNE", "Commune (nom ou code INSEE)", False),
        ("ETAT", "État (code)", False),
        ("NATURE", "Nature (code)", False),
        ("NATINF", "Code NATINF d'un procès-verbal", False),
        ("REDACTEUR", "Agent qui a contrôlé ou verbalisé (identifiant ou nom)", False),
        ("RISQUE", "Risque : ppr_interdiction, ppr_prescription, ppr, alea ou aucun", False),
        ("DEBUT", "Ouvertes depuis (AAAA-MM-JJ)", False),
        ("FIN", "Ouvertes jusqu'au (AAAA-MM-JJ)", False),
    )

    def told(self, result):
        return tell_affairs(result)
