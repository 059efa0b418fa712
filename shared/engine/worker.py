"""The engine process: reads one JSON line a job on stdin, writes JSON lines on the stdout it was born with.

    <- {"id": 7, "job": "ddtm_crise.core.evacuation.job:run", "params": {...}}     <- {"cancel": 7}
    <- {"id": 8, "warm": ["module:function", ...], "params": {...}}
    -> {"ready": pid}    -> {"id": 7, "p": 0.4, "t": "Comptage"}
    -> {"id": 7, "ok": {...}}    -> {"id": 7, "error": {"class": ["BadInput", "DdtmError"], "message": "", "detail": ""}}

The end of stdin means that the caller is gone: the process leaves at once, whatever it was doing.
"""

from __future__ import annotations

import faulthandler
import importlib
import json
import os
import queue
import signal
import sys
import threading
import time
import traceback
from typing import Any, BinaryIO, Dict, Hashable, Optional, Set, Tuple

from .. import wire
from ..errors import Cancelled
from ..faults import as_ddtm_error
from ..jobs import JobContext, resolve
from .environment import ENV_LIFE, prepare_process

PROGRESS_EVERY_S = 0.05


class Worker:
    """Runs jobs one after the other in the main thread; a second thread listens, so that a cancel is heard in mid-job."""

    def __init__(self, source: BinaryIO, sink: BinaryIO) -> None:
        self._source, self._sink = source, sink
        self._write_lock = threading.Lock()
        self._requests: queue.Queue[Optional[Dict[str, Any]]] = queue.Queue()
        self._cancelled: Set[int] = set()
        self._cache: Dict[Hashable, Tuple[Any, Any]] = {}

    def send(self, message: Dict[str, Any]) -> None:
        self._write(wire.dumps(message))

    def _write(self, line: str) -> None:
        with self._write_lock:
            self._sink.write(line.encode("utf-8", "replace") + b"\n")
            self._sink.flush()

    def listen(self) -> None:
        """Until the caller closes our stdin; then take the whole process group along."""
        for line in iter(self._source.readline, b""):
            message = json.loads(line)
            if "cancel" in message:
                self._cancelled.add(message["cancel"])
            else:
                self._requests.put(message)
        leave()

    def work(self) -> None:
        while True:
            request = self._requests.get()
            if request is not None:
                self._one(request)

    def _one(self, request: Dict[str, Any]) -> None:
        number, start = int(request["id"]), time.monotonic()
        label, outcome = str(request.get("job") or "préparation"), "ok"
        try:
            context = JobContext(self._progress_of(number), lambda: number in self._cancelled, self._cache)
            context.check_cancel()
            if "warm" in request:
                answer = _warm(request["warm"], request.get("params") or {}, context)
            else:
                answer = resolve(request["job"])(request.get("params") or {}, context)
            line = wire.dumps({"id": number, "ok": answer})
        except BaseException as error:  # the process must outlive every job, SystemExit of a library included
            known = as_ddtm_error(error)
            names = [kind.__name__ for kind in type(known).__mro__]
            line = wire.dumps({"id": number, "error": {"class": names, "message": known.message, "detail": known.detail}})
            outcome = _where(error)
        self._cancelled.discard(number)
        log(f"{label} : {outcome} en {time.monotonic() - start:.2f} s")
        self._write(line)

    def _progress_of(self, number: int) -> Any:
        last = [0.0, ""]

        def tell(fraction: float, text: str) -> None:
            now = time.monotonic()
            if now - last[0] >= PROGRESS_EVERY_S or text != last[1]:
                last[0], last[1] = now, text
                self.send({"id": number, "p": fraction, "t": text})

        return tell


def _warm(names: Any, params: Dict[str, Any], context: JobContext) -> Dict[str, Any]:
    """Import each job's module and call its `warm(params, ctx)` when it has one; a job that cannot be warmed is no failure."""
    done = []
    for name in names:
        try:
            resolve(name)
            hook = getattr(importlib.import_module(name.partition(":")[0]), "warm", None)
            if hook is not None:
                hook(params, context)
            done.append(name)
        except Cancelled:
            raise
        except Exception as error:
            log(f"préparation de {name} impossible : {_where(error)}")
    return {"prets": done}


def _where(error: BaseException) -> str:
    """Class and place of an exception, without its text: the log must hold no data of anybody."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({os.path.basename(frames[-1].filename)}:{frames[-1].lineno})" if frames else ""
    return type(error).__name__ + place


def log(text: str) -> None:
    sys.stderr.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')} {text}\n")
    sys.stderr.flush()


def leave() -> None:
    """End now, with the children of a running job when this process leads its own group."""
    if hasattr(os, "killpg") and os.getpgrp() == os.getpid():
        os.killpg(os.getpid(), signal.SIGKILL)
    os._exit(0)


def die_with_caller() -> None:
    """Have the system end our group when the caller's end of the life line closes, even while no Python thread can run."""
    number = os.environ.pop(ENV_LIFE, None)
    if number is None or not hasattr(os, "O_ASYNC"):
        return
    import fcntl

    signal.signal(signal.SIGIO, signal.SIG_DFL)  # the default is to end
    fcntl.fcntl(int(number), fcntl.F_SETOWN, -os.getpgrp())
    fcntl.fcntl(int(number), fcntl.F_SETFL, fcntl.fcntl(int(number), fcntl.F_GETFL) | os.O_ASYNC)


def main() -> None:
    """Keep the protocol's streams apart (a print, or a child that reads stdin, must not touch them), then serve."""
    source, sink = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    faulthandler.enable(sys.stderr)
    die_with_caller()
    prepare_process()
    worker = Worker(source, sink)
    threading.Thread(target=worker.listen, daemon=True).start()
    worker.send({"ready": os.getpid()})
    try:
        worker.work()
    except (BrokenPipeError, OSError):
        leave()


if __name__ == "__main__":
    main()
