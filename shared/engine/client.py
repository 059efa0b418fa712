"""The caller's side of the engine: thread-safe, one job at a time, cancelled in less than a second, restarted by itself.

`run` blocks its caller: call it from a worker thread (task.EngineTask, Processing), never from the GUI thread. No Qt here.
"""

from __future__ import annotations

import atexit
import collections
import itertools
import queue
import threading
import time
from typing import Any, Callable, Deque, Dict, Optional, Sequence

from .. import errors
from ..errors import Cancelled, DdtmError, EngineDied
from .environment import find_python
from .process import EngineProcess

OnProgress = Callable[[float, str], None]
IsCancelled = Callable[[], bool]
POLL_S = 0.05
CANCEL_GRACE_S = 0.5
DIED = "Le moteur de calcul s'est arrêté pendant « {job} ». La carte n'est pas touchée. Relancez le calcul."
NOT_STARTED = "Le moteur de calcul ne démarre pas. La carte n'est pas touchée. Relancez QGIS ; sinon transmettez le détail au référent."
CLOSED = "Le moteur de calcul a été fermé. Relancez le calcul."


class Engine:
    """A queue of jobs in front of one child process. `python` overrides the interpreter (else see find_python)."""

    def __init__(self, python: Optional[str] = None) -> None:
        self.python = python
        self._process: Optional[EngineProcess] = None
        self._turns: Deque[object] = collections.deque()
        self._turn_changed = threading.Condition()
        self._state_lock = threading.RLock()
        self._numbers = itertools.count(1)
        self._closed = False

    @property
    def pid(self) -> Optional[int]:
        """Of the running process, or None."""
        process = self._process
        return process.pid if process is not None and process.alive() else None

    def run(
        self,
        job: str,
        params: Dict[str, Any],
        on_progress: Optional[OnProgress] = None,
        is_cancelled: Optional[IsCancelled] = None,
        title: str = "",
    ) -> Dict[str, Any]:
        """The job's result. Raises what the job raised (BadInput, DdtmError), Cancelled, or EngineDied.

        title: the job's French name in a crash message (else its technical name). Callers wait for their turn, in order.
        """
        return self._submit({"job": job, "params": params}, title or job, on_progress, is_cancelled)

    def warm_up(self, jobs: Sequence[str], params: Optional[Dict[str, Any]] = None) -> threading.Thread:
        """Start the process, import the jobs' modules and call their `warm(params, ctx)` if any, in the background."""

        def warm() -> None:
            try:
                self._submit({"warm": list(jobs), "params": params or {}}, "préparation", None, lambda: self._closed)
            except DdtmError:
                return  # nobody asked for anything yet: the first real job will tell

        thread = threading.Thread(target=warm, daemon=True, name="ddtm-moteur-preparation")
        thread.start()
        return thread

    def close(self) -> None:
        """Stop the process; a job under way gets Cancelled. A later `run` starts it again."""
        with self._state_lock:
            self._closed = True
            process, self._process = self._process, None
        if process is not None:
            process.kill()

    def _submit(
        self, request: Dict[str, Any], title: str, on_progress: Optional[OnProgress], is_cancelled: Optional[IsCancelled]
    ) -> Dict[str, Any]:
        cancelled = is_cancelled or (lambda: False)
        turn = object()
        with self._turn_changed:
            self._turns.append(turn)
        try:
            with self._turn_changed:
                while self._turns[0] is not turn:
                    if cancelled():
                        raise Cancelled()
                    self._turn_changed.wait(POLL_S)
            return self._converse(request, title, on_progress, cancelled)
        finally:
            with self._turn_changed:
                self._turns.remove(turn)
                self._turn_changed.notify_all()

    def _started(self) -> EngineProcess:
        with self._state_lock:
            self._closed = False
            if self._process is None or not self._process.alive():
                self._process = EngineProcess(find_python(self.python))
            return self._process

    def _converse(self, request: Dict[str, Any], title: str, on_progress: Optional[OnProgress], cancelled: IsCancelled) -> Dict[str, Any]:
        """Send one request, then listen until its answer, its cancel, or the end of the process."""
        if cancelled():
            raise Cancelled()
        number = next(self._numbers)
        process = self._started()
        asked_to_stop: Optional[float] = None
        try:
            process.send({**request, "id": number})
        except OSError as error:
            raise self._death(process, title) from error
        while True:
            if asked_to_stop is None and cancelled():
                asked_to_stop = time.monotonic()
                self._tell_cancel(process, number)
            if asked_to_stop is not None and time.monotonic() - asked_to_stop > CANCEL_GRACE_S:
                self._replace(process)
                raise Cancelled()
            try:
                message = process.messages.get(timeout=POLL_S)
            except queue.Empty:
                continue
            if message is None:
                if asked_to_stop is not None:
                    raise Cancelled()
                raise self._death(process, title)
            if message.get("id") != number:
                continue
            if "ok" in message:
                return message["ok"]
            if "error" in message:
                raise _error_from(message["error"])
            if on_progress is not None and asked_to_stop is None:
                on_progress(message["p"], message["t"])

    def _tell_cancel(self, process: EngineProcess, number: int) -> None:
        try:
            process.send({"cancel": number})
        except OSError:
            return  # already dead: the next message says so

    def _replace(self, process: EngineProcess) -> None:
        """Kill a deaf process and start its successor at once, so that the next job need not wait for it."""
        process.kill()
        with self._state_lock:
            if not self._closed and self._process is process:
                self._process = EngineProcess(find_python(self.python))

    def _death(self, process: EngineProcess, title: str) -> DdtmError:
        with self._state_lock:
            closed = self._closed
            if self._process is process:
                self._process = None
        process.kill()
        if closed:
            return Cancelled(CLOSED)
        return EngineDied(DIED.format(job=title) if process.ready else NOT_STARTED, process.last_words())


def _error_from(answer: Dict[str, Any]) -> DdtmError:
    """The suite's own class nearest to what the job raised."""
    for name in answer["class"]:
        kind = getattr(errors, name, None)
        if isinstance(kind, type) and issubclass(kind, DdtmError):
            return kind(answer["message"], answer["detail"])
    return DdtmError(answer["message"], answer["detail"])


_engine: Optional[Engine] = None
_engine_lock = threading.Lock()


def engine() -> Engine:
    """The one engine of this plugin (or checkout); its process starts with the first job and ends with this one."""
    global _engine
    with _engine_lock:
        if _engine is None:
            _engine = Engine()
            atexit.register(_engine.close)
        return _engine


def close() -> None:
    """Stop the engine if there is one: what a plugin does when unloaded."""
    global _engine
    with _engine_lock:
        held, _engine = _engine, None
    if held is not None:
        held.close()
        atexit.unregister(held.close)
