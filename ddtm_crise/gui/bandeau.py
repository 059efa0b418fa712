"""Status strip: EXERCICE, theme, pack and its age, network, hour; and the small commands that belong to no tool."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any, Callable, Sequence, Tuple

from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtNetwork import QHostInfo
from qgis.PyQt.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolBar, QWidget

from shared.qt import accents
from shared.qt.boutons import GrandBouton, police

from .habillage import NOTRE
from .paquet import etat
from .poste import Poste
from .textes import tr

TEMOIN = "data.geopf.fr"
RYTHME_MS = 5_000
RESEAU_TOUS_LES = 12  # ticks: once a minute


class Bandeau(QToolBar):
    def __init__(self, poste: Poste, commandes: Sequence[Tuple[str, Callable[[], Any]]]) -> None:
        super().__init__(tr("État"))
        self.setObjectName(NOTRE + "Bandeau")
        self.setMovable(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.toggleViewAction().setVisible(False)
        self.poste = poste
        self.en_ligne: Any = None  # None until known
        self._ticks, self._lookup = 0, -1
        box = QWidget()
        line = QHBoxLayout(box)
        line.setContentsMargins(8, 2, 8, 2)
        line.setSpacing(14)
        self.exercice = QLabel("EXERCICE")
        self.exercice.setStyleSheet("background:#000091;color:#FFFFFF;padding:4px 14px;letter-spacing:2px")
        self.theme, self.paquet, self.reseau, self.heure = QLabel(), QLabel(), QLabel(), QLabel()
        self.paquet.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        for label, bold, stretch in (
            (self.exercice, True, 0),
            (self.theme, True, 0),
            (self.paquet, False, 1),
            (self.reseau, False, 0),
            (self.heure, True, 0),
        ):
            police(label, 12, bold)
            line.addWidget(label, stretch)
        for label, action in commandes:
            line.addWidget(GrandBouton(label, action))
        self.addWidget(box)
        self.setStyleSheet(f"#{NOTRE}Bandeau{{background:palette(window);border-top:2px solid {accents.accent()}}}")
        self._timer = QTimer(self)
        self._timer.setInterval(RYTHME_MS)
        self._timer.timeout.connect(self.battre)
        poste.theme_ouvert.connect(lambda _opened: self.rafraichir())
        poste.espace_change.connect(self.rafraichir)

    def commencer(self) -> None:
        self.rafraichir()
        self.battre()
        self._timer.start()

    def arreter(self) -> None:
        self._timer.stop()
        if self._lookup >= 0:
            QHostInfo.abortHostLookup(self._lookup)

    def rafraichir(self) -> None:
        trouble = etat(self.poste)
        pack = self.poste.espace.pack if trouble is None else {}
        self.exercice.setVisible(bool(pack.get("exercice")))
        self.theme.setText(self.poste.theme["titre"] if self.poste.theme else tr("Accueil"))
        text = f"{pack.get('titre', '')}, {age(pack.get('cree_le'))}" if pack else tr("Paquet de données absent")
        self.paquet.setText(text)
        self.paquet.setToolTip(text)

    def battre(self) -> None:
        self.heure.setText(datetime.now().strftime("%d/%m %H:%M"))
        if self._ticks % RESEAU_TOUS_LES == 0:
            if self.poste.reglages.forcer_hors_ligne:
                self._tell(False)
            else:
                self._lookup = QHostInfo.lookupHost(TEMOIN, self._looked_up)
        self._ticks += 1

    def _looked_up(self, info: QHostInfo) -> None:
        self._lookup = -1
        self._tell(info.error() == QHostInfo.HostInfoError.NoError and bool(info.addresses()))

    def _tell(self, online: bool) -> None:
        self.en_ligne = online
        self.reseau.setText(tr("● En ligne") if online else tr("○ Hors ligne"))
        self.reseau.setAccessibleName(self.reseau.text())


def age(instant: Any) -> str:
    """How old a pack is, in words: "du jour", "vieux de 3 jours", "vieux de 5 mois"; "d'âge inconnu"."""
    try:
        made = datetime.fromisoformat(str(instant).replace("Z", "+00:00"))
    except ValueError:
        return tr("d'âge inconnu")
    made = made if made.tzinfo else made.replace(tzinfo=timezone.utc)
    days = (datetime.now(timezone.utc) - made).days
    if days < 1:
        return tr("du jour")
    if days < 60:
        return tr("vieux de {n} jour{s}").format(n=days, s="s" if days > 1 else "")
    return tr("vieux de {n} mois").format(n=days // 30) if days < 730 else tr("vieux de {n} ans").format(n=days // 365)
