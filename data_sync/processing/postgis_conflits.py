"""Algorithm data_sync:postgis_conflits."""

from __future__ import annotations

from typing import Any, Dict

from .conflits import AUTEUR, GARDER, REGLER, Conflits
from .postgis_connexion import donnees, parametre


class PostgisConflits(Conflits):
    """List the conflicts of the office's PostGIS, or settle one."""

    NAME = "postgis_conflits"
    TITLE = "Conflits de PostGIS"
    GROUP = "PostGIS"
    GROUP_ID = "postgis"
    TAGS = ("conflit", "PostgreSQL", "fusion")
    JOB = "data_sync.core.postgis.job:run"

    def parameters(self):
        yield parametre()
        yield from super().parameters()

    def refusal(self, parameters: Dict[str, Any], context: Any) -> str:
        return ""  # nothing of the work file is written

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        given = {key.lower(): self.parameterAsString(parameters, key, context).strip() for key in (REGLER, GARDER, AUTEUR)}
        return {"action": "conflits", **given, **donnees(self, parameters, context)}

    def postProcessAlgorithm(self, context: Any, feedback: Any) -> Dict[str, Any]:
        return {}
