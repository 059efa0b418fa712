"""QgsTask bridge: the work in a background thread, the news in the GUI thread, told exactly once.

`finished()` is the one place that tells. QGIS 3.22 sometimes loses a `finished()` when many tiny tasks end together:
a timer looks after the tasks whose work is over and tells in its stead.
"""

from __future__ import annotations

import time
from typing import Any, Callable, Dict, Optional, Set

from qgis.core import QgsApplication, QgsTask
from qgis.PyQt.QtCore import QTimer, pyqtSignal

from ..errors import Cancelled, DdtmError
from ..faults import as_ddtm_error
from .client import engine

OnDone = Callable[[Any], None]
OnError = Callable[[DdtmError], None]
LOST_AFTER_S = 1.0
_alive: Set[WatchedTask] = set()  # QGIS keeps no Python reference: without this the object dies under the thread
_watch: Optional[QTimer] = None


class WatchedTask(QgsTask):
    """Subclasses give `work()`; `on_done(result)` or `on_error(DdtmError)` is called once, in the GUI thread."""

    said = pyqtSignal(float, str)

    def __init__(
        self, description: str, on_done: OnDone, on_error: OnError, on_progress: Optional[Callable[[float, str], None]] = None
    ) -> None:
        super().__init__(description, QgsTask.Flag.CanCancel)
        self._on_done, self._on_error = on_done, on_error
        self._result: Any = None
        self._error: Optional[DdtmError] = None
        self._over_at: Optional[float] = None
        self._told = False
        if on_progress is not None:
            self.said.connect(on_progress)  # queued: emitted by the thread, delivered in the GUI

    def work(self) -> Any:
        """What runs in the background thread; raises on failure."""
        raise NotImplementedError

    def start(self) -> WatchedTask:
        """Hand the task to QGIS's task manager."""
        _alive.add(self)
        _watch_over()
        QgsApplication.taskManager().addTask(self)
        return self

    def tell_progress(self, fraction: float, text: str) -> None:
        self.setProgress(100.0 * fraction)
        self.said.emit(fraction, text)

    def run(self) -> bool:
        try:
            self._result = self.work()
        except BaseException as error:  # an exception that leaves run() would end QGIS
            self._error = as_ddtm_error(error)
        self._over_at = time.monotonic()
        return self._error is None

    def finished(self, _result: bool) -> None:
        if self._told:
            return
        self._told = True
        _alive.discard(self)
        if self._error is None and self._over_at is not None:
            self._on_done(self._result)
        else:
            self._on_error(self._error or Cancelled())

    def lost(self) -> bool:
        """The work is over for a while and nobody was told."""
        return not self._told and self._over_at is not None and time.monotonic() - self._over_at > LOST_AFTER_S


class EngineTask(WatchedTask):
    """One job of the engine: EngineTask("Population à évacuer", "ddtm_crise.core…:run", params, on_done, on_error).start()."""

    def __init__(
        self,
        description: str,
        job: str,
        params: Dict[str, Any],
        on_done: OnDone,
        on_error: OnError,
        on_progress: Optional[Callable[[float, str], None]] = None,
    ) -> None:
        super().__init__(description, on_done, on_error, on_progress)
        self._job, self._params = job, params

    def work(self) -> Dict[str, Any]:
        return engine().run(self._job, self._params, self.tell_progress, self.isCanceled, self.description())


def _watch_over() -> None:
    """One timer for all tasks; it stops when none is left."""
    global _watch
    if _watch is None:
        _watch = QTimer()
        _watch.setInterval(500)
        _watch.timeout.connect(_look)
    if not _watch.isActive():
        _watch.start()


def _look() -> None:
    for task in [task for task in _alive if task.lost()]:
        task.finished(False)
    if not _alive and _watch is not None:
        _watch.stop()
