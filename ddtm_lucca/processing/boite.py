"""Algorithm ddtm_lucca:echanger_coffre."""

from __future__ import annotations

from ..core.coffre.boite import tell
from .coffre import StoreAlgorithm


class EchangerCoffre(StoreAlgorithm):
    NAME = "echanger_coffre"
    TITLE = "Échanger le coffre avec les autres postes"
    SHORT = "Fusionne ce que les autres postes ont envoyé et dépose, chiffré, ce que ce poste sait pour le prochain échange."
    JOB = "ddtm_lucca.core.coffre.boite:run"

    def told(self, result):
        return tell(result)
