"""Home screen over the map: three tiles, the state of the pack, the guided exercise."""

from __future__ import annotations

from typing import Any, Callable

from qgis.PyQt.QtCore import QEvent, Qt
from qgis.PyQt.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from shared.carto.plan import THEMES
from shared.qt import accents
from shared.qt.boutons import GrandBouton, Tuile, police

from .habillage import NOTRE
from .paquet import PaquetAbsent, etat
from .poste import Poste
from .textes import ICONES, tr

CONTINUER = "continuer"


class Accueil(QWidget):
    """Covers its parent; ouvrir(code) is called with a theme or CONTINUER, guide() for the exercise, aide() for help."""

    def __init__(
        self,
        parent: QWidget,
        poste: Poste,
        ouvrir: Callable[[str], None],
        guide: Callable[[], None],
        aide: Callable[[], None],
        complet: Callable[[], None],
    ) -> None:
        super().__init__(parent)
        self.setObjectName(NOTRE + "Accueil")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setStyleSheet(f"#{NOTRE}Accueil{{background:palette(window)}}")
        self.poste, self._open = poste, ouvrir
        page = QVBoxLayout(self)
        page.setContentsMargins(48, 30, 48, 30)
        page.setSpacing(18)
        title, line = QLabel(tr("DDTM de l'Hérault - Gestion de crise")), QLabel(tr("Que se passe-t-il ?"))
        police(title, 22, gras=True)
        police(line, 15)
        title.setStyleSheet(f"color:{accents.accent()}")
        page.addWidget(title)
        page.addWidget(line)
        page.addStretch(1)
        tiles = QHBoxLayout()
        tiles.setSpacing(24)
        tiles.addStretch(1)
        self.tuiles = {}
        rows = [(code, tr(theme.title), tr(theme.question), f"tuile_{code}.svg") for code, theme in THEMES.items()]
        rows.append((CONTINUER, tr("Continuer la situation"), "", "tuile_continuer.svg"))
        for code, name, question, icon in rows:
            tile = Tuile(name, question, accents.icone(ICONES / icon, 96), lambda code=code: self._open(code))
            self.tuiles[code] = tile
            tiles.addWidget(tile, 4)
        tiles.addStretch(1)
        page.addLayout(tiles)
        page.addStretch(1)
        self.paquet = PaquetAbsent(poste, self.rafraichir)
        page.addWidget(self.paquet)
        self.etat = QLabel()
        self.etat.setWordWrap(True)
        police(self.etat, 12)
        page.addWidget(self.etat)
        buttons = QHBoxLayout()
        for label, action in ((tr("&Exercice guidé (30 minutes)"), guide), (tr("&Aide (F1)"), aide), (tr("&QGIS complet"), complet)):
            buttons.addWidget(GrandBouton(label, action))
        buttons.addStretch(1)
        page.addLayout(buttons)
        parent.installEventFilter(self)
        self._fit()

    def eventFilter(self, watched: Any, event: Any) -> bool:
        if watched is self.parent() and event.type() == QEvent.Type.Resize:
            self._fit()
        return False

    def _fit(self) -> None:
        self.setGeometry(self.parentWidget().rect())

    def montrer(self) -> None:
        self._fit()
        self.rafraichir()
        self.show()
        self.raise_()
        self.poste.iface.messageBar().raise_()  # what is said stays above the home screen
        self.tuiles["inondation"].setFocus()

    def rafraichir(self) -> None:
        """What the pack and the situation say now."""
        absent = self.paquet.rafraichir()
        for one in self.tuiles.values():
            one.compacter(absent)  # a small laptop has no room for both
        count, last = self._situation()
        tile = self.tuiles[CONTINUER]
        tile.setEnabled(bool(last))
        tile.question.setText(last or tr("Aucune situation en cours."))
        if etat(self.poste) is None:
            pack = self.poste.espace.pack
            text = tr("Paquet de données : {titre}, du {date}.").format(titre=pack.get("titre", ""), date=jour(pack.get("cree_le")))
            self.etat.setText(("EXERCICE - " if pack.get("exercice") else "") + text)
        else:
            self.etat.setText(tr("Dossier de travail : {dossier}").format(dossier=self.poste.espace.root))

    def _situation(self) -> tuple:
        from shared.errors import DdtmError

        from ..core.situations.main_courante import lire

        if not self.poste.espace.travail_gpkg.is_file():
            return 0, ""
        try:
            lines = lire(self.poste.espace, 1)
        except DdtmError as error:
            return 0, error.message
        return (1, tr("Dernière ligne le {heure} : {texte}").format(heure=lines[0].heure, texte=lines[0].texte[:90])) if lines else (0, "")


def jour(instant: Any) -> str:
    """ "2026-11-24T12:00:00Z" -> "24/11/2026"; "date inconnue" otherwise."""
    text = str(instant or "")[:10]
    parts = text.split("-")
    return "/".join(reversed(parts)) if len(parts) == 3 else "date inconnue"
