"""Tiles shared out over a Dask cluster: the same boxes as on one machine; this workstation alone writes.

Workers read the picture and the model by the same paths as here (a network share): the work data are never opened by them.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import time
from typing import Any, Callable, Dict, Iterator, List, Tuple

import numpy as np

from shared.errors import BadInput, DdtmError
from shared.jobs import JobContext

from .grille import Grid
from .image import Picture
from .parcours import Done, run_tiles

PART = 96  # tiles a task: some seconds of work, little to do again when a worker dies
AHEAD = 2  # tasks in waiting a worker
RETRIES = 3
PATIENCE_S = 10
ABSENT = "Le calcul réparti demande le module Python « distributed », absent de ce poste : installez-le, ou lancez sans --dask."
UNREACHABLE = (
    "La grappe de calcul « {address} » ne répond pas : vérifiez l'adresse et le réseau, ou écrivez « local:2 » pour ce poste seul."
)
LOST = "La grappe de calcul s'est arrêtée : relancez la même commande, elle reprend aux tuiles déjà faites."
_MODELS: Dict[Tuple[str, str], Any] = {}


def run_parts(
    address: str,
    model_path: str,
    model_sha: str,
    picture: Picture,
    grid: Grid,
    orders: np.ndarray,
    conf: float,
    save: Callable[[List[Done]], None],
    tell: Callable[[int], None],
    batch: int,
) -> None:
    """As `run_tiles`, on the cluster at `address` (tcp://host:port, or local:N). Raises BadInput, DdtmError, or what `tell` raises."""
    try:
        from distributed import as_completed
    except ImportError as error:
        raise BadInput(ABSENT, str(error)) from error
    parts = [orders[start : start + PART].tolist() for start in range(0, len(orders), PART)]
    spec = (model_path, model_sha, dataclasses.replace(picture, path=os.path.abspath(picture.path)), grid, conf, batch)
    with _client(address) as client:
        (shared_spec,) = client.scatter([spec], broadcast=True)
        waiting = iter(parts)
        workers = max(1, len(client.scheduler_info()["workers"]))
        first = [part for _, part in zip(range(AHEAD * workers), waiting)]
        queue = as_completed([client.submit(look, shared_spec, part, retries=RETRIES, pure=False) for part in first], loop=client.loop)
        for future in _watched(queue, tell):
            done = _result(future)
            save(done)
            tell(len(done))
            future.release()
            following = next(waiting, None)
            if following is not None:
                queue.add(client.submit(look, shared_spec, following, retries=RETRIES, pure=False))


def look(spec: Tuple[Any, ...], orders: List[int]) -> List[Done]:
    """On a worker: the tiles of one task."""
    import rasterio

    model_path, model_sha, picture, grid, conf, batch = spec
    model = _MODELS.get((model_path, model_sha))
    if model is None:
        from .modele import open_model

        try:
            model = open_model(model_path, JobContext(), 1)
        except OSError as error:
            raise BadInput(
                "Une machine de la grappe ne trouve pas le modèle : mettez-le sur un partage que toutes voient.", str(error)
            ) from error
        if model.sha256 != model_sha:
            raise BadInput("Une machine de la grappe a un autre modèle sous le même nom : mettez le même fichier partout.")
        _MODELS.clear()
        _MODELS[(model_path, model_sha)] = model
    out: List[Done] = []
    with rasterio.Env(GDAL_CACHEMAX=128, GDAL_NUM_THREADS="1", GDAL_PAM_ENABLED="NO"):
        run_tiles(picture, model, grid, orders, conf, model.iou, out.extend, lambda count: None, batch)
    return out


@contextlib.contextmanager
def _client(address: str) -> Iterator[Any]:
    import dask
    from distributed import Client, LocalCluster

    kind, _, number = address.partition(":")
    with contextlib.ExitStack() as stack, dask.config.set({"distributed.comm.timeouts.connect": f"{PATIENCE_S}s"}):
        target: Any = address
        if kind == "local":
            if number and not (number.isdigit() and 1 <= int(number) <= 256):
                raise BadInput(f"« {address} » est illisible : écrivez « local:2 » pour deux processus de ce poste, ou tcp://machine:8786.")
            target = stack.enter_context(
                LocalCluster(n_workers=int(number or 2), threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50)
            )
        elif not address.startswith(("tcp://", "tls://")):
            raise BadInput(f"« {address} » est illisible : écrivez « local:2 » pour deux processus de ce poste, ou tcp://machine:8786.")
        try:
            client = stack.enter_context(Client(target, timeout=f"{PATIENCE_S}s", set_as_default=False))
            if kind != "local":
                client.wait_for_workers(1, timeout=PATIENCE_S)
        except (OSError, TimeoutError) as error:
            raise BadInput(UNREACHABLE.format(address=address), str(error)) from error
        yield client


def _watched(queue: Any, tell: Callable[[int], None]) -> Iterator[Any]:
    """Finished tasks as they come; `tell(0)` now and then meanwhile, so that a cancel is heard."""
    while not queue.is_empty():
        if queue.has_ready():
            yield next(queue)
        else:
            tell(0)
            time.sleep(0.05)


def _result(future: Any) -> List[Done]:
    try:
        return future.result()
    except DdtmError:
        raise
    except Exception as error:
        raise DdtmError(LOST, f"{type(error).__name__}: {error}") from error
