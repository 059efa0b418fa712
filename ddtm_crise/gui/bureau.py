"""The simplified desktop: what the duty manager sees; everything else of QGIS is put away and given back."""

from __future__ import annotations

import os
from typing import Any, Callable, Dict, List, Optional

from qgis.core import QgsApplication, QgsSettings
from qgis.PyQt import sip
from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtGui import QKeySequence
from qgis.PyQt.QtWidgets import QAction, QInputDialog, QShortcut, QToolBar, QWidget

from shared.carto.plan import THEMES
from shared.qt import accents
from shared.qt.aide import Aide
from shared.qt.reglages import PREFIX

from . import paquet
from .accueil import CONTINUER, Accueil
from .bandeau import Bandeau
from .carte import CartePdf
from .cod import ModeCod
from .couches import ThemeEtCouches
from .dessin import SituerDessiner
from .evacuation import PopulationAEvacuer
from .guide import Guide
from .habillage import Habillage
from .lieu import ChercherLieu
from .localisateur import FiltreLieux
from .panneau import Panneau
from .poste import Poste
from .route import AxeCoupe
from .ruban import BOUTONS, OUTILS, Ruban
from .textes import AIDES, ICONES, tr

TOOLS = (ChercherLieu, ThemeEtCouches, SituerDessiner, PopulationAEvacuer, AxeCoupe, CartePdf)


class Bureau:
    """install() and remove() undo each other; mode_simple() and qgis_complet() go from one desktop to the other."""

    def __init__(self, iface: Any) -> None:
        self.iface = iface
        self.window = iface.mainWindow()
        self.simple = False
        self._null = "NULL"
        self._made: List[QWidget] = []
        self._shortcuts: List[QShortcut] = []
        self.poste: Optional[Poste] = None

    # Life --------------------------------------------------------------------------------------------------------------

    def install(self) -> None:
        """Build our widgets (hidden), then show the simplified desktop once QGIS has finished opening, unless the settings say otherwise."""
        self.poste = Poste(self.iface)
        self.poste.demander_auteur = self.demander_auteur
        self.habillage = Habillage(self.window)
        self.aide = Aide(self.window, AIDES)
        self.ruban = Ruban(self.clic)
        self.panneau = Panneau(self.window, self.aide.montrer)
        for tool in TOOLS:
            self.panneau.ajouter(tool(self.poste))
        self.panneau.a_la_fermeture(lambda: self.ruban.marquer(None))
        self.guide = Guide(self.poste, self.ruban.boutons, lambda: None)
        self.cod = ModeCod(self.poste, self._cod_left)
        commands = ((tr("A&ccueil"), self.accueil_), (tr("E&xercice guidé"), self.exercice_guide), (tr("Aide (F1)"), self.aider))
        self.bandeau = Bandeau(self.poste, commands)
        self.panneau.outil("couches").direct.en_ligne = lambda: self.bandeau.en_ligne
        self.accueil = Accueil(self.window.centralWidget(), self.poste, self.ouvrir, self.exercice_guide, self.aider, self.qgis_complet)
        self.accueil.hide()
        self._place()
        self._keys()
        self.poste.fait.connect(self._asked)
        self.locator = FiltreLieux(self.poste)
        self.iface.registerLocatorFilter(self.locator)
        if self.poste.reglages.bureau != "complet":
            if self.window.isVisible():
                QTimer.singleShot(0, self._start)
            else:
                self.iface.initializationCompleted.connect(self._start)

    def _place(self) -> None:
        top, bottom = Qt.ToolBarArea.TopToolBarArea, Qt.ToolBarArea.BottomToolBarArea
        for bar in (self.ruban, self.guide, self.cod):
            self.window.addToolBarBreak(top)
            self.window.addToolBar(top, bar)
        self.window.addToolBar(bottom, self.bandeau)
        self.window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.panneau)
        self.retour = QToolBar(tr("Bureau de crise"))  # the way back, in the full QGIS
        self.retour.setObjectName("ddtmRetour")
        action = QAction(accents.icone(ICONES / "tuile_inondation.svg", 48), tr("Bureau de crise"), self.retour)
        action.setToolTip(tr("Revenir au bureau simplifié (Ctrl+Maj+Q)"))
        action.triggered.connect(lambda _checked=False: self.mode_simple())
        self.retour.addAction(action)
        self.retour.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.window.addToolBar(top, self.retour)
        self._made = [self.ruban, self.guide, self.cod, self.bandeau, self.panneau, self.retour, self.accueil]
        for widget in self._made:
            widget.setVisible(widget is self.retour)

    def _keys(self) -> None:
        rows: Dict[str, Callable[[], Any]] = {row.touche: (lambda code=row.code: self.clic(code)) for row in BOUTONS}
        rows.update(
            {"F1": self.aider, "Ctrl+Z": lambda: self._undo("annuler"), "Ctrl+Y": lambda: self._undo("retablir"), "Esc": self.echappe}
        )
        for key, action in rows.items():
            shortcut = QShortcut(QKeySequence(key), self.window, action)
            shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
            shortcut.setEnabled(False)
            self._shortcuts.append(shortcut)

    def remove(self) -> None:
        """Give back QGIS as it was and take every widget of ours away."""
        if self.poste is None:
            return
        self._stop_waiting()
        self.qgis_complet()
        self.bandeau.arreter()
        self.iface.deregisterLocatorFilter(self.locator)
        for shortcut in self._shortcuts:
            shortcut.setEnabled(False)
            shortcut.deleteLater()
        for widget in [*self._made, self.aide]:
            if sip.isdeleted(widget):
                continue
            if isinstance(widget, QToolBar):
                self.window.removeToolBar(widget)
            elif widget is self.panneau:
                self.window.removeDockWidget(widget)
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
        self.habillage.deleteLater()
        self._made, self._shortcuts, self.poste = [], [], None

    def _stop_waiting(self) -> None:
        try:
            self.iface.initializationCompleted.disconnect(self._start)
        except TypeError:  # it was not connected: QGIS was open already
            return

    def _start(self) -> None:
        if self.poste is None:
            return
        self.mode_simple()
        theme = self.poste.reglages.theme
        if theme in THEMES:
            self.ouvrir(theme)
        else:
            if theme:
                self.poste.dire(tr("Le thème « {theme} » n'existe pas : choisissez une tuile.").format(theme=theme), attention=True)
            self.accueil_()

    # The two desktops --------------------------------------------------------------------------------------------------

    def mode_simple(self) -> None:
        """Everything of QGIS away, our ribbon and strip in place."""
        if self.simple:
            return
        self.simple = True
        self._null = QgsApplication.nullRepresentation()
        QgsApplication.setNullRepresentation("")  # an empty field of a form is empty, not « NULL »
        self.retour.hide()
        self.habillage.ranger()
        for bar in (self.guide, self.cod):  # QGIS may have put them on the ribbon's line when it restored its own layout
            if not self.window.toolBarBreak(bar):
                self.window.insertToolBarBreak(bar)
        self.ruban.show()
        self.bandeau.show()
        self.bandeau.commencer()
        for shortcut in self._shortcuts:
            shortcut.setEnabled(True)
        self.iface.actionPan().trigger()

    def qgis_complet(self) -> None:
        """The whole QGIS as it was before."""
        if not self.simple:
            return
        self.cod.sortir()
        self.simple = False
        QgsApplication.setNullRepresentation(self._null)
        self.panneau.fermer()
        self.guide.arreter()
        for shortcut in self._shortcuts:
            shortcut.setEnabled(False)
        self.bandeau.arreter()
        for widget in (self.ruban, self.bandeau, self.accueil, self.guide):
            widget.hide()
        self.habillage.rendre()
        self.retour.show()

    # What buttons do ---------------------------------------------------------------------------------------------------

    def clic(self, code: str) -> None:
        """A ribbon button (or its key)."""
        if code == "complet":
            self.qgis_complet()
        elif code == "cod":
            self.entrer_cod()
        elif self.cod.actif:
            return
        elif code in OUTILS:
            if self.accueil.isVisible() and not self._leave_home():
                return
            if code not in ("lieu", "couches") and self.poste.theme is None:
                self.poste.ouvrir("inondation")
            self.ruban.marquer(code)
            self.ruban.boutons[code].setFocus()
            tool = self.panneau.montrer(code)
            if code == "carte":
                tool.produire()

    def _leave_home(self) -> bool:
        """From the home screen a tool opens on the flood theme, even without a pack: the map is what there is."""
        self.ouvrir("inondation")
        return not self.accueil.isVisible()

    def ouvrir(self, code: str) -> None:
        """A tile: a theme, or the situation in hand (the theme it was left in)."""
        theme = self._last_theme() if code == CONTINUER else code
        self.accueil.hide()
        opened = self.poste.ouvrir(theme)
        if code == CONTINUER and opened:
            QTimer.singleShot(0, self.poste.zoomer_situation)
            self.clic("dessin")
        if opened:
            QgsSettings().setValue(PREFIX + "dernier_theme", theme)
        self.bandeau.rafraichir()
        if self.poste.panne is not None:
            self.poste.dire(self.poste.panne.message, True, paquet.actions(self.poste, self.accueil.paquet), self.poste.panne.detail)

    def _last_theme(self) -> str:
        last = QgsSettings().value(PREFIX + "dernier_theme", "inondation", type=str)
        return last if last in THEMES else "inondation"

    def accueil_(self) -> None:
        self.panneau.fermer()
        self.accueil.montrer()

    def exercice_guide(self) -> None:
        self.guide.commencer()

    def aider(self) -> None:
        tool = self.panneau.courant
        self.aide.montrer(tool.AIDE if tool is not None else "guide" if self.guide.actif else "bureau")

    def entrer_cod(self) -> None:
        if self.cod.actif:
            self.cod.sortir()
            return
        self.panneau.fermer()
        self.accueil.hide()
        for widget in (self.ruban, self.bandeau):
            widget.hide()
        for shortcut in self._shortcuts:
            if shortcut.key() == QKeySequence("Esc"):
                shortcut.setEnabled(False)  # one Esc at a time: two shortcuts on a key cancel each other
        self.cod.entrer()

    def _cod_left(self) -> None:
        if self.simple:
            self.ruban.show()
            self.bandeau.show()
            for shortcut in self._shortcuts:
                shortcut.setEnabled(True)

    def echappe(self) -> None:
        """Esc: close the panel (a drawing in hand is given up first by the map tool itself)."""
        if self.panneau.courant is not None:
            self.panneau.fermer()
            self.poste.canvas.setFocus()

    def _undo(self, what: str) -> None:
        self.panneau.outil("dessin")._step(what)

    def _asked(self, what: str) -> None:
        """A panel asks for a map with its table."""
        if what.startswith("demande_carte:"):
            self.ruban.marquer("carte")
            self.panneau.montrer("carte").produire(tableaux=(what.split(":")[1],))

    def demander_auteur(self) -> str:
        """Asked once, for the main courante."""
        if os.environ.get("DDTM_AUTEUR"):
            return os.environ["DDTM_AUTEUR"]
        name, accepted = QInputDialog.getText(self.window, tr("Qui êtes-vous ?"), tr("Votre nom, pour la main courante :"))
        return name if accepted and name.strip() else tr("Astreinte")
