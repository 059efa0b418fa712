"""Buttons of a report's documents: plans and extracts among its pieces, electronic signature of a closed one."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Mapping

from qgis.PyQt.QtWidgets import QFileDialog, QHBoxLayout, QInputDialog, QLineEdit, QWidget

from shared.processing.base import tr
from shared.qt.boutons import GrandBouton

PLANS, SIGN = "ddtm_lucca.core.plans.job:run", "ddtm_lucca.core.signature.job:signer"


class Documents(QWidget):
    def __init__(self, form: Any) -> None:
        super().__init__()
        self._form = form
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        self.plans = GrandBouton(tr("P&lans et extraits"), self.join_plans)
        self.plans.setToolTip(tr("Dessine les plans d'après les couches partagées et les ajoute aux pièces"))
        self.sign_button = GrandBouton(tr("&Signer…"), self.ask_certificate)
        self.sign_button.setToolTip(tr("Signature électronique du procès-verbal clos, par un certificat (.p12)"))
        line.addWidget(self.plans)
        line.addWidget(self.sign_button)
        line.addStretch(1)
        self.closed(False)

    def closed(self, yes: bool) -> None:
        """Pieces are joined before closing; what is closed is signed."""
        self.plans.setVisible(not yes)
        self.sign_button.setVisible(yes)

    def join_plans(self) -> None:
        form = self._form

        def joined(result: Mapping[str, Any]) -> None:
            form.reopen(lambda: form.say(result["phrase"]), tr("pièces jointes"))

        form.save(lambda: form.work.run(tr("Plans et extraits"), PLANS, {"affaire": form.ids["affaire"], "joindre": True}, joined))

    def ask_certificate(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, tr("Certificat de signature"), str(Path.home()), "PKCS#12 (*.p12 *.pfx)")
        if not name:
            return
        secret, said = QInputDialog.getText(self, tr("Signer"), tr("Phrase du certificat :"), QLineEdit.EchoMode.Password)
        if said:
            self.sign(name, secret)

    def sign(self, certificate: str, secret: str) -> None:
        """The passphrase goes to the engine with this one job, and is kept nowhere."""
        form = self._form
        params = {"pv": form.ids["pv"], "certificat": certificate, "phrase_certificat": secret}
        form.work.run(tr("Signature"), SIGN, params, lambda result: form.say(result["phrase"]))
