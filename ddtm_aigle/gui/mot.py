"""The word said after an act; it takes no room while there is none, so that the facts keep it."""

from __future__ import annotations

from qgis.PyQt.QtWidgets import QLabel


class Hint(QLabel):
    def setText(self, text: str) -> None:  # noqa: N802 - Qt's own name
        super().setText(text)
        self.setVisible(bool(text))
