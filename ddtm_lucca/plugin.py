"""Wiring of the plugin: provider and panel; `unload` undoes each."""

from __future__ import annotations

from pathlib import Path
from typing import Any, List, Optional

from shared.processing.base import tr
from shared.processing.wiring import ProviderWiring

from .processing.provider import provider

MENU = "DDTM LUCCA"


class LuccaPlugin:
    def __init__(self, iface: Any) -> None:
        self.iface = iface
        self._provider = ProviderWiring(provider)
        self._actions: List[Any] = []
        self.panneau: Optional[Any] = None
        self.reglement: Optional[Any] = None

    def initProcessing(self) -> None:
        """Algorithms alone: what qgis_process needs."""
        self._provider.register()

    def initGui(self) -> None:
        self.initProcessing()
        from qgis.PyQt.QtGui import QIcon
        from qgis.PyQt.QtWidgets import QAction

        icons = Path(__file__).parent / "resources" / "icons"
        for name, icon, title, tip, run in (
            ("ddtm_lucca_panneau", "icon", tr("Procès-verbaux"), tr("Ouvrir le panneau des procès-verbaux"), self.montrer),
            ("ddtm_lucca_reglement", "reglement_ici", tr("Règlement ici"), tr("Cliquer un lieu : parcelle, PLU, PPR, ce qui peut y être fait"), self.montrer_reglement),
        ):  # fmt: skip
            action = QAction(QIcon(str(icons / f"{icon}.svg")), title, self.iface.mainWindow())
            action.setObjectName(name)
            action.setToolTip(tip)
            action.triggered.connect(run)
            self.iface.addPluginToMenu(MENU, action)
            self.iface.addToolBarIcon(action)
            self._actions.append(action)

    def _panneau(self) -> Any:
        """Built at its first use."""
        if self.panneau is None:
            from .gui.panneau import install

            self.panneau = install(self.iface)
        return self.panneau

    def montrer(self, _checked: bool = False) -> None:
        panel = self._panneau()
        panel.show()
        panel.raise_()

    def montrer_reglement(self, _checked: bool = False) -> None:
        if self.reglement is None:
            from .gui.reglement import install

            self.reglement = install(self.iface, lambda x, y: self._panneau().draft_at(x, y))
        self.reglement.show()
        self.reglement.raise_()

    def unload(self) -> None:
        actions, self._actions = self._actions, []
        panel, self.panneau = self.panneau, None
        rules, self.reglement = self.reglement, None
        try:
            if rules is not None:
                rules.clear()
                self.iface.removeDockWidget(rules)
                rules.deleteLater()
            if panel is not None:
                for window in (*panel.forms, *panel.windows):
                    window.close()
                self.iface.removeDockWidget(panel)
                panel.deleteLater()
            for action in actions:
                self.iface.removePluginMenu(MENU, action)
                self.iface.removeToolBarIcon(action)
                action.deleteLater()
        finally:
            self._provider.remove()
