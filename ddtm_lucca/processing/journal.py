"""Algorithm ddtm_lucca:journal_acces."""

from __future__ import annotations

from ..core.coffre.job import tell_journal
from .coffre import StoreAlgorithm


class JournalAcces(StoreAlgorithm):
    NAME = "journal_acces"
    TITLE = "Journal des accès"
    SHORT = "Qui a ouvert, lu, exporté, et pourquoi."
    JOB = "ddtm_lucca.core.coffre.job:journal"
    TEXTS = ()

    def told(self, result):
        return tell_journal(result)
