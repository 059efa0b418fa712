"""What the panel does with affairs once chosen: suites, history, reminders, barometers, conflicts, exchange, dashboard."""

from __future__ import annotations

from typing import Any, Callable, Dict, List, Mapping

from qgis.PyQt import sip
from qgis.PyQt.QtCore import QTimer
from qgis.PyQt.QtWidgets import QDialog, QFileDialog, QInputDialog

from shared.processing.base import tr

from .listes import Liste
from .suites import Suites
from .travail import EXCHANGE, Travail

FOLLOW = "ddtm_lucca.core.suivi."


class Suivi:
    """Part of the panel; the panel gives iface, work, say, number, asked and list_affairs."""

    iface: Any
    work: Travail
    windows: List[QDialog]

    def follow(self) -> None:
        number = self.number()
        if number:
            window = Suites(self.iface.mainWindow(), number)
            window.finished.connect(lambda _code: self.list_affairs())
            self._window(window)

    def history(self) -> None:
        number = self.number()
        if number:
            columns = (
                ("heure", tr("Quand"), 130),
                ("auteur", tr("Qui"), 100),
                ("quoi", tr("Quoi"), 240),
                ("avant", tr("Avant"), 160),
                ("apres", tr("Après"), 160),
            )
            self._rows(tr("Historique"), columns, FOLLOW + "historique:run", {"affaire": number}, "historique")

    def reminders(self) -> None:
        columns = (("jour", tr("Quand"), 110), ("affaire", tr("Affaire"), 180), ("quoi", tr("Quoi"), 440))
        self._rows(tr("Rappels"), columns, FOLLOW + "job:rappels", {}, "rappels")

    def barometers(self) -> None:
        columns = (
            ("libelle", tr("Indicateur"), 300),
            ("dit", tr("Valeur"), 110),
            ("cible_dite", tr("Cible"), 110),
            ("verdict", tr("Cible atteinte"), 110),
            ("tendance", tr("Tendance"), 160),
        )
        self._rows(tr("Baromètres"), columns, FOLLOW + "barometres:run", {}, "barometres")

    def _rows(self, title: str, columns: Any, job: str, params: Dict[str, Any], key: str) -> None:
        window = Liste(self.iface.mainWindow(), title, columns)
        self._window(window)
        self.work.run(title, job, params, lambda result: window.fill(result["phrase"], result[key]))

    def conflicts(self) -> None:
        columns = (
            ("numero", tr("Affaire"), 170),
            ("genre", tr("Fiche"), 90),
            ("champ", tr("Champ"), 130),
            ("ici", tr("Cet appareil"), 200),
            ("recu", tr("Reçu"), 200),
        )

        def settle(choice: str) -> Callable[[Mapping[str, Any]], None]:
            return lambda row: self.work.run(tr("Conflit"), EXCHANGE + "trancher", {"conflit": row["id"], "choix": choice}, told)

        def told(result: Mapping[str, Any]) -> None:
            window.say(result["phrase"])
            read()

        def read() -> None:
            self.work.run(tr("Conflits"), EXCHANGE + "conflits", {}, lambda result: window.fill(result["phrase"], result["conflits"]))

        window = Liste(
            self.iface.mainWindow(),
            tr("Conflits"),
            columns,
            ((tr("Garder la valeur d'&ici"), settle("ici")), (tr("Prendre la valeur &reçue"), settle("recu"))),
        )
        self._window(window)
        read()

    def reports(self) -> None:
        """Detections reported by the review of aerial pictures: open an affair, or nothing is done."""
        columns = (
            ("dit", tr("Nature"), 150), ("lieu", tr("Commune"), 120), ("parcelle", tr("Parcelle"), 130), ("prescription", tr("Prescription"), 120),
            ("constat", tr("Ce que montrent les images"), 280),
        )  # fmt: skip

        def read() -> None:
            self.work.run(
                tr("Signalements"),
                FOLLOW + "apports:signalements",
                {},
                lambda result: window.fill(result["phrase"], result["signalements"]),
            )

        def told(result: Mapping[str, Any]) -> None:
            window.say(result["phrase"])
            read()

        def take(row: Mapping[str, Any]) -> None:
            self.work.run(tr("Affaire"), FOLLOW + "apports:reprendre", {"signalement": row["uuid"]}, told)

        def drop(row: Mapping[str, Any]) -> None:
            reason, said = QInputDialog.getText(window, tr("Sans suite"), tr("Pourquoi ? N'écrivez aucun nom : cette couche est partagée."))
            if said and reason.strip():
                self.work.run(tr("Signalement"), FOLLOW + "apports:classer", {"signalement": row["uuid"], "motif": reason}, told)

        window = Liste(
            self.iface.mainWindow(), tr("Signalements"), columns, ((tr("&Ouvrir une affaire"), take), (tr("&Sans suite…"), drop))
        )
        window.finished.connect(lambda _code: self.list_affairs())
        self._window(window)
        read()

    def exchange(self) -> None:
        def done(result: Mapping[str, Any]) -> None:
            self.list_affairs()
            QTimer.singleShot(1500, lambda: sip.isdeleted(self) or self.say(result["phrase"]))

        self.work.run(tr("Échange"), "ddtm_lucca.core.coffre.boite:run", {}, done)

    def dashboard(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, tr("Tableau de bord"), "tableau_de_bord.pdf", "PDF (*.pdf);;Classeur (*.xlsx)")
        if name:
            self.work.run(
                tr("Tableau de bord"), FOLLOW + "job:tableau", {**self.asked(), "sortie": name}, lambda result: self.say(result["phrase"])
            )

    def _window(self, window: Any) -> None:
        self.windows = [held for held in self.windows if held.isVisible()] + [window]
        window.show()
