"""Algorithm ddtm_lucca:transmettre."""

from __future__ import annotations

from .coffre import StoreAlgorithm


class Transmettre(StoreAlgorithm):
    NAME = "transmettre"
    TITLE = "Préparer la transmission"
    GROUP = "Procès-verbaux"
    SHORT = "Rassemble le procès-verbal scellé, ses pièces et le bordereau des empreintes."
    JOB = "ddtm_lucca.core.pv.transmission:run"
    TEXTS = (
        ("PV", "Numéro du procès-verbal", False),
        ("AFFAIRE", "ou de l'affaire", False),
        ("SORTIE", "Nouveau dossier", True),
        ("MOTIF", "Motif inscrit au journal", True),
        ("MOYEN", "Moyen d'envoi", False),
        ("CHIFFRER_POUR", "Copie chiffrée pour ces clés publiques age (age1…)", False),
        ("DATE", "Jour d'envoi", False),
    )
