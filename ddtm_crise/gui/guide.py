"""The guided exercise: a strip under the ribbon that says what to do, and moves on by itself when it is done."""

from __future__ import annotations

from typing import Any, Callable, Dict

from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QToolBar, QVBoxLayout, QWidget

from shared.qt import accents
from shared.qt.boutons import FERMER, GrandBouton, police

from .guide_etapes import ETAPES, MINUTES, Etape
from .habillage import NOTRE
from .poste import Poste
from .textes import tr

BRAVO_MS = 1200


class Guide(QToolBar):
    """commencer() and arreter(); `montrer(code)` opens the tool a step needs."""

    def __init__(self, poste: Poste, ruban: Dict[str, Any], fini: Callable[[], None]) -> None:
        super().__init__(tr("Exercice guidé"))
        self.setObjectName(NOTRE + "Guide")
        self.setMovable(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.toggleViewAction().setVisible(False)
        self.poste, self._ruban, self._finished = poste, ruban, fini
        self.rang = -1
        box = QWidget()
        line = QHBoxLayout(box)
        line.setContentsMargins(14, 4, 14, 4)
        texts = QVBoxLayout()
        self.titre, self.consigne = QLabel(), QLabel()
        police(self.titre, 12, gras=True)
        police(self.consigne, 13)
        self.consigne.setWordWrap(True)
        self.barre = QProgressBar()
        self.barre.setRange(0, len(ETAPES))
        self.barre.setTextVisible(False)
        self.barre.setFixedHeight(8)
        for widget in (self.titre, self.consigne, self.barre):
            texts.addWidget(widget)
        line.addLayout(texts, 1)
        self.indice = GrandBouton(tr("Un indice"), self.montrer_indice)
        self.passer = GrandBouton(tr("Passer"), self.suivante)
        self.quitter = GrandBouton(tr("Arrêter l'exercice"), self.arreter, FERMER)
        for button in (self.indice, self.passer, self.quitter):
            line.addWidget(button)
        self.addWidget(box)
        self.setStyleSheet(f"#{NOTRE}Guide{{background:{accents.teinte()};border-bottom:2px solid {accents.accent()}}}")
        self._next = QTimer(self)
        self._next.setSingleShot(True)
        self._next.setInterval(BRAVO_MS)
        self._next.timeout.connect(self.suivante)
        poste.fait.connect(self.constater)
        self.hide()

    @property
    def etape(self) -> Etape:
        return ETAPES[self.rang]

    @property
    def actif(self) -> bool:
        return 0 <= self.rang < len(ETAPES)

    def commencer(self) -> None:
        self.rang = -1
        self.show()
        self.suivante()

    def suivante(self) -> None:
        self._next.stop()
        self.rang += 1
        self.barre.setValue(min(self.rang, len(ETAPES)))
        if not self.actif:
            self.titre.setText(tr("Exercice terminé"))
            self.consigne.setText(
                tr("Vous avez fait une fois chaque geste de l'astreinte. Recommencez quand vous voulez depuis l'accueil.")
            )
            self.indice.hide()
            self.passer.hide()
            self.quitter.setText(tr("Fermer"))
            return
        self.indice.show()
        self.passer.show()
        self.quitter.setText(tr("Arrêter l'exercice"))
        left = sum(step.minutes for step in ETAPES[self.rang :])
        self.titre.setText(
            tr("Exercice guidé, étape {n} sur {total} : {titre} (encore {minutes} min sur {tout})").format(
                n=self.rang + 1, total=len(ETAPES), titre=self.etape.titre, minutes=left, tout=MINUTES
            )
        )
        self.consigne.setText(self.etape.consigne)

    def constater(self, what: str) -> None:
        """Something was done: when it is what the step asks, say so and move on."""
        if self.actif and what in self.etape.faits and not self._next.isActive():
            self.consigne.setText(tr("C'est fait. ") + self.etape.consigne)
            self._next.start()

    def montrer_indice(self) -> None:
        self.consigne.setText(self.etape.indice)
        button = self._ruban.get(self.etape.bouton)
        if button is not None:
            button.setFocus()

    def arreter(self) -> None:
        self._next.stop()
        self.rang = -1
        self.hide()
        self._finished()
