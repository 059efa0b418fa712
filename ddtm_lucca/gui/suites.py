"""The window « Suites » of one affair: orders, formal notices, judgments, letters, closing; what is due, and what weakens the acts."""

from __future__ import annotations

from typing import Any, Dict, Mapping

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QDialog, QHBoxLayout, QPushButton, QScrollArea, QTabWidget, QVBoxLayout, QWidget

from shared.processing.base import tr
from shared.qt import accents
from shared.qt.boutons import FERMER, PRINCIPAL, GrandBouton, police

from ..core.suivi import suites
from .champs import Fiche, ListeDeFiches, texte, titre
from .etapes import rempli
from .travail import Travail

JOB = "ddtm_lucca.core.suivi.suites:"
DEGRES = {"tribunal": "tribunal judiciaire", "appel": "appel", "cassation": "cassation", "tribunal_administratif": "tribunal administratif"}
MOTIFS = {
    "regularisation_administrative": "régularisation administrative", "regularisation_terrain": "régularisation sur le terrain",
    "execution_office": "exécution d'office", "relaxe": "relaxe", "prescription": "prescription", "autre": "autre",
}  # fmt: skip
SENS = {"condamnation": "condamnation", "dispense_de_peine": "coupable, dispensé de peine", "relaxe": "relaxe", "renvoi": "renvoi à une autre audience", "rejet": "rejet du recours"}  # fmt: skip
AIT = (
    ("numero", "Arrêté n°", "texte"), ("autorite", "Pris par", "texte"), ("date", "Le", "date"), ("urgence", "Urgence motivée", "oui"),
    ("contradictoire_le", "Observations demandées le", "date"), ("notifie_le", "Notifié le", "date"), ("motif", "Motif", "long"),
)  # fmt: skip
MISE_EN_DEMEURE = (
    ("autorite", "Prise par", "texte"), ("objet", "Ce qui est demandé", "long"), ("observations_demandees_le", "Observations demandées le", "date"),
    ("date", "Prise le", "date"), ("notifiee_le", "Notifiée le", "date"), ("echeance", "À exécuter avant le", "date"), ("amende", "Amende (€, 30 000 au plus)", "nombre"),
    ("astreinte_jour", "Astreinte par jour (€, 1 000 au plus)", "nombre"), ("astreinte_liquidee", "Déjà liquidé (€)", "nombre"), ("executee_le", "Exécutée le", "date"),
)  # fmt: skip
DECISION = (
    ("degre", "Degré", DEGRES), ("juridiction", "Juridiction", {row["nom"]: row["nom"] for row in suites.table("juridictions")}), ("audience_le", "Audience le", "date"),
    ("delibere_le", "Délibéré le", "date"), ("decision_le", "Décision du", "date"), ("sens", "Sens", SENS), ("peine", "Peine", "long"), ("amende", "Amende (€)", "nombre"),
    ("notifiee_le", "Notifiée le", "date"), ("remise_en_etat_avant_le", "Remise en état avant le", "date"), ("astreinte_jour", "Astreinte par jour (€, 500 au plus au pénal)", "nombre"),
    ("astreinte_liquidee", "Déjà liquidé (€)", "nombre"), ("executee_le", "Exécutée le", "date"), ("observations", "Observations", "long"),
)  # fmt: skip
COURRIER = (
    ("type", "Courrier", "texte"), ("destinataire", "Destinataire", "texte"), ("objet", "Objet", "texte"), ("envoye_le", "Envoyé le", "date"),
    ("recu_le", "Reçu le", "date"), ("retourne_le", "Retourné le", "date"), ("motif_retour", "Motif du retour", "texte"), ("reference", "Référence", "texte"),
)  # fmt: skip
CLOTURE = (("motif", "Motif", MOTIFS), ("date", "Le", "date"), ("observation", "Observation", "long"))


def _named(*names: str) -> Any:
    return lambda record: " ".join(str(record.get(name) or "") for name in names).strip() or tr("nouveau")


class Suites(QDialog):
    """affair: number. Everything is read from, and written to, the encrypted store."""

    def __init__(self, parent: Any, affair: str) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("ddtmLuccaSuites")
        self.setWindowTitle(tr("Suites de l'affaire {}").format(affair))
        self.resize(820, 720)
        self.affair = affair
        self._closing: Dict[str, Any] = {}
        self.work = Travail(self, self.say)
        column = QVBoxLayout(self)
        self.headline = titre("")
        column.addWidget(self.headline)
        self.alerts = texte("")
        column.addWidget(self.alerts)
        self.tabs = QTabWidget()
        police(self.tabs)
        self.parts = {
            "ait": ListeDeFiches(tr("Arrêtés interruptifs de travaux"), AIT, _named("numero", "date"), {}),
            "mises_en_demeure": ListeDeFiches(tr("Mises en demeure (L.481-1)"), MISE_EN_DEMEURE, _named("date", "objet"), {}),
            "decisions": ListeDeFiches(tr("Décisions"), DECISION, _named("juridiction", "decision_le"), {"degre": "tribunal"}),
            "courriers": ListeDeFiches(tr("Courriers"), COURRIER, _named("type", "destinataire", "envoye_le"), {"type": "courrier"}),
        }
        for part, label in (
            ("ait", tr("Arrêté interruptif")),
            ("mises_en_demeure", tr("Mise en demeure")),
            ("decisions", tr("Décisions")),
            ("courriers", tr("Courriers")),
        ):
            self.tabs.addTab(self._scrolled(self.parts[part]), label)
        self.closing = Fiche(CLOTURE)
        self.tabs.addTab(self._scrolled(self.closing), tr("Clôture"))
        self.penalties = texte("")
        self.tabs.addTab(self._scrolled(self.penalties), tr("Peines encourues"))
        column.addWidget(self.tabs, 1)
        self.message = texte("")
        column.addWidget(self.message)
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(GrandBouton(tr("&Fermer"), self.close, FERMER))
        self.save_button = GrandBouton(tr("&Enregistrer"), self.save, PRINCIPAL)
        line.addWidget(self.save_button)
        column.addLayout(line)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)
        self.work.run(tr("Suites"), JOB + "run", {"affaire": affair}, self.load)

    @staticmethod
    def _scrolled(widget: QWidget) -> QScrollArea:
        page = QWidget()
        column = QVBoxLayout(page)
        column.addWidget(widget)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(page)
        return area

    def say(self, text: str, is_error: bool = False) -> None:
        self.message.setText(text)
        self.message.setStyleSheet(f"color:{accents.alerte()};font-weight:bold" if is_error else "")

    def load(self, told: Mapping[str, Any]) -> None:
        self.headline.setText(told["phrase"])
        for part, widget in self.parts.items():
            widget.set_records(told["suites"][part])
        closings = told["suites"]["clotures"]
        self._closing = dict(closings[-1]) if closings else {}
        self.closing.set_values(self._closing)
        lines = [f"Attention : {text}" for text in told["alertes"]]
        for row in told["astreintes"]:
            capped = tr(", plafond atteint") if row["plafonne"] else ""
            lines.append(
                f"Astreinte : {row['jours']} jours, {suites.euros(row['du'])} dus{capped}, {suites.euros(row['reste'])} à liquider."
            )
        self.alerts.setText("\n".join(lines))
        self.alerts.setVisible(bool(lines))
        self.alerts.setStyleSheet(f"color:{accents.alerte()}" if told["alertes"] else "")
        rows = [
            f"NATINF {row['numero']} : {row['peine']} {row['calcul']} ({row['article']}). {row['mesures']}".strip()
            for row in told["peines"]
        ]
        notice = tr("Table à relire sur Légifrance avant usage.")
        self.penalties.setText("\n\n".join([*rows, notice]) if rows else tr("Aucune infraction retenue dont la table connaisse la peine."))

    def entry(self) -> Dict[str, Any]:
        parts: Dict[str, Any] = {part: [rempli(row) for row in widget.values()] for part, widget in self.parts.items()}
        closing = rempli(self.closing.values())
        if any(closing.values()):
            parts["cloture"] = {**closing, **({"uuid": self._closing["uuid"]} if self._closing else {})}
        parts["supprimes"] = [name for widget in self.parts.values() for name in widget.removed]
        return parts

    def save(self) -> None:
        def done(told: Mapping[str, Any]) -> None:
            tab = self.tabs.currentIndex()
            self.load(told)
            self.tabs.setCurrentIndex(tab)
            self.say(told["phrase"])

        self.work.run(tr("Enregistrement"), JOB + "enregistrer", {"affaire": self.affair, "saisie": self.entry()}, done)
