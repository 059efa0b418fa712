"""COD mode: full screen, larger symbols and text, a clock and the age of the data; Esc leaves."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Callable

from qgis.PyQt.QtCore import QEvent, Qt, QTimer
from qgis.PyQt.QtGui import QKeySequence
from qgis.PyQt.QtWidgets import QHBoxLayout, QLabel, QShortcut, QToolBar, QWidget

from shared.qt import accents
from shared.qt.boutons import GrandBouton, police

from .bandeau import age
from .habillage import NOTRE
from .paquet import etat
from .poste import Poste
from .textes import tr

HAUTEUR = 1080


class ModeCod(QToolBar):
    """A strip at the top of the big screen; entrer() and sortir()."""

    def __init__(self, poste: Poste, sorti: Callable[[], None]) -> None:
        super().__init__(tr("Plein écran COD"))
        self.setObjectName(NOTRE + "Cod")
        self.setMovable(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.toggleViewAction().setVisible(False)
        self.poste, self._left = poste, sorti
        self.actif = False
        self._before: Any = (False, 1.0)
        self._textes: Any = []  # (widget, points, bold): their size follows the height of the screen
        box = QWidget()
        line = QHBoxLayout(box)
        line.setContentsMargins(18, 6, 18, 6)
        line.setSpacing(28)
        self.exercice, self.titre, self.donnees, self.horloge = QLabel("EXERCICE"), QLabel(), QLabel(), QLabel()
        self.exercice.setStyleSheet("background:#000091;color:#FFFFFF;padding:4px 18px")
        for label, bold, points in ((self.exercice, True, 22), (self.titre, True, 24), (self.donnees, False, 18), (self.horloge, True, 34)):
            self._textes.append((label, points, bold))
            line.addWidget(label, 1 if label is self.donnees else 0)
        self.quitter = GrandBouton(tr("Quitter (Échap)"), self.sortir)
        self._textes.append((self.quitter, 18, False))
        line.addWidget(self.quitter)
        self.addWidget(box)
        self._agrandir()
        self.setStyleSheet(f"#{NOTRE}Cod{{background:palette(window);border-bottom:4px solid {accents.accent()}}}")
        window = poste.iface.mainWindow()
        self._escape = QShortcut(QKeySequence("Esc"), window, self.sortir)
        self._escape.setContext(Qt.ShortcutContext.ApplicationShortcut)
        self._escape.setEnabled(False)
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self.battre)
        self.hide()

    def entrer(self) -> None:
        if self.actif:
            return
        window = self.poste.iface.mainWindow()
        self._before = (window.windowState(), self.poste.canvas.magnificationFactor())
        self.actif = True
        trouble = etat(self.poste)
        pack = self.poste.espace.pack if trouble is None else {}
        self.exercice.setVisible(bool(pack.get("exercice")))
        self.titre.setText(self.poste.theme["titre"] if self.poste.theme else tr("Situation"))
        self.donnees.setText(tr("Données : {age}").format(age=age(pack.get("cree_le"))) if pack else tr("Paquet de données absent"))
        self.battre()
        self.show()
        window.showFullScreen()
        self.poste.canvas.setMagnificationFactor(self.poste.reglages.cod_echelle * self._agrandir())
        self._escape.setEnabled(True)
        self._timer.start()
        self.poste.canvas.setFocus()
        self.poste.noter_fait("cod")

    def _agrandir(self) -> float:
        """Sizes are those of a screen 1 080 points high; on a higher one (a 4K wall) they grow with it. Returns the factor."""
        factor = max(1.0, self.poste.iface.mainWindow().screen().size().height() / HAUTEUR)
        for widget, points, bold in self._textes:
            police(widget, points * factor, bold)
        return factor

    def sortir(self) -> None:
        if not self.actif:
            return
        self.actif = False
        self._escape.setEnabled(False)
        self._timer.stop()
        self.hide()
        state, factor = self._before
        self.poste.canvas.setMagnificationFactor(factor)
        self.poste.iface.mainWindow().setWindowState(state)
        self._left()

    def battre(self) -> None:
        self.horloge.setText(datetime.now().strftime("%H:%M:%S"))

    def event(self, event: Any) -> bool:
        if event.type() == QEvent.Type.ContextMenu:
            return True
        return super().event(event)
