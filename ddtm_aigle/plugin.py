"""Wiring of the plugin: provider, and the review dock with its button; `unload` undoes each."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Optional

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QAction

from shared.espace import Espace
from shared.processing.base import default_espace, tr
from shared.processing.wiring import ProviderWiring

from .processing.provider import provider

MENU = "DDTM AIGLE"


class AiglePlugin:
    def __init__(self, iface: Any) -> None:
        self.iface = iface
        self._provider = ProviderWiring(provider)
        self.action: Optional[QAction] = None
        self.map_action: Optional[QAction] = None
        self.dock: Optional[Any] = None

    def initProcessing(self) -> None:
        """Algorithms alone: what qgis_process needs."""
        self._provider.register()

    def initGui(self) -> None:
        self.initProcessing()
        icon = QIcon(str(Path(__file__).parent / "resources" / "icons" / "icon.svg"))
        self.action = QAction(icon, tr("Revue des détections"), self.iface.mainWindow())
        self.action.setObjectName("ddtm_aigle_revue_action")
        self.action.triggered.connect(lambda _checked=False: self.review())
        self.iface.addToolBarIcon(self.action)
        self.iface.addPluginToMenu(MENU, self.action)
        self.map_action = QAction(tr("Carte du contrôle"), self.iface.mainWindow())
        self.map_action.setObjectName("ddtm_aigle_carte_action")
        self.map_action.triggered.connect(lambda _checked=False: self.open_map())
        self.iface.addPluginToMenu(MENU, self.map_action)

    def open_map(self) -> None:
        """Layers of the control: objects, reports, rounds, over parcels, plan and risk zones."""
        from qgis.core import QgsProject

        from shared.carto.projet import ouvrir_theme
        from shared.faults import as_ddtm_error
        from shared.qt.messages import erreur

        try:
            ouvrir_theme(QgsProject.instance(), Espace.at(default_espace()), "controle")
        except Exception as error:
            erreur(self.iface.messageBar(), as_ddtm_error(error))

    def review(self) -> None:
        """Open the review on the work data."""
        if self.dock is None:
            from shared.qt.messages import erreur

            from .gui.revue import ReviewDock

            self.dock = ReviewDock(
                lambda: Espace.at(default_espace()).travail_gpkg,
                lambda error: erreur(self.iface.messageBar(), error),
                self.iface.mapCanvas().refreshAllLayers,
                self.iface.mainWindow(),
            )
            self.iface.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, self.dock)
        self.dock.show()
        self.dock.raise_()
        self.dock.refresh()
        self.dock.widget().setFocus()

    def unload(self) -> None:
        try:
            if self.dock is not None:
                self.iface.removeDockWidget(self.dock)
                self.dock.deleteLater()
            if self.map_action is not None:
                self.iface.removePluginMenu(MENU, self.map_action)
                self.map_action.deleteLater()
            if self.action is not None:
                self.iface.removeToolBarIcon(self.action)
                self.iface.removePluginMenu(MENU, self.action)
                self.action.deleteLater()
        finally:
            self.dock = self.action = self.map_action = None
            self._provider.remove()
