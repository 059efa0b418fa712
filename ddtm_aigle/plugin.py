"""Wiring of the plugin: provider, menu in the order of the work, and the review dock with its button; `unload` undoes each."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, Optional

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QAction

from shared.espace import Espace
from shared.processing.base import default_espace, tr
from shared.processing.wiring import AlgorithmMenu, ProviderWiring

from .processing.provider import provider

MENU = "DDTM AIGLE"
# What the menu offers, in the order of the work: an algorithm and its name there, or one of the plugin's own actions.
STEPS = (
    "dossier",
    ("ddtm_aigle:detecter", "1. Détecter dans une image…"),
    ("ddtm_aigle:filtrer", "2. Écarter les fausses alertes…"),
    ("ddtm_aigle:croiser_millesimes", "3. Croiser les millésimes…"),
    ("ddtm_aigle:relire", "3 bis. Relire un ancien millésime…"),
    ("ddtm_aigle:permis", "3 ter. Montrer les permis (Sitadel)…"),
    "revue",
    ("ddtm_aigle:fiches", "5. Fiches et liste…"),
    ("ddtm_aigle:signaler", "6. Ouvrir un signalement…"),
    ("ddtm_aigle:tournee", "7. Préparer une tournée…"),
    "carte",
    ("ddtm_aigle:installer_modele", "Installer un modèle…"),
)
HIGH_ENOUGH = 900  # pixels
CORNERS = (Qt.Corner.BottomLeftCorner, Qt.Corner.BottomRightCorner)
OWN = {"dossier": "Dossier de travail…", "revue": "4. Revue des détections", "carte": "Carte du contrôle"}


class AiglePlugin:
    def __init__(self, iface: Any) -> None:
        self.iface = iface
        self._provider = ProviderWiring(provider)
        self.actions: Dict[str, QAction] = {}
        self.dock: Optional[Any] = None
        self._menu: Optional[AlgorithmMenu] = None
        self._corners: Dict[Any, Any] = {}

    def initProcessing(self) -> None:
        """Algorithms alone: what qgis_process needs."""
        self._provider.register()

    def initGui(self) -> None:
        self.initProcessing()
        icon = QIcon(str(Path(__file__).parent / "resources" / "icons" / "icon.svg"))
        for name, slot in (("dossier", self.choose_folder), ("revue", self.review), ("carte", self.open_map)):
            action = QAction(tr(OWN[name]), self.iface.mainWindow())
            action.setObjectName(f"ddtm_aigle_{name}_action")
            action.triggered.connect(lambda _checked=False, act=slot: act())
            self.actions[name] = action
        self.actions["revue"].setIcon(icon)
        self.actions["revue"].setToolTip(tr("Revue des détections"))
        rows = tuple(self.actions[step] if isinstance(step, str) else (step[0], tr(step[1])) for step in STEPS)
        self._menu = AlgorithmMenu(self.iface, MENU, "ddtm_aigle", rows)
        self._menu.install()
        self.iface.addToolBarIcon(self.actions["revue"])

    def choose_folder(self) -> None:
        """Which work space; the review follows."""
        from shared.qt.dossier import choisir_dossier

        choisir_dossier(self.iface)
        if self.dock is not None and self.dock.isVisible():
            self.dock.refresh()

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
            self.dock.visibilityChanged.connect(self._widen)
            self.iface.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, self.dock)
        self.dock.show()
        self.dock.raise_()
        self.dock.refresh()
        self.dock.widget().setFocus()

    def _widen(self, shown: bool) -> None:
        """While the review is shown, the bottom of the window is its own from edge to edge: three pictures need the room. Not on a low
        screen: the panels on the left, made to stand above it, would push it out."""
        window = self.iface.mainWindow()
        high = window.screen().availableSize().height() >= HIGH_ENOUGH if hasattr(window, "screen") else False
        if shown and high and not self._corners:
            self._corners = {corner: window.corner(corner) for corner in CORNERS}
            for corner in CORNERS:
                window.setCorner(corner, Qt.DockWidgetArea.BottomDockWidgetArea)
        elif not shown:
            for corner, area in self._corners.items():
                window.setCorner(corner, area)
            self._corners = {}

    def unload(self) -> None:
        try:
            self._widen(False)
            if self.dock is not None:
                self.dock.visibilityChanged.disconnect(self._widen)
                self.iface.removeDockWidget(self.dock)
                self.dock.deleteLater()
            if self._menu is not None:
                self._menu.remove()
            if "revue" in self.actions:
                self.iface.removeToolBarIcon(self.actions["revue"])
            for action in self.actions.values():
                self.iface.removePluginMenu(MENU, action)
                action.deleteLater()
        finally:
            self.dock = self._menu = None
            self.actions = {}
            self._provider.remove()
