"""Errors and news in the message bar: one sentence, « Détails » folded; errors stay until closed."""

from __future__ import annotations

from typing import Any, Callable, Optional, Sequence, Tuple

from qgis.core import Qgis
from qgis.gui import QgsMessageBar, QgsMessageBarItem
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QPushButton, QVBoxLayout

from ..errors import Cancelled, DdtmError
from ..faults import as_ddtm_error

Action = Tuple[str, Callable[[], Any]]
TITRE = "DDTM 34"


def dire(bar: QgsMessageBar, text: str, level: Any = None, actions: Sequence[Action] = (), detail: str = "") -> QgsMessageBarItem:
    """Show `text`, with a button per action and « Détails » when there is a detail. Information goes away after 8 s, the rest stays."""
    level = Qgis.MessageLevel.Info if level is None else level
    item = QgsMessageBar.createMessage(TITRE, text)
    item.setAccessibleName(text)
    for label, callback in actions:
        _button(item, label, callback)
    if detail:
        _button(item, "Détails", lambda: montrer_detail(bar.window(), text, detail))
    stays = level in (Qgis.MessageLevel.Warning, Qgis.MessageLevel.Critical) or bool(actions)
    bar.pushWidget(item, level, 0 if stays else 8)
    return item


def erreur(bar: QgsMessageBar, error: BaseException, actions: Sequence[Action] = ()) -> DdtmError:
    """Show an error as its French sentence; a cancel is news, not an error."""
    known = as_ddtm_error(error)
    level = Qgis.MessageLevel.Info if isinstance(known, Cancelled) else Qgis.MessageLevel.Critical
    dire(bar, known.message, level, actions, known.detail)
    return known


def montrer_detail(parent: Any, text: str, detail: str) -> None:
    """What the geomatician will want, in a window that can be copied from."""
    dialog = QDialog(parent)
    dialog.setWindowTitle("Détails techniques")
    dialog.resize(720, 360)
    column = QVBoxLayout(dialog)
    view = QPlainTextEdit(f"{text}\n\n{detail}")
    view.setReadOnly(True)
    column.addWidget(view)
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    box.rejected.connect(dialog.reject)
    column.addWidget(box)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()


def _button(item: QgsMessageBarItem, label: str, callback: Callable[[], Any]) -> Optional[QPushButton]:
    button = QPushButton(label)
    button.setMinimumHeight(36)
    button.setAccessibleName(label)
    button.clicked.connect(lambda _checked=False: callback())
    item.layout().addWidget(button)
    return button
