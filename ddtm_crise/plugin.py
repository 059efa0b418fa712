"""Wiring of the crisis plugin: provider and simplified desktop; `unload` undoes each."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Optional

from shared.engine.client import engine
from shared.processing.base import default_espace
from shared.processing.wiring import ProviderWiring

from .processing.provider import provider

WARM_UP = "ddtm_crise.core.prechauffage:run"


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
            engine().warm_up([WARM_UP], {"espace": default_espace()})

    def unload(self) -> None:
        bureau, self.bureau = self.bureau, None
        try:
            if bureau is not None:
                bureau.remove()
        finally:
            self._provider.remove()
