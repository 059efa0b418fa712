"""Algorithm ddtm_lucca:rappels."""

from __future__ import annotations

from ..core.pv.dire import tell_reminders
from .coffre import StoreAlgorithm


class Rappels(StoreAlgorithm):
    NAME = "rappels"
    TITLE = "Rappels"
    GROUP = "Suivi"
    SHORT = "Audiences, remises en état, mises en demeure, arrêtés à notifier et prescriptions à venir ou en retard."
    JOB = "ddtm_lucca.core.suivi.job:rappels"
    TEXTS = (
        ("JOURS", "Dans combien de jours (vide : 90)", False),
        ("DATE", "Jour de référence", False),
    )

    def told(self, result):
        return tell_reminders(result)
