"""Window: click in a photograph; the ground place, length, area or height is told at once, and drawn on the map by the viewer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Callable, Dict, List, Optional, Tuple

from qgis.PyQt.QtCore import QSize, Qt
from qgis.PyQt.QtWidgets import QComboBox, QDialog, QFileDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from shared.processing.base import tr
from shared.processing.run import run_algorithm

from .cliche import Cliche

KINDS = (
    ("position", "Position d'un point", 1),
    ("longueur", "Longueur d'une ligne", 2),
    ("surface", "Surface d'un contour", 3),
    ("hauteur", "Hauteur : le pied, puis le haut", 2),
)
ASK = "Cliquez au sol dans la photo. La molette agrandit, glisser déplace."
POINTING_SCREEN_PX = 2.0  # a hand on a mouse
UNREADABLE = "Cette photo ne peut pas être affichée."


class MesureDansPhoto(QDialog):
    """`on_result(WKT, points)` after each answer, `on_result("", [])` when the drawing is cleared."""

    def __init__(self, parent: Any, photo: Dict[str, Any], on_result: Callable[[str, List[Dict[str, Any]]], None]) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Mesurer dans {nom}").format(nom=photo["nom"]))
        self.photo, self.on_result = photo, on_result
        self.places: List[Tuple[float, float]] = []
        self._running: Optional[Any] = None
        self._again = self._closed = False
        self.kind = QComboBox()
        self.kind.addItems([tr(label) for _, label, _ in KINDS])
        self.kind.setCurrentIndex(1)
        self.kind.currentIndexChanged.connect(lambda _rank: self.effacer())
        self.undo, self.clear = QPushButton(tr("Retirer le dernier point")), QPushButton(tr("Effacer"))
        self.keep = QPushButton(tr("Garder la mesure…"))
        self.undo.clicked.connect(self.retirer)
        self.clear.clicked.connect(self.effacer)
        self.keep.clicked.connect(self.garder)
        self.view = Cliche(photo["chemin"])
        self.view.pointe.connect(self.pointer)
        self.said = QLabel(tr(ASK) if self.view.readable else tr(UNREADABLE))
        self.said.setWordWrap(True)
        self.said.setMinimumHeight(3 * self.said.fontMetrics().lineSpacing())
        self.said.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        line, column = QHBoxLayout(), QVBoxLayout(self)
        for part in (self.kind, self.undo, self.clear, self.keep):
            part.setMinimumHeight(32)
            line.addWidget(part)
        column.addLayout(line)
        column.addWidget(self.view, 1)
        column.addWidget(self.said)
        self.resize(QSize(1000, 760))
        self._buttons()

    def pointer(self, x: float, y: float) -> None:
        """One more place; a position or a height that is complete begins again."""
        name, _, least = KINDS[self.kind.currentIndex()]
        if name in ("position", "hauteur") and len(self.places) == least:
            self.places = []
        self.places.append((x, y))
        self._changed()

    def retirer(self) -> None:
        self.places = self.places[:-1]
        self._changed()

    def effacer(self) -> None:
        self.places = []
        self._changed()

    def garder(self) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self, tr("Garder la mesure"), f"mesure_{Path(self.photo['nom']).stem}.gpkg", "GeoPackage (*.gpkg);;CSV (*.csv)"
        )
        if name:
            params = {**self._params(), "SORTIE": name}
            self._kept = run_algorithm(
                "ddtm_drones:mesurer_photo", params, lambda found: self.said.setText(f"{found['PHRASE']}\n{found['SORTIE']}"), self._failed
            )

    def closeEvent(self, event: Any) -> None:
        self._closed = True
        if self._running is not None:
            self._running.cancel()
            self._running = None
        self.on_result("", [])
        super().closeEvent(event)

    def _changed(self) -> None:
        self.view.tracer(self.places, closed=KINDS[self.kind.currentIndex()][0] == "surface")
        self.on_result("", [])
        self._buttons()
        if self._complete():
            self._ask()
        else:
            self.said.setText(tr(ASK))

    def _complete(self) -> bool:
        return len(self.places) >= KINDS[self.kind.currentIndex()][2]

    def _buttons(self) -> None:
        for button in (self.undo, self.clear):
            button.setEnabled(bool(self.places))
        self.keep.setEnabled(self._complete())

    def _params(self) -> Dict[str, Any]:
        told = " ; ".join(f"{x:.1f},{y:.1f}" for x, y in self.places)
        doubt = max(0.5, POINTING_SCREEN_PX * min(self.view.pixel_ecran(), 50.0))
        return {"PHOTO": self.photo["sha256"], "POINTS": told, "MESURE": self.kind.currentIndex(), "POINTE_PX": doubt}

    def _ask(self) -> None:
        """One question at a time: the last drawing wins."""
        if self._running is not None:
            self._again = True
            return
        self.said.setText(tr("Calcul…"))
        self._asked = list(self.places)
        self._running = run_algorithm("ddtm_drones:mesurer_photo", self._params(), self._came, self._failed)

    def _came(self, found: Dict[str, Any]) -> None:
        if not self._next():
            told = json.loads(found["RESULTAT"])
            self.said.setText("\n".join([found["PHRASE"], *told["notes"]]))
            self.on_result(found["WKT"], told["points"])

    def _failed(self, error: Any) -> None:
        if not self._next():
            self.said.setText(getattr(error, "message", str(error)))

    def _next(self) -> bool:
        """Whether what was answered is no longer what is drawn."""
        if self._closed:
            return True
        stale, self._running, self._again = self._again or self._asked != self.places, None, False
        if stale and self._complete():
            self._ask()
        return stale
