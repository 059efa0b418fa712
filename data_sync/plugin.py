"""Wiring of the data plugin: provider, menu and toolbar; `unload` undoes each."""

from __future__ import annotations

import importlib
from typing import Any, List, Optional

from shared.processing.base import tr
from shared.processing.wiring import AlgorithmMenu, ProviderWiring

from .processing.provider import provider


class DataSyncPlugin:
    def __init__(self, iface: Any) -> None:
        self.iface = iface
        self._provider = ProviderWiring(provider)
        self._menu: Optional[AlgorithmMenu] = None
        self._windows: List[Any] = []

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
            ("data_sync:exporter_qfield", tr("Préparer une tablette (QField)…")),
            ("data_sync:importer_qfield", tr("Reprendre une tablette (QField)…")),
            ("data_sync:actualiser", tr("Actualiser les données en direct…")),
            ("data_sync:garder_hors_ligne", tr("Garder un secteur hors ligne…")),
            ("data_sync:poste", tr("Ce poste et les autres…")),
        )
        self._menu = AlgorithmMenu(self.iface, tr("DDTM Données"), "ddtm_data_sync", rows)
        self._menu.install()
        self._add_windows()

    def _add_windows(self) -> None:
        """The plugin's own windows, under the algorithms."""
        from qgis.PyQt.QtWidgets import QAction

        def opener(module: str) -> Any:
            def show(_checked: bool = False) -> None:
                importlib.import_module(f".gui.{module}", __package__).ouvrir(self.iface)

            return show

        for module, label in (
            ("depart", tr("Prêt à partir ?…")),
            ("conflits", tr("Régler les conflits…")),
            ("diagnostic", tr("Diagnostic…")),
        ):
            action = QAction(label, self.iface.mainWindow())
            action.setObjectName(f"ddtm_data_sync_{module}")
            action.triggered.connect(opener(module))
            self.iface.addPluginToMenu(tr("DDTM Données"), action)
            self._windows.append(action)

    def unload(self) -> None:
        menu, self._menu = self._menu, None
        actions, self._windows = self._windows, []
        try:
            for action in actions:
                self.iface.removePluginMenu(tr("DDTM Données"), action)
                action.deleteLater()
            if menu is not None:
                menu.remove()
        finally:
            self._provider.remove()
