"""Tool « Situer / dessiner »: pick a symbol, click the map: it is saved, told in the main courante, and can be undone."""

from __future__ import annotations

from typing import Any, Dict, Optional, Tuple

from qgis.core import QgsGeometry, QgsPointXY, QgsRectangle
from qgis.PyQt.QtCore import QSize, Qt
from qgis.PyQt.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QToolButton, QVBoxLayout, QWidget

from shared.carto import symbols
from shared.carto.palette import NOIR
from shared.carto.styles.situation import COULEURS
from shared.errors import DdtmError
from shared.qt import accents
from shared.qt.boutons import PRINCIPAL, GrandBouton, police

from ..core.situations.depot import COUCHES, ETATS, TYPES
from .main_courante import JournalDeCrise
from .outils_carte import LIGNE, POINT, ZONE, Dessiner, Pointer
from .panneau import Outil
from .poste import Poste
from .textes import tr

GESTES = ((POINT, "Un &point"), (LIGNE, "Une &ligne"), (ZONE, "Une &zone"))
# What is drawn as a zone unless said otherwise; the rest is a point.
PAR_DEFAUT = {"inondation": ZONE, "zone_interdite": ZONE, "evacuation": ZONE, "route_coupee": LIGNE}
LIBELLES = {
    "inondation": "Inondation\nobservée", "personnes_isolees": "Personnes\nisolées", "evacuation": "Évacuation\n", "point_accueil": "Point\nd'accueil",
    "poste_commandement": "Poste de\ncommandement", "secours_engages": "Secours\nengagés", "barrage_routier": "Barrage,\nfiltrage",
    "route_coupee": "Route\ncoupée", "degat_batiment": "Dégât sur\nbâtiment", "degat_reseau": "Dégât sur\nréseau", "degat_ouvrage": "Dégât sur\nouvrage",
    "feu": "Feu\n", "risque_technologique": "Risque\ntechnologique", "zone_interdite": "Zone\ninterdite", "information": "Information\n",
}  # fmt: skip


def couleur(code: str) -> str:
    """The colour of a kind on the map; black ones take the text's colour, so that they show on a dark theme."""
    known = COULEURS[code]
    dark_on_dark = accents.sombre() and known in (NOIR, accents.BLEU)
    return accents.BLEU_SUR_SOMBRE if dark_on_dark else known


class SituerDessiner(Outil):
    CODE = "dessin"
    TITRE = "Situer / dessiner"
    AIDE = "dessiner"

    def __init__(self, poste: Poste) -> None:
        super().__init__(poste)
        self.type_situation = "inondation"
        self.selection: Optional[Tuple[str, str]] = None
        line = QHBoxLayout()
        self.onglets = [
            GrandBouton(tr(text), lambda rank=rank: self.page(rank)) for rank, text in enumerate(("&Dessiner", "&Main courante"))
        ]
        for button in self.onglets:
            button.setCheckable(True)
            line.addWidget(button)
        self.colonne.addLayout(line)
        self.dessins = QWidget()
        whole, self.colonne = self.colonne, QVBoxLayout(self.dessins)
        self.colonne.setContentsMargins(0, 0, 0, 0)
        self.consigne = self.texte(tr("Choisissez un symbole, puis cliquez sur la carte. Tout est enregistré aussitôt."), 12.5)
        grid = QGridLayout()
        grid.setSpacing(6)
        self.symboles: Dict[str, QToolButton] = {}
        for rank, (code, label) in enumerate(TYPES.items()):
            button = self._symbol(code, LIBELLES.get(code, label), label)
            self.symboles[code] = button
            grid.addWidget(button, rank // 3, rank % 3)
        self.colonne.addLayout(grid)
        line = QHBoxLayout()
        self.gestes: Dict[str, GrandBouton] = {}
        for kind, text in GESTES:
            button = GrandBouton(tr(text), lambda kind=kind: self.geste(kind))
            button.setCheckable(True)
            self.gestes[kind] = button
            line.addWidget(button)
        self.colonne.addLayout(line)
        self.libelle = QLineEdit()
        self.libelle.setPlaceholderText(tr("Libellé (facultatif)"))
        self.libelle.setAccessibleName(tr("Libellé du dessin"))
        self.libelle.setMinimumHeight(accents.CIBLE_PX)
        police(self.libelle, 12)
        self.colonne.addWidget(self.libelle)
        self.fiche = Fiche(poste, self)
        self.colonne.addWidget(self.fiche)
        self.colonne = whole
        self.colonne.addWidget(self.dessins)
        self.colonne.addWidget(self._undo_row())
        self.journal = JournalDeCrise(poste)
        self.colonne.addWidget(self.journal)
        self.colonne.addStretch(1)
        self.outils = {kind: Dessiner(poste.canvas, kind) for kind, _ in GESTES}
        for tool in self.outils.values():
            tool.fini.connect(self.dessine)
        self.pointer = Pointer(poste.canvas)
        self.pointer.clique.connect(self.pointe)
        poste.situation_changee.connect(self.rafraichir)

    def _symbol(self, code: str, label: str, full: str) -> QToolButton:
        button = QToolButton()
        button.setText(label)
        button.setIcon(accents.icone(symbols.svg(f"situation_{code}"), 40, couleur(code)))
        button.setIconSize(QSize(28, 28))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setAccessibleName(full)
        button.setToolTip(full)
        button.setMinimumSize(122, 76)
        police(button, 11)
        blue = accents.accent()
        button.setStyleSheet(
            f"QToolButton{{border:1px solid palette(mid);border-radius:3px}}QToolButton:checked{{border:3px solid {blue};background:{accents.teinte()}}}"
            f"QToolButton:focus{{border:2px solid {blue}}}"
        )
        button.clicked.connect(lambda _checked=False: self.nature(code))
        return button

    def _undo_row(self) -> QWidget:
        box = QWidget()
        line = QHBoxLayout(box)
        line.setContentsMargins(0, 0, 0, 0)
        self.bouton_annuler = GrandBouton(tr("&Annuler"), self.annuler, tip=tr("Ctrl+Z"))
        self.bouton_retablir = GrandBouton(tr("&Rétablir"), self.retablir, tip=tr("Ctrl+Y"))
        self.bouton_modifier = GrandBouton(tr("&Modifier"), self.choisir, tip=tr("Cliquez ensuite un dessin sur la carte"))
        self.bouton_modifier.setCheckable(True)
        for button in (self.bouton_annuler, self.bouton_retablir, self.bouton_modifier):
            line.addWidget(button)
        return box

    def ouvrir(self) -> None:
        self.poste.auteur()
        self.page(0)
        self.rafraichir()

    def page(self, rank: int) -> None:
        """Drawing (0) or the main courante (1)."""
        for other, (button, widget) in enumerate(zip(self.onglets, (self.dessins, self.journal))):
            button.setChecked(other == rank)
            widget.setVisible(other == rank)
        if rank == 0:
            self.nature(self.type_situation)
        else:
            self.rendre_outil()
            self.journal.rafraichir()
            self.journal.champ.setFocus()

    def nature(self, code: str) -> None:
        self.type_situation = code
        for other, button in self.symboles.items():
            button.setChecked(other == code)
        self.geste(PAR_DEFAUT.get(code, POINT))

    def geste(self, kind: str) -> None:
        self.bouton_modifier.setChecked(False)
        self.fiche.hide()
        for other, button in self.gestes.items():
            button.setChecked(other == kind)
        says = {
            POINT: tr("{quoi} : cliquez l'endroit sur la carte."),
            LIGNE: tr("{quoi} : cliquez le tracé ; double clic ou Entrée pour finir."),
            ZONE: tr("{quoi} : cliquez les sommets ; double clic ou Entrée pour finir."),
        }
        self.consigne.setText(says[kind].format(quoi=TYPES[self.type_situation]))
        self.armer(self.outils[kind])

    def dessine(self, geometry: QgsGeometry) -> None:
        """Save a drawing the moment it is finished."""
        shape = self.poste.forme_l93(geometry)
        try:
            self.poste.auteur()
            self.poste.situations.dessiner(self.type_situation, bytes(shape.asWkb()), libelle=self.libelle.text().strip())
        except DdtmError as error:
            self.poste.erreur(error)
            return
        self.libelle.clear()
        self.poste.rafraichir()
        self.poste.noter_fait(f"dessin:{self.type_situation}")
        self.poste.noter_fait("dessin")

    def annuler(self) -> None:
        self._step("annuler")

    def retablir(self) -> None:
        self._step("retablir")

    def _step(self, what: str) -> None:
        try:
            action = getattr(self.poste.situations, what)()
        except DdtmError as error:
            self.poste.erreur(error)
            return
        if action is not None:
            self.poste.rafraichir()
            self.poste.noter_fait(what)

    def choisir(self) -> None:
        """Next click on the map picks a drawing to change or withdraw."""
        self.page(0)
        self.bouton_modifier.setChecked(True)
        for button in self.gestes.values():
            button.setChecked(False)
        self.consigne.setText(tr("Cliquez un dessin sur la carte pour le modifier ou le retirer."))
        self.armer(self.pointer)

    def pointe(self, point: QgsPointXY) -> None:
        reach = 14 * self.poste.canvas.mapUnitsPerPixel()
        there = self.poste.vers_l93(point)
        box = QgsRectangle(there.x() - reach, there.y() - reach, there.x() + reach, there.y() + reach)
        for name in COUCHES.values():
            layer = self.poste.couche(name)
            for feature in layer.getFeatures(box) if layer is not None else ():
                if feature.geometry().intersects(box):
                    self.fiche.montrer(name, feature["uuid"])
                    return
        self.consigne.setText(tr("Aucun dessin ici : cliquez plus près, ou zoomez."))

    def rafraichir(self) -> None:
        try:
            done, undone = self.poste.situations.annulable, self.poste.situations.retablissable
        except DdtmError:
            done = undone = None
        self.bouton_annuler.setEnabled(done is not None)
        self.bouton_annuler.setToolTip(tr("Annuler : {quoi} (Ctrl+Z)").format(quoi=done.dit) if done else "")
        self.bouton_retablir.setEnabled(undone is not None)
        if self.isVisible():
            self.journal.rafraichir()


class Fiche(QWidget):
    """Big form of one drawing: kind, state, label, remark; « Enregistrer » or « Retirer »."""

    def __init__(self, poste: Poste, outil: SituerDessiner) -> None:
        super().__init__()
        from .evacuation import Choix

        self.poste, self._target = poste, ("", "")
        self._tool = outil
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.nature, self.etat = Choix(tr("Nature")), Choix(tr("État"))
        for code, label in TYPES.items():
            self.nature.addItem(label, code)
        for code, label in ETATS.items():
            self.etat.addItem(label, code)
        self.libelle, self.commentaire = QLineEdit(), QLineEdit()
        for field, name in ((self.libelle, tr("Libellé")), (self.commentaire, tr("Commentaire"))):
            field.setPlaceholderText(name)
            field.setAccessibleName(name)
            field.setMinimumHeight(accents.CIBLE_PX)
            police(field, 12)
        for widget in (self.nature, self.etat, self.libelle, self.commentaire):
            column.addWidget(widget)
        line = QHBoxLayout()
        line.addWidget(GrandBouton(tr("&Enregistrer"), self.enregistrer, PRINCIPAL))
        line.addWidget(GrandBouton(tr("Re&tirer de la carte"), self.retirer, "fermer"))
        column.addLayout(line)
        self.hide()

    def montrer(self, couche: str, uuid: str) -> None:
        try:
            row = self.poste.situations.lire(couche, uuid)
        except DdtmError as error:
            self.poste.erreur(error)
            return
        self._target = (couche, uuid)
        self.nature.setCurrentIndex(max(0, self.nature.findData(row["type_situation"])))
        self.etat.setCurrentIndex(max(0, self.etat.findData(row["etat"])))
        self.libelle.setText(row["libelle"] or "")
        self.commentaire.setText(row["commentaire"] or "")
        self.show()
        self.libelle.setFocus()

    def enregistrer(self) -> None:
        changes: Dict[str, Any] = {
            "type_situation": self.nature.currentData(), "etat": self.etat.currentData(),
            "libelle": self.libelle.text().strip(), "commentaire": self.commentaire.text().strip(),
        }  # fmt: skip
        self._do(lambda situations: situations.modifier(*self._target, **changes))

    def retirer(self) -> None:
        self._do(lambda situations: situations.supprimer(*self._target))

    def _do(self, work: Any) -> None:
        try:
            work(self.poste.situations)
        except DdtmError as error:
            self.poste.erreur(error)
            return
        self.hide()
        self.poste.rafraichir()
        self.poste.noter_fait("modification")
