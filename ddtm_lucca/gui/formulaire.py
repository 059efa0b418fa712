"""The guided form of one affair: place, parcels, people, visit, findings, offences, pieces, check and closing.

Going forward writes what was entered into the encrypted store: nothing is kept in the window alone.
"""

from __future__ import annotations

import uuid as uuids
from typing import Any, Callable, Dict, Mapping, Optional, Sequence, Tuple

from qgis.PyQt.QtCore import QDate, Qt
from qgis.PyQt.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from shared.processing.base import tr
from shared.qt.boutons import PRINCIPAL, GrandBouton, police

from . import etapes
from .apports import Apports
from .champs import Fiche, ListeDeFiches, titre
from .controle import Infractions, Verification
from .phrases import Phrases
from .travail import ENTRY, REPORT, STORE, Travail


class Formulaire(QDialog, Apports):
    """agent: uuid of the session's card. record: what the job `lire` gave, or None for a new affair."""

    def __init__(
        self, parent: Any, agent: str, record: Optional[Mapping[str, Any]], pick: Callable[[Callable[[float, float], None]], None]
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("ddtmLuccaFormulaire")
        self.setWindowTitle(tr("Procès-verbal"))
        self.resize(900, 720)
        self.agent, self._pick = agent, pick
        self.ids = {name: str(uuids.uuid4()) for name in ("affaire", "controle", "pv")}
        self.number = ""
        self.closed, self._kind = False, "infraction"
        self._agents: Sequence[str] = ()
        self._copies: Sequence[str] = ("ddtm",)
        self.work = Travail(self, self.say)
        self._build()
        if record:
            self.load(record)
        else:
            today = QDate.currentDate().toString("yyyy-MM-dd")
            self.visit.set_values({"date": today, "cadre": "recherche_infractions", "commission_portee": False})
            self.drafting.set_values({"type": "infraction", "redige_le": today})
        self.steps.setCurrentRow(0)

    # -- building --------------------------------------------------------------------------------------------------------
    def _build(self) -> None:
        whole = QVBoxLayout(self)
        middle = QHBoxLayout()
        whole.addLayout(middle, 1)
        self.steps = QListWidget()
        self.steps.setAccessibleName(tr("Étapes"))
        self.steps.addItems([f"{rank}. {tr(name)}" for rank, name in enumerate(etapes.ETAPES, 1)])
        self.steps.setFixedWidth(190)
        police(self.steps, 12)
        middle.addWidget(self.steps)
        self.pages = QStackedWidget()
        middle.addWidget(self.pages, 1)
        self.place, self.visit, self.findings = Fiche(etapes.LIEU), Fiche(etapes.VISITE), Fiche(etapes.CONSTATS)
        self.measures, self.statements, self.drafting = Fiche(etapes.MESURES), Fiche(etapes.DECLARATIONS), Fiche(etapes.REDACTION)
        self.parcels = ListeDeFiches(tr("Parcelles"), etapes.PARCELLE, etapes.nom_parcelle, {})
        self.people = ListeDeFiches(tr("Personnes"), etapes.PERSONNE, etapes.nom_personne, {"type": "physique", "statut": "proprietaire"})
        self.pieces = ListeDeFiches(tr("Photographies et pièces"), etapes.PIECE, etapes.nom_piece, {}, self.add_pieces)
        self.offences, self.check = Infractions(self), Verification(self)
        self.sentences = Phrases(self.findings)
        where = QWidget()
        buttons = QHBoxLayout(where)
        buttons.setContentsMargins(0, 0, 0, 0)
        buttons.addWidget(GrandBouton(tr("Prendre le point sur la &carte"), self.pick_point, PRINCIPAL))
        buttons.addWidget(GrandBouton(tr("&Ma position (GPS)"), self.here))
        buttons.addStretch(1)
        self._placed = ""
        contents = (
            ("Où sont les faits ?", (where, self.place)),
            ("Sur quelles parcelles ?", (self.parcels,)),
            ("Qui est concerné ?", (self.people,)),
            ("Comment s'est passée la visite ?", (self.visit,)),
            ("Qu'avez-vous constaté vous-même ?", (self.measures, self.sentences, self.findings, self.statements)),
            ("Quelles infractions ?", (self.offences,)),
            (
                "Quelles pièces ?",
                (
                    GrandBouton(
                        tr("Photos de &drone…"), self.drone_photos, tip=tr("Celles qui voient le lieu, vérifiées par leur empreinte")
                    ),
                    self.pieces,
                ),
            ),
            ("Vérifier, puis clore", (self.drafting, self.check)),
        )
        for question, widgets in contents:
            page, column = QWidget(), QVBoxLayout()
            page.setLayout(column)
            column.addWidget(titre(tr(question)))
            for widget in widgets:
                column.addWidget(widget)
            column.addStretch(1)
            area = QScrollArea()
            area.setWidgetResizable(True)
            area.setFrameShape(QScrollArea.Shape.NoFrame)
            area.setWidget(page)
            self.pages.addWidget(area)
        self.message = QLabel("")
        self.message.setWordWrap(True)
        self.message.setAccessibleName(tr("Message"))
        police(self.message)
        whole.addWidget(self.message)
        line = QHBoxLayout()
        self.back = GrandBouton(tr("&Précédent"), lambda: self.steps.setCurrentRow(self.steps.currentRow() - 1))
        self.save_button = GrandBouton(tr("&Enregistrer"), lambda: self.save(None))
        self.next = GrandBouton(tr("&Suivant"), self.go_on, PRINCIPAL)
        line.addWidget(self.back)
        line.addStretch(1)
        line.addWidget(self.save_button)
        line.addWidget(self.next)
        whole.addLayout(line)
        self.steps.currentRowChanged.connect(self._shown)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)  # Return in a field must not press one

    def _shown(self, row: int) -> None:
        self.pages.setCurrentIndex(row)
        if etapes.ETAPES[row] == "Infractions":
            self.offences.suit(self.place.values()["nature"])
        if etapes.ETAPES[row] == "Constatations":
            self.sentences.suit({**self.place.values(), "faits": self.offences.facts()})
        self.back.setEnabled(row > 0)
        self.next.setVisible(row < len(etapes.ETAPES) - 1)

    def say(self, text: str, is_error: bool = False) -> None:
        from shared.qt import accents

        self.message.setText(text)
        self.message.setStyleSheet(f"color:{accents.alerte()};font-weight:bold" if is_error else "")

    # -- reading and writing ---------------------------------------------------------------------------------------------
    def load(self, record: Mapping[str, Any]) -> None:
        affair, rows = record["affaire"], record["fiches"]
        self.ids["affaire"] = affair["uuid"]
        self.number = affair.get("numero_officiel") or affair["numero_provisoire"]
        self.setWindowTitle(tr("Affaire {}").format(self.number))
        self.place.set_values(affair)
        self.measures.set_values(affair)
        self.offences.set_facts(affair.get("faits") or {})
        self.parcels.set_records(rows["parcelle"])
        self.people.set_records(rows["personne"])
        self.pieces.set_records(rows["piece"])
        if rows["controle"]:
            self.ids["controle"] = rows["controle"][-1]["uuid"]
            self.visit.set_values(rows["controle"][-1])
            self.statements.set_values(rows["controle"][-1])
            self._agents = rows["controle"][-1].get("agents") or ()
        if rows["pv"]:
            report = rows["pv"][-1]
            self.ids["pv"], self.closed, self._kind = report["uuid"], report["clos"], report["type"]
            self.agent = report.get("agent") or self.agent
            self._copies = report.get("destinataires") or self._copies
            self.findings.set_values(report)
            self.drafting.set_values(report)
            self.offences.set_chosen(report.get("natinf") or [])
        if self.closed:
            self.freeze()

    def reopen(self, then: Callable[[], None], why: str = "") -> None:
        """Show the affair again, at its last report (after a rectification was opened)."""

        def read(record: Mapping[str, Any]) -> None:
            for widget in self._inputs():
                widget.setEnabled(True)
            self.save_button.setEnabled(True)
            self.check.thaw()
            self.load(record)
            then()

        self.work.run(tr("Affaire"), STORE + "lire", {"affaire": self.ids["affaire"], "motif": why or tr("rectification")}, read)

    def _inputs(self) -> Tuple[QWidget, ...]:
        forms = (self.place, self.visit, self.findings, self.measures, self.statements, self.drafting)
        return (*forms, self.parcels, self.people, self.pieces, self.offences)

    def freeze(self) -> None:
        """A closed report is read only: what it says stays; a rectification is another report."""
        self.closed = True
        for widget in self._inputs():
            widget.setEnabled(False)
        self.save_button.setEnabled(False)
        self.check.freeze()
        self.say(tr("Ce procès-verbal est clos : il ne se modifie plus. Dressez un procès-verbal rectificatif s'il faut le corriger."))

    def entry(self) -> Dict[str, Any]:
        """What was entered, as the job `saisir` wants it."""
        keep = etapes.rempli
        kind = self.drafting.values()["type"] or self._kind
        court = "tribunal_administratif" if kind == "contravention_grande_voirie" else "parquet"
        facts = self.offences.facts()
        return {
            "affaire": {"uuid": self.ids["affaire"], **keep(self.place.values()), **keep(self.measures.values()), "faits": facts},
            "parcelles": [keep({**row, "commune": row.get("commune") or self.place.values()["commune"]}) for row in self.parcels.values()],
            "personnes": [keep(row) for row in self.people.values()],
            "controle": {"uuid": self.ids["controle"], **keep(self.visit.values()), **keep(self.statements.values()), "agents": list(dict.fromkeys([self.agent, *self._agents]))},
            "pv": {
                "uuid": self.ids["pv"], "agent": self.agent, "controle": self.ids["controle"], **keep(self.findings.values()), **keep(self.drafting.values()),
                "type": kind, "natinf": self.offences.chosen(), "destinataires": [court, *(name for name in self._copies if name not in ("parquet", "tribunal_administratif"))],
            },
            "pieces": [{**keep(row)} for row in self.pieces.values()],
            "supprimes": [*self.parcels.removed, *self.people.removed, *self.pieces.removed],
        }  # fmt: skip

    def save(self, then: Optional[Callable[[], None]]) -> None:
        if self.closed:
            if then:
                then()
            return
        place, visit = self.place.values(), self.visit.values()
        if not (place["nature"] and place["commune"] and place["code_insee"]):
            self.steps.setCurrentRow(0)
            self.say(tr("Donnez la nature des faits, la commune et son code INSEE."), True)
            return
        entry = self.entry()
        if not (visit["date"] and visit["heure_debut"] and visit["lieu"]):  # the visit is not described yet
            entry.pop("controle")
            entry["pv"].pop("controle")

        def done(result: Dict[str, Any]) -> None:
            self.number = result["numero"]
            self.setWindowTitle(tr("Affaire {}").format(self.number))
            for record, digest in zip(self.pieces.records, result["pieces"]):
                record.pop("chemin", None)
                record["sha256"] = digest
            for widget in (self.parcels, self.people, self.pieces):
                widget.saved()
            self.say(result["phrase"])
            if then:
                then()

        self.work.run(tr("Enregistrement"), ENTRY + "run", {"saisie": entry}, done)

    def go_on(self) -> None:
        def forward() -> None:
            self.steps.setCurrentRow(self.steps.currentRow() + 1)

        self.save(forward)

    def verify(self) -> None:
        self.save(lambda: self.work.run(tr("Vérification"), REPORT + "verifier", {"pv": self.ids["pv"]}, self.check.show_result))
