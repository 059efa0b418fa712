"""Missing or damaged pack: one sentence and two buttons; the map stays usable."""

from __future__ import annotations

from typing import Any, Callable, List, Optional, Tuple

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLabel, QVBoxLayout

from shared.errors import DdtmError
from shared.qt import accents
from shared.qt.boutons import PRINCIPAL, GrandBouton, police
from shared.qt.progression import Progression

from .poste import Poste
from .textes import tr

FABRIQUE = "data_sync:paquet_exercice"
JOB = "ddtm_crise.core.paquet.reparer:run"


def etat(poste: Poste) -> Optional[DdtmError]:
    """Why the pack cannot be used, or None."""
    try:
        poste.espace.pack  # noqa: B018 (reading it is the check)
    except DdtmError as error:
        return error
    return None


class PaquetAbsent(QFrame):
    """The sentence and the buttons; `repare` is called once a pack is in place."""

    def __init__(self, poste: Poste, repare: Callable[[], None]) -> None:
        super().__init__()
        self.poste, self._done = poste, repare
        self.setObjectName("ddtmPaquetAbsent")
        self.setStyleSheet(f"#ddtmPaquetAbsent{{border:2px solid {accents.accent()};border-radius:4px;background:palette(base)}}")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        self.phrase = QLabel()
        self.phrase.setWordWrap(True)
        self.phrase.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        police(self.phrase, 13)
        column.addWidget(self.phrase)
        line = QHBoxLayout()
        self.reparer = GrandBouton(tr("&Réparer : choisir la clé ou le dossier"), self.choisir, PRINCIPAL)
        self.fabriquer = GrandBouton(tr("&Fabriquer le paquet d'exercice"), self.lancer_fabrique)
        for button in (self.reparer, self.fabriquer):
            line.addWidget(button)
        column.addLayout(line)
        self.progression = Progression()
        column.addWidget(self.progression)

    def rafraichir(self) -> bool:
        """Show the sentence, or hide when the pack is sound. Returns True when it is absent or damaged."""
        trouble = etat(self.poste)
        self.setVisible(trouble is not None)
        if trouble is not None:
            self.phrase.setText(trouble.message)
            self.fabriquer.setVisible(QgsApplication.processingRegistry().algorithmById(FABRIQUE) is not None)
        return trouble is not None

    def choisir(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, tr("Dossier ou clé qui contient le paquet de données"))
        if folder:
            self.installer(folder)

    def installer(self, folder: str) -> None:
        """Copy the pack found in `folder` into the work space."""
        self._lock(True)
        self.poste.lancer_travail(
            tr("Copie du paquet"),
            JOB,
            {"source": folder},
            lambda result: self._ready(result["phrase"]),
            self.progression,
            lambda _error: self._lock(False),
        )

    def lancer_fabrique(self) -> None:
        self._lock(True)
        self.poste.lancer(
            FABRIQUE,
            {},
            self.progression,
            lambda outputs: self._ready(outputs.get("PHRASE") or tr("Paquet d'exercice fabriqué.")),
            lambda _error: self._lock(False),
        )

    def _lock(self, busy: bool) -> None:
        """One pack at a time."""
        for button in (self.reparer, self.fabriquer):
            button.setEnabled(not busy)

    def _ready(self, sentence: str) -> None:
        self._lock(False)
        self.poste.oublier_index()
        self.poste.espace_change.emit()
        self.poste.dire(sentence)
        self.rafraichir()
        self._done()


def actions(poste: Poste, panel: PaquetAbsent) -> List[Tuple[str, Callable[[], Any]]]:
    """The same two actions for the message bar."""
    out: List[Tuple[str, Callable[[], Any]]] = [(tr("Réparer"), panel.choisir)]
    if QgsApplication.processingRegistry().algorithmById(FABRIQUE) is not None:
        out.append((tr("Fabriquer le paquet d'exercice"), panel.lancer_fabrique))
    return out
