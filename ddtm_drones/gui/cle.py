"""Dialog of the signing key: its state, its passphrase put on, taken off, or given for the session. Passphrases go to the engine only."""

from __future__ import annotations

from typing import Any, Dict

from qgis.PyQt.QtWidgets import QDialog, QFormLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout

from shared.engine.task import EngineTask
from shared.processing.base import default_espace, tr

JOB = "ddtm_drones.core.preuve.job_cle:run"
DIFFERENT = "Les deux saisies du nouveau mot de passe diffèrent."


class CleDeSignature(QDialog):
    """`lancer(action)` asks the engine; the answer or the refusal is told in the dialog."""

    def __init__(self, parent: Any) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Clé de signature du poste"))
        self.setMinimumWidth(640)
        self.said = QLabel(tr("Lecture de la clé…"))
        self.said.setWordWrap(True)
        self.present, self.new, self.again = (QLineEdit() for _ in range(3))
        form = QFormLayout()
        for label, line in (("Mot de passe actuel", self.present), ("Nouveau mot de passe", self.new), ("Encore une fois", self.again)):
            line.setEchoMode(QLineEdit.EchoMode.Password)
            form.addRow(tr(label), line)
        self.buttons: Dict[str, QPushButton] = {}
        row = QHBoxLayout()
        for action, label in (("deverrouiller", "Déverrouiller"), ("proteger", "Protéger"), ("deproteger", "Retirer la protection")):
            button = QPushButton(tr(label))
            button.setAutoDefault(False)
            button.clicked.connect(lambda _checked=False, wanted=action: self.lancer(wanted))
            self.buttons[action] = button
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.addWidget(self.said)
        column.addLayout(form)
        column.addLayout(row)
        self.lancer("etat")

    def lancer(self, action: str) -> None:
        if action == "proteger" and self.new.text() != self.again.text():
            self.said.setText(tr(DIFFERENT))
            return
        params = {"espace": default_espace(), "action": action, "mot_de_passe": self.present.text(), "nouveau": self.new.text()}
        for button in self.buttons.values():
            button.setEnabled(False)
        done = tr(" Déverrouillée jusqu'à la fermeture de QGIS.") if action == "deverrouiller" else ""
        self._task = EngineTask(tr("Clé de signature"), JOB, params, lambda found: self._done(found, done), self._failed)
        self._task.start()

    def _done(self, found: Dict[str, Any], more: str) -> None:
        self.said.setText(found["phrase"] + more)
        for line in (self.present, self.new, self.again):
            line.clear()
        protected = bool(found["protegee"])
        self.buttons["proteger"].setText(tr("Changer le mot de passe") if protected else tr("Protéger"))
        for action, on in (("deverrouiller", protected), ("proteger", True), ("deproteger", protected)):
            self.buttons[action].setEnabled(on)
        self.present.setEnabled(protected)

    def _failed(self, error: Any) -> None:
        self.said.setText(getattr(error, "message", str(error)))
        for button in self.buttons.values():
            button.setEnabled(True)
