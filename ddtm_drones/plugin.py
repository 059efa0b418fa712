"""Wiring of the plugin: provider, menu and viewer; `unload` undoes each."""

from __future__ import annotations

from typing import Any, Optional

from shared.processing.base import tr
from shared.processing.wiring import AlgorithmMenu, ProviderWiring

from .processing.provider import provider

TITLE = "DDTM Drones"
MENU = (
    ("ddtm_drones:mission", "Mission…"),
    ("ddtm_drones:importer", "Importer une carte…"),
    ("ddtm_drones:verifier", "Vérifier les originaux…"),
    ("ddtm_drones:mosaique", "Mosaïque de crise…"),
    ("ddtm_drones:aligner", "Aligner avant et après…"),
    ("ddtm_drones:mesurer", "Mesurer…"),
    ("ddtm_drones:joindre", "Joindre des photos à une affaire…"),
    ("ddtm_drones:publier", "Publier une mission…"),
    ("ddtm_drones:lieux", "Lieux à survoler…"),
    ("ddtm_drones:registre", "Registre des vols…"),
)


class DronesPlugin:
    def __init__(self, iface: Any) -> None:
        self.iface = iface
        self._provider = ProviderWiring(provider)
        self._menu: Optional[AlgorithmMenu] = None
        self._viewer: Optional[Any] = None
        self._curtain: Optional[Any] = None
        self._video: Optional[Any] = None
        self._threshold: Optional[Any] = None
        self._actions: list = []

    def initProcessing(self) -> None:
        """Algorithms alone: what qgis_process needs."""
        self._provider.register()

    def initGui(self) -> None:
        self.initProcessing()
        self._menu = AlgorithmMenu(self.iface, TITLE, "ddtm_drones", tuple((name, tr(label)) for name, label in MENU))
        self._menu.install()
        from qgis.PyQt.QtWidgets import QAction

        rows = (
            ("visionneuse", tr("Visionneuse"), self.show_viewer),
            ("video", tr("Vidéo sur la carte"), self.show_video),
            ("couches", tr("Afficher les couches des missions"), self.show_layers),
            ("rideau", tr("Rideau avant-après"), self.show_curtain),
            ("seuil", tr("Seuil d'un indice"), self.show_threshold),
            ("cle", tr("Clé de signature…"), self.show_key),
        )
        for name, label, slot in rows:
            action = QAction(label, self.iface.mainWindow())
            action.setObjectName(f"ddtm_drones_{name}_action")
            action.triggered.connect(lambda _checked=False, wanted=slot: wanted())
            self.iface.addPluginToMenu(TITLE, action)
            self._actions.append(action)

    def show_layers(self) -> None:
        """The layers of the missions on the map; a sentence when there are none yet."""
        from shared.qt.messages import dire, erreur

        from .gui.couches import show_layers

        bar = self.iface.messageBar()
        try:
            made = show_layers()
        except Exception as error:
            erreur(bar, error)
            return
        if made:
            dire(bar, tr("{nombre} couche(s) ajoutée(s).").format(nombre=len(made)))
        else:
            dire(bar, tr("Rien à ajouter : importez une carte, ou les couches sont déjà là."))

    def show_viewer(self) -> Any:
        """The dock, made when first asked for."""
        if self._viewer is None:
            from qgis.PyQt.QtCore import Qt

            from .gui.visionneuse import Visionneuse

            self._viewer = Visionneuse(self.iface)
            self.iface.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self._viewer)
        self._viewer.show()
        return self._viewer

    def show_video(self) -> Any:
        """The dock of the videos, made when first asked for; the register is read again each time."""
        if self._video is None:
            from qgis.PyQt.QtCore import Qt

            from .gui.video import VideoSurCarte

            self._video = VideoSurCarte(self.iface)
            self.iface.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self._video)
        else:
            self._video.actualiser()
        self._video.show()
        return self._video

    def show_threshold(self) -> Any:
        """The dock where a threshold is chosen on the histogram, made when first asked for."""
        if self._threshold is None:
            from qgis.PyQt.QtCore import Qt

            from .gui.seuil import Seuil

            self._threshold = Seuil(self.iface)
            self.iface.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self._threshold)
        self._threshold.show()
        return self._threshold

    def show_key(self) -> None:
        from .gui.cle import CleDeSignature

        dialog = CleDeSignature(self.iface.mainWindow())
        dialog.exec()
        dialog.deleteLater()

    def show_curtain(self) -> Any:
        """The curtain over the active layer; a sentence when none is chosen. Asked for again, it ends."""
        from qgis.core import QgsRasterLayer

        from shared.qt.messages import dire

        from .gui import rideau

        if self._curtain is None:
            self._curtain = rideau.Rideau(self.iface)
        if self.iface.mapCanvas().mapTool() is self._curtain:
            self._curtain.finir()
            return self._curtain
        layer = self.iface.activeLayer()
        if not isinstance(layer, QgsRasterLayer):
            dire(self.iface.messageBar(), tr(rideau.CHOOSE))
            return None
        self._curtain.commencer(layer)
        return self._curtain

    def unload(self) -> None:
        menu, self._menu = self._menu, None
        viewer, self._viewer = self._viewer, None
        actions, self._actions = self._actions, []
        curtain, self._curtain = self._curtain, None
        video, self._video = self._video, None
        threshold, self._threshold = self._threshold, None
        try:
            if curtain is not None:
                curtain.finir()
            for dock in (video, threshold):
                if dock is not None:
                    dock.remove()
            if viewer is not None:
                viewer.remove()
            for action in actions:
                self.iface.removePluginMenu(TITLE, action)
                action.deleteLater()
            if menu is not None:
                menu.remove()
        finally:
            self._provider.remove()
