"""Tool « Thème et couches »: the two themes, the ready-made views, and what is shown, with its age."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsLayerTreeModel, QgsProject
from qgis.gui import QgsLayerTreeView
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtWidgets import QHBoxLayout

from shared.carto.plan import THEMES, VUES
from shared.qt.boutons import GrandBouton, police

from .direct import EnDirect
from .panneau import Outil
from .poste import Poste
from .textes import tr


class ThemeEtCouches(Outil):
    CODE = "couches"
    TITRE = "Thème et couches"
    AIDE = "couches"

    def __init__(self, poste: Poste) -> None:
        super().__init__(poste)
        line = QHBoxLayout()
        self.themes = {}
        for code, theme in THEMES.items():
            button = GrandBouton(tr(theme.title), lambda code=code: self.poste.ouvrir(code))
            button.setCheckable(True)
            self.themes[code] = button
            line.addWidget(button)
        self.colonne.addLayout(line)
        self.texte(tr("Vues"), 13, gras=True)
        self.vues = {title: self.bouton(tr(title), lambda title=title: self.vue(title)) for title, _groups, _extra in VUES}
        self.direct = EnDirect(poste)
        self.colonne.addWidget(self.direct)
        self.texte(tr("Couches affichées"), 13, gras=True)
        self.arbre = QgsLayerTreeView()
        self.arbre.setAccessibleName(tr("Couches affichées"))
        self.arbre.setIconSize(QSize(22, 22))
        self.arbre.setMinimumHeight(260)
        self.arbre.setHeaderHidden(True)
        police(self.arbre, 12)
        self.arbre.setStyleSheet("QTreeView::item{min-height:30px}")
        self.colonne.addWidget(self.arbre, 1)
        self.precedents = self.bouton(tr("Montrer aussi les calculs &précédents"), self.montrer_precedents)
        self.precedents.setCheckable(True)
        self.absentes = self.texte("")
        self._model: Any = None
        poste.theme_ouvert.connect(lambda _opened: self.ouvrir())

    def ouvrir(self) -> None:
        if self._model is None:
            self._model = QgsLayerTreeModel(QgsProject.instance().layerTreeRoot(), self)
            self._model.setFlag(QgsLayerTreeModel.Flag.AllowNodeChangeVisibility)
            self._model.setFlag(QgsLayerTreeModel.Flag.ShowLegend)
            self.arbre.setModel(self._model)
        current = self.poste.theme["theme"] if self.poste.theme else ""
        for code, button in self.themes.items():
            button.setChecked(code == current)
        missing = self.poste.titres_absents()
        self.absentes.setText(tr("Absent du paquet : {liste}.").format(liste=", ".join(missing)) if missing else "")
        self.direct.rafraichir()

    def montrer_precedents(self) -> None:
        self.poste.montrer_precedents(self.precedents.isChecked())

    def vue(self, title: str) -> None:
        collection = QgsProject.instance().mapThemeCollection()
        if collection.hasMapTheme(title):
            collection.applyTheme(title, QgsProject.instance().layerTreeRoot(), self.poste.iface.layerTreeView().layerTreeModel())
            QgsProject.instance().setDirty(False)
            self.poste.noter_fait(f"vue:{title}")
