"""Dialog: draw zones on a photograph, or accept those proposed; « Flouter » runs the algorithm, in the engine."""

from __future__ import annotations

import json
from typing import Any, Dict, List, Optional

from qgis.PyQt.QtCore import QPoint, QSize, Qt
from qgis.PyQt.QtGui import QPixmap
from qgis.PyQt.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from shared.processing.base import tr
from shared.processing.run import run_algorithm

from .toile import Shape, Toile

SIZE = QSize(1000, 620)
DRAW = (
    "Couvrez chaque visage, plaque ou logement : glissez pour un rectangle, ou cliquez les sommets d'un polygone et double-cliquez "
    "pour le fermer ; glissez un sommet pour corriger. Sans zone : photo examinée, rien à cacher."
)
PROPOSED = "En pointillé : maisons et jardins que la mission ne concerne pas. Cliquez celles à flouter ; les autres restent telles quelles."


class Floutage(QDialog):
    """`zones()` after acceptance: text for the algorithm, in pixels of the original; empty = nothing to hide. `origine()`: where they come from.

    sha256: of a photograph of the register, for which zones can be proposed.
    """

    def __init__(self, parent: Any, picture: QPixmap, full: QSize, name: str, sha256: str = "") -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Flouter {nom}").format(nom=name))
        shown = picture.scaled(SIZE, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
        self._ratio = full.width() / max(1, shown.width())
        self._sha256 = sha256
        self._running: Optional[Any] = None
        self._closed = False
        self.toile = Toile(shown, changed=self._count)
        self.said = QLabel(tr(DRAW))
        self.said.setWordWrap(True)
        self.said.setMinimumHeight(4 * self.said.fontMetrics().lineSpacing())  # longer sentences do not push the picture
        self.propose, self.all = QPushButton(tr("Proposer")), QPushButton(tr("Accepter toutes"))
        undo = QPushButton(tr("Retirer le dernier tracé"))
        self.propose.setToolTip(tr("Cherche les maisons et jardins que la mission ne concerne pas ; rien n'est flouté sans vous"))
        self.propose.clicked.connect(self.proposer)
        self.all.clicked.connect(self.toile.accept_all)
        undo.clicked.connect(self.toile.undo)
        self.propose.setVisible(bool(sha256))
        self.all.setVisible(False)
        line = QHBoxLayout()
        for button in (self.propose, self.all, undo):
            button.setMinimumHeight(32)
            button.setAutoDefault(False)
            line.addWidget(button)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(tr("Annuler"))
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        for part in (self.said, self.toile):
            column.addWidget(part)
        column.addLayout(line)
        column.addWidget(self.buttons)
        self._count()

    def proposer(self) -> None:
        self.propose.setEnabled(False)
        self.said.setText(tr("Recherche des maisons vues…"))
        self._running = run_algorithm("ddtm_drones:proposer_flou", {"PHOTO": self._sha256}, self._came, self._failed)

    def zones(self) -> str:
        self.toile.close_polygon()
        return " ; ".join(",".join(f"{self._full(point.x())},{self._full(point.y())}" for point in shape) for shape in self.toile.shapes)

    def origine(self) -> str:
        """Written beside the copy: what a person drew, what was proposed and accepted."""
        accepted = len(self.toile.accepted)
        drawn = len(self.toile.shapes) - accepted
        parts = [f"{accepted} zone(s) proposée(s) d'après le bâti et le cadastre, acceptée(s)"] * bool(accepted)
        return " ; ".join(parts + [f"{drawn} zone(s) tracée(s) à la main"] * bool(drawn))

    def done(self, result: int) -> None:
        self._closed = True
        if self._running is not None:
            self._running.cancel()
        super().done(result)

    def _came(self, found: Dict[str, Any]) -> None:
        self._running = None
        if self._closed:
            return
        shapes: List[Shape] = []
        for one in json.loads(found["RESULTAT"]):
            values = [round(float(value) / self._ratio) for value in one["zone"].split(",")]
            shapes.append([QPoint(x, y) for x, y in zip(values[::2], values[1::2])])
        self.toile.proposed = shapes
        self.toile.update()
        self.said.setText("\n".join([found["PHRASE"], *([tr(PROPOSED)] if shapes else [])]))
        self._count()

    def _failed(self, error: Any) -> None:
        self._running = None
        if not self._closed:
            self.propose.setEnabled(True)
            self.said.setText(getattr(error, "message", str(error)))

    def _count(self) -> None:
        """The button says what a press will do."""
        count = len(self.toile.shapes)
        text = tr("Flouter {nombre} zone(s)").format(nombre=count) if count else tr("Déclarer rien à cacher")
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(text)
        self.all.setVisible(bool(self.toile.proposed))

    def _full(self, value: int) -> int:
        return int(round(value * self._ratio))
