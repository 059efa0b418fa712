"""A Processing provider made of a table of dotted names, so that loading QGIS imports no algorithm it does not need twice."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Sequence

from qgis.core import QgsMessageLog, QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon


class TableProvider(QgsProcessingProvider):
    """`algorithms`: ("ddtm_crise.processing.evacuation:Evacuation", ...), absolute or relative to `package` (".evacuation:X")."""

    def __init__(self, identifier: str, title: str, package: str, algorithms: Sequence[str], icon: Path) -> None:
        super().__init__()
        self._identifier, self._title = identifier, title
        self._package, self._algorithms, self._icon = package, tuple(algorithms), icon

    def id(self) -> str:
        return self._identifier

    def name(self) -> str:
        return self._title

    def longName(self) -> str:
        return self._title

    def icon(self) -> QIcon:
        return QIcon(str(self._icon)) if self._icon.is_file() else super().icon()

    def loadAlgorithms(self) -> None:
        """A damaged algorithm is told in the log and leaves the others usable."""
        for dotted in self._algorithms:
            module, _, name = dotted.partition(":")
            try:
                self.addAlgorithm(getattr(importlib.import_module(module, self._package), name)())
            except Exception as error:
                QgsMessageLog.logMessage(f"{dotted} : {type(error).__name__} {error}", "DDTM")
