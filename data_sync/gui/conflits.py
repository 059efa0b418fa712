"""« Régler les conflits »: both values side by side, with their authors and hours, each on its own small map; one click keeps one."""

from __future__ import annotations

import json
from typing import Any, Callable, Dict, List, Optional

from qgis.gui import QgsMessageBar
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QDialog, QHBoxLayout, QLabel, QListWidget, QSplitter, QVBoxLayout, QWidget

from shared.processing.base import tr
from shared.processing.run import run_algorithm
from shared.qt import accents
from shared.qt.boutons import GrandBouton, police
from shared.qt.messages import dire, erreur

from .version import Version

ALGORITHME = "data_sync:conflits"
Demander = Callable[..., Any]


class FenetreConflits(QDialog):
    """demander(algorithm id, parameters, on_done, on_error): `run_algorithm` unless a test gives another."""

    def __init__(self, parent: Optional[QWidget] = None, carte: Any = None, demander: Demander = run_algorithm) -> None:
        super().__init__(parent)
        self._demander, self._carte = demander, carte
        self.lignes: List[Dict[str, Any]] = []
        self.setWindowTitle(tr("Régler les conflits"))
        self.resize(1120, 680)
        column = QVBoxLayout(self)
        self.barre = QgsMessageBar()
        column.addWidget(self.barre)
        self.titre = QLabel(tr("Lecture du journal…"))
        police(self.titre, 15, gras=True)
        column.addWidget(self.titre)
        self.aide = QLabel(tr("Deux postes ont écrit des choses différentes. Rien n'est perdu : choisissez ce que tous doivent voir."))
        self.aide.setWordWrap(True)
        police(self.aide, 11)
        column.addWidget(self.aide)
        split = QSplitter(Qt.Orientation.Horizontal)
        self.liste = QListWidget()
        self.liste.setAccessibleName(tr("Conflits à régler"))
        self.liste.setWordWrap(True)
        self.liste.setSpacing(3)
        police(self.liste, 11)
        self.liste.currentRowChanged.connect(self._montrer)
        split.addWidget(self.liste)
        self.zone = QWidget()
        self._cartes = QHBoxLayout(self.zone)
        self._cartes.setContentsMargins(0, 0, 0, 0)
        split.addWidget(self.zone)
        split.setStretchFactor(1, 1)
        split.setSizes([300, 820])
        column.addWidget(split, 1)
        line = QHBoxLayout()
        line.addWidget(GrandBouton(tr("&Actualiser"), self.actualiser))
        line.addStretch(1)
        line.addWidget(GrandBouton(tr("&Fermer"), self.close))
        column.addLayout(line)

    def actualiser(self) -> None:
        """Read the conflicts again."""
        self._lancer({})

    def garder(self, choix: str) -> None:
        """Settle the conflict shown by `choix` ("retenu", "autre", "autre:2")."""
        row = self._courant()
        if row is not None:
            self.zone.setEnabled(False)
            self._lancer({"REGLER": row["id"], "GARDER": choix})

    def _lancer(self, parameters: Dict[str, Any]) -> None:
        self._demander(ALGORITHME, parameters, lambda found: self._recu(found, bool(parameters)), self._refus)

    def _recu(self, found: Dict[str, Any], settled: bool) -> None:
        self.zone.setEnabled(True)
        self.barre.clearWidgets()
        position = max(0, self.liste.currentRow())
        self.lignes = json.loads(found["CONFLITS"])
        count = len(self.lignes)
        self.titre.setText(tr("Aucun conflit à régler") if not count else tr("{n} conflit(s) à régler").format(n=count))
        self.aide.setVisible(bool(count))
        self.liste.blockSignals(True)
        self.liste.clear()
        for row in self.lignes:
            self.liste.addItem(f"{row['libelle']}\n{row['nom'] or row['titre_couche']}\n{row['titre_couche']}")
        self.liste.setCurrentRow(min(position, count - 1))
        self.liste.blockSignals(False)
        self._montrer(self.liste.currentRow())
        if settled:
            dire(self.barre, tr("Choix enregistré ; il partira vers les autres postes au prochain échange."))

    def _refus(self, error: BaseException) -> None:
        self.zone.setEnabled(True)
        erreur(self.barre, error)

    def _courant(self) -> Optional[Dict[str, Any]]:
        position = self.liste.currentRow()
        return self.lignes[position] if 0 <= position < len(self.lignes) else None

    def _montrer(self, _position: int) -> None:
        while self._cartes.count():
            item = self._cartes.takeAt(0)
            if item.widget() is not None:
                item.widget().hide()  # it is drawn until it is really deleted
                item.widget().deleteLater()
        row = self._courant()
        if row is None:
            return
        sides = [("retenu", tr("Sur la carte aujourd'hui"), row["retenu"])]
        sides += [
            (f"autre:{n}", tr("L'autre version") if n == 1 else tr("Autre version {n}").format(n=n), s)
            for n, s in enumerate(row["autres"], 1)
        ]
        everything = [side["valeur"] for _, _, side in sides] if row["champ"] == "geom" else [row["geometrie"]]
        for choix, title, side in sides:
            shown = side["valeur"] if row["champ"] == "geom" else row["geometrie"]
            card = Version(
                title, row["libelle"], side, shown, everything, self._carte, lambda choix=choix: self.garder(choix), choix == "retenu"
            )
            self._cartes.addWidget(card)


def ouvrir(iface: Any) -> FenetreConflits:
    """The window, above QGIS's own."""
    window = FenetreConflits(iface.mainWindow(), iface.mapCanvas())
    window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    window.setStyleSheet(f"QListWidget::item:selected{{background:{accents.teinte()};color:palette(text)}}")
    window.show()
    window.actualiser()
    return window
