"""The battery of trials: each theme drawn into a PDF by a QGIS without windows, one route computed on the road graph."""

from __future__ import annotations

import json
import subprocess
import time
from pathlib import Path
from typing import Dict, Tuple

from shared.errors import BadInput
from shared.espace import Espace
from shared.jobs import JobContext
from shared.sans_fenetre import MAP, own_place, said

from .faits import THEMES

LONGEST = 240.0
Trial = Tuple[bool, str]


def passer(espace: Espace, ctx: JobContext) -> Dict[str, Trial]:
    """Every trial: (passed, French sentence). A trial that fails never stops the others."""
    out: Dict[str, Trial] = {}
    for position, (code, title) in enumerate(THEMES):
        ctx.progress(position / 3, f"Épreuve : carte {title}")
        out[code] = _carte(espace, code)
    ctx.progress(0.8, "Épreuve : itinéraire")
    out["itineraire"] = _itineraire(espace)
    return out


def _carte(espace: Espace, theme: str) -> Trial:
    started = time.monotonic()
    try:
        with own_place(MAP) as place:
            target = Path(place["cwd"]) / "epreuve.pdf"
            request = {"espace": str(espace.root), "theme": theme, "format": "A4", "sortie": str(target), "titre": "Épreuve"}
            done = subprocess.run(**place, input=json.dumps(request).encode("utf-8"), capture_output=True, timeout=LONGEST, check=False)
            if target.is_file() and target.stat().st_size > 5_000:
                return True, f"Couches ouvertes, carte dessinée et PDF écrit en {time.monotonic() - started:.0f} s."
    except subprocess.TimeoutExpired:
        return False, f"La carte n'est pas sortie en {LONGEST / 60:.0f} minutes."
    except (BadInput, OSError):
        return False, "QGIS est introuvable sur ce poste."
    return False, next((str(line["erreur"]) for line in said(done.stdout) if "erreur" in line), "La carte n'est pas sortie.")


def _itineraire(espace: Espace) -> Trial:
    import numpy as np

    try:
        from scipy.sparse import csr_matrix
        from scipy.sparse.csgraph import dijkstra

        from shared.arrays.roadgraph import RoadGraph

        graph = RoadGraph.load(espace.reseau)
        n = len(graph.x)
        tails, heads = np.concatenate([graph.tail, graph.head]), np.concatenate([graph.head, graph.tail])
        seconds = np.concatenate([graph.time_forward, graph.time_backward])
        kept = np.isfinite(seconds) & (tails != heads)
        matrix = csr_matrix((np.maximum(seconds[kept], 0.01), (tails[kept], heads[kept])), shape=(n, n))
        start = int(graph.tail[np.argmax(np.bincount(graph.tail, minlength=n)[graph.tail])])  # a busy crossroads
        reached = dijkstra(matrix, indices=start)
        finite = reached[np.isfinite(reached)]
        if len(finite) < 0.5 * n:
            return False, f"Le réseau routier est morcelé : {len(finite)} carrefours atteints sur {n}."
        return True, f"{len(finite)} carrefours atteints sur {n}, jusqu'à {finite.max() / 60:.0f} min de route."
    except Exception as error:  # whatever a spoilt file makes numpy say, the trial has failed
        message = getattr(error, "message", "") or "Le réseau routier est illisible."
        return False, str(message)
