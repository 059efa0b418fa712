"""Live data in the panels: the age of each source and « Actualiser »; closed roads, one click each to cut."""

from __future__ import annotations

from html import escape
from typing import Any, Callable, Dict

from qgis.core import QgsApplication, QgsProject, QgsRectangle
from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from shared.carto.couches import KEY
from shared.errors import DdtmError
from shared.qt.boutons import GrandBouton, police
from shared.qt.progression import Progression

from ..core.direct.etats import INCONNUE, Etat, Fermeture, etats, fermetures
from .poste import Poste
from .textes import tr

ACTUALISER, COUPER = "data_sync:actualiser", "ddtm_crise:couper_evenement"
RYTHME_MS = 60_000
MONTREES = 6
HORS_LIGNE = "Hors ligne : ce qui suit est ce que l'on savait, avec son âge."
JAMAIS = "Aucun service n'a encore été interrogé sur ce poste."


class EnDirect(QWidget):
    """Sources and their age; `en_ligne()` tells False when the strip knows that there is no network."""

    def __init__(self, poste: Poste, en_ligne: Callable[[], Any] = lambda: None) -> None:
        super().__init__()
        self.poste, self.en_ligne = poste, en_ligne
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        title = QLabel(tr("En direct"))
        police(title, 13, gras=True)
        self.liste = QLabel()
        self.liste.setWordWrap(True)
        self.liste.setTextFormat(Qt.TextFormat.RichText)
        self.liste.setAccessibleName(tr("Âge des sources en direct"))
        police(self.liste, 11.5)
        self.bouton = GrandBouton(tr("Act&ualiser"), self.actualiser)
        self.progression = Progression()
        for widget in (title, self.liste, self.bouton, self.progression):
            column.addWidget(widget)
        self._timer = QTimer(self)
        self._timer.setInterval(RYTHME_MS)
        self._timer.timeout.connect(self.vieillir)
        poste.theme_ouvert.connect(lambda _opened: self.rafraichir())
        poste.espace_change.connect(self.rafraichir)
        self._timer.start()

    def rafraichir(self) -> None:
        """Read the ages again. Without the data plugin the block hides: nothing here could fill it."""
        self.setVisible(QgsApplication.processingRegistry().algorithmById(ACTUALISER) is not None)
        try:
            found = etats(self.poste.espace)
        except DdtmError as error:
            self.liste.setText(escape(error.message))
            return
        lines = [f"{'●' if one.sur else '○'} {escape(one.libelle)} : {self._age(one)}" for one in found]
        if lines and self.en_ligne() is False:
            lines.insert(0, escape(tr(HORS_LIGNE)))
        self.liste.setText("<br/>".join(lines) or escape(tr(JAMAIS)))

    def _age(self, one: Etat) -> str:
        if one.sur:
            return escape(one.age)
        word = tr("périmé") if one.age != INCONNUE else tr("inconnu")
        return f"<b>{word}</b>" + (f", {escape(one.age)}" if one.age != INCONNUE else "")

    def vieillir(self) -> None:
        """Ages grow on the map too: a value that has just run out turns grey by itself."""
        if not self.isVisible() and self.poste.theme is None:
            return
        self.rafraichir()
        for layer in QgsProject.instance().mapLayers().values():
            if str(layer.customProperty(KEY) or "").startswith("direct_"):
                layer.triggerRepaint()

    def actualiser(self) -> None:
        """Ask the services in the background; without a network nothing is asked and nothing complains."""
        if self.en_ligne() is False:
            self.rafraichir()
            return
        self.bouton.setEnabled(False)
        self.poste.lancer(ACTUALISER, {}, self.progression, self.actualise, lambda _error: self._free())

    def actualise(self, outputs: Dict[str, Any]) -> None:
        self._free()
        if self.poste.theme is not None:  # layers of a first update join the theme; those already there are read again
            self.poste.ouvrir(self.poste.theme["theme"])
        for layer in QgsProject.instance().mapLayers().values():
            if str(layer.customProperty(KEY) or "").startswith("direct_"):
                layer.dataProvider().reloadData()
                layer.triggerRepaint()
        self.rafraichir()
        self.poste.noter_fait("direct")
        if outputs.get("ECHOUEES"):
            self.setToolTip(outputs.get("PHRASE", ""))

    def _free(self) -> None:
        self.bouton.setEnabled(True)
        self.rafraichir()


class RoutesSignalees(QWidget):
    """Roads that a live event says closed and that no cut answers yet; empty, it hides itself."""

    def __init__(self, poste: Poste, couper: Callable[[Dict[str, Any]], None], outil: Any) -> None:
        super().__init__()
        self.poste, self._done, self.outil = poste, couper, outil
        self.colonne = QVBoxLayout(self)
        self.colonne.setContentsMargins(0, 0, 0, 6)
        self.hide()

    def rafraichir(self) -> None:
        while self.colonne.count():
            widget = self.colonne.takeAt(0).widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        try:
            found = fermetures(self.poste.espace)
        except DdtmError:
            found = []  # the block of ages tells of a damaged file
        self.setVisible(bool(found))
        if not found:
            return
        title = QLabel(tr("Routes signalées fermées (Bison Futé)"))
        police(title, 12, gras=True)
        self.colonne.addWidget(title)
        for one in found[:MONTREES]:
            self.colonne.addWidget(self._row(one))
        if len(found) > MONTREES:
            more = QLabel(tr("et {n} autres sur la carte").format(n=len(found) - MONTREES))
            police(more, 11)
            self.colonne.addWidget(more)

    def _row(self, one: Fermeture) -> QWidget:
        box = QWidget()
        line = QHBoxLayout(box)
        line.setContentsMargins(0, 0, 0, 0)
        stale = "" if one.sur else f" <b>({tr('périmé')})</b>"
        text = QLabel(f"<b>{escape(one.titre)}</b>, {escape(one.age)}{stale}<br/>{escape(one.detail)}")
        text.setWordWrap(True)
        text.setTextFormat(Qt.TextFormat.RichText)
        police(text, 11)
        line.addWidget(text, 1)
        if one.emprise is not None:
            button = GrandBouton(tr("Couper"), lambda: self.couper(one, button))
            button.setAccessibleName(tr("Couper {titre}").format(titre=one.titre))
            line.addWidget(button)
        return box

    def couper(self, one: Fermeture, button: Any) -> None:
        """One click: the cut is written, told in the main courante, and can be undone."""
        minx, maxx, miny, maxy = one.emprise
        self.poste.zoomer(QgsRectangle(minx, miny, maxx, maxy), 1.6)
        self.outil.occuper(button)
        params = {"EVENEMENT": one.identifiant, "AUTEUR": self.poste.auteur()}
        self.poste.lancer(COUPER, params, self.outil.progression, self._cut, lambda _error: self.rafraichir())

    def _cut(self, outputs: Dict[str, Any]) -> None:
        self._done(outputs)
        self.rafraichir()
