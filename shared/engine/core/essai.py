"""Self-test jobs: they answer what any installation must answer, and fail on demand."""

from __future__ import annotations

import importlib
import os
import sys
import time
from typing import Any, Dict

from ...errors import BadInput
from ...jobs import JobContext

LIBRARIES = ("numpy", "scipy", "shapely", "pandas", "geopandas", "pyogrio", "rasterio", "reportlab", "routingkit_cch")


def versions(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """Version of each library of the engine, None when it is absent. {"python": ..., "bibliotheques": {name: version}}"""
    found: Dict[str, Any] = {}
    for index, name in enumerate(LIBRARIES):
        ctx.progress(index / len(LIBRARIES), name)
        try:
            found[name] = getattr(importlib.import_module(name), "__version__", "présent")
        except ImportError:
            found[name] = None
    return {"python": sys.version.split()[0], "bibliotheques": found}


def attendre(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """Work for `secondes`, with progress, then return what was given in `valeur` and the process number."""
    steps = max(1, int(params.get("etapes", 10)))
    for step in range(steps):
        ctx.progress(step / steps, f"Étape {step + 1} sur {steps}")
        time.sleep(float(params.get("secondes", 0.1)) / steps)
    return {"valeur": params.get("valeur"), "pid": os.getpid()}


def refuser(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """Fail with a foreseen error, or an unforeseen one when `imprevu` is true."""
    if params.get("imprevu"):
        raise ZeroDivisionError("asked")
    raise BadInput("La donnée d'essai est refusée.", "detail asked")


def mourir(params: Dict[str, Any], ctx: JobContext) -> Dict[str, Any]:
    """End the process without a word, as a crash in a library would."""
    os._exit(139)
