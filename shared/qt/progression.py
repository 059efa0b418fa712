"""Progress of one calculation: nothing under 0.2 s, then what is being done, and « Arrêter »."""

from __future__ import annotations

from typing import Any, Optional

from qgis.PyQt.QtCore import QTimer
from qgis.PyQt.QtWidgets import QLabel, QProgressBar, QVBoxLayout, QWidget

from .boutons import FERMER, GrandBouton, police

DELAI_MS = 200


class Progression(QWidget):
    """demarrer(handle), dire(fraction, text), finir(). « Arrêter » cancels the handle."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.label, self.bar = QLabel("…"), QProgressBar()
        self.label.setWordWrap(True)
        police(self.label)
        self.bar.setRange(0, 100)
        self.bar.setMinimumHeight(22)
        self.stop = GrandBouton("Arrêter", self.arreter, FERMER)
        for widget in (self.label, self.bar, self.stop):
            column.addWidget(widget)
        self._handle: Optional[Any] = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DELAI_MS)
        self._timer.timeout.connect(self.show)
        self.hide()

    def demarrer(self, text: str = "Calcul en cours") -> None:
        self._handle = None
        self.label.setText(text)
        self.bar.setRange(0, 0)
        self.stop.setEnabled(True)
        self._timer.start()

    def suivre(self, handle: Optional[Any]) -> None:
        """The handle to cancel (None: the calculation did not start)."""
        self._handle = handle
        if handle is None:
            self.finir()

    def dire(self, fraction: float, text: str) -> None:
        self.bar.setRange(0, 100)
        self.bar.setValue(int(100 * fraction))
        if text:
            self.label.setText(text)

    def finir(self) -> None:
        self._timer.stop()
        self._handle = None
        self.hide()

    def arreter(self) -> None:
        if self._handle is not None:
            self.stop.setEnabled(False)
            self.label.setText("Arrêt demandé…")
            self._handle.cancel()
