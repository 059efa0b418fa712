"""Algorithm ddtm_lucca:barometres."""

from __future__ import annotations

from ..core.suivi.barometres import tell
from .coffre import StoreAlgorithm


class Barometres(StoreAlgorithm):
    NAME = "barometres"
    TITLE = "Baromètres du service"
    GROUP = "Suivi"
    SHORT = "Indicateurs déclarés dans une table, chacun avec sa cible et sa tendance ; PDF ou classeur."
    JOB = "ddtm_lucca.core.suivi.barometres:run"
    TEXTS = (("DATE", "Jour de référence", False), ("SORTIE", "Document à écrire (.pdf ou .xlsx)", False))

    def told(self, result):
        return tell(result)
