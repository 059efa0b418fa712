"""What the engine reads and prepares while the map opens, so that the first question of the night is answered at once."""

from __future__ import annotations

from typing import Any, Callable, Dict, Tuple

import numpy as np

from shared.errors import Cancelled, DdtmError
from shared.espace import Espace
from shared.jobs import JobContext

from .evacuation import job as evacuation
from .evacuation.etablissements import open_places
from .evacuation.recouvrement import open_footprints
from .routage import detour
from .routage.reseau import open_network


def _buildings(espace: Espace, ctx: JobContext) -> None:
    """One count, of one commune: footprints, water grids and accesses are read at the first one."""
    codes = open_footprints(str(espace.population), ctx).arrays.codes_insee
    if len(codes):
        evacuation.run({"espace": str(espace.root), "commune": [str(codes[0])], "enregistrer": False}, ctx.step(0.0, 0.6))


def _routes(espace: Espace, ctx: JobContext) -> None:
    """One route for each vehicle between two ends of the longest segment: hierarchies and indexes are built at the first one."""
    graph = open_network(str(espace.reseau), ctx).graph
    longest = int(np.argmax(graph.length))
    ends = [{"x": float(graph.x[node]), "y": float(graph.y[node]), "label": ""} for node in (graph.tail[longest], graph.head[longest])]
    for vehicle in ("vl", "pl"):
        question = {
            "espace": str(espace.root),
            "profil": vehicle,
            "depart": ends[0],
            "arrivee": ends[1],
            "alternatives": 0,
            "enregistrer": False,
        }
        detour.run(question, ctx.step(0.7, 1.0))


STEPS: Tuple[Tuple[str, Callable[[Espace, JobContext], Any]], ...] = (
    ("population", _buildings),
    ("établissements", open_places),
    ("réseau routier", _routes),
)


def run(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """Prepare the pack of `espace`. Returns phrase, prets (what is ready) and absents ({what: why}); never fails for lack of data."""
    espace = Espace.at(params.get("espace"))
    ready, absent = [], {}
    for rank, (name, step) in enumerate(STEPS):
        ctx.progress(rank / len(STEPS), f"Préparation : {name}")
        try:
            step(espace, ctx)
            ready.append(name)
        except Cancelled:
            raise
        except DdtmError as error:
            absent[name] = error.message
    return {"phrase": f"{len(ready)} jeux de données prêts sur {len(STEPS)}.", "prets": ready, "absents": absent}


def warm(params: Dict[str, Any], ctx: JobContext) -> None:
    """The engine's hook, see shared.engine.client.Engine.warm_up."""
    run(params, ctx)
