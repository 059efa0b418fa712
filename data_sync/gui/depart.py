"""« Prêt à partir ? »: one screen with a colour, a sentence, and for each point what is and what to do."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any, Callable, Dict, List, Optional

from qgis.gui import QgsMessageBar
from qgis.PyQt.QtCore import Qt, QUrl
from qgis.PyQt.QtGui import QColor, QDesktopServices
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from shared.espace import Espace
from shared.processing.base import default_espace, tr
from shared.processing.run import run_algorithm
from shared.qt.boutons import PRINCIPAL, GrandBouton, police
from shared.qt.messages import dire, erreur

ALGORITHME = "data_sync:pret_a_partir"
COULEURS = {"vert": "#18753C", "orange": "#B34000", "rouge": "#CE0500", "": "#5A5A5A"}
MOTS = {"vert": "Bon", "orange": "Réserve", "rouge": "Bloquant"}


class FenetreDepart(QDialog):
    """demander(algorithm id, parameters, on_done, on_error, on_progress): `run_algorithm` unless a test gives another."""

    def __init__(self, parent: Optional[QWidget] = None, demander: Callable[..., Any] = run_algorithm) -> None:
        super().__init__(parent)
        self._demander = demander
        self.setWindowTitle(tr("Prêt à partir ?"))
        self.resize(1060, 720)
        column = QVBoxLayout(self)
        self.barre = QgsMessageBar()
        column.addWidget(self.barre)
        self.bandeau = QLabel()
        self.bandeau.setWordWrap(True)
        self.bandeau.setMinimumHeight(72)
        police(self.bandeau, 17, gras=True)
        column.addWidget(self.bandeau)
        self._colorer("", tr("Vérifiez ce poste avant de le remettre."))
        self.table = QTableWidget(0, 4)
        self.table.setHorizontalHeaderLabels([tr("Point"), tr("État"), tr("Constat"), tr("À faire")])
        self.table.setAccessibleName(tr("Points vérifiés"))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.verticalHeader().hide()
        self.table.setWordWrap(True)
        police(self.table, 11)
        header = self.table.horizontalHeader()
        for section, mode in enumerate(("ResizeToContents", "ResizeToContents", "Stretch", "Stretch")):
            header.setSectionResizeMode(section, getattr(QHeaderView.ResizeMode, mode))
        column.addWidget(self.table, 1)
        names = QHBoxLayout()
        self.signatures: Dict[str, GrandBouton] = {}
        self.remise = ""
        self.cede, self.recoit = QLineEdit(), QLineEdit()
        for field, text in ((self.cede, tr("Remis par")), (self.recoit, tr("Reçu par"))):
            field.setPlaceholderText(text)
            field.setAccessibleName(text)
            field.setMinimumHeight(40)
            police(field, 11)
            names.addWidget(field)
            role = "cede" if field is self.cede else "recoit"
            button = GrandBouton(tr("Signer"), lambda role=role: self.signer(role))
            button.setAccessibleName(tr("Signer : {qui}").format(qui=text))
            button.setToolTip(tr("Signe la fiche de remise avec la clé de ce poste"))
            button.setEnabled(False)
            self.signatures[role] = button
            names.addWidget(button)
        column.addLayout(names)
        line = QHBoxLayout()
        self.verifier = GrandBouton(tr("&Vérifier ce poste"), lambda: self.lancer(False), PRINCIPAL)
        self.fiche = GrandBouton(tr("Vérifier et éditer la &fiche de remise (PDF)"), lambda: self.lancer(True))
        line.addWidget(self.verifier)
        line.addWidget(self.fiche)
        line.addStretch(1)
        line.addWidget(GrandBouton(tr("F&ermer"), self.close))
        column.addLayout(line)

    def lancer(self, fiche: bool) -> None:
        """Run every check; with `fiche`, write the sheet among the documents of the work space."""
        parameters: Dict[str, Any] = {"CEDE": self.cede.text(), "RECOIT": self.recoit.text()}
        if fiche:
            folder = Path(Espace.at(default_espace()).sorties)
            folder.mkdir(parents=True, exist_ok=True)
            parameters["FICHE"] = str(folder / f"{dt.datetime.now():%Y%m%d_%H%M}_remise_du_poste.pdf")
        self._occupe(True)
        self._colorer("", tr("Vérification en cours, une minute environ…"))
        self._demander(ALGORITHME, parameters, self._recu, self._refus, lambda _fraction, text: text and self._colorer("", text))

    def _recu(self, found: Dict[str, Any]) -> None:
        self._occupe(False)
        self._colorer(found["VERDICT"], found["PHRASE"])
        self._remplir(json.loads(found["LIGNES"]))
        if found.get("FICHE"):
            path = str(found["FICHE"])
            self.remise = str(Path(path).with_suffix(".remise.json"))
            for button in self.signatures.values():
                button.setEnabled(True)
            show = ((tr("Ouvrir"), lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(path))),)
            dire(self.barre, tr("Fiche de remise enregistrée : {fichier}").format(fichier=Path(path).name), actions=show)

    def signer(self, role: str) -> None:
        """One side signs the sheet just made, with the name written beside the button."""
        name = (self.cede if role == "cede" else self.recoit).text()
        parameters = {"REMISE": self.remise, "ROLE": ("cede", "recoit").index(role), "NOM": name}
        self.signatures[role].setEnabled(False)

        def signed(found: Dict[str, Any]) -> None:
            show = ((tr("Ouvrir"), lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(found["FICHE"])))),)
            rest = tr("la remise est complète.") if found["COMPLETE"] else tr("il manque l'autre côté.")
            dire(self.barre, tr("Signature ajoutée ; {suite}").format(suite=rest), actions=show)

        def refused(error: BaseException) -> None:
            self.signatures[role].setEnabled(True)
            erreur(self.barre, error)

        self._demander("data_sync:signer_remise", parameters, signed, refused, lambda *_: None)

    def _refus(self, error: BaseException) -> None:
        self._occupe(False)
        self._colorer("", tr("La vérification n'a pas pu se faire."))
        erreur(self.barre, error)

    def _remplir(self, lines: List[Dict[str, str]]) -> None:
        self.table.setRowCount(len(lines))
        for row, line in enumerate(lines):
            for column, text in enumerate((line["sujet"], MOTS[line["niveau"]], line["constat"], line["faire"])):
                item = QTableWidgetItem(text)
                if column == 1:
                    item.setBackground(QColor(COULEURS[line["niveau"]]))
                    item.setForeground(QColor("white"))
                    item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
                self.table.setItem(row, column, item)
        self.table.resizeRowsToContents()

    def _occupe(self, busy: bool) -> None:
        self.verifier.setEnabled(not busy)
        self.fiche.setEnabled(not busy)

    def _colorer(self, verdict: str, text: str) -> None:
        self.bandeau.setText(text)
        self.bandeau.setAccessibleName(text)
        self.bandeau.setStyleSheet(f"background:{COULEURS[verdict]};color:white;padding:10px;border-radius:4px")


def ouvrir(iface: Any) -> FenetreDepart:
    """The window, above QGIS's own."""
    window = FenetreDepart(iface.mainWindow())
    window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    window.show()
    return window
