"""What every panel shares: the work space, the author, the theme, the situation, the message bar, and the running of an algorithm."""

from __future__ import annotations

from typing import Any, Callable, Dict, List, Optional, Set

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsRectangle,
)
from qgis.PyQt.QtCore import QObject, QTimer, pyqtSignal

from shared.carto import calculs
from shared.carto.couches import KEY
from shared.carto.projet import ouvrir_theme
from shared.engine.task import EngineTask
from shared.errors import BadInput, DdtmError
from shared.espace import Espace
from shared.processing.run import run_algorithm
from shared.qt import messages
from shared.qt.reglages import Reglages, enregistrer

from ..core.recherche.index import Index
from ..core.situations.depot import Situations
from ..core.situations.job import preparer
from .textes import tr

L93 = "EPSG:2154"


class Poste(QObject):
    """signals: theme_ouvert(dict), situation_changee(), fait(str), espace_change()."""

    theme_ouvert = pyqtSignal(dict)
    situation_changee = pyqtSignal()
    fait = pyqtSignal(str)
    espace_change = pyqtSignal()

    def __init__(self, iface: Any) -> None:
        super().__init__()
        self.iface = iface
        self.reglages = Reglages.charger()
        self.espace = Espace.at(self.reglages.espace)
        self.theme: Optional[Dict[str, Any]] = None
        self.faits: Set[str] = set()
        self.panne: Optional[DdtmError] = None  # why the pack cannot be used
        self.demander_auteur: Callable[[], str] = lambda: ""
        self._situations: Optional[Situations] = None
        self._index: Optional[Index] = None

    @property
    def canvas(self) -> Any:
        return self.iface.mapCanvas()

    @property
    def situations(self) -> Situations:
        """The situation of the work space; its file is made on first need. Raises BadInput when it cannot be."""
        if self._situations is None:
            preparer(self.espace)
            self._situations = Situations(self.espace, self.reglages.auteur)
        return self._situations

    def auteur(self) -> str:
        """Who is on duty; asked once, then remembered."""
        if not self.reglages.auteur:
            name = self.demander_auteur().strip()
            if name:
                self.changer_reglages(auteur=name)
        self.situations.auteur = self.reglages.auteur
        return self.reglages.auteur

    def changer_reglages(self, **changes: Any) -> None:
        enregistrer(**changes)
        self.reglages = Reglages(**{**vars(self.reglages), **changes})
        if "espace" in changes:
            self.espace = Espace.at(self.reglages.espace)
            self._situations, self._index, self.theme = None, None, None
            self.espace_change.emit()

    def index(self) -> Index:
        """The place index of the pack (made on first need). Raises BadInput when there is no pack."""
        from ..core.recherche.cache import index_of

        if self._index is None:
            self._index = index_of(self.espace)
        return self._index

    def oublier_index(self) -> None:
        self._index = None

    # The map -----------------------------------------------------------------------------------------------------------

    def ouvrir(self, theme: str) -> bool:
        """Open a theme in the map; says why in the message bar when the pack is absent or damaged."""
        project = QgsProject.instance()
        try:
            preparer(self.espace)
        except DdtmError as error:
            self.erreur(error)
        try:
            opened = ouvrir_theme(project, self.espace, theme)
        except DdtmError as error:
            self.panne = error
            return False
        project.setDirty(False)
        self.panne = None if opened["pack"] else BadInput((opened["avertissements"] or [tr("Le paquet de données est absent.")])[0])
        first = self.theme is None
        self.theme = opened
        if first and opened["emprise"] and self.panne is None:
            QTimer.singleShot(0, lambda: self.zoomer(QgsRectangle(*opened["emprise"])))
        self.noter_fait(f"theme:{theme}")
        self.theme_ouvert.emit(opened)
        return True

    def couche(self, name: str) -> Optional[Any]:
        """The map layer of a catalogue name, when the theme holds it."""
        return next((layer for layer in QgsProject.instance().mapLayers().values() if layer.customProperty(KEY) == name), None)

    def montrer_calcul(self, layer: str, calcul: str) -> None:
        """The map shows one calculation of that layer: the one that has just answered."""
        calculs.montrer(self.couche(layer), layer, calcul=calcul)

    def montrer_precedents(self, tous: bool) -> None:
        """All the calculations on the map, or the last of each kind only. Nothing is erased."""
        for name in calculs.CALCULS:
            calculs.montrer(self.couche(name), name, tous)

    def noter_coupure(self, outputs: Dict[str, Any]) -> str:
        """A cut that `couper_axe` has written: told in the main courante, undoable, on the map. Returns its sentence."""
        sentence = outputs.get("PHRASE") or tr("Coupure enregistrée.")
        if outputs.get("UUID"):
            try:
                self.situations.inscrire(outputs["COUCHE"], outputs["UUID"], sentence, "dessin")
            except DdtmError as error:
                self.erreur(error)
        self.rafraichir()
        self.noter_fait("coupure")
        return sentence

    def zoomer(self, box: QgsRectangle, marge: float = 1.08) -> None:
        """Show an extent (EPSG:2154), with a margin."""
        shape = QgsRectangle(box)
        if shape.width() < 400 and shape.height() < 400:
            shape = QgsRectangle(shape.center().x() - 400, shape.center().y() - 400, shape.center().x() + 400, shape.center().y() + 400)
        shape.scale(marge)
        self.canvas.setExtent(self._transform(False).transformBoundingBox(shape))
        self.canvas.refresh()

    def zoomer_situation(self) -> None:
        """On what is drawn, when something is."""
        box = QgsRectangle()
        box.setMinimal()
        for name in (
            "situation_point",
            "situation_ligne",
            "situation_zone",
            "coupure_point",
            "coupure_ligne",
            "coupure_zone",
            "evacuation",
        ):
            layer = self.couche(name)
            if layer is not None and layer.featureCount():
                layer.updateExtents()
                box.combineExtentWith(layer.extent())
        if not box.isEmpty() and box.isFinite():
            self.zoomer(box, 1.4)

    def vers_l93(self, point: QgsPointXY) -> QgsPointXY:
        return self._transform(True).transform(point)

    def forme_l93(self, geometry: QgsGeometry) -> QgsGeometry:
        shape = QgsGeometry(geometry)
        shape.transform(self._transform(True))
        return shape

    def rafraichir(self) -> None:
        """What was written in the work GeoPackage appears on the map."""
        for layer in QgsProject.instance().mapLayers().values():
            if str(layer.customProperty(KEY) or "") and ".gpkg" in layer.source() and "travail.gpkg" in layer.source():
                layer.reload()
                layer.triggerRepaint()
        self.situation_changee.emit()

    def _transform(self, to_l93: bool) -> QgsCoordinateTransform:
        mine, theirs = QgsCoordinateReferenceSystem(L93), self.canvas.mapSettings().destinationCrs()
        pair = (theirs, mine) if to_l93 else (mine, theirs)
        return QgsCoordinateTransform(*pair, QgsProject.instance())

    # Words and work ----------------------------------------------------------------------------------------------------

    def dire(self, text: str, attention: bool = False, actions: Any = (), detail: str = "") -> None:
        level = Qgis.MessageLevel.Warning if attention else Qgis.MessageLevel.Success
        messages.dire(self.iface.messageBar(), text, level, actions, detail)

    def erreur(self, error: BaseException, actions: Any = ()) -> None:
        messages.erreur(self.iface.messageBar(), error, actions)

    def noter_fait(self, what: str) -> None:
        """Something the guided exercise may be waiting for."""
        self.faits.add(what)
        self.fait.emit(what)

    def lancer(self, algorithm: str, params: Dict[str, Any], progression: Any, on_done: Any, on_fail: Any = None) -> Optional[Any]:
        """Run an algorithm with its progress shown; errors go to the message bar. Returns the handle."""

        def done(outputs: Dict[str, Any]) -> None:
            progression.finir()
            on_done(outputs)

        def failed(error: DdtmError) -> None:
            progression.finir()
            self.erreur(error)
            if on_fail is not None:
                on_fail(error)

        progression.demarrer()
        handle = run_algorithm(algorithm, {"ESPACE": str(self.espace.root), **params}, done, failed, progression.dire)
        progression.suivre(handle)
        return handle

    def lancer_travail(
        self, title: str, job: str, params: Dict[str, Any], on_done: Any, progression: Optional[Any] = None, on_fail: Any = None
    ) -> Any:
        """Run a core job that has no algorithm (exports)."""

        def failed(error: DdtmError) -> None:
            if progression is not None:
                progression.finir()
            self.erreur(error)
            if on_fail is not None:
                on_fail(error)

        def done(result: Dict[str, Any]) -> None:
            if progression is not None:
                progression.finir()
            on_done(result)

        task = EngineTask(title, job, {"espace": str(self.espace.root), **params}, done, failed, progression.dire if progression else None)
        if progression is not None:
            progression.demarrer(title)
            progression.suivre(task)
        return task.start()

    def titres_absents(self) -> List[str]:
        return list(self.theme["absentes"]) if self.theme else []
