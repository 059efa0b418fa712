"""The one base of every algorithm of the suite: parameters -> job in the engine -> outputs, French errors, offline help.

A subclass declares class attributes and three methods:

    class Evacuation(EngineAlgorithm):
        NAME, TITLE, GROUP = "evacuation", "Population à évacuer", "Crise"
        JOB = "ddtm_crise.core.evacuation.job:run"
        def parameters(self): return (QgsProcessingParameterNumber(...), ...)        # ESPACE is added by the base
        def outputs(self): return (QgsProcessingOutputString("PHRASE", ...), ...)    # optional
        def job_params(self, parameters, context, feedback) -> dict
        def answers(self, result, parameters, context, feedback) -> dict      (optional)

Help is `<plugin>/resources/help/<NAME>.md`. The job runs in the engine from Processing's background thread.
"""

from __future__ import annotations

import inspect
import os
import re
from pathlib import Path
from typing import Any, Dict, Iterable, Optional, Tuple

from qgis.core import (
    QgsProcessingAlgorithm,
    QgsProcessingException,
    QgsProcessingOutputDefinition,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterFile,
    QgsSettings,
)
from qgis.PyQt.QtCore import QCoreApplication, QUrl
from qgis.PyQt.QtGui import QIcon

from ..engine.client import engine
from ..errors import Cancelled, DdtmError
from ..espace import ENV_ESPACE, default_root
from ..faults import as_ddtm_error
from . import handover
from .markdown import to_html

ESPACE = "ESPACE"
SETTING_ESPACE = "ddtm/espace"
SETTING_PYTHON = "ddtm/python"


def tr(text: str) -> str:
    """The text in the user's language (French is the source)."""
    return QCoreApplication.translate("ddtm", text)


def default_espace() -> str:
    """DDTM_ESPACE, else the setting `ddtm/espace`, else the user's own folder."""
    named = os.environ.get(ENV_ESPACE) or QgsSettings().value(SETTING_ESPACE, "", type=str) or str(default_root())
    return os.path.abspath(named)  # the engine works in another folder


class EngineAlgorithm(QgsProcessingAlgorithm):
    """See the module's docstring. Algorithms that must run in QGIS itself override `compute` instead of giving JOB."""

    NAME = ""
    TITLE = ""
    GROUP = ""
    GROUP_ID = ""
    SHORT = ""
    NEXT = ""  # what the user does after this, said once it is done
    TAGS: Tuple[str, ...] = ()
    ICON = ""
    JOB = ""
    failure: Optional[DdtmError] = None  # what stopped the last run: QGIS's own exception keeps the sentence only

    def parameters(self) -> Iterable[QgsProcessingParameterDefinition]:
        """Parameter definitions, destinations and sinks included."""
        return ()

    def outputs(self) -> Iterable[QgsProcessingOutputDefinition]:
        """Outputs that are no destination parameter (numbers, sentences)."""
        return ()

    def job_params(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        """The job's JSON-able parameters; `espace` is added when absent. Raise BadInput for what cannot be accepted."""
        raise NotImplementedError

    def answers(self, result: Dict[str, Any], parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        """Algorithm outputs; by default each declared output takes the result's value of the same name in lower case."""
        names = [definition.name() for definition in self.outputDefinitions()]
        return {name: result[name.lower()] for name in names if result.get(name.lower()) is not None}

    def refusal(self, parameters: Dict[str, Any], context: Any) -> str:
        """A French sentence when the parameters cannot do, else "": said before anything starts."""
        return ""

    def compute(self, params: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        """Run JOB in the engine with progress and cancel."""

        def progress(fraction: float, text: str) -> None:
            if text:
                feedback.setProgressText(text)
            feedback.setProgress(100.0 * fraction)

        return engine().run(self.JOB, params, progress, feedback.isCanceled, self.displayName())

    # Helpers for subclasses -------------------------------------------------------------------------------------------

    def add_espace(self) -> None:
        """The optional work-space folder (advanced parameter); empty means the setting."""
        parameter = QgsProcessingParameterFile(
            ESPACE,
            tr("Dossier de travail (vide : celui des réglages)"),
            behavior=QgsProcessingParameterFile.Behavior.Folder,
            optional=True,
        )
        parameter.setFlags(parameter.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced)
        self.addParameter(parameter)

    def espace(self, parameters: Dict[str, Any], context: Any) -> str:
        """The chosen work space, else the default one."""
        return self.parameterAsString(parameters, ESPACE, context) or default_espace()

    def layer_file(self, parameters: Dict[str, Any], name: str, context: Any, feedback: Any) -> Dict[str, str]:
        """{"chemin", "couche"}: a file the engine can read, holding the features chosen (selection, filter, edits included)."""
        return handover.vector_file(self, parameters, name, context, feedback)

    def raster_file(self, parameters: Dict[str, Any], name: str, context: Any) -> str:
        """Path of a raster layer's file. Raises BadInput when it has none (web service)."""
        return handover.raster_file(self, parameters, name, context)

    def initAlgorithm(self, configuration: Any = None) -> None:
        for parameter in self.parameters():
            self.addParameter(parameter)
        for output in self.outputs():
            self.addOutput(output)
        if self.parameterDefinition(ESPACE) is None:
            self.add_espace()

    # QGIS ---------------------------------------------------------------------------------------------------------------

    def tr(self, text: str) -> str:
        return tr(text)

    def name(self) -> str:
        return self.NAME

    def displayName(self) -> str:
        return tr(self.TITLE)

    def group(self) -> str:
        return tr(self.GROUP)

    def groupId(self) -> str:
        return self.GROUP_ID or self.GROUP.lower()

    def tags(self):
        return list(self.TAGS)

    def icon(self) -> QIcon:
        path = self.plugin_dir() / "resources" / "icons" / (self.ICON or f"{self.NAME}.svg")
        if not path.is_file():
            path = self.plugin_dir() / "resources" / "icons" / "icon.svg"
        return QIcon(str(path)) if path.is_file() else super().icon()

    def createInstance(self) -> EngineAlgorithm:
        return type(self)()

    def shortDescription(self) -> str:
        return tr(self.SHORT)

    def shortHelpString(self) -> str:
        """The help page without its title: QGIS writes the algorithm's name above it."""
        path = self.help_file()
        return to_html(re.sub(r"\A\s*# .*\n", "", path.read_text(encoding="utf-8"))) if path.is_file() else tr(self.SHORT)

    def helpUrl(self) -> str:
        page = self.help_file().with_suffix(".html")
        return QUrl.fromLocalFile(str(page)).toString() if page.is_file() else ""

    def checkParameterValues(self, parameters: Dict[str, Any], context: Any) -> Tuple[bool, str]:
        accepted, message = super().checkParameterValues(parameters, context)
        if not accepted:
            return accepted, message
        sentence = self.refusal(parameters, context)
        return not sentence, sentence

    def processAlgorithm(self, parameters: Dict[str, Any], context: Any, feedback: Any) -> Dict[str, Any]:
        try:
            params = {"espace": self.espace(parameters, context), **self.job_params(parameters, context, feedback)}
            result = self.compute(params, context, feedback)
            if result.get("phrase"):
                feedback.pushInfo(str(result["phrase"]))
            told = self.answers(result, parameters, context, feedback)
            if self.NEXT:
                feedback.pushInfo(tr(self.NEXT))
            return told
        except Cancelled:
            return {}
        except QgsProcessingException:
            raise
        except Exception as error:
            known: DdtmError = as_ddtm_error(error)
            self.failure = known
            if known.detail:
                feedback.pushDebugInfo(known.detail)
            raise QgsProcessingException(known.message) from error

    def plugin_dir(self) -> Path:
        """The plugin of this algorithm: the folder above its `processing/`."""
        return Path(inspect.getfile(type(self))).resolve().parents[1]

    def help_file(self) -> Path:
        return self.plugin_dir() / "resources" / "help" / f"{self.NAME}.md"
