"""A window that shows rows in a table under one sentence: history, reminders, conflicts, barometers."""

from __future__ import annotations

from typing import Any, Callable, List, Mapping, Sequence, Tuple

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QDialog, QHBoxLayout, QTableWidgetItem, QVBoxLayout

from shared.processing.base import tr
from shared.qt import accents
from shared.qt.boutons import FERMER, GrandBouton

from .champs import texte, titre
from .controle import table

Column = Tuple[str, str, int]  # key of the row, heading, width


class Liste(QDialog):
    """actions: (label, called with the chosen row)."""

    def __init__(
        self,
        parent: Any,
        title: str,
        columns: Sequence[Column],
        actions: Sequence[Tuple[str, Callable[[Mapping[str, Any]], Any]]] = (),
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle(title)
        self.resize(860, 560)
        self.rows: List[Mapping[str, Any]] = []
        self._columns = tuple(columns)
        column = QVBoxLayout(self)
        self.headline = titre("")
        column.addWidget(self.headline)
        self.table = table([heading for _, heading, _ in self._columns], title)
        for rank, (_, _, width) in enumerate(self._columns):
            self.table.setColumnWidth(rank, width)
        column.addWidget(self.table, 1)
        self.message = texte("")
        column.addWidget(self.message)
        line = QHBoxLayout()
        self.buttons = [GrandBouton(label, lambda run=run: self._act(run)) for label, run in actions]
        for button in self.buttons:
            line.addWidget(button)
        line.addStretch(1)
        line.addWidget(GrandBouton(tr("&Fermer"), self.close, FERMER))
        column.addLayout(line)

    def fill(self, sentence: str, rows: Sequence[Mapping[str, Any]]) -> None:
        self.headline.setText(sentence)
        self.rows = list(rows)
        self.table.setRowCount(len(self.rows))
        for number, row in enumerate(self.rows):
            for rank, (key, _, _) in enumerate(self._columns):
                value = row.get(key)
                self.table.setItem(number, rank, QTableWidgetItem("" if value is None else str(value)))
        self.table.resizeRowsToContents()
        if self.rows:
            self.table.setCurrentCell(0, 0)

    def say(self, text: str, is_error: bool = False) -> None:
        self.message.setText(text)
        self.message.setStyleSheet(f"color:{accents.alerte()};font-weight:bold" if is_error else "")

    def _act(self, run: Callable[[Mapping[str, Any]], Any]) -> None:
        number = self.table.currentRow()
        if number < 0:
            self.say(tr("Choisissez une ligne."), True)
            return
        run(self.rows[number])
