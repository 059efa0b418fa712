"""The job of data_sync:conflits: list what people must settle, and settle it."""

from __future__ import annotations

from typing import Any, Dict, List

from shared import catalogue
from shared.errors import BadInput
from shared.jobs import JobContext

from ..boites import postes
from ..journal.depot import Depot, ouvrir
from ..journal.job import espace_suivi, local, shown
from . import conflits
from .appliquer import fusionner, relever


def run(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """List the open conflicts, after settling the one named.

    params: "espace", "regler" (identifier), "garder" ("retenu", "autre" or "autre:2"), "auteur". Returns {"phrase", "conflits":
    [see conflits.lister], "regles": int}. Raises BadInput for an unknown conflict or choice; DdtmError when QGIS edits the work file.
    """
    auteur = str(params.get("auteur") or "")
    if params.get("garder") and not params.get("regler"):
        raise BadInput("Dites quel conflit régler (son identifiant).")
    with ouvrir(espace_suivi(params)) as depot:
        postes.identite(depot)
        relever(depot)
        settled = 0
        if params.get("regler"):
            if not params.get("garder"):
                raise BadInput("Dites quelle valeur garder : « retenu » ou « autre ».")
            fusionner(depot, auteur)
            conflits.regler(depot, str(params["regler"]), str(params["garder"]), auteur)
            settled = 1
            ctx.progress(0.5, "Écriture du choix")
        if settled:
            fusionner(depot, auteur)
        rows = lignes_affichees(depot)
    return {"phrase": _phrase(rows, settled), "conflits": rows, "regles": settled}


def lignes_affichees(depot: Depot) -> List[Dict[str, Any]]:
    """The open conflicts, each side with its value and hour as people read them ("affiche", "heure_locale")."""
    rows = conflits.lister(depot)
    for row in rows:
        for side in (row["retenu"], *row["autres"]):
            side["affiche"] = _worded(row, side["valeur"])
            side["heure_locale"] = local(side["heure"])
    return rows


def _worded(row: Dict[str, Any], value: Any) -> str:
    """A value as the form shows it."""
    layer = catalogue.LAYERS.get(row["couche"])
    domain = next((field.domain for field in layer.all_fields if field.name == row["champ"]), None) if layer else None
    return dict(domain.values).get(value, shown(value)) if domain else shown(value)


def _phrase(rows: List[Dict[str, Any]], settled: int) -> str:
    done = "Le conflit est réglé. " if settled else ""
    if not rows:
        return done + "Aucun conflit à régler."
    return done + f"{len(rows)} conflit(s) à régler."
