"""The sentences that suit the affair, a double click away from the findings."""

from __future__ import annotations

from typing import Any, Dict, Mapping

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from shared.processing.base import tr
from shared.qt.boutons import GrandBouton, police

from ..core.droit import phrases
from .champs import Fiche, texte


class Phrases(QWidget):
    """insert() writes the chosen sentence in the field it belongs to, the cursor on its first gap."""

    def __init__(self, findings: Fiche) -> None:
        super().__init__()
        self._findings = findings
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(texte(tr("Phrases qui conviennent à cette affaire (double clic pour insérer, puis remplissez chaque « … ») :")))
        self.list = QListWidget()
        self.list.setWordWrap(True)
        self.list.setAccessibleName(tr("Phrases proposées"))
        self.list.setMinimumHeight(150)
        self.list.setMaximumHeight(200)
        police(self.list)
        self.list.itemDoubleClicked.connect(lambda _item: self.insert())
        column.addWidget(self.list)
        line = QHBoxLayout()
        self.button = GrandBouton(tr("&Insérer la phrase"), self.insert)
        line.addWidget(self.button)
        line.addStretch(1)
        column.addLayout(line)

    def suit(self, affair: Mapping[str, Any]) -> None:
        self.list.clear()
        for row in phrases.propose(affair):
            item = QListWidgetItem(f"{phrases.CHAMPS[row['champ']]} / {row['etiquette']} : {row['phrase']}")
            item.setData(Qt.ItemDataRole.UserRole, row)
            self.list.addItem(item)
        if self.list.count():
            self.list.setCurrentRow(0)

    def insert(self) -> None:
        item = self.list.currentItem()
        if item is None:
            return
        row: Dict[str, str] = item.data(Qt.ItemDataRole.UserRole)
        field = self._findings.fields[row["champ"]]
        before = field.toPlainText().rstrip()
        field.setPlainText(f"{before}\n{row['phrase']}" if before else row["phrase"])
        cursor = field.textCursor()
        start = field.toPlainText().find(phrases.GAP, len(before))
        cursor.setPosition(start if start >= 0 else len(field.toPlainText()))
        if start >= 0:
            cursor.setPosition(start + 1, cursor.MoveMode.KeepAnchor)
        field.setTextCursor(cursor)
        field.setFocus()
