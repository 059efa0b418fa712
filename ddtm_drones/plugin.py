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
        self._viewer: Optional[Any] = None
        self._action: Optional[Any] = None

    def initProcessing(self) -> None:
        """Algorithms alone: what qgis_process needs."""
        self._provider.register()

    def initGui(self) -> None:
        self.initProcessing()
        self._menu = AlgorithmMenu(self.iface, "DDTM Drones", "ddtm_drones", MENU)
        self._menu.install()
        from qgis.PyQt.QtWidgets import QAction

        self._action = QAction("Visionneuse", self.iface.mainWindow())
        self._action.setObjectName("ddtm_drones_visionneuse_action")
        self._action.triggered.connect(lambda _checked=False: self.show_viewer())
        self.iface.addPluginToMenu("DDTM Drones", self._action)

    def show_viewer(self) -> Any:
        """The dock, made when first asked for."""
        if self._viewer is None:
            from qgis.PyQt.QtCore import Qt

            from .gui.visionneuse import Visionneuse

            self._viewer = Visionneuse(self.iface)
            self.iface.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self._viewer)
        self._viewer.show()
        return self._viewer

    def unload(self) -> None:
        menu, self._menu = self._menu, None
        viewer, self._viewer = self._viewer, None
        action, self._action = self._action, None
        try:
            if viewer is not None:
                viewer.remove()
            if action is not None:
                self.iface.removePluginMenu("DDTM Drones", action)
                action.deleteLater()
            if menu is not None:
                menu.remove()
        finally:
            self._provider.remove()
