"""The locked face of the panel: create the store of this workstation, or open it with one's phrase."""

from __future__ import annotations

from typing import Any, Callable, Mapping

from qgis.PyQt.QtWidgets import QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from shared.processing.base import tr
from shared.qt import accents
from shared.qt.boutons import PRINCIPAL, GrandBouton, police

from .champs import texte, titre
from .travail import ENTRY, STORE, Travail


class Porte:
    """Part of the panel; the panel gives work, faces, say and list_affairs."""

    work: Travail
    faces: QStackedWidget
    say: Callable[..., None]
    list_affairs: Callable[[], None]

    def _locked(self) -> QWidget:
        face, column = QWidget(), QVBoxLayout()
        face.setLayout(column)
        self.title = titre(tr("Ouvrir le coffre"))
        column.addWidget(self.title)
        column.addWidget(texte(tr("Les identités et les procédures sont chiffrées. Votre phrase secrète n'est enregistrée nulle part.")))
        self.who, self.phrase, self.again = QLineEdit(), QLineEdit(), QLineEdit()
        for widget, label in (
            (self.who, tr("Identifiant (a.martin)")),
            (self.phrase, tr("Phrase secrète")),
            (self.again, tr("Phrase secrète, encore")),
        ):
            widget.setPlaceholderText(label)
            widget.setAccessibleName(label)
            widget.setMinimumHeight(accents.CIBLE_PX)
            police(widget)
            column.addWidget(widget)
        for widget in (self.phrase, self.again):
            widget.setEchoMode(QLineEdit.EchoMode.Password)
            widget.returnPressed.connect(self.open)
        self.again.hide()
        self.open_button = GrandBouton(tr("&Ouvrir"), self.open, PRINCIPAL)
        column.addWidget(self.open_button)
        column.addStretch(1)
        return face

    def refresh(self) -> None:
        """Ask the engine how the store stands."""
        self.work.run(tr("Coffre"), STORE + "etat", {}, self._stand)

    def _stand(self, state: Mapping[str, Any]) -> None:
        self.again.setVisible(not state["existe"])
        self.title.setText(tr("Ouvrir le coffre") if state["existe"] else tr("Créer le coffre de ce poste"))
        self.open_button.setText(tr("&Ouvrir") if state["existe"] else tr("&Créer"))
        if state["ouvert_par"]:
            self._enter(state["ouvert_par"])
        else:
            self.faces.setCurrentIndex(0)

    def open(self) -> None:
        creating = self.again.isVisibleTo(self)
        if creating and self.phrase.text() != self.again.text():
            self.say(tr("Les deux saisies diffèrent : recommencez."), True)
            return
        params = {"agent": self.who.text().strip(), "phrase": self.phrase.text()}
        self.phrase.clear()
        self.again.clear()

        def done(result: Mapping[str, Any]) -> None:
            self.say(result["phrase"])
            self.again.hide()
            self._enter(params["agent"])

        self.work.run(tr("Coffre"), STORE + ("creer" if creating else "ouvrir"), params, done)

    def _enter(self, agent: str) -> None:
        self.agent_id = agent
        self.faces.setCurrentIndex(1)
        self.work.run(tr("Agents"), ENTRY + "agents", {}, self._cards)

    def _cards(self, result: Mapping[str, Any]) -> None:
        mine = [row for row in result["agents"] if row.get("identifiant") == self.agent_id]
        self.card = mine[0]["uuid"] if mine else ""
        self._card_values = mine[0] if mine else {}
        self.list_affairs()
