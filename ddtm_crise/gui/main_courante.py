"""The main courante in the panel: latest lines first, a free line, export to PDF or CSV."""

from __future__ import annotations

from typing import Any, Dict

from qgis.PyQt.QtCore import QUrl
from qgis.PyQt.QtGui import QDesktopServices
from qgis.PyQt.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from shared.errors import DdtmError
from shared.qt import accents
from shared.qt.boutons import GrandBouton, filet, police
from shared.qt.progression import Progression

from ..core.situations.main_courante import lire
from .panneau import Table
from .poste import Poste
from .textes import tr

LIGNES = 60
JOB = "ddtm_crise.core.situations.job:run"


class JournalDeCrise(QWidget):
    def __init__(self, poste: Poste) -> None:
        super().__init__()
        self.poste = poste
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(filet())
        title = QLabel(tr("Main courante"))
        police(title, 13, gras=True)
        column.addWidget(title)
        line = QHBoxLayout()
        self.champ = QLineEdit()
        self.champ.setPlaceholderText(tr("Écrire une ligne, puis Entrée"))
        self.champ.setAccessibleName(tr("Nouvelle ligne de main courante"))
        self.champ.setMinimumHeight(accents.CIBLE_PX)
        self.champ.returnPressed.connect(self.noter)
        police(self.champ, 12)
        line.addWidget(self.champ)
        line.addWidget(GrandBouton(tr("A&jouter"), self.noter))
        column.addLayout(line)
        self.table = Table(tr("Lignes de la main courante"))
        column.addWidget(self.table)
        exports = QHBoxLayout()
        exports.addWidget(GrandBouton(tr("Main courante en PD&F"), lambda: self.exporter("pdf")))
        exports.addWidget(GrandBouton(tr("en CS&V"), lambda: self.exporter("csv")))
        column.addLayout(exports)
        self.progression = Progression()
        column.addWidget(self.progression)

    def rafraichir(self) -> None:
        try:
            lines = lire(self.poste.espace, LIGNES)
        except DdtmError as error:
            self.table.hide()
            if self.poste.espace.travail_gpkg.exists():
                self.poste.erreur(error)
            return
        self.table.remplir(
            (tr("Texte"), tr("Heure")),
            [(f"{line.texte}" + (f"  ({line.auteur})" if line.auteur else ""), line.heure[11:]) for line in lines],
        )

    def noter(self) -> None:
        text = self.champ.text().strip()
        if not text:
            self.champ.setFocus()
            return
        try:
            self.poste.auteur()
            self.poste.situations.noter(text)
        except DdtmError as error:
            self.poste.erreur(error)
            return
        self.champ.clear()
        self.poste.rafraichir()
        self.poste.noter_fait("ligne")

    def exporter(self, kind: str) -> None:
        from datetime import datetime

        path = self.poste.espace.sorties / f"{datetime.now():%Y%m%d_%H%M}_main_courante.{kind}"
        self.poste.lancer_travail(tr("Main courante"), JOB, {"sortie": str(path)}, self.exporte, self.progression)

    def exporte(self, result: Dict[str, Any]) -> None:
        files = result["fichiers"]
        self.poste.dire(
            tr("Main courante enregistrée : {fichier}").format(fichier=files[0]), actions=((tr("Ouvrir"), lambda: ouvrir(files[0])),)
        )
        self.poste.noter_fait("export_main_courante")


def ouvrir(path: str) -> None:
    """The document in the workstation's own viewer."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(path))
