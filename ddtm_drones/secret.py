"""Where the command line takes the key's passphrase from: the environment, else the keyboard; never an argument (other users see those)."""

from __future__ import annotations

import getpass
import os
import sys
from typing import Any, Dict

from shared.errors import BadInput

from .core.preuve.cles import PASSWORD

NEW_PASSWORD = "DDTM_DRONES_NOUVEAU_MOT_DE_PASSE"


def passphrases(params: Dict[str, Any]) -> Dict[str, Any]:
    """The present passphrase, and the new one typed twice, as the action asks for."""
    action = params.get("action") or "etat"
    out = dict(params)
    if action != "etat":
        out["mot_de_passe"] = _ask(PASSWORD, "Mot de passe actuel de la clé (vide s'il n'y en a pas) : ")
    if action == "proteger":
        out["nouveau"] = _ask(NEW_PASSWORD, "Nouveau mot de passe de la clé : ", twice=True)
    return out


def _ask(variable: str, question: str, twice: bool = False) -> str:
    held = os.environ.get(variable, "")
    if held or not sys.stdin.isatty():
        return held
    typed = getpass.getpass(question)
    if twice and getpass.getpass("Encore une fois : ") != typed:
        raise BadInput("Les deux saisies diffèrent : recommencez.")
    return typed
