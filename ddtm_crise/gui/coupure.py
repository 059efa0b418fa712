"""Page « Couper »: an axis between two exits, or a drawing; written at once, told in the main courante, undoable."""

from __future__ import annotations

from typing import Any, Dict, List

from qgis.core import QgsGeometry
from qgis.PyQt.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from shared.catalogue import domaines
from shared.errors import DdtmError
from shared.gpkg.read import rows
from shared.qt.boutons import PRINCIPAL, GrandBouton, police

from .direct import RoutesSignalees
from .evacuation import Choix
from .outils_carte import LIGNE, POINT, ZONE, Dessiner
from .poste import Poste
from .textes import tr

TRACES = ((POINT, "Un p&oint"), (LIGNE, "Une se&ction"), (ZONE, "Une &zone"))
SENS = (("double", "Les deux sens"), ("direct", "Sens des sorties croissantes"), ("inverse", "Sens des sorties décroissantes"))


class Couper(QWidget):
    """`outil` is the panel that shows this page (its progress, its sentence)."""

    def __init__(self, poste: Poste, outil: Any) -> None:
        super().__init__()
        self.poste, self.outil = poste, outil
        self._exits: Dict[str, List[str]] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        self.signalees = RoutesSignalees(poste, self.coupe_evenement, outil)
        column.addWidget(self.signalees)
        grid = QGridLayout()
        self.axe, self.debut, self.fin = Choix(tr("Axe")), Choix(tr("De la sortie")), Choix(tr("À la sortie"))
        self.sens, self.cause = Choix(tr("Sens coupé")), Choix(tr("Cause"))
        rows_ = (
            (tr("&Axe"), self.axe),
            (tr("&De la sortie"), self.debut),
            (tr("À la so&rtie"), self.fin),
            (tr("Se&ns"), self.sens),
            (tr("Caus&e"), self.cause),
        )
        for line, (text, combo) in enumerate(rows_):
            label = QLabel(text)
            label.setBuddy(combo)
            police(label, 12)
            grid.addWidget(label, line, 0)
            grid.addWidget(combo, line, 1)
        grid.setColumnStretch(1, 1)
        column.addLayout(grid)
        for code, text in SENS:
            self.sens.addItem(tr(text), code)
        for code, text in domaines.CAUSE_COUPURE.values:
            self.cause.addItem(text, code)
        self.axe.currentIndexChanged.connect(lambda _i: self._fill_exits())
        self.valider = GrandBouton(tr("Couper cet axe"), self.couper_axe, PRINCIPAL)
        column.addWidget(self.valider)
        label = QLabel(tr("ou tracez la coupure sur la carte :"))
        police(label, 12)
        column.addWidget(label)
        line = QHBoxLayout()
        self.traces: Dict[str, GrandBouton] = {}
        for kind, text in TRACES:
            button = GrandBouton(tr(text), lambda kind=kind: self.armer(kind))
            button.setCheckable(True)
            self.traces[kind] = button
            line.addWidget(button)
        column.addLayout(line)
        self.outils = {kind: Dessiner(poste.canvas, kind) for kind, _ in TRACES}
        for tool in self.outils.values():
            tool.fini.connect(self.couper_trace)

    def ouvrir(self) -> None:
        self._load()
        self.signalees.rafraichir()
        self.armer(LIGNE)
        self.axe.setFocus()

    def quitter(self) -> None:
        for button in self.traces.values():
            button.setChecked(False)

    def armer(self, kind: str) -> None:
        for other, button in self.traces.items():
            button.setChecked(other == kind)
        self.outil.armer(self.outils[kind])

    def _load(self) -> None:
        """Axes and their exits, from the pack."""
        if self._exits:
            return
        try:
            found = rows(self.poste.espace.referentiel_gpkg, "echangeur", geometry=False)
        except DdtmError as error:
            self.poste.erreur(error)
            return
        for row in found:
            self._exits.setdefault(row["axe"], [])
            text = row["numero"] + (f" - {row['nom']}" if row["nom"] else "")
            if text not in self._exits[row["axe"]]:
                self._exits[row["axe"]].append(text)
        self.axe.clear()
        for axis in sorted(self._exits, key=lambda name: (len(name), name)):
            self._exits[axis].sort(key=_number)
            self.axe.addItem(axis)
        self.valider.setEnabled(bool(self._exits))

    def _fill_exits(self) -> None:
        exits = self._exits.get(self.axe.currentText(), [])
        for combo in (self.debut, self.fin):
            combo.clear()
            for text in exits:
                combo.addItem(text, text.split(" - ")[0])
        if len(exits) > 1:
            self.fin.setCurrentIndex(1)

    def couper_axe(self) -> None:
        params = {"AXE": self.axe.currentText(), "SORTIE_DEBUT": self.debut.currentData(), "SORTIE_FIN": self.fin.currentData()}
        self._run(params)

    def couper_trace(self, geometry: QgsGeometry) -> None:
        shape = self.poste.forme_l93(geometry)
        self._run({"GEOMETRIE": shape})

    def _run(self, params: Dict[str, Any]) -> None:
        author = self.poste.auteur()
        params = {**params, "SENS": self.sens.currentData(), "CAUSE": self.cause.currentData(), "SOURCE": author}
        self.outil.occuper(self.valider)
        self.poste.lancer("ddtm_crise:couper_axe", params, self.outil.progression, self.coupe, lambda _e: self.outil.liberer(self.valider))

    def coupe(self, outputs: Dict[str, Any]) -> None:
        self.outil.liberer(self.valider)
        self.outil.repondre(self.poste.noter_coupure(outputs))
        self.armer(LIGNE)

    def coupe_evenement(self, outputs: Dict[str, Any]) -> None:
        """A road said closed has been cut with one click."""
        self.outil.repondre(self.poste.noter_coupure(outputs))
        self.armer(LIGNE)


def _number(text: str) -> tuple:
    """Exits in the order of the road: 9 before 32, 32 before 32.1."""
    head = text.split(" - ")[0]
    digits = "".join(c if c.isdigit() else " " for c in head).split()
    return tuple(int(part) for part in digits) or (10_000,), head
