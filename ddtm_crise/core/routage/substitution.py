"""Job: the official substitution routes (S) of the traffic plans for what is cut."""

from __future__ import annotations

import uuid
from datetime import datetime, timezone
from typing import Any, Dict

from shared.jobs import JobContext

from .coupures import cut_from, summary
from .coupures_axe import axis_label
from .exports import export
from .plans import official_named, official_routes, sentence
from .question import Question
from .resultat import official, record


def run(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """S routes that answer the cuts in force, checked against the other cuts and the vehicle.

    params: those of `Question.from_params`, plus axe, sortie_debut, sortie_fin, sens (a section to add to the cuts), numero (one S
    route by its number), enregistrer, auteur, sortie (.gpx, .csv, .geojson or a folder). Returns phrase, itineraires (usable ones first), coupures.
    """
    ctx.progress(0.1, "Lecture du réseau et des coupures")
    params = dict(params)
    if params.get("axe") and params.get("sortie_debut") and params.get("sortie_fin"):
        section = {name: params.get(name) for name in ("axe", "sortie_debut", "sortie_fin", "sens", "cause")}
        cut_from(section)
        given = params.get("coupures") or []
        params["coupures"] = ([given] if isinstance(given, (str, dict)) else list(given)) + [section]
    question = Question.from_params(params, ctx)
    ctx.progress(0.4, "Recherche des itinéraires du plan de gestion de trafic")
    found = official_named(question, str(params["numero"])) if params.get("numero") else official_routes(question)
    stamp = {
        "calcul_uuid": str(uuid.uuid4()),
        "calcule_le": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "exercice": bool(question.network.graph.exercise),
    }
    rows = [{**official(question, one, rank), **stamp} for rank, one in enumerate(found, 1)]
    where = axis_label(str(params.get("axe") or ""), str(params.get("sortie_debut") or ""), str(params.get("sortie_fin") or ""))
    result: Dict[str, Any] = {**stamp, "itineraires": rows, "coupures": summary(question.blocked, question.network)}
    result["phrase"] = _phrase(found, where, bool(question.reference and question.reference.substitutions))
    ctx.progress(0.8, "Enregistrement")
    result["fichiers"] = export(params["sortie"], result, rows, "substitution") if params.get("sortie") else []
    result["uuids"] = record(question.espace, "itineraire", rows, params.get("auteur")) if params.get("enregistrer", True) else []
    ctx.progress(1.0, result["phrase"])
    return result


def _phrase(found: Any, where: str, known: bool) -> str:
    if not found:
        if not known:
            return "Aucun itinéraire de substitution n'est dans le paquet de données : calculez une déviation."
        return f"Aucun itinéraire de substitution du plan ne répond à {'la coupure ' + where if where else 'ces coupures'} : calculez une déviation."
    usable = [one for one in found if not one.warnings]
    head = f"{len(usable)} itinéraire{'s' if len(usable) > 1 else ''} de substitution utilisable{'s' if len(usable) > 1 else ''} sur {len(found)}"
    return f"{head}. {sentence(found[0])}"
