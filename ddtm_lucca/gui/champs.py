"""Forms made of tables of rows (field, label, kind): a record shown, edited and given back as a dictionary."""

from __future__ import annotations

import re
import uuid as uuids
from typing import Any, Dict, List, Mapping, Sequence, Tuple

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from shared.processing.base import tr
from shared.qt import accents
from shared.qt.boutons import GrandBouton, police

Row = Tuple[str, str, Any]  # kind: "texte", "long", "date", "heure", "nombre", "oui", "liste", or a {code: label} choice
HINTS = {"date": "JJ/MM/AAAA", "heure": "HH:MM", "liste": "séparés par « ; »"}


class Fiche(QWidget):
    """values() gives what was entered (None when empty); set_values() shows a record."""

    def __init__(self, rows: Sequence[Row]) -> None:
        super().__init__()
        self.rows = tuple(rows)
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.fields: Dict[str, Any] = {}
        for name, label, kind in self.rows:
            widget = self._widget(tr(label), kind)
            self.fields[name] = widget
            if kind == "oui":
                form.addRow("", widget)
            else:
                title = QLabel(tr(label))
                title.setBuddy(widget)
                police(title)
                form.addRow(title, widget)

    def _widget(self, label: str, kind: Any) -> Any:
        if isinstance(kind, Mapping):
            widget: Any = QComboBox()
            widget.addItem("", None)
            for code, text in kind.items():
                widget.addItem(tr(text[:1].upper() + text[1:]), code)
        elif kind == "oui":
            widget = QCheckBox(label)
        elif kind == "long":
            widget = QPlainTextEdit()
            widget.setMinimumHeight(90)
            widget.setMaximumHeight(170)
            widget.setTabChangesFocus(True)
        else:
            widget = QLineEdit()
            widget.setPlaceholderText(HINTS.get(kind, ""))
        widget.setAccessibleName(label)
        if kind not in ("long", "oui"):
            widget.setMinimumHeight(34)
        police(widget)
        return widget

    def values(self) -> Dict[str, Any]:
        return {name: self._value(self.fields[name], kind) for name, _, kind in self.rows}

    @staticmethod
    def _value(widget: Any, kind: Any) -> Any:
        if isinstance(kind, Mapping):
            return widget.currentData()
        if kind == "oui":
            return widget.isChecked()
        if kind == "long":
            return widget.toPlainText().strip() or None
        text = widget.text().strip()
        if kind == "liste":
            return [item.strip() for item in text.split(";") if item.strip()]
        if kind == "date":
            text = re.sub(r"^(\d{1,2})[/.](\d{1,2})[/.](\d{4})$", lambda m: f"{m[3]}-{int(m[2]):02d}-{int(m[1]):02d}", text)
        return text or None

    def show_only(self, names: Sequence[str]) -> None:
        """Hide the other rows (what they hold stays)."""
        for name, widget in self.fields.items():
            widget.setVisible(name in names)
            title = self.layout().labelForField(widget)
            if title is not None:
                title.setVisible(name in names)

    def set_values(self, values: Mapping[str, Any]) -> None:
        for name, _, kind in self.rows:
            widget, value = self.fields[name], values.get(name)
            if isinstance(kind, Mapping):
                widget.setCurrentIndex(max(0, widget.findData(value)))
            elif kind == "oui":
                widget.setChecked(bool(value))
            elif kind == "long":
                widget.setPlainText(str(value or ""))
            elif kind == "date" and value:
                widget.setText("/".join(reversed(str(value).split("-"))))
            elif kind == "liste":
                widget.setText(" ; ".join(str(item) for item in value or []))
            else:
                widget.setText("" if value is None else f"{value:g}" if isinstance(value, float) and abs(value) < 1e5 else str(value))


class ListeDeFiches(QWidget):
    """Several records of one kind: a list, and the form of the chosen one under it."""

    def __init__(self, title: str, rows: Sequence[Row], name_of: Any, blank: Mapping[str, Any], adder: Any = None) -> None:
        super().__init__()
        self._name_of, self._blank = name_of, dict(blank)
        self.records: List[Dict[str, Any]] = []
        self.removed: List[str] = []
        self._shown = -1
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        heading = QLabel(title)
        police(heading, 12, True)
        column.addWidget(heading)
        self.list = QListWidget()
        self.list.setMaximumHeight(110)
        self.list.setAccessibleName(title)
        police(self.list)
        column.addWidget(self.list)
        line = QHBoxLayout()
        line.addWidget(GrandBouton(tr("Ajouter"), adder or self.add))
        line.addWidget(GrandBouton(tr("Retirer"), self.remove))
        line.addStretch(1)
        column.addLayout(line)
        self.form = Fiche(rows)
        column.addWidget(self.form)
        self.list.currentRowChanged.connect(self._show)
        self.form.setEnabled(False)

    def add(self) -> None:
        self.append([self._blank])

    def append(self, records: Sequence[Mapping[str, Any]]) -> None:
        """New records, the last one shown."""
        self.keep()
        self.records += [{"uuid": str(uuids.uuid4()), **record} for record in records]
        self._fill(len(self.records) - 1)

    def remove(self) -> None:
        if 0 <= self._shown < len(self.records):
            gone = self.records.pop(self._shown)
            if gone.get("enregistre"):
                self.removed.append(gone["uuid"])
            self._shown = -1
            self._fill(min(len(self.records) - 1, max(0, self.list.currentRow())))

    def set_records(self, records: Sequence[Mapping[str, Any]]) -> None:
        self._shown = -1
        self.records = [{**record, "enregistre": True} for record in records]
        self.removed = []
        self._fill(0 if self.records else -1)

    def values(self) -> List[Dict[str, Any]]:
        """Records as the entry wants them."""
        self.keep()
        names = {name for name, _, _ in self.form.rows} | {"uuid", *self._blank, "chemin", "sha256", "nom"}
        return [{name: value for name, value in record.items() if name in names} for record in self.records]

    def saved(self) -> None:
        """What was entered is now in the store."""
        self.removed = []
        for record in self.records:
            record["enregistre"] = True

    def keep(self) -> None:
        if 0 <= self._shown < len(self.records):
            self.records[self._shown].update(self.form.values())
            item = self.list.item(self._shown)
            if item is not None:
                item.setText(self._name_of(self.records[self._shown]))

    def refill(self) -> None:
        """Show the records again, after they were changed from outside."""
        self._shown = -1
        self._fill(len(self.records) - 1)

    def _fill(self, current: int) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        self.list.addItems([self._name_of(record) for record in self.records])
        self.list.setCurrentRow(current)
        self.list.blockSignals(False)
        self._shown = -1
        self._show(current)

    def _show(self, row: int) -> None:
        self.keep()
        self._shown = row
        self.form.setEnabled(row >= 0)
        self.form.set_values(self.records[row] if 0 <= row < len(self.records) else {})


def titre(text: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    police(label, 13, True)
    label.setStyleSheet(f"color:{accents.accent()}")
    return label


def texte(text: str = "") -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    police(label)
    return label
