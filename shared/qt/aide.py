"""F1: the tool's own page, offline, in a window beside the map."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Optional

from qgis.PyQt.QtCore import Qt, QUrl
from qgis.PyQt.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout

from ..processing.help import help_page
from .boutons import police


class Aide(QDialog):
    """One window, reused for each page; `folder` holds the .md files."""

    def __init__(self, parent: Any, folder: Path) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._folder = folder
        self.page: Optional[str] = None
        self.setObjectName("ddtmAide")
        self.resize(720, 640)
        column = QVBoxLayout(self)
        self.view = QTextBrowser()
        self.view.setOpenExternalLinks(False)
        self.view.setSearchPaths([str(folder)])
        police(self.view, 12)
        column.addWidget(self.view)
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        box.button(QDialogButtonBox.StandardButton.Close).setText("Fermer")
        box.rejected.connect(self.hide)
        column.addWidget(box)

    def montrer(self, name: str) -> None:
        """Show `<folder>/<name>.md`."""
        source = self._folder / f"{name}.md"
        if not source.is_file():
            source = self._folder / "bureau.md"
        self.page = source.stem
        self.view.document().setBaseUrl(QUrl.fromLocalFile(str(self._folder) + "/"))
        self.view.setHtml(help_page(source))
        self.setWindowTitle("Aide - " + (self.view.documentTitle() or source.stem))
        self.show()
        self.raise_()
        self.activateWindow()
