"""Wiring of the data plugin: provider, menu and toolbar; `unload` undoes each."""

from __future__ import annotations

from typing import Any, Optional

from shared.processing.base import tr
from shared.processing.wiring import AlgorithmMenu, ProviderWiring

from .processing.provider import provider


class DataSyncPlugin:
    def __init__(self, iface: Any) -> None:
        self.iface = iface
        self._provider = ProviderWiring(provider)
        self._menu: Optional[AlgorithmMenu] = None

    def initProcessing(self) -> None:
        """Algorithms alone: what qgis_process needs."""
        self._provider.register()

    def initGui(self) -> None:
        self.initProcessing()
        rows = (
            ("data_sync:importer", tr("Importer des données…")),
            ("data_sync:paquet_exercice", tr("Fabriquer le paquet d'exercice…")),
            ("data_sync:verifier", tr("Vérifier un GeoPackage…")),
            ("data_sync:echanger", tr("Échanger avec les autres postes…")),
            ("data_sync:journal", tr("Histoire d'un objet…")),
            ("data_sync:poste", tr("Ce poste et les autres…")),
        )
        self._menu = AlgorithmMenu(self.iface, tr("DDTM Données"), "ddtm_data_sync", rows)
        self._menu.install()

    def unload(self) -> None:
        menu, self._menu = self._menu, None
        try:
            if menu is not None:
                menu.remove()
        finally:
            self._provider.remove()
