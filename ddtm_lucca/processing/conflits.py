"""Algorithm ddtm_lucca:conflits."""

from __future__ import annotations

from ..core.pv.dire import tell_conflicts
from .coffre import StoreAlgorithm


class Conflits(StoreAlgorithm):
    NAME = "conflits"
    TITLE = "Conflits à trancher"
    GROUP = "Échanges"
    SHORT = "Valeurs changées sur deux appareils."
    JOB = "ddtm_lucca.core.coffre.echange:conflits"

    def told(self, result):
        return tell_conflicts(result)
