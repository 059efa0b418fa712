"""Job: from here to there in spite of the cuts."""

from __future__ import annotations

import uuid
from datetime import datetime, timezone
from typing import Any, Dict, List, Optional, Sequence

import numpy as np
import shapely

from shared.jobs import JobContext

from .abords import Anchor
from .chemin import Leg, leg
from .coupures import summary
from .explication import UNEXPLAINED, explain, refusal
from .exports import export
from .fiche import route_sheet
from .lieux import Place, place
from .moteur import INFINITE, Engine
from .mots import SPOKEN_WORDS, distance, duration, gap, sentence
from .plans import official_routes
from .question import Question, no_arc
from .resultat import computed, official, record
from .variantes import alternatives

TEXT_VEHICLE = {"vl": "un véhicule léger", "pl": "un poids lourd"}


def run(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """Routes from `depart` to `arrivee` through `etapes` (places, see `lieux.place`), cuts avoided.

    params: those of `Question.from_params`, plus alternatives (how many, 2 by default), enregistrer (True: rows in travail.gpkg),
    libelle, auteur, sortie (file .gpx .csv .geojson .pdf, or a folder for all of them).
    Returns phrase, trouve, itineraires (official S routes first), sans_coupure, coupures, isolement (when there is no route), fichiers.
    """
    ctx.progress(0.05, "Lecture du réseau et des coupures")
    question = Question.from_params(params, ctx)
    places = [place(params.get("depart"), "départ", question.reference)]
    places += [place(spec, f"passage {rank}", question.reference) for rank, spec in enumerate(params.get("etapes") or [], 1)]
    places.append(place(params.get("arrivee"), "arrivée", question.reference))
    ctx.progress(0.3, "Calcul de l'itinéraire")
    result = answer(question, places, int(params.get("alternatives", 2)), str(params.get("libelle") or ""))
    result["calcul_uuid"], result["calcule_le"] = str(uuid.uuid4()), datetime.now(timezone.utc).isoformat(timespec="seconds")
    result["exercice"] = bool(question.network.graph.exercise)
    result["millesime"], result["source"] = str(question.network.graph.millesime), str(question.network.graph.source)
    result["fichiers"] = []
    ctx.progress(0.8, "Enregistrement")
    rows = [{**row, **{name: result[name] for name in ("calcul_uuid", "calcule_le", "exercice")}} for row in result["itineraires"]]
    if params.get("sortie"):
        result["coupures_geom"] = _cut_lines(question)
        result["fichiers"] = export(params["sortie"], result, rows, "itineraire", route_sheet)
        del result["coupures_geom"]
    result["uuids"] = record(question.espace, "itineraire", rows, params.get("auteur")) if params.get("enregistrer", True) else []
    ctx.progress(1.0, result["phrase"])
    return result


def answer(question: Question, places: List[Place], count: int = 2, libelle: str = "") -> Dict[str, Any]:
    """The answer to a prepared question, nothing written. places: at least two, in order."""
    network, state, blocked = question.network, question.state, question.blocked
    title = libelle or f"{places[0].label} > {places[-1].label}"
    free_anchors = question.anchors(places)
    used = [question.open_anchor(one, free) for one, free in zip(places, free_anchors)]
    warnings = [text for one, free, own in zip(places, free_anchors, used) for text in question.warnings(one, free, own)]
    nothing = no_arc(network)
    with state.lock:
        free = _legs(question, state.free, free_anchors, nothing)
        # the difference is told between the same two ends: those of the open road when a place stands on a closed one
        base = free if used == free_anchors else _legs(question, state.free, used, nothing)
        weights = state.through_weight_without(blocked.mask)
        state.cut.set_weights(weights)
        best = _legs(question, state.cut, used, blocked.mask)
        others: List[List[Leg]] = []
        if best is not None:
            others = alternatives(network, state, weights, best, lambda engine: _legs(question, engine, used, blocked.mask), count)
        else:
            best = _last_resort(question, used)
            if best is not None:
                warnings.append("emprunte une voie privée, réservée ou un chemin : à vérifier sur place")
    plans: List[Dict[str, Any]] = []
    if _touched(question, free):
        driven = np.concatenate([one.arcs for one in free]) if free else None
        plans = [official(question, one, rank) for rank, one in enumerate(official_routes(question, driven), 1)]
    result: Dict[str, Any] = {
        "trouve": best is not None,
        "titre": title,
        "profil": state.vehicle.code,
        "coupures": summary(blocked, network),
    }
    result["depart"], result["arrivee"] = places[0]._asdict(), places[-1]._asdict()
    result["sans_coupure"] = computed(question, free, "sans_coupure", 0, title, None, []) if free else None
    if best is None:
        stuck = _first_stuck(question, free_anchors, used)
        ends = (free_anchors[stuck], free_anchors[stuck + 1])
        result["isolement"] = explain(network, state, blocked, *ends) if free else dict(UNEXPLAINED)
        result["itineraires"] = plans
        result["phrase"] = refusal(
            result["isolement"],
            places[stuck].label,
            places[stuck + 1].label,
            TEXT_VEHICLE.get(state.vehicle.code, "ce véhicule"),
            free is not None,
        )
        return result
    routes = [computed(question, best, "calcule", len(plans) + 1, title, base, warnings)]
    routes += [computed(question, legs, "alternative", len(plans) + 2 + rank, title, base, warnings) for rank, legs in enumerate(others)]
    result["itineraires"] = plans + routes
    result["phrase"] = _phrase(question, routes[0], plans, free)
    return result


def _cut_lines(question: Question) -> str:
    """The closed segments as hexadecimal WKB, for the sketch."""
    closed = np.unique(question.network.segment_of(np.flatnonzero(question.blocked.mask)))
    return shapely.to_wkb(shapely.MultiLineString(list(question.network.lines[closed])), hex=True)


def _legs(
    question: Question, engine: Engine, anchors: Sequence[Optional[Anchor]], blocked: np.ndarray, anywhere: bool = False
) -> Optional[List[Leg]]:
    legs = []
    for start, goal in zip(anchors, anchors[1:]):
        one = (
            leg(question.network, question.state, engine, start, goal, blocked, anywhere)
            if start is not None and goal is not None
            else None
        )
        if one is None:
            return None
        legs.append(one)
    return legs


def _last_resort(question: Question, anchors: List[Optional[Anchor]]) -> Optional[List[Leg]]:
    """The same question when residents' roads may be passed through."""
    state, mask = question.state, question.blocked.mask
    state.anywhere.set_weights(np.where(mask, INFINITE, state.weight))
    return _legs(question, state.anywhere, anchors, mask, anywhere=True)


def _first_stuck(question: Question, free: List[Anchor], used: List[Optional[Anchor]]) -> int:
    """Index of the first leg without a route."""
    for rank in range(len(used) - 1):
        pair = used[rank : rank + 2]
        if None in pair or _legs(question, question.state.cut, pair, question.blocked.mask) is None:
            return rank
    return 0


def _touched(question: Question, free: Optional[List[Leg]]) -> bool:
    """True when a cut lies on the usual way (or when there is no usual way to judge by)."""
    return free is None or any(question.blocked.mask[one.arcs].any() for one in free)


def _phrase(question: Question, route: Dict[str, Any], plans: List[Dict[str, Any]], free: Optional[List[Leg]]) -> str:
    text = f"{duration(route['duree_s'])} et {distance(route['longueur_m'])} par {sentence(route['etapes'], SPOKEN_WORDS)}"
    if not question.blocked.cuts:
        text += "."
    elif free is not None and not _touched(question, free):
        text += " : les coupures ne touchent pas le trajet habituel."
    elif route["ecart_s"] is not None:
        text += f" ({gap(route['ecart_s'], route['ecart_m'])} par rapport au trajet sans coupure)."
    else:
        text += "."
    if plans:
        text = f"{_official(plans)} Calculé : {text}"
    text = text[0].upper() + text[1:]
    return text + (f" Attention : {route['avertissement']}." if route["avertissement"] else "")


def _official(plans: List[Dict[str, Any]]) -> str:
    """ "Itinéraire officiel S10 (A9 de la sortie 32 à la sortie 28) : 31 min, 24 km.", or the S routes to chain."""
    chain = list({row["section"]: row for row in reversed(plans)}.values())[::-1]  # the first of those that bypass the same section
    trouble = [f"{row['numero']} {row['avertissement']}" for row in chain if row["avertissement"]]
    if len(chain) == 1:
        name = f"Itinéraire officiel {chain[0]['libelle'].replace('Itinéraire ', '')}"
    else:
        name = "Itinéraires officiels " + ", ".join(row["numero"] for row in chain)
    text = f"{name} : {duration(sum(row['duree_s'] for row in chain))}, {distance(sum(row['longueur_m'] for row in chain))}"
    return text + (f" (attention : {' ; '.join(trouble)})." if trouble else ".")
