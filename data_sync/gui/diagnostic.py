"""The window « Diagnostic »: the lines of data_sync:diagnostic, to be read and copied."""

from __future__ import annotations

from typing import Any, Dict, Optional

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QFontDatabase
from qgis.PyQt.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout

from shared.errors import DdtmError
from shared.processing.base import tr
from shared.processing.run import run_algorithm
from shared.qt.boutons import police


class Diagnostic(QDialog):
    """Starts the algorithm when shown; « Refaire » starts it again."""

    def __init__(self, parent: Any) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("ddtmDiagnostic")
        self.setWindowTitle(tr("Diagnostic du poste"))
        self.resize(860, 460)
        self._handle: Optional[Any] = None
        self._left = False
        self.finished.connect(self._end)
        column = QVBoxLayout(self)
        self.phrase = QLabel()
        self.phrase.setWordWrap(True)
        police(self.phrase, 13, gras=True)
        column.addWidget(self.phrase)
        self.texte = QPlainTextEdit()
        self.texte.setReadOnly(True)
        self.texte.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.texte.setAccessibleName(tr("Diagnostic en clair"))
        column.addWidget(self.texte)
        note = QLabel(tr("Ce texte ne contient ni nom ni donnée : il peut être envoyé tel quel à qui vous aide."))
        note.setWordWrap(True)
        column.addWidget(note)
        box = QDialogButtonBox()
        self.copier = box.addButton(tr("Copier"), QDialogButtonBox.ButtonRole.ActionRole)
        self.refaire = box.addButton(tr("Refaire"), QDialogButtonBox.ButtonRole.ActionRole)
        close = box.addButton(QDialogButtonBox.StandardButton.Close)
        close.setText(tr("Fermer"))
        self.copier.clicked.connect(self._copy)
        self.refaire.clicked.connect(self.lancer)
        box.rejected.connect(self.close)
        column.addWidget(box)

    def lancer(self, _checked: bool = False) -> None:
        """Ask again; the window stays usable meanwhile."""
        self._show(tr("Contrôle en cours…"), "")
        self.refaire.setEnabled(False)
        self._handle = run_algorithm("data_sync:diagnostic", {}, self._done, self._failed)

    def _end(self, _result: int = 0) -> None:
        """However the window is left (button, cross, Escape): what still comes is for nobody."""
        handle, self._handle, self._left = self._handle, None, True
        if handle is not None:
            handle.cancel()

    def _done(self, result: Dict[str, Any]) -> None:
        if self._left:
            return
        self._handle = None
        self.refaire.setEnabled(True)
        self._show(result["PHRASE"], result["TEXTE"])

    def _failed(self, error: DdtmError) -> None:
        if self._left:
            return
        self._handle = None
        self.refaire.setEnabled(True)
        self._show(error.message, error.detail or "")

    def _show(self, sentence: str, text: str) -> None:
        self.phrase.setText(sentence)
        self.texte.setPlainText(text)
        self.copier.setEnabled(bool(text))

    def _copy(self, _checked: bool = False) -> None:
        QgsApplication.clipboard().setText(f"{self.phrase.text()}\n\n{self.texte.toPlainText()}\n")
        self.copier.setText(tr("Copié"))


def ouvrir(iface: Any) -> Diagnostic:
    """The window, a new one each time: the state may have changed."""
    window = Diagnostic(iface.mainWindow())
    window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    window.show()
    window.lancer()
    return window
