"""The word said after an act; while there is none, its room is that of the facts."""

from __future__ import annotations

from qgis.PyQt.QtWidgets import QLabel, QWidget

FACTS, WORD = 84, 38  # pixels: two lines of the word, as a wrapped label asks for one


class Hint(QLabel):
    def __init__(self, neighbour: QWidget) -> None:
        super().__init__()
        self._neighbour = neighbour
        self.setMinimumHeight(WORD)
        self.setText("")

    def setText(self, text: str) -> None:  # noqa: N802 - Qt's own name
        super().setText(text)
        self.setVisible(bool(text))
        self._neighbour.setMinimumHeight(FACTS if text else FACTS + WORD)
