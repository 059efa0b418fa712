"""Which work space: the folder that every plugin of the suite reads, chosen by a person and remembered."""

from __future__ import annotations

import os
from typing import Any

from qgis.core import Qgis
from qgis.PyQt.QtWidgets import QFileDialog

from ..errors import BadInput
from ..espace import ENV_ESPACE, Espace
from ..processing.base import default_espace, tr
from .messages import dire
from .reglages import enregistrer


def choisir_dossier(iface: Any) -> str:
    """Ask for the folder, remember it and say what it holds; returns the one in use, changed or not."""
    bar, held = iface.messageBar(), default_espace()
    if os.environ.get(ENV_ESPACE):
        told = tr("Le dossier de travail est imposé sur ce poste : « {dossier} ». Demandez à qui l'a installé pour en changer.")
        dire(bar, told.format(dossier=held), Qgis.MessageLevel.Warning)
        return held
    chosen = QFileDialog.getExistingDirectory(iface.mainWindow(), tr("Dossier de travail de la suite DDTM"), held)
    if not chosen:
        return held
    enregistrer(espace=os.path.abspath(chosen))
    sentence, level = contenu(chosen)
    dire(bar, sentence, level)
    return default_espace()


def contenu(folder: str) -> Any:
    """(what the folder holds in one sentence, level of the message)."""
    space = Espace.at(folder)
    try:
        name = space.pack.get("titre") or space.generation_name
    except BadInput:
        told = tr("Dossier de travail : « {dossier} ». Il n'a pas de paquet de données : ni cadastre, ni PLU, ni PPR n'y sont connus.")
        return told.format(dossier=folder), Qgis.MessageLevel.Warning
    return tr("Dossier de travail : « {dossier} », paquet de données « {paquet} ».").format(
        dossier=folder, paquet=name
    ), Qgis.MessageLevel.Info
