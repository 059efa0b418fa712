"""Wiring of the crisis plugin: provider and simplified desktop; `unload` undoes each."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Optional

from qgis.PyQt.QtCore import QTimer

from shared.engine.client import engine
from shared.processing.base import default_espace
from shared.processing.wiring import ProviderWiring

from .processing.provider import provider

WARM_UP = "ddtm_crise.core.prechauffage:run"
WARM_UP_AFTER_MS = 3000


class CrisePlugin:
    def __init__(self, iface: Any) -> None:
        self.iface = iface
        self._provider = ProviderWiring(provider)
        self.bureau: Optional[Any] = None

    def initProcessing(self) -> None:
        """Algorithms alone: what qgis_process needs."""
        self._provider.register()

    def initGui(self) -> None:
        self.initProcessing()
        if (Path(__file__).parent / "gui" / "bureau.py").is_file():  # an office without the desktop may leave gui/ out
            from .gui.bureau import Bureau

            self.bureau = Bureau(self.iface)
            self.bureau.install()
            QTimer.singleShot(WARM_UP_AFTER_MS, self._warm_up)

    def _warm_up(self) -> None:
        """Read the arrays ahead of the first question, once the map has had the processor to itself."""
        if self.bureau is not None:
            engine().warm_up([WARM_UP], {"espace": default_espace()})

    def unload(self) -> None:
        bureau, self.bureau = self.bureau, None
        try:
            if bureau is not None:
                bureau.remove()
        finally:
            self._provider.remove()
