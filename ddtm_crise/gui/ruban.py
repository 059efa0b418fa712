"""The ribbon: at most eight large labelled buttons, one table."""

from __future__ import annotations

from typing import Callable, Dict, NamedTuple, Optional

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QHBoxLayout, QToolBar, QWidget

from shared.qt import accents
from shared.qt.boutons import BoutonRuban

from .habillage import NOTRE
from .textes import ICONES, tr


class Bouton(NamedTuple):
    code: str
    texte: str
    icone: str
    touche: str
    bulle: str


BOUTONS = (
    Bouton("lieu", "&Chercher\nun lieu", "ruban_chercher.svg", "Ctrl+F", "Commune, route, sortie, établissement, coordonnées"),
    Bouton("couches", "&Thème\net couches", "ruban_couches.svg", "Ctrl+1", "Changer de thème, cocher ce qui se voit"),
    Bouton("dessin", "&Situer /\ndessiner", "ruban_dessiner.svg", "Ctrl+2", "Poser ce que l'on sait ; main courante"),
    Bouton("evacuation", "&Population\nà évacuer", "ruban_population.svg", "Ctrl+3", "Combien de personnes, où, quels établissements"),
    Bouton("route", "A&xe coupé\net itinéraire", "ruban_route.svg", "Ctrl+4", "Couper une route, trouver un itinéraire, lieux isolés"),
    Bouton("carte", "Carte\nP&DF", "ruban_pdf.svg", "Ctrl+5", "Ce qui est à l'écran, en A3, aussitôt"),
    Bouton("cod", "Plein écran\nC&OD", "ruban_cod.svg", "F11", "Grand écran du centre opérationnel ; Échap pour sortir"),
    Bouton("complet", "&QGIS\ncomplet", "ruban_qgis.svg", "Ctrl+Shift+Q", "Tout QGIS, pour les géomaticiens"),
)
OUTILS = ("lieu", "couches", "dessin", "evacuation", "route", "carte")


class Ruban(QToolBar):
    def __init__(self, clique: Callable[[str], None]) -> None:
        super().__init__(tr("Bureau de crise"))
        self.setObjectName(NOTRE + "Ruban")
        self.setMovable(False)
        self.setFloatable(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.toggleViewAction().setVisible(False)
        box = QWidget()
        line = QHBoxLayout(box)
        line.setContentsMargins(6, 2, 6, 2)
        line.setSpacing(4)
        self.boutons: Dict[str, BoutonRuban] = {}
        for row in BOUTONS:
            button = BoutonRuban(tr(row.texte), accents.icone(ICONES / row.icone, 72), f"{tr(row.bulle)} ({row.touche})")
            button.setObjectName(f"ruban_{row.code}")
            button.setCheckable(row.code in OUTILS)
            button.clicked.connect(lambda _checked=False, code=row.code: clique(code))
            self.boutons[row.code] = button
            line.addWidget(button)
        self.addWidget(box)
        self.setStyleSheet(f"#{NOTRE}Ruban{{background:palette(window);border-bottom:3px solid {accents.accent()};spacing:0}}")

    def marquer(self, code: Optional[str]) -> None:
        """Show which tool is open."""
        for other, button in self.boutons.items():
            if button.isCheckable():
                button.setChecked(other == code)
