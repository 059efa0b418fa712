"""Wiring of the plugin: provider and review dock; `unload` undoes each."""

from __future__ import annotations

from typing import Any

from shared.processing.wiring import ProviderWiring

from .processing.provider import provider


class AiglePlugin:
    def __init__(self, iface: Any) -> None:
        self.iface = iface
        self._provider = ProviderWiring(provider)

    def initProcessing(self) -> None:
        """Algorithms alone: what qgis_process needs."""
        self._provider.register()

    def initGui(self) -> None:
        self.initProcessing()

    def unload(self) -> None:
        self._provider.remove()
