"""Algorithm ddtm_lucca:proposer_infractions."""

from __future__ import annotations

from ..core.pv.dire import tell_proposals
from .coffre import StoreAlgorithm


class ProposerInfractions(StoreAlgorithm):
    NAME = "proposer_infractions"
    TITLE = "Proposer les infractions"
    GROUP = "Procès-verbaux"
    SHORT = "Infractions proposées pour une affaire, chacune avec sa raison."
    JOB = "ddtm_lucca.core.pv.job:proposer"
    TEXTS = (("AFFAIRE", "Numéro de l'affaire", True),)

    def told(self, result):
        return tell_proposals(result)
