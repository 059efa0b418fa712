"""Jobs of the store run in the engine for a window: the window greyed meanwhile, one sentence on failure."""

from __future__ import annotations

from typing import Any, Callable, Dict

from qgis.PyQt import sip
from qgis.PyQt.QtWidgets import QWidget

from shared.engine.task import EngineTask
from shared.errors import DdtmError
from shared.processing.base import default_espace

STORE = "ddtm_lucca.core.coffre.job:"
ENTRY = "ddtm_lucca.core.pv.saisie:"
EXCHANGE = "ddtm_lucca.core.coffre.echange:"
REPORT = "ddtm_lucca.core.pv.job:"


class Travail:
    """run(title, job, params, done): done(result) in the GUI thread; errors go to `tell(text, is_error)`."""

    def __init__(self, window: QWidget, tell: Callable[[str, bool], None]) -> None:
        self._window, self._tell = window, tell
        self.running = 0

    def run(self, title: str, job: str, params: Dict[str, Any], done: Callable[[Dict[str, Any]], None]) -> None:
        self.running += 1
        self._window.setEnabled(False)

        def over() -> bool:
            self.running -= 1
            if sip.isdeleted(self._window):
                return False
            self._window.setEnabled(True)
            return True

        def succeeded(result: Dict[str, Any]) -> None:
            if over():
                done(result)

        def failed(error: DdtmError) -> None:
            if over():
                self._tell(error.message, True)

        EngineTask(title, job, {"espace": default_espace(), **params}, succeeded, failed).start()
