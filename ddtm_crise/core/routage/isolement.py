"""Job: the communes and establishments that no road reaches any more, with their people."""

from __future__ import annotations

import uuid
from datetime import datetime, timezone
from typing import Any, Dict, List, Optional

import numpy as np
import shapely

from shared.arrays.population import PopulationArrays
from shared.jobs import JobContext

from .abords import Anchor
from .acces import nearest_segments, reachable_nodes, reachable_segments
from .coupures import summary
from .exports import export
from .lieux import place
from .question import Question, no_arc
from .reference import Site
from .resultat import record


def run(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """Places reachable before the cuts and no longer after.

    params: those of `Question.from_params`, plus origine (a place, the main network by default), habitants (False: people are not counted), enregistrer, auteur, sortie (.csv, .geojson or a folder).
    Returns phrase, communes, etablissements (rows of the layer isolement), habitants (people living on roads no longer reached,
    where the pack has population arrays, by commune), coupures, longueur_isolee_m.
    """
    ctx.progress(0.05, "Lecture du réseau et des coupures")
    question = Question.from_params(params, ctx)
    origin = None
    if params.get("origine"):
        origin = question.anchor(place(params["origine"], "origine", question.reference), "origine")
    ctx.progress(0.3, "Recherche des lieux isolés")
    network, mask = question.network, question.blocked.mask
    before = network.kept(("uncut", question.vehicle, origin), lambda: _reached(question, no_arc(network), origin))
    after = _reached(question, mask, origin)
    lost = before & ~after
    reference = question.reference
    assert reference is not None  # asked for when the question was prepared
    stamp = {
        "calcul_uuid": str(uuid.uuid4()),
        "calcule_le": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "exercice": bool(network.graph.exercise),
    }
    communes = [_row(site, stamp) for site in _lost_sites(question, reference.communes, lost, ctx, "communes")]
    ctx.progress(0.5, "Recherche des établissements isolés")
    etablissements = [_row(site, stamp) for site in _lost_sites(question, reference.etablissements, lost, ctx, "etablissements")]
    ctx.progress(0.6, "Compte des habitants isolés")
    people = _people(question, lost, ctx) if params.get("habitants", True) else None
    result: Dict[str, Any] = {
        **stamp, "communes": communes, "etablissements": etablissements, "habitants": people, "coupures": summary(question.blocked, network),
        "longueur_isolee_m": round(float(network.graph.length[lost & ~question.blocked.segments()].sum()), 1),
    }  # fmt: skip
    result["phrase"] = _phrase(result)
    ctx.progress(0.9, "Enregistrement")
    rows = communes + etablissements
    result["fichiers"] = export(params["sortie"], result, rows, "isolement") if params.get("sortie") else []
    result["uuids"] = record(question.espace, "isolement", rows, params.get("auteur")) if params.get("enregistrer", True) else []
    ctx.progress(1.0, result["phrase"])
    return result


def _reached(question: Question, mask: np.ndarray, origin: Optional[Anchor]) -> np.ndarray:
    network, state = question.network, question.state
    return reachable_segments(network, state, mask, reachable_nodes(network, state, mask, origin))


def _lost_sites(question: Question, sites: List[Site], lost: np.ndarray, ctx: JobContext, name: str) -> List[Site]:
    if not sites:
        return []
    near = question.network.kept(
        ("sites", name, question.vehicle, str(question.espace.generation)),
        lambda: nearest_segments(question.network, question.state, np.array([(s.x, s.y) for s in sites])),
    )
    return [site for site, segment in zip(sites, near.tolist()) if segment >= 0 and lost[segment]]


def _row(site: Site, stamp: Dict[str, Any]) -> Dict[str, Any]:
    return {
        **stamp, "nature": site.kind, "code": site.code, "nom": site.nom, "commune": site.commune, "population": site.population,
        "geom": shapely.to_wkb(shapely.Point(site.x, site.y), hex=True),
    }  # fmt: skip


def _people(question: Question, lost: np.ndarray, ctx: JobContext) -> Optional[List[Dict[str, Any]]]:
    """[{code, nom, habitants, bas, haut}] of residents whose nearest road is lost; None when the pack has no population arrays."""
    path = question.espace.population
    if not path.is_file():
        return None
    arrays = ctx.cached(str(path), "ddtm_crise.population", PopulationArrays.load)
    near = question.network.kept(
        ("people", question.vehicle, str(path)),
        lambda: nearest_segments(question.network, question.state, np.column_stack([arrays.x, arrays.y])),
    )
    inside = (near >= 0) & lost[np.maximum(near, 0)]
    commune, people = arrays.commune[inside], arrays.people[inside]
    total = np.bincount(commune, weights=people, minlength=len(arrays.codes_insee))
    # buildings err independently: the half-width of a sum is the root of the sum of squares
    half = np.sqrt(np.bincount(commune, weights=(people * arrays.uncertainty[inside]) ** 2, minlength=len(arrays.codes_insee)))
    return [
        {"code": str(arrays.codes_insee[i]), "nom": str(arrays.noms[i]), "habitants": round(float(total[i]), 1),
         "bas": round(max(0.0, float(total[i] - half[i])), 1), "haut": round(float(total[i] + half[i]), 1)}
        for i in np.flatnonzero(total > 0)[np.argsort(-total[total > 0], kind="stable")]
    ]  # fmt: skip


def about(value: float) -> str:
    """A number of people as it may be said: to the ten under 1 000, to the hundred under 100 000, thin spaces."""
    step = 10 if value < 1000 else 100 if value < 100_000 else 1000
    return f"{int(round(value / step)) * step:,}".replace(",", "\u202f")


def _phrase(result: Dict[str, Any]) -> str:
    communes, places = result["communes"], result["etablissements"]
    if not communes and not places and not result["habitants"]:
        return "0 commune et 0 établissement isolés : tous les lieux connus restent joignables par la route."
    parts = []
    names = ", ".join(row["nom"] for row in communes[:6]) + ("…" if len(communes) > 6 else "")
    people = sum(row["population"] or 0 for row in communes)
    plural = "s" if len(communes) > 1 else ""
    if not communes and not places:
        parts.append("Aucune commune ni aucun établissement isolé")
    else:
        parts.append(
            f"{len(communes)} commune{plural} isolée{plural}" + (f" ({names} : {about(people)} habitants au total)" if communes else "")
        )
    plural = "s" if len(places) > 1 else ""
    if communes or places:
        parts.append(f"{len(places)} établissement{plural} isolé{plural}")
    text = " et ".join(parts)
    if result["habitants"]:
        text += f" ; environ {about(sum(row['habitants'] for row in result['habitants']))} habitants vivent sur des routes qui ne sont plus joignables"
    return text + "."
