"""Tool « Carte PDF »: the click on the ribbon makes the A3; the panel only offers other formats and the files made."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, List, Tuple

from qgis.PyQt.QtWidgets import QCheckBox, QHBoxLayout

from shared.errors import DdtmError
from shared.qt.boutons import GrandBouton, police

from ..core.situations.main_courante import ajouter
from .main_courante import ouvrir
from .panneau import Outil
from .poste import Poste
from .textes import tr

FORMATS = ("A4", "A3", "A2", "A1", "A0")
TYPES = ((0, "PDF"), (1, "GeoPDF"), (2, "Image PNG"))
TABLEAUX = ("evacuation", "deviation")


class CartePdf(Outil):
    CODE = "carte"
    TITRE = "Carte PDF"
    AIDE = "carte_pdf"

    def __init__(self, poste: Poste) -> None:
        super().__init__(poste)
        self.faites: List[str] = []
        self.tableaux: Tuple[str, ...] = ()
        self.consigne = self.texte(tr("La carte à l'écran est mise en page telle qu'elle est : titre, légende, échelle, sources."), 12)
        self.colonne.addWidget(self.progression)
        self.colonne.addWidget(self.reponse)
        self.ouvrir_bouton = self.bouton(tr("&Ouvrir le document"), lambda: ouvrir(self.faites[-1]))
        self.dossier = self.bouton(tr("Ouvrir le &dossier des sorties"), lambda: ouvrir(str(self.poste.espace.sorties)))
        self.ouvrir_bouton.hide()
        self.texte(tr("Autre format"), 13, gras=True)
        line = QHBoxLayout()
        self.formats = {name: GrandBouton(name, lambda name=name: self.produire(name)) for name in FORMATS}
        for button in self.formats.values():
            line.addWidget(button)
        self.colonne.addLayout(line)
        line = QHBoxLayout()
        self.types = {code: GrandBouton(tr(name), lambda code=code: self.produire("A3", code)) for code, name in TYPES[1:]}
        for button in self.types.values():
            line.addWidget(button)
        self.colonne.addLayout(line)
        self.avec_tableaux = QCheckBox(tr("Avec les tableaux des derniers calculs"))
        self.avec_tableaux.setMinimumHeight(44)
        police(self.avec_tableaux, 12)
        self.colonne.addWidget(self.avec_tableaux)
        self.serie = self.bouton(tr("Une page par commune à l'écran"), lambda: self.produire("A4", serie=True))
        self.colonne.addStretch(1)

    def produire(self, page: str = "A3", kind: int = 0, tableaux: Tuple[str, ...] = (), serie: bool = False) -> None:
        """Make the sheet of what is on screen."""
        box = self.poste.canvas.extent()
        crs = self.poste.canvas.mapSettings().destinationCrs().authid()
        tables = tableaux or (TABLEAUX if self.avec_tableaux.isChecked() else ())
        params: Dict[str, Any] = {
            "EMPRISE": f"{box.xMinimum()},{box.xMaximum()},{box.yMinimum()},{box.yMaximum()} [{crs}]",
            "FORMAT": FORMATS.index(page), "TYPE": kind, "AUTEUR": self.poste.reglages.auteur,
            "TABLEAUX": [TABLEAUX.index(name) for name in tables], "OUVRIR": self.poste.reglages.ouvrir_documents,
        }  # fmt: skip
        if serie:
            params["COMMUNES"] = "emprise"
        self.repondre("")
        self._lock(False)
        self.poste.lancer("ddtm_crise:carte_pdf", params, self.progression, self.produite, lambda _e: self._lock(True))

    def produite(self, outputs: Dict[str, Any]) -> None:
        self._lock(True)
        path = outputs.get("FICHIER") or ""
        self.faites.append(path)
        self.repondre(outputs.get("PHRASE") or tr("Carte enregistrée."))
        self.consigne.setText(tr("Rangée dans le dossier des sorties."))
        self.consigne.setToolTip(path)
        self.ouvrir_bouton.setVisible(bool(path))
        try:
            ajouter(self.poste.espace, tr("Carte produite : {nom}").format(nom=Path(path).name), "document", self.poste.reglages.auteur)
        except DdtmError as error:
            self.poste.erreur(error)
        self.poste.situation_changee.emit()
        self.poste.noter_fait("carte_pdf")

    def _lock(self, enabled: bool) -> None:
        for button in (*self.formats.values(), *self.types.values(), self.serie):
            button.setEnabled(enabled)
