"""The panel « Procès-verbaux »: open the store, find an affair, start or continue a report."""

from __future__ import annotations

from typing import Any, Callable, Dict, List, Mapping, Optional, Tuple

from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtWidgets import (
    QDialog,
    QDockWidget,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QScrollArea,
    QStackedWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from shared.processing.base import tr
from shared.qt import accents
from shared.qt.boutons import FERMER, PRINCIPAL, GrandBouton, police

from . import carte, etapes
from .champs import Fiche, texte
from .controle import table
from .fiche_agent import FicheAgent
from .formulaire import Formulaire
from .porte import Porte
from .position import Clic
from .suivi import Suivi
from .travail import ENTRY, STORE, Travail


class Panneau(QDockWidget, Porte, Suivi):
    """Two faces: the locked store, and the list of affairs."""

    def __init__(self, iface: Any) -> None:
        super().__init__(tr("Procès-verbaux"), iface.mainWindow())
        self.setObjectName("ddtmLuccaPanneau")
        self.iface = iface
        self.agent_id, self.card = "", ""
        self.forms: List[Formulaire] = []
        self.windows: List[QDialog] = []
        self._placed: List[str] = []
        self._click: Optional[Clic] = None
        self._wanted_place: Optional[Tuple[float, float]] = None
        body, column = QWidget(), QVBoxLayout()
        body.setLayout(column)
        self.work = Travail(body, self.say)
        self.faces = QStackedWidget()
        column.addWidget(self.faces, 1)
        self.message = texte("")
        column.addWidget(self.message)
        self.faces.addWidget(self._locked())
        self.faces.addWidget(self._opened())
        self.setWidget(body)
        self.visibilityChanged.connect(lambda visible: visible and not self.work.running and self.refresh())

    def say(self, text: str, is_error: bool = False) -> None:
        self.message.setText(text)
        self.message.setStyleSheet(f"color:{accents.alerte()};font-weight:bold" if is_error else "")

    # -- the open store --------------------------------------------------------------------------------------------------
    def _opened(self) -> QWidget:
        face, column = QWidget(), QVBoxLayout()
        face.setLayout(column)
        line = QHBoxLayout()
        line.addWidget(GrandBouton(tr("&Nouveau procès-verbal"), self.new, PRINCIPAL), 1)
        line.addWidget(GrandBouton(tr("&Verrouiller"), self.lock, FERMER))
        column.addLayout(line)
        line = QHBoxLayout()
        self.query = QLineEdit()
        self.query.setPlaceholderText(tr("Chercher : nom, commune, numéro, mot"))
        self.query.setAccessibleName(tr("Chercher une affaire"))
        self.query.setMinimumHeight(accents.CIBLE_PX)
        self.query.returnPressed.connect(self.list_affairs)
        police(self.query)
        line.addWidget(self.query, 1)
        self.filter_button = GrandBouton(tr("&Filtres"), self.toggle_filters)
        line.addWidget(self.filter_button)
        column.addLayout(line)
        self.filters = QWidget()
        box = QVBoxLayout(self.filters)
        box.setContentsMargins(0, 0, 0, 0)
        self.filter_form = Fiche(etapes.FILTRES)
        area = QScrollArea()  # a laptop's screen is 768 pixels high
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(self.filter_form)
        area.setMinimumHeight(170)
        area.setMaximumHeight(self.filter_form.sizeHint().height())
        box.addWidget(area)
        line = QHBoxLayout()
        line.addWidget(GrandBouton(tr("Fi&ltrer"), self.list_affairs, PRINCIPAL))
        line.addWidget(GrandBouton(tr("&Tout montrer"), self.clear_filters))
        line.addWidget(GrandBouton(tr("Fermer les filtres"), self.toggle_filters))
        box.addLayout(line)
        self.filters.hide()
        column.addWidget(self.filters, 1)
        self.table = table(("Numéro", "Commune", "Nature", "État", "Ouverte le"), tr("Affaires"))
        for rank, width in enumerate((165, 105, 110, 90)):
            self.table.setColumnWidth(rank, width)
        self.table.cellDoubleClicked.connect(lambda _row, _column: self.resume())
        column.addWidget(self.table, 1)
        self.actions_of_list = QWidget()
        grid = QGridLayout(self.actions_of_list)
        grid.setContentsMargins(0, 0, 0, 0)
        buttons = (
            (tr("Ouv&rir"), self.resume, ""), (tr("&Suites…"), self.follow, tr("Arrêté, mise en demeure, décisions, clôture")), (tr("&Historique…"), self.history, ""),
            (tr("Sur la &carte"), self.on_map, tr("Ne montrer que les affaires de la liste")), (tr("Prendre sur la carte"), self.from_map, tr("Cliquez une affaire : elle est choisie dans la liste")),
        )  # fmt: skip
        for rank, (label, run, tip) in enumerate(buttons):
            grid.addWidget(GrandBouton(label, run, tip=tip), rank // 3, rank % 3)
        service = GrandBouton(tr("S&ervice"), lambda: None, tip=tr("Rappels, signalements, tableau de bord, baromètres, échange, ma fiche"))
        menu = QMenu(service)
        police(menu)
        for label, run in (
            (tr("Rappels…"), self.reminders),
            (tr("Signalements…"), self.reports),
            (tr("Tableau de bord…"), self.dashboard),
            (tr("Baromètres…"), self.barometers),
            (tr("Échanger avec les autres postes"), self.exchange),
            (tr("Conflits…"), self.conflicts),
            (tr("Ma fiche…"), self.edit_card),
        ):
            menu.addAction(label).triggered.connect(lambda _checked=False, run=run: run())
        service.setMenu(menu)
        grid.addWidget(service, 1, 2)
        column.addWidget(self.actions_of_list)
        return face

    # -- choosing --------------------------------------------------------------------------------------------------------
    def toggle_filters(self) -> None:
        shown = not self.filters.isVisibleTo(self)
        self.filters.setVisible(shown)
        self.actions_of_list.setVisible(not shown)  # a laptop's screen has no room for both

    def clear_filters(self) -> None:
        self.filter_form.set_values({})
        self.query.clear()
        self.list_affairs()

    def asked(self) -> Dict[str, Any]:
        """The filters, as the jobs want them."""
        given = {name: value for name, value in self.filter_form.values().items() if value}
        text = self.query.text().strip()
        return {**given, **({"texte": text} if text else {})}

    def list_affairs(self) -> None:
        self.work.run(tr("Affaires"), STORE + "affaires", self.asked(), self._list)

    def _list(self, result: Mapping[str, Any]) -> None:
        if self._wanted_place and self.card:
            QTimer.singleShot(0, self.new)
        self._placed = result["placees"]
        self.table.setRowCount(len(result["affaires"]))
        for row, item in enumerate(result["affaires"]):
            shown = {**item, "ouverte_le": "/".join(reversed((item.get("ouverte_le") or "").split("-")))}
            for column, name in enumerate(("numero", "commune", "nature", "etat", "ouverte_le")):
                self.table.setItem(row, column, QTableWidgetItem(str(shown[name])))
        count = sum(bool(value) for value in self.filter_form.values().values())
        self.filter_button.setText(tr("&Filtres ({})").format(count) if count else tr("&Filtres"))
        more = tr(" Les {} premières sont listées.").format(len(result["affaires"])) if result["nombre"] > len(result["affaires"]) else ""
        self.say(result["phrase"] + more)

    def number(self) -> str:
        """The chosen affair, "" (and a sentence) when none is."""
        row = self.table.currentRow()
        if row < 0:
            self.say(tr("Choisissez une affaire dans la liste."), True)
            return ""
        return self.table.item(row, 0).text()

    def on_map(self) -> None:
        if not self._placed:
            self.say(tr("Aucune affaire de la liste n'a de position."), True)
            return
        drawn = carte.show(self.iface, self._placed)
        self.say(tr("{} affaires sur la carte.").format(drawn))

    def from_map(self) -> None:
        def picked(x: float, y: float) -> None:
            number = carte.nearest(self.iface, x, y)
            for row in range(self.table.rowCount()):
                if number and self.table.item(row, 0).text() == number:
                    self.table.setCurrentCell(row, 0)
                    self.say(tr("Affaire {} choisie.").format(number))
                    return
            self.say(tr("Aucune affaire de la liste à cet endroit."), True)

        self._click = Clic(self.iface.mapCanvas(), picked)
        self._click.start()
        self.say(tr("Cliquez une affaire sur la carte."))

    def resume(self) -> None:
        number = self.number()
        if number:
            self.work.run(tr("Affaire"), STORE + "lire", {"affaire": number, "motif": tr("rédaction")}, self._open_form)

    def new(self) -> None:
        if not self.card:
            self.say(tr("Remplissez d'abord votre fiche : commission, serment, ressort."), True)
            self.edit_card()
            return
        self._open_form(None)

    def _open_form(self, record: Optional[Mapping[str, Any]]) -> None:
        form = Formulaire(self.iface.mainWindow(), self.card, record, self.pick)
        form.finished.connect(lambda _code: self.list_affairs())
        self.forms = [held for held in self.forms if held.isVisible()] + [form]
        form.show()
        place, self._wanted_place = self._wanted_place, None
        if place and record is None:
            form.place_at(*place)

    def lock(self) -> None:
        for window in (*self.forms, *self.windows):
            window.close()
        self.forms, self.windows = [], []
        self._placed = []
        self.table.setRowCount(0)
        self.query.clear()
        self.work.run(tr("Coffre"), STORE + "verrouiller", {}, lambda result: (self.faces.setCurrentIndex(0), self.say(result["phrase"])))

    def edit_card(self) -> None:
        dialog = FicheAgent(self.iface.mainWindow(), getattr(self, "_card_values", {}))
        if dialog.exec():
            card = {**etapes.rempli(dialog.form.values()), "identifiant": self.agent_id}
            self.work.run(
                tr("Fiche"), ENTRY + "agent", {"fiche": card}, lambda result: (self.say(result["phrase"]), self._enter(self.agent_id))
            )

    # -- the map ---------------------------------------------------------------------------------------------------------
    def pick(self, picked: Callable[[float, float], None]) -> None:
        """One click on the map, given in Lambert 93."""
        self._click = Clic(self.iface.mapCanvas(), picked)
        self._click.start()
        self.iface.messageBar().pushMessage("DDTM 34", tr("Cliquez le lieu des faits sur la carte."))

    def draft_at(self, x: float, y: float) -> None:
        """A new report at this place: at once when the store is open, else as soon as it is."""
        self.show()
        self.raise_()
        self._wanted_place = (x, y)
        if self.faces.currentIndex() == 0:
            self.say(tr("Ouvrez le coffre : le procès-verbal commencera au lieu choisi."))
        elif not self.work.running:
            self.new()


def install(iface: Any) -> Panneau:
    panel = Panneau(iface)
    iface.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, panel)
    panel.hide()
    return panel
