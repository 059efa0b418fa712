"""A route in words: "A9 > sortie 32 > D132 > Avenue de Palavas"."""

from __future__ import annotations

from typing import Any, Dict, List, Optional

import numpy as np

from .chemin import Leg
from .coupures_axe import Exits
from .etat import VehicleState
from .numeros import road_key
from .reseau import Network

SILENT_NATURES = ("Rond-point", "Bretelle")  # roundabouts and ramps are not listed
SHORT_UNNAMED_M = 400.0  # a nameless stretch shorter than this is part of the road before
SHORT_NAMED_M = 150.0  # a street without a number shorter than this is not listed
TOUCHED_M = 15.0  # a road driven for less than this is only touched
EXIT_REACH_M = 1500.0
MAX_WORDS, SPOKEN_WORDS = 12, 6  # roads named in a description, in a spoken sentence


def steps(network: Network, state: VehicleState, legs: List[Leg], exits: Exits) -> List[Dict[str, Any]]:
    """Roads driven in order: {"route", "type" ("numero" | "nom" | "sortie" | "entree" | ""), "longueur_m", "duree_s"}."""
    graph = network.graph
    arcs = np.concatenate([one.arcs for one in legs])
    share = np.concatenate([one.end - one.begin for one in legs])
    segments = network.segment_of(arcs)
    length, seconds = graph.length[segments] * share, state.weight[arcs] * share / 1000.0
    number, name = graph.number[segments].astype(np.int64), graph.name[segments].astype(np.int64)
    silent = np.isin(graph.natures, SILENT_NATURES)[graph.nature[segments]]
    silent[0] &= number[0] == 0
    word = np.where(number > 0, number, -name)  # > 0 a number, < 0 a name, 0 nothing
    follows = silent.copy()  # a ramp or a roundabout belongs to the road before it
    follows[0] = False
    before = np.maximum.accumulate(np.where(follows, 0, np.arange(len(arcs))))
    word = np.where(silent, 0, word)[before]
    first = np.flatnonzero(np.append(True, word[1:] != word[:-1]))
    last = np.append(first[1:], len(arcs)) - 1
    lengths, times = np.add.reduceat(length, first).tolist(), np.add.reduceat(seconds, first).tolist()
    runs = []
    for one, start, end, metres, spent in zip(word[first].tolist(), arcs[first].tolist(), arcs[last].tolist(), lengths, times):
        text, kind = (str(graph.numbers[one]), "numero") if one > 0 else (str(graph.names[-one]), "nom") if one < 0 else ("", "")
        runs.append({"route": text, "type": kind, "longueur_m": metres, "duree_s": spent, "arc": end, "arc0": start})
    return _with_exits(network, _merged(runs), exits)


def _merged(runs: List[Dict[str, Any]]) -> List[Dict[str, Any]]:
    """Short nameless or minor runs joined to the road before them, then equal neighbours joined."""
    out: List[Dict[str, Any]] = []
    runs = [run for run in runs if run["longueur_m"] >= TOUCHED_M] or runs[:1]
    for run in runs:
        minor = (run["type"] == "" and run["longueur_m"] < SHORT_UNNAMED_M) or (run["type"] == "nom" and run["longueur_m"] < SHORT_NAMED_M)
        if out and (minor or run["route"] == out[-1]["route"] or (out[-1]["type"] == "" and out[-1]["longueur_m"] < SHORT_UNNAMED_M)):
            if not minor and out[-1]["type"] == "":
                out[-1].update(route=run["route"], type=run["type"])
            for name in ("longueur_m", "duree_s"):
                out[-1][name] += run[name]
            if not minor:
                out[-1]["arc"] = run["arc"]
        else:
            out.append(dict(run))
    return out


def _with_exits(network: Network, runs: List[Dict[str, Any]], exits: Exits) -> List[Dict[str, Any]]:
    out: List[Dict[str, Any]] = []
    for position, run in enumerate(runs):
        known = run["type"] == "numero" and bool(exits.by_axis) and road_key(run["route"]) in exits.by_axis
        if known and position:
            found = _exit_near(network, exits, run["route"], run["arc0"], start=True)
            if found:
                out.append({"route": f"entrée {found}", "type": "entree", "longueur_m": 0.0, "duree_s": 0.0})
        out.append(
            {
                "route": run["route"] or "voie sans nom",
                "type": run["type"],
                "longueur_m": round(run["longueur_m"], 1),
                "duree_s": round(run["duree_s"], 1),
            }
        )
        if known and position < len(runs) - 1:
            found = _exit_near(network, exits, run["route"], run["arc"], start=False)
            if found:
                out.append({"route": f"sortie {found}", "type": "sortie", "longueur_m": 0.0, "duree_s": 0.0})
    return out


def _exit_near(network: Network, exits: Exits, axe: str, arc: int, start: bool) -> Optional[str]:
    graph = network.graph
    node = network.arc_tail[arc] if start else network.arc_head[arc]
    best, name = EXIT_REACH_M, None
    for one in exits.by_axis[road_key(axe)]:
        distance = float(np.hypot(one.x - graph.x[node], one.y - graph.y[node]))
        if distance < best:
            best, name = distance, one.numero
    return name


def sentence(roads: List[Dict[str, Any]], limit: int = MAX_WORDS) -> str:
    """ "A9 > sortie 32 > D132"; beyond `limit` the longest roads are kept, numbers before street names."""
    named = [road for road in roads if road["type"]]
    places = [i for i, road in enumerate(named) if road["type"] in ("numero", "nom")]
    if len(places) > limit:
        main = set(sorted(places, key=lambda i: (named[i]["type"] != "numero", -named[i]["longueur_m"]))[:limit])
        # an exit stays with its motorway: the road before a way out, the road after a way in
        beside = {"sortie": -1, "entree": 1}
        named = [road for i, road in enumerate(named) if i in main or i + beside.get(road["type"], len(named)) in main]
    words: List[str] = []
    for road in named:
        if not words or words[-1] != road["route"]:
            words.append(road["route"])
    return " > ".join(words) or "voies sans nom"


def duration(seconds: float) -> str:
    """ "42 min", "1 h 05 min", "moins d'une minute"."""
    minutes = int(round(abs(seconds) / 60.0))
    if minutes < 1:
        return "moins d'une minute"
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02d} min"


def distance(metres: float) -> str:
    """ "850 m", "4,2 km", "38 km"."""
    metres = abs(metres)
    if metres < 1000:
        return f"{int(round(metres / 10.0)) * 10} m"
    return f"{metres / 1000.0:.1f} km".replace(".", ",") if metres < 10_000 else f"{metres / 1000.0:.0f} km"


def gap(seconds: float, metres: float) -> str:
    """ "+12 min, +9 km"; "même durée" when under half a minute."""
    time = "même durée" if abs(seconds) < 30 else ("+" if seconds > 0 else "-") + duration(seconds)
    return time if abs(metres) < 100 else f"{time}, {'+' if metres > 0 else '-'}{distance(metres)}"
