"""Dialog: zones drawn on the pictures of a video, each at its second; between two drawings a zone slides. The engine makes the copy."""

from __future__ import annotations

from typing import Any, Dict, List, Optional

from qgis.PyQt.QtCore import QPoint, QSize, Qt
from qgis.PyQt.QtGui import QPixmap
from qgis.PyQt.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QPushButton, QSlider, QVBoxLayout

from shared.processing.base import tr
from shared.processing.run import run_algorithm

from ..core.diffusion.pistes import Piste
from .toile import Toile

SIZE = QSize(960, 540)
TENTHS = 10
ASK = (
    "Tracez une zone sur l'image, puis avancez et glissez-la sur ce qu'elle doit suivre : entre deux tracés elle se déplace d'elle-même, et "
    "reste jusqu'à la fin tant que vous ne l'arrêtez pas. Le son est toujours retiré."
)


class FloutageVideo(QDialog):
    """`zones()` after acceptance: text for the algorithm, in pixels of the original; empty = nothing to hide."""

    def __init__(self, parent: Any, video: Dict[str, Any], duration: float, second: float) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Flouter {nom}").format(nom=video["nom"]))
        self.video, self.duration = video, duration
        self.pistes: List[Piste] = []
        self._shown: List[Piste] = []  # those of the shapes on the picture, in their order
        self._running: Optional[Any] = None
        self._wanted: Optional[float] = None
        self._ratio = 1.0
        self._closed = self._filling = False
        blank = QPixmap(SIZE)
        blank.fill(Qt.GlobalColor.black)
        self.toile = Toile(blank, movable=True, changed=self._drawn)
        told = QLabel(tr(ASK))
        told.setWordWrap(True)
        told.setMinimumHeight(3 * told.fontMetrics().lineSpacing())
        self.said = QLabel()
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, int(duration * TENTHS))
        self.slider.setPageStep(TENTHS)
        self.slider.setValue(int(second * TENTHS))
        self.slider.valueChanged.connect(lambda _tenth: self.aller())
        self.hour = QLabel()
        self.stop, self.drop = QPushButton(tr("Arrêter la zone ici")), QPushButton(tr("Retirer la zone"))
        self.whole = QPushButton()
        self.stop.setToolTip(tr("La zone choisie (cadre épais) ne cache plus rien après cet instant"))
        self.stop.clicked.connect(self.arreter)
        self.drop.clicked.connect(self.retirer)
        self.whole.clicked.connect(self.masquer)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(tr("Annuler"))
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        time, line, column = QHBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        time.addWidget(self.slider, 1)
        time.addWidget(self.hour)
        for button in (self.stop, self.drop, self.whole):
            button.setMinimumHeight(32)
            button.setAutoDefault(False)
            line.addWidget(button)
        column.addWidget(told)
        column.addWidget(self.toile)
        column.addLayout(time)
        column.addLayout(line)
        column.addWidget(self.said)
        column.addWidget(self.buttons)
        self.aller()

    @property
    def second(self) -> float:
        return self.slider.value() / TENTHS

    def zones(self) -> str:
        return " ; ".join(piste.text(self.duration) for piste in self.pistes)

    def aller(self) -> None:
        """The zones move at once; the picture follows when the engine gives it."""
        self.toile.close_polygon()
        self.hour.setText(f"{int(self.second) // 60}:{self.second % 60:04.1f}".replace(".", ","))
        self._fill()
        self._wanted = self.second
        self._ask()

    def arreter(self) -> None:
        piste = self._chosen()
        if piste is not None and not piste.stop(self.second):
            self.said.setText(tr("Cette zone commence ici : avancez avant de l'arrêter, ou retirez-la."))
            return
        self._fill()

    def retirer(self) -> None:
        piste = self._chosen()
        if piste is not None:
            self.pistes = [one for one in self.pistes if one is not piste]
            self._fill()

    def masquer(self) -> None:
        """The whole picture from here; pressed again while it is hidden, up to here."""
        hidden = self._hidden()
        if hidden is None:
            self.pistes.append(Piste(self.second, None))
        elif not hidden.stop(self.second):
            self.pistes = [one for one in self.pistes if one is not hidden]
        self._fill()

    def done(self, result: int) -> None:
        self.toile.close_polygon()
        self._closed, self._wanted = True, None
        if self._running is not None:
            self._running.cancel()
        super().done(result)

    def _drawn(self) -> None:
        """What was drawn, moved or corrected belongs to this second."""
        if self._filling:
            return
        shapes = self.toile.shapes
        for rank, shape in enumerate(shapes):
            placed = [(corner.x() * self._ratio, corner.y() * self._ratio) for corner in shape]
            if rank >= len(self._shown):
                self._shown.append(Piste(self.second, placed))
                self.pistes.append(self._shown[-1])
            elif rank == self.toile.chosen:
                self._shown[rank].draw(self.second, placed)
        self._tell()

    def _fill(self) -> None:
        """The zones as they are at this second."""
        chosen = self._chosen()
        self._filling, self._shown, self.toile.shapes = True, [], []
        for piste in self.pistes:
            shown, shape = piste.at(self.second)
            if shown and shape is not None:
                self._shown.append(piste)
                self.toile.shapes.append([QPoint(round(x / self._ratio), round(y / self._ratio)) for x, y in shape])
        ranks = [rank for rank, piste in enumerate(self._shown) if piste is chosen]
        self.toile.chosen = ranks[0] if ranks else len(self._shown) - 1
        self._filling = False
        self.toile.update()
        self._tell()

    def _chosen(self) -> Optional[Piste]:
        return self._shown[self.toile.chosen] if 0 <= self.toile.chosen < len(self._shown) else None

    def _hidden(self) -> Optional[Piste]:
        return next((one for one in self.pistes if None in one.keys.values() and one.at(self.second)[0]), None)

    def _tell(self) -> None:
        for button in (self.stop, self.drop):
            button.setEnabled(self._chosen() is not None)
        hidden = self._hidden() is not None
        self.whole.setText(tr("Masquer toute l'image jusqu'ici") if hidden else tr("Masquer toute l'image à partir d'ici"))
        count = len(self.pistes)
        text = tr("Flouter {nombre} zone(s)").format(nombre=count) if count else tr("Déclarer rien à cacher, retirer le son")
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(text)
        self.said.setText(tr("Toute l'image est masquée à cet instant.") if hidden else "")

    def _ask(self) -> None:
        """One picture at a time: the last second asked for wins."""
        if self._running is not None or self._wanted is None:
            return
        second, self._wanted = self._wanted, None
        params = {"VIDEO": self.video["sha256"], "SECONDE": min(second, self.duration)}
        self._running = run_algorithm("ddtm_drones:image_video", params, self._came, self._failed)

    def _came(self, found: Dict[str, Any]) -> None:
        self._running = None
        if self._closed:
            return
        picture = QPixmap(found["IMAGE"]).scaled(SIZE, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
        self.toile.setPixmap(picture)
        self.toile.setFixedSize(picture.size())
        ratio = float(found["LARGEUR_PX"]) / max(1, picture.width())
        if abs(ratio - self._ratio) > 1e-9:
            self._ratio = ratio
            self._fill()
        self._ask()

    def _failed(self, error: Any) -> None:
        self._running = None
        if not self._closed:
            self.said.setText(getattr(error, "message", str(error)))
            self._ask()
