"""Algorithm ddtm_lucca:reactualiser_pv."""

from __future__ import annotations

from .coffre import StoreAlgorithm


class ReactualiserPv(StoreAlgorithm):
    NAME = "reactualiser_pv"
    TITLE = "Réactualiser un procès-verbal"
    GROUP = "Procès-verbaux"
    SHORT = "Ouvre, à la suite d'un procès-verbal clos, celui d'une nouvelle visite."
    JOB = "ddtm_lucca.core.pv.job:reactualiser"
    TEXTS = (
        ("PV", "Numéro du procès-verbal clos", False),
        ("AFFAIRE", "ou de l'affaire", False),
        ("EVOLUTION", "aggravee, inchangee ou regularisee", True),
        ("DATE", "Jour de la nouvelle visite", True),
        ("HEURE", "Heure de la visite (HH:MM)", True),
        ("HEURE_FIN", "Fin de la visite (HH:MM)", False),
        ("LIEU", "exterieur (défaut), interieur_hors_domicile, voisin ou refus", False),
        ("OCCUPANT", "Qui a donné son accord (fonds voisin)", False),
        ("MOTIF_REFUS", "En quels termes l'accès a été refusé", False),
        ("CONSTATATIONS", "Constatations", True),
        ("COMMISSION_PORTEE", "oui, si l'agent portait sa commission", False),
        ("REDIGE_LE", "Jour de rédaction", False),
    )
