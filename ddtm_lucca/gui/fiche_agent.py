"""The agent's own card: commission, oath, territory; without them no report can be closed."""

from __future__ import annotations

from typing import Any, Dict, Mapping

from qgis.PyQt.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout

from shared.processing.base import tr

from . import etapes
from .champs import Fiche


class FicheAgent(QDialog):
    """The agent's own card."""

    def __init__(self, parent: Any, values: Mapping[str, Any]) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Fiche d'agent"))
        self.resize(560, 460)
        column = QVBoxLayout(self)
        self.form = Fiche(etapes.AGENT)
        defaults: Dict[str, Any] = {"fonction": "agent_ddtm", "communes": ["34"], "habilitations": ["urbanisme", "environnement"]}
        self.form.set_values(values or defaults)
        column.addWidget(self.form)
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel)
        box.button(QDialogButtonBox.StandardButton.Save).setText(tr("Enregistrer"))
        box.button(QDialogButtonBox.StandardButton.Cancel).setText(tr("Annuler"))
        box.accepted.connect(self.accept)
        box.rejected.connect(self.reject)
        column.addWidget(box)
