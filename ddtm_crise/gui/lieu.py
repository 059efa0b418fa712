"""Tool « Chercher un lieu »: one field, answers as one types, the map goes there."""

from __future__ import annotations

from typing import Any, List, Optional

from qgis.core import QgsPointXY, QgsRectangle
from qgis.PyQt.QtCore import Qt, QTimer, pyqtSignal
from qgis.PyQt.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from shared.errors import DdtmError
from shared.qt import accents
from shared.qt.boutons import police

from ..core.recherche.lieux import Lieu
from .outils_carte import repere
from .panneau import Outil
from .poste import Poste
from .textes import tr

SORTES = {
    "commune": "Commune", "route": "Route", "voie": "Voie", "sortie": "Sortie", "pr": "PR", "etablissement": "Établissement",
    "station": "Station", "coordonnees": "Coordonnées",
}  # fmt: skip
DELAI_MS = 120


class ChampLieu(QWidget):
    """A search field with its answers; choisi(Lieu) at Enter, a click or a double click."""

    choisi = pyqtSignal(object)

    def __init__(self, poste: Poste, label: str, lines: int = 6) -> None:
        super().__init__()
        self.poste = poste
        self._lines = lines
        self._found: List[Lieu] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.champ = QLineEdit()
        self.champ.setMinimumHeight(accents.CIBLE_PX)
        self.champ.setClearButtonEnabled(True)
        self.champ.setPlaceholderText(label)
        self.champ.setAccessibleName(label)
        police(self.champ, 13)
        self.liste = QListWidget()
        self.liste.setAccessibleName(tr("Lieux trouvés"))
        self.liste.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.liste.setTextElideMode(Qt.TextElideMode.ElideRight)
        police(self.liste, 12)
        self.liste.hide()
        column.addWidget(self.champ)
        column.addWidget(self.liste)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DELAI_MS)
        self._timer.timeout.connect(self.chercher)
        self.champ.textEdited.connect(lambda _text: self._timer.start())
        self.champ.returnPressed.connect(self._enter)
        self.liste.itemClicked.connect(lambda item: self._pick(self.liste.row(item)))
        self.liste.itemActivated.connect(lambda item: self._pick(self.liste.row(item)))
        self.champ.installEventFilter(self)

    def eventFilter(self, watched: Any, event: Any) -> bool:
        if watched is self.champ and event.type() == event.Type.KeyPress and event.key() == Qt.Key.Key_Down and self._found:
            self.liste.setFocus()
            self.liste.setCurrentRow(0)
            return True
        return False

    def chercher(self) -> List[Lieu]:
        """Fill the list with the answers to what is typed now."""
        self._timer.stop()
        text = self.champ.text().strip()
        try:
            self._found = [one.lieu for one in self.poste.index().chercher(text, 12)] if len(text) > 1 else []
        except DdtmError as error:
            self._found = []
            self.poste.erreur(error)
        self.liste.clear()
        for place in self._found:
            item = QListWidgetItem(f"{place.nom}\n    {place.detail}")
            self.liste.addItem(item)
        if not self._found and len(text) > 2:
            self.liste.addItem(QListWidgetItem(tr("Aucun lieu trouvé : vérifiez l'orthographe.")))
        rows = min(self._lines, self.liste.count())
        self.liste.setFixedHeight(max(1, rows) * 48 + 6)
        self.liste.setVisible(self.liste.count() > 0)
        return self._found

    def montrer(self, text: str) -> None:
        self.champ.setText(text)
        self.liste.hide()

    def vider(self) -> None:
        self.montrer("")
        self._found = []

    def _enter(self) -> None:
        if self._timer.isActive() or not self._found:
            self.chercher()
        self._pick(0)

    def _pick(self, row: int) -> None:
        self._timer.stop()
        if 0 <= row < len(self._found):
            place = self._found[row]
            self.montrer(place.nom)
            self.choisi.emit(place)


class ChercherLieu(Outil):
    CODE = "lieu"
    TITRE = "Chercher un lieu"
    AIDE = "chercher"

    def __init__(self, poste: Poste) -> None:
        super().__init__(poste)
        self.recherche = ChampLieu(poste, tr("Commune, route, sortie, établissement, coordonnées"), 8)
        self.recherche.choisi.connect(self.aller)
        self.colonne.addWidget(self.recherche)
        self.reponse.setParent(self)
        self.colonne.addWidget(self.reponse)
        self.exemples = self.texte(tr("Exemples : Lattes ; A9 sortie 32 ; D986 PR 12 ; collège ; 43,57 3,90 ; 770000 6270000"))
        self.colonne.addStretch(1)

    def ouvrir(self) -> None:
        self.recherche.champ.setFocus()
        self.recherche.champ.selectAll()

    def aller(self, place: Lieu) -> None:
        self.marques.effacer()
        point = QgsPointXY(place.x, place.y)
        if place.emprise:
            self.poste.zoomer(QgsRectangle(*place.emprise))
        else:
            self.poste.zoomer(QgsRectangle(place.x - 900, place.y - 900, place.x + 900, place.y + 900))
        self.marques.ajouter(repere(self.poste.canvas, self.poste._transform(False).transform(point)))
        self.repondre(f"{place.nom}\n{place.detail}")
        self.poste.noter_fait(f"lieu:{place.sorte}")
        self.poste.noter_fait("lieu")


def premier(poste: Poste, text: str) -> Optional[Lieu]:
    """The best answer to a text, or None."""
    found = poste.index().chercher(text, 1)
    return found[0].lieu if found else None
