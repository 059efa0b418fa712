"""The battery of trials: each theme drawn into a PDF by a QGIS without windows, one route computed on the road graph."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any, Dict, List, Tuple

from shared import errors
from shared.espace import Espace
from shared.jobs import JobContext

from .faits import THEMES

ENV_QGIS_PYTHON = "DDTM_QGIS_PYTHON"
LONGEST = 240.0
FOREIGN = ("PYTHONHOME", "PYTHONSTARTUP", "VIRTUAL_ENV", "PROJ_LIB", "PROJ_DATA", "GDAL_DATA", "GDAL_DRIVER_PATH", "LD_PRELOAD")
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
    package = errors.__name__.rpartition(".")[0]  # `shared`, or the plugin's own copy of it
    root = Path(errors.__file__).resolve().parents[1 + package.count(".")]
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="ddtm-epreuve-") as scratch:
        os.chmod(scratch, 0o700)
        env = {key: value for key, value in os.environ.items() if key not in FOREIGN}
        env.update(
            PYTHONPATH=str(root), PYTHONUTF8="1", QT_QPA_PLATFORM="offscreen", XDG_RUNTIME_DIR=scratch, QGIS_CUSTOM_CONFIG_PATH=scratch
        )
        target = Path(scratch) / "epreuve.pdf"
        request = {"espace": str(espace.root), "theme": theme, "format": "A4", "sortie": str(target), "titre": "Épreuve"}
        try:
            done = subprocess.run(
                [_qgis_python(), "-m", f"{package}.carto.tete_nue"],
                input=json.dumps(request).encode("utf-8"),
                capture_output=True,
                env=env,
                cwd=scratch,
                timeout=LONGEST,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return False, f"La carte n'est pas sortie en {LONGEST / 60:.0f} minutes."
        except OSError:
            return False, "QGIS est introuvable sur ce poste."
        said = _said(done.stdout)
        if target.is_file() and target.stat().st_size > 5_000:
            return True, f"Couches ouvertes, carte dessinée et PDF écrit en {time.monotonic() - started:.0f} s."
        return False, next((str(line["erreur"]) for line in said if "erreur" in line), "La carte n'est pas sortie.")


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


def _said(output: bytes) -> List[Dict[str, Any]]:
    out = []
    for line in output.decode("utf-8", "replace").splitlines():
        try:
            found = json.loads(line)
        except ValueError:
            continue
        if isinstance(found, dict):
            out.append(found)
    return out


def _qgis_python() -> str:
    named = os.environ.get(ENV_QGIS_PYTHON)
    if named:
        return named
    if os.name == "nt":
        places = [Path(os.environ.get("PROGRAMFILES", r"C:\Program Files")), Path(r"C:\OSGeo4W\bin")]
        found = [*sorted(places[0].glob("QGIS*/bin/python-qgis*.bat"), reverse=True), *places[1].glob("python-qgis*.bat")]
        if found:
            return str(found[0])
    return "/usr/bin/python3"
