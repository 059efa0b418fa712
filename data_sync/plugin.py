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
        self._conflits: Any = None

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
            ("data_sync:installer_paquet", tr("Installer un paquet de données…")),
            ("data_sync:revenir_paquet", tr("Revenir au paquet précédent…")),
            ("data_sync:poste", tr("Ce poste et les autres…")),
        )
        self._menu = AlgorithmMenu(self.iface, tr("DDTM Données"), "ddtm_data_sync", rows)
        self._menu.install()
        self._add_conflicts()

    def _add_conflicts(self) -> None:
        """The window in which conflicts are settled, under the algorithms."""
        from qgis.PyQt.QtWidgets import QAction

        def show(_checked: bool = False) -> None:
            from .gui.conflits import ouvrir

            ouvrir(self.iface)

        self._conflits = QAction(tr("Régler les conflits…"), self.iface.mainWindow())
        self._conflits.setObjectName("ddtm_data_sync_conflits")
        self._conflits.triggered.connect(show)
        self.iface.addPluginToMenu(tr("DDTM Données"), self._conflits)

    def unload(self) -> None:
        menu, self._menu = self._menu, None
        action, self._conflits = self._conflits, None
        try:
            if action is not None:
                self.iface.removePluginMenu(tr("DDTM Données"), action)
                action.deleteLater()
            if menu is not None:
                menu.remove()
        finally:
            self._provider.remove()
