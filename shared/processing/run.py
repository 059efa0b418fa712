"""Algorithms started by a button: asynchronous, cancellable, with one place that tells of success or failure."""

from __future__ import annotations

from typing import Any, Callable, Dict, List, Optional

from qgis.core import (
    QgsApplication,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProject,
)
from qgis.PyQt.QtCore import QTimer

from ..engine.task import OnDone, OnError, WatchedTask
from ..errors import BadInput, Cancelled, DdtmError
from ..faults import as_ddtm_error

OnProgress = Callable[[float, str], None]


class Feedback(QgsProcessingFeedback):
    """Keeps what the algorithm says, and hands progress on from whatever thread it comes."""

    def __init__(self, tell: OnProgress) -> None:
        super().__init__(False)
        self._tell = tell
        self._text = ""
        self.errors: List[str] = []
        self.details: List[str] = []
        self.progressChanged.connect(lambda percent: tell(percent / 100.0, self._text))

    def setProgressText(self, text: str) -> None:
        self._text = text
        self._tell(self.progress() / 100.0, text)

    def reportError(self, error: str, fatalError: bool = False) -> None:
        self.errors.append(error)

    def pushDebugInfo(self, info: str) -> None:
        self.details.append(info)


class AlgorithmTask(WatchedTask):
    """One run of one algorithm in the background; `cancel()` stops it."""

    def __init__(
        self, algorithm: Any, params: Dict[str, Any], on_done: OnDone, on_error: OnError, on_progress: Optional[OnProgress]
    ) -> None:
        super().__init__(algorithm.displayName(), self._publish, on_error, on_progress)
        self._done = on_done
        self._algorithm, self._params = algorithm, params
        self._context = QgsProcessingContext()
        self._context.setProject(QgsProject.instance())
        self._feedback = Feedback(self.tell_progress)

    def prepare(self) -> None:
        """In the GUI thread: check and read the project's layers. Raises BadInput with the algorithm's own sentence."""
        accepted, sentence = self._algorithm.checkParameterValues(self._params, self._context)
        if not accepted or not self._algorithm.prepare(self._params, self._context, self._feedback):
            raise BadInput(sentence or self._said(), "\n".join(self._feedback.details))

    def work(self) -> Dict[str, Any]:
        try:
            results = self._algorithm.runPrepared(self._params, self._context, self._feedback)
        except QgsProcessingException as error:
            known = getattr(self._algorithm, "failure", None)
            raise known or DdtmError(str(error) or self._said(), "\n".join(self._feedback.details)) from error
        if self._feedback.isCanceled():
            raise Cancelled()
        return results

    def cancel(self) -> None:
        self._feedback.cancel()
        super().cancel()

    def run_here(self) -> None:
        """For an algorithm that may not leave the GUI thread (FlagNoThreading)."""
        self.run()
        self.finished()

    def _said(self) -> str:
        return self._feedback.errors[-1] if self._feedback.errors else "Le traitement n'a pas pu démarrer : vérifiez les paramètres."

    def _publish(self, results: Dict[str, Any]) -> None:
        results = {**results, **self._algorithm.postProcess(self._context, self._feedback)}
        self._done(results)


def run_algorithm(
    alg_id: str, params: Dict[str, Any], on_done: OnDone, on_error: OnError, on_progress: Optional[OnProgress] = None
) -> Optional[AlgorithmTask]:
    """Start `alg_id`; later, in the GUI thread, one call of on_done(outputs) or on_error(DdtmError).

    Returns a handle with `cancel()`, or None when it could not start (on_error has then been called).
    on_progress(fraction, French text). Layers the algorithm would load are not added to the project: the desktop
    shows the work GeoPackage already.
    """
    found = QgsApplication.processingRegistry().algorithmById(alg_id)
    if found is None:
        on_error(BadInput(f"L'outil « {alg_id} » n'est pas installé : activez son extension, puis recommencez."))
        return None
    try:
        task = AlgorithmTask(found.create(), params, on_done, on_error, on_progress)
        task.prepare()
    except Exception as error:
        on_error(as_ddtm_error(error))
        return None
    if found.flags() & QgsProcessingAlgorithm.Flag.FlagNoThreading:
        QTimer.singleShot(0, task.run_here)
        return task
    task.start()
    return task
