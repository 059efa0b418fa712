"""Two steps of the form: the offences (facts, proposals, search) and the check before closing."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, List, Mapping, Sequence

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QHBoxLayout,
    QInputDialog,
    QLineEdit,
    QMessageBox,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from shared.processing.base import tr
from shared.qt import accents
from shared.qt.boutons import PRINCIPAL, GrandBouton, police

from ..core.droit import propositions
from .champs import Fiche, texte
from .documents import Documents
from .travail import REPORT


def table(columns: Sequence[str], name: str) -> QTableWidget:
    widget = QTableWidget(0, len(columns))
    widget.setHorizontalHeaderLabels([tr(column) for column in columns])
    widget.verticalHeader().hide()
    widget.setWordWrap(True)
    widget.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    widget.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    widget.horizontalHeader().setStretchLastSection(True)
    widget.setAccessibleName(name)
    police(widget)
    return widget


class Infractions(QWidget):
    """facts() and chosen() are what the report keeps; proposals come from the explainable table."""

    def __init__(self, form: Any) -> None:
        super().__init__()
        self._form = form
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        rows = [(name, row["libelle"], row.get("choix", "oui")) for name, row in propositions.questions().items()]
        self.questions = Fiche(rows)
        column.addWidget(self.questions)
        line = QHBoxLayout()
        line.addWidget(GrandBouton(tr("&Proposer"), self.propose, PRINCIPAL))
        self.query = QLineEdit()
        self.query.setPlaceholderText(tr("ou chercher : numéro, mot, article"))
        self.query.setAccessibleName(tr("Chercher une infraction"))
        self.query.setMinimumHeight(accents.CIBLE_PX)
        self.query.returnPressed.connect(self.search)
        police(self.query)
        line.addWidget(self.query, 1)
        line.addWidget(GrandBouton(tr("&Chercher"), self.search))
        column.addLayout(line)
        self.table = table(("Retenue", "NATINF", "Infraction", "Pourquoi"), tr("Infractions"))
        self.table.setMinimumHeight(220)
        for rank, width in enumerate((70, 75, 300)):
            self.table.setColumnWidth(rank, width)
        column.addWidget(self.table)
        self._kept: Dict[str, Any] = {}

    def suit(self, nature: Any) -> None:
        """Ask only what can matter for this nature of facts."""
        self.questions.show_only(propositions.relevant(nature))

    def set_facts(self, facts: Mapping[str, Any]) -> None:
        self._kept = {name: value for name, value in facts.items() if name not in propositions.questions()}
        self.questions.set_values(facts)

    def facts(self) -> Dict[str, Any]:
        return {**self._kept, **{name: value for name, value in self.questions.values().items() if value}}

    def set_chosen(self, numbers: Sequence[Any]) -> None:
        for number in numbers:
            self._add(str(number), "", tr("retenue"), True)

    def chosen(self) -> List[str]:
        rows = range(self.table.rowCount())
        return [self.table.item(row, 1).text() for row in rows if self.table.item(row, 0).checkState() == Qt.CheckState.Checked]

    def propose(self) -> None:
        form = self._form
        form.save(lambda: form.work.run(tr("Propositions"), REPORT + "proposer", {"affaire": form.ids["affaire"]}, self.show_proposals))

    def show_proposals(self, result: Mapping[str, Any]) -> None:
        for row in result["propositions"]:
            self._add(str(row["numero"]), row["qualification"], f"{row['pourquoi']}\n({' ; '.join(row['conditions'])})", True)
        self._form.say(result["phrase"] + tr(" Décochez celles que vous ne retenez pas."))

    def search(self) -> None:
        text = self.query.text().strip()
        if text:
            self._form.work.run(tr("Recherche"), "ddtm_lucca.core.droit.job:run", {"texte": text, "limite": 12}, self.show_found)

    def show_found(self, result: Mapping[str, Any]) -> None:
        for row in result["infractions"]:
            self._add(str(row["numero"]), row["qualification"], row["fiabilite"], False)
        self._form.say(result["phrase"] + tr(" Cochez celles que vous retenez."))

    def _add(self, number: str, title: str, why: str, checked: bool) -> None:
        for row in range(self.table.rowCount()):
            if self.table.item(row, 1).text() == number:
                if title:
                    self.table.item(row, 2).setText(title)
                    self.table.item(row, 3).setText(why)
                self.table.resizeRowsToContents()
                return
        row = self.table.rowCount()
        self.table.insertRow(row)
        box = QTableWidgetItem()
        box.setFlags(Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
        box.setCheckState(Qt.CheckState.Checked if checked else Qt.CheckState.Unchecked)
        self.table.setItem(row, 0, box)
        for column, text in enumerate((number, title, why), 1):
            self.table.setItem(row, column, QTableWidgetItem(text))
        self.table.resizeRowsToContents()


GRAVITES = {"bloquant": "BLOQUANT", "serieux": "sérieux", "conseil": "conseil"}


class Verification(QWidget):
    """The nullity check, then closing, and the PDF."""

    def __init__(self, form: Any) -> None:
        super().__init__()
        self._form = form
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        line = QHBoxLayout()
        self.verify = GrandBouton(tr("&Vérifier"), form.verify, PRINCIPAL)
        self.close_button = GrandBouton(tr("&Clore et sceller…"), self.ask_to_close)
        self.close_button.setEnabled(False)
        self.pdf = GrandBouton(tr("&PDF…"), self.ask_pdf)
        self.rectify = GrandBouton(tr("&Rectifier…"), self.ask_what_to_correct)
        self.send = GrandBouton(tr("&Transmettre…"), self.ask_where_to_send)
        for button in (self.verify, self.close_button, self.pdf, self.rectify, self.send):
            line.addWidget(button)
        for button in (self.rectify, self.send):
            button.hide()
        line.addStretch(1)
        column.addLayout(line)
        self.documents = Documents(form)
        column.addWidget(self.documents)
        self.answer = texte("")
        police(self.answer, 12, True)
        column.addWidget(self.answer)
        self.table = table(("Gravité", "Constat", "Comment corriger"), tr("Défauts"))
        self.table.setMinimumHeight(300)
        self.table.setColumnWidth(0, 100)
        self.table.setColumnWidth(1, 300)
        column.addWidget(self.table)

    def freeze(self) -> None:
        self.verify.hide()
        self.close_button.hide()
        self.rectify.show()
        self.send.show()
        self.documents.closed(True)

    def thaw(self) -> None:
        """Another report, not closed yet."""
        self.verify.show()
        self.close_button.show()
        self.close_button.setEnabled(False)
        self.rectify.hide()
        self.send.hide()
        self.documents.closed(False)
        self.answer.setText("")
        self.table.setRowCount(0)

    def show_result(self, result: Mapping[str, Any]) -> None:
        self.answer.setText(result["phrase"])
        self.table.setRowCount(0)
        for row, item in enumerate(result["defauts"]):
            self.table.insertRow(row)
            cells = (GRAVITES[item["gravite"]], f"{item['titre']} : {item['constat']}", f"{item['remede']}\n{item['texte']}")
            for column, text in enumerate(cells):
                cell = QTableWidgetItem(text)
                if column == 0 and item["gravite"] == "bloquant":
                    cell.setForeground(QColor(accents.alerte()))
                self.table.setItem(row, column, cell)
        self.table.resizeRowsToContents()
        self.close_button.setEnabled(result["nombres"]["bloquant"] == 0)
        self._form.say("")

    def ask_to_close(self) -> None:
        question = tr("Un procès-verbal clos ne se modifie plus. Le clore maintenant ?")
        box = QMessageBox(QMessageBox.Icon.Question, tr("Clore"), question, parent=self)
        yes = box.addButton(tr("Clore et sceller"), QMessageBox.ButtonRole.AcceptRole)
        box.addButton(tr("Annuler"), QMessageBox.ButtonRole.RejectRole)
        box.exec()
        if box.clickedButton() is yes:
            self.seal()

    def seal(self) -> None:
        form = self._form

        def done(result: Mapping[str, Any]) -> None:
            form.freeze()
            self.answer.setText(result["phrase"])

        form.save(lambda: form.work.run(tr("Clôture"), REPORT + "clore", {"pv": form.ids["pv"]}, done))

    def ask_pdf(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, tr("Document"), f"{self._form.number or 'pv'}.pdf", "PDF (*.pdf)")
        if name:
            self.export(name)

    def export(self, name: str) -> None:
        form = self._form
        params = {"pv": form.ids["pv"], "sortie": name, "motif": tr("impression par le rédacteur")}
        form.save(lambda: form.work.run(tr("Document"), REPORT + "produire", params, lambda result: form.say(result["phrase"])))

    def ask_what_to_correct(self) -> None:
        text, said = QInputDialog.getMultiLineText(
            self, tr("Rectifier"), tr("Qu'est-ce qui est à corriger ? Le procès-verbal clos ne change pas.")
        )
        if said and text.strip():
            self.correct(text.strip())

    def correct(self, what: str) -> None:
        """Open a rectification, and show it in this form."""
        form = self._form

        def opened(result: Mapping[str, Any]) -> None:
            form.reopen(lambda: form.say(result["phrase"]))

        form.work.run(tr("Rectificatif"), REPORT + "rectifier", {"pv": form.ids["pv"], "motif": what}, opened)

    def ask_where_to_send(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, tr("Dossier où préparer l'envoi (disque protégé)"))
        if folder:
            self.prepare(str(Path(folder) / f"envoi-{self._form.number}"))

    def prepare(self, folder: str) -> None:
        form = self._form
        params = {"pv": form.ids["pv"], "sortie": folder, "motif": tr("transmission du procès-verbal")}
        form.work.run(tr("Transmission"), "ddtm_lucca.core.pv.transmission:run", params, lambda result: form.say(result["phrase"]))
