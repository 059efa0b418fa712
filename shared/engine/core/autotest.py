"""Tiny jobs that try the engine itself: wait, add, fail, crash, allocate. They read and write nothing."""

from __future__ import annotations

import ctypes
import os
import sys
import time
from typing import Any, Dict

from ...errors import BadInput
from ...jobs import JobContext, Params


def addition(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """{"valeurs": [..]} -> {"somme": .., "pid": .., "rang": number of calls in this process}."""
    calls = ctx.cached(__file__, "autotest", lambda _path: [0])
    calls[0] += 1
    return {"somme": sum(params.get("valeurs", [])), "pid": os.getpid(), "rang": calls[0]}


def attente(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """Wait `secondes`, telling progress every tenth; asks about a cancel at each step.

    sourd: never asks. fige: as a native library that loops without giving Python's lock back, so that no thread runs.
    """
    seconds = float(params.get("secondes", 1.0))
    start = time.monotonic()
    if params.get("fige"):
        ctypes.PyDLL(None).sleep(int(seconds))
    elif params.get("sourd"):
        time.sleep(seconds)
    while time.monotonic() - start < seconds:
        ctx.progress((time.monotonic() - start) / max(seconds, 1e-9), "Attente…")
        time.sleep(min(0.1, seconds))
    return {"secondes": time.monotonic() - start, "pid": os.getpid()}


def refus(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """Refuse the input as a real job would."""
    raise BadInput(str(params.get("message", "Entrée refusée.")), "détail technique")


def panne(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """Fail in a way nobody foresaw."""
    raise ZeroDivisionError("division imprévue")


def mort(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """Die at once, as a native library does when it crashes."""
    sys.stderr.write("autotest : arrêt brutal\n")
    sys.stderr.flush()
    os._exit(int(params.get("statut", 139)))


def bavardage(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """Write on every output a library may write on; the answer must arrive unharmed."""
    print('{"id": 0, "ok": "faux"}')
    sys.stdout.flush()
    os.write(1, b"texte d'une bibliotheque native, sans fin de ligne")
    return {"octets": "é" * int(params.get("taille", 10)), "nan": float("nan")}


def modules(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """The top-level modules loaded in this process, and its environment's PROJ/GDAL variables."""
    names = ("PROJ_LIB", "PROJ_DATA", "GDAL_DATA")
    return {"modules": sorted({name.partition(".")[0] for name in sys.modules}), "env": {n: os.environ.get(n) for n in names}}
