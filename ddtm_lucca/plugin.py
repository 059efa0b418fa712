"""Wiring of the plugin: provider and panel; `unload` undoes each."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Optional

from shared.processing.base import tr
from shared.processing.wiring import ProviderWiring

from .processing.provider import provider

MENU = "DDTM LUCCA"


class LuccaPlugin:
    def __init__(self, iface: Any) -> None:
        self.iface = iface
        self._provider = ProviderWiring(provider)
        self._action: Optional[Any] = None
        self.panneau: Optional[Any] = None

    def initProcessing(self) -> None:
        """Algorithms alone: what qgis_process needs."""
        self._provider.register()

    def initGui(self) -> None:
        self.initProcessing()
        from qgis.PyQt.QtGui import QIcon
        from qgis.PyQt.QtWidgets import QAction

        icon = QIcon(str(Path(__file__).parent / "resources" / "icons" / "icon.svg"))
        self._action = QAction(icon, tr("Procès-verbaux"), self.iface.mainWindow())
        self._action.setObjectName("ddtm_lucca_panneau")
        self._action.setToolTip(tr("Ouvrir le panneau des procès-verbaux"))
        self._action.triggered.connect(self.montrer)
        self.iface.addPluginToMenu(MENU, self._action)
        self.iface.addToolBarIcon(self._action)

    def montrer(self, _checked: bool = False) -> None:
        """The panel is built at its first use."""
        if self.panneau is None:
            from .gui.panneau import install

            self.panneau = install(self.iface)
        self.panneau.show()
        self.panneau.raise_()

    def unload(self) -> None:
        action, self._action = self._action, None
        panel, self.panneau = self.panneau, None
        try:
            if panel is not None:
                for form in panel.forms:
                    form.close()
                self.iface.removeDockWidget(panel)
                panel.deleteLater()
            if action is not None:
                self.iface.removePluginMenu(MENU, action)
                self.iface.removeToolBarIcon(action)
                action.deleteLater()
        finally:
            self._provider.remove()
