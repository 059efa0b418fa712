"""Work behind the map: in a thread of its own, the news in the GUI thread, told exactly once.

Not a QgsTask: the task manager of QGIS 3.22 forgets some tasks when many short ones are added (they stay « queued » for ever;
two in 1 200 here). The user then waits for nothing, and QGIS refuses to quit because of « active tasks ».
"""

from __future__ import annotations

import threading
from typing import Any, Callable, Dict, Optional, Set

from qgis.PyQt.QtCore import QObject, pyqtSignal

from ..errors import DdtmError
from ..faults import as_ddtm_error
from .client import engine

OnDone = Callable[[Any], None]
OnError = Callable[[DdtmError], None]
_alive: Set[WatchedTask] = set()  # nobody else holds a task while its thread runs


class WatchedTask(QObject):
    """Subclasses give `work()`; `on_done(result)` or `on_error(DdtmError)` is called once, in the GUI thread."""

    said = pyqtSignal(float, str)
    over = pyqtSignal()

    def __init__(
        self, description: str, on_done: OnDone, on_error: OnError, on_progress: Optional[Callable[[float, str], None]] = None
    ) -> None:
        super().__init__()
        self._description = description
        self._on_done, self._on_error = on_done, on_error
        self._result: Any = None
        self._error: Optional[DdtmError] = None
        self._cancelled = threading.Event()
        self._told = False
        self.over.connect(self.finished)  # queued: emitted by the thread, delivered in the GUI
        if on_progress is not None:
            self.said.connect(on_progress)

    def description(self) -> str:
        return self._description

    def cancel(self) -> None:
        """Ask the work to stop: it then ends with Cancelled, unless it was over already."""
        self._cancelled.set()

    def isCanceled(self) -> bool:
        return self._cancelled.is_set()

    def work(self) -> Any:
        """What runs in the background thread; raises on failure."""
        raise NotImplementedError

    def start(self) -> WatchedTask:
        """Begin at once, in a thread that does not keep QGIS from quitting."""
        _alive.add(self)
        threading.Thread(target=self._run, name=self._description, daemon=True).start()
        return self

    def tell_progress(self, fraction: float, text: str) -> None:
        self.said.emit(fraction, text)

    def run(self) -> None:
        """The work itself, in whatever thread calls; its outcome waits for `finished`."""
        try:
            self._result = self.work()
        except BaseException as error:  # an exception that leaves a thread would reach nobody
            self._error = as_ddtm_error(error)

    def finished(self) -> None:
        """GUI thread: the one place that tells."""
        if self._told:
            return
        self._told = True
        _alive.discard(self)
        if self._error is not None:
            self._on_error(self._error)
        else:
            self._on_done(self._result)

    def _run(self) -> None:
        self.run()
        try:
            self.over.emit()
        except RuntimeError:  # QGIS is going, and took its side of the object with it
            _alive.discard(self)


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
