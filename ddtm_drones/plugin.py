"""Wiring of the plugin: provider, menu and viewer; `unload` undoes each."""

from __future__ import annotations

from typing import Any, Optional

from shared.processing.wiring import AlgorithmMenu, ProviderWiring

from .processing.provider import provider

MENU = (
    ("ddtm_drones:mission", "Mission…"),
    ("ddtm_drones:importer", "Importer une carte…"),
    ("ddtm_drones:verifier", "Vérifier les originaux…"),
    ("ddtm_drones:mosaique", "Mosaïque de crise…"),
    ("ddtm_drones:registre", "Registre des vols…"),
)


class DronesPlugin:
    def __init__(self, iface: Any) -> None:
        self.iface = iface
        self._provider = ProviderWiring(provider)
        self._menu: Optional[AlgorithmMenu] = None

    def initProcessing(self) -> None:
        """Algorithms alone: what qgis_process needs."""
        self._provider.register()

    def initGui(self) -> None:
        self.initProcessing()
        self._menu = AlgorithmMenu(self.iface, "DDTM Drones", "ddtm_drones", MENU)
        self._menu.install()

    def unload(self) -> None:
        menu, self._menu = self._menu, None
        try:
            if menu is not None:
                menu.remove()
        finally:
            self._provider.remove()
