"""Algorithm ddtm_lucca:proposer_phrases."""

from __future__ import annotations

from ..core.droit.phrases import tell
from .coffre import StoreAlgorithm


class ProposerPhrases(StoreAlgorithm):
    NAME = "proposer_phrases"
    TITLE = "Phrases proposées"
    SHORT = "Phrases d'amorce qui conviennent à la nature, au lieu et aux faits d'une affaire, à compléter à la main."
    JOB = "ddtm_lucca.core.droit.phrases:run"
    TEXTS = (("AFFAIRE", "Numéro de l'affaire", True),)

    def told(self, result):
        return tell(result)
