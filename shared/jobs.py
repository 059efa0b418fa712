"""The contract of every job of the suite: `fn(params, ctx) -> result`.

A job is a plain function of a `core/` room. `params` and the result are JSON-able dictionaries (layers travel as
paths, small geometries as WKT or hexadecimal WKB, EPSG:2154 unless said). `ctx` reports progress, tells of a cancel,
and keeps heavy objects (graph, population arrays, model) between jobs of the same process. The same function runs in
the engine process, inline in tests, from the command line, and on Dask.
"""

from __future__ import annotations

import importlib
import os
from typing import Any, Callable, Dict, Hashable, Optional, Tuple

from .errors import BadInput, Cancelled

Params = Dict[str, Any]
JobFunction = Callable[[Params, "JobContext"], Dict[str, Any]]


class JobContext:
    """What a job may ask of whoever runs it.

    on_progress(fraction between 0 and 1, French text); is_cancelled() -> bool; cache: a dictionary that outlives the job.
    """

    def __init__(
        self,
        on_progress: Optional[Callable[[float, str], None]] = None,
        is_cancelled: Optional[Callable[[], bool]] = None,
        cache: Optional[Dict[Hashable, Tuple[Any, Any]]] = None,
    ) -> None:
        self._on_progress = on_progress
        self._is_cancelled = is_cancelled
        self._cache: Dict[Hashable, Tuple[Any, Any]] = {} if cache is None else cache

    def progress(self, fraction: float, text: str = "") -> None:
        """Report progress, and raise Cancelled if the user asked to stop."""
        self.check_cancel()
        if self._on_progress is not None:
            self._on_progress(min(1.0, max(0.0, float(fraction))), text)

    def check_cancel(self) -> None:
        """Raise Cancelled if the user asked to stop."""
        if self._is_cancelled is not None and self._is_cancelled():
            raise Cancelled()

    def step(self, start: float, end: float) -> JobContext:
        """A context whose 0..1 is `start`..`end` of this one (same cache)."""

        def forward(fraction: float, text: str) -> None:
            if self._on_progress is not None:
                self._on_progress(start + (end - start) * fraction, text)

        return JobContext(forward, self._is_cancelled, self._cache)

    def cached(self, path: str, kind: str, load: Callable[[str], Any]) -> Any:
        """`load(path)`, kept until the file changes (size or modification time)."""
        try:
            stat = os.stat(path)
        except OSError as error:
            raise BadInput(
                f"Le fichier « {os.path.basename(path)} » est introuvable : vérifiez son nom, ou réinstallez le paquet de données.",
                str(error),
            ) from error
        stamp = (stat.st_size, stat.st_mtime_ns)
        key = (kind, os.path.abspath(path))
        held = self._cache.get(key)
        if held is None or held[0] != stamp:
            held = (stamp, load(path))
            self._cache[key] = held
        return held[1]


def resolve(name: str) -> JobFunction:
    """The function named `package.module:function`; only modules of a `core` room can be named."""
    module_name, _, function_name = name.partition(":")
    if ".core." not in f"{module_name}." or not function_name or function_name.startswith("_"):
        raise BadInput(f"Traitement inconnu : {name}.")
    try:
        return getattr(importlib.import_module(module_name), function_name)
    except (ImportError, AttributeError) as error:
        raise BadInput(f"Traitement indisponible : {name}.", str(error)) from error
