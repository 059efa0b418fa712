"""What every plugin of the suite registers and takes back: its provider, its engine, its menu and toolbar."""

from __future__ import annotations

from typing import Any, Callable, List, Optional, Tuple

from qgis.core import QgsApplication, QgsProcessingProvider, QgsSettings

from ..engine import client
from . import langue
from .base import SETTING_PYTHON


class ProviderWiring:
    """Registers a provider once, however often QGIS asks (initProcessing, then initGui), and removes it once."""

    def __init__(self, make: Callable[[], QgsProcessingProvider]) -> None:
        self._make = make
        self._provider: Optional[QgsProcessingProvider] = None

    def register(self) -> None:
        if self._provider is None:
            langue.installer()
            client.engine().python = QgsSettings().value(SETTING_PYTHON, "", type=str) or None
            self._provider = self._make()
            QgsApplication.processingRegistry().addProvider(self._provider)

    def remove(self) -> None:
        """Take the provider out of the registry and stop the engine."""
        provider, self._provider = self._provider, None
        if provider is not None:
            QgsApplication.processingRegistry().removeProvider(provider)
            langue.retirer()
        client.close()


class AlgorithmMenu:
    """The dialogs of some algorithms, as ("data_sync:importer", "Importer…"), in the plugin's menu and in one named button of a toolbar:
    a row of buttons with the same icon would tell nothing. A row may also be an action that the plugin made, and takes back itself."""

    def __init__(self, iface: Any, title: str, object_name: str, rows: Tuple[Any, ...]) -> None:
        self._iface, self._title, self._object_name, self._rows = iface, title, object_name, rows
        self._actions: List[Any] = []
        self._toolbar: Any = None
        self._dialogs: List[Any] = []

    def install(self) -> None:
        from qgis.PyQt.QtCore import Qt
        from qgis.PyQt.QtWidgets import QAction, QMenu, QToolButton

        window = self._iface.mainWindow()
        self._toolbar = self._iface.addToolBar(self._title)
        self._toolbar.setObjectName(self._object_name)
        button = QToolButton(self._toolbar)
        button.setText(self._title)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        button.setMenu(menu)
        for row in self._rows:
            if isinstance(row, QAction):
                self._iface.addPluginToMenu(self._title, row)
                menu.addAction(row)
                continue
            identifier, label = row
            found = QgsApplication.processingRegistry().algorithmById(identifier)
            if found is None:
                continue
            action = QAction(found.icon(), label, window)
            action.setObjectName(f"{self._object_name}_{found.name()}")
            action.setToolTip(found.shortDescription() or label)
            action.triggered.connect(lambda _checked=False, wanted=identifier: self._open(wanted))
            self._iface.addPluginToMenu(self._title, action)
            menu.addAction(action)
            button.setIcon(action.icon())
            self._actions.append(action)
        self._toolbar.addWidget(button)
        QgsApplication.instance().aboutToQuit.connect(self._shut)

    def _open(self, identifier: str) -> None:
        dialog = open_dialog(identifier)
        if dialog is not None:
            self._dialogs.append(dialog)

    def _shut(self) -> None:
        """Dialogs left open go before the map does: some of their fields hold on to it. One that is running is left to QGIS."""
        from qgis.PyQt import sip

        held, self._dialogs = self._dialogs, []
        for dialog in held:
            if not sip.isdeleted(dialog) and not dialog.cancelButton().isEnabled():
                sip.delete(dialog)

    def remove(self) -> None:
        if self._toolbar is not None:
            QgsApplication.instance().aboutToQuit.disconnect(self._shut)
        self._shut()
        for action in self._actions:
            self._iface.removePluginMenu(self._title, action)
            action.deleteLater()
        self._actions = []
        if self._toolbar is not None:
            self._iface.mainWindow().removeToolBar(self._toolbar)
            self._toolbar.deleteLater()
            self._toolbar = None


ROOMY = (1060, 660)  # pixels: a label of our length is read whole beside the help page


def open_dialog(identifier: str) -> Any:
    """QGIS's own dialog of an algorithm, beside the map: a long run leaves the desktop usable. It deletes itself once closed."""
    import processing  # QGIS's plugin, on the path only once QGIS has loaded it
    from qgis.PyQt.QtCore import QSize

    dialog = processing.createAlgorithmDialog(identifier)
    if dialog is not None:
        room = dialog.screen().availableSize() if hasattr(dialog, "screen") else dialog.size()
        wanted = dialog.size().expandedTo(QSize(*ROOMY)).boundedTo(room * 0.95)
        dialog.resize(wanted)
        dialog.show()
    return dialog
