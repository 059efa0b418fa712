"""Where the command line takes the key's passphrase from: the environment, else the keyboard; never an argument (other users see those)."""

from __future__ import annotations

from typing import Any, Dict

from shared.cli import passphrase

from .core.preuve.cles import PASSWORD

NEW_PASSWORD = "DDTM_DRONES_NOUVEAU_MOT_DE_PASSE"


def passphrases(params: Dict[str, Any]) -> Dict[str, Any]:
    """The present passphrase, and the new one typed twice, as the action asks for."""
    action = params.get("action") or "etat"
    out = dict(params)
    if action != "etat":
        out["mot_de_passe"] = passphrase(PASSWORD, "Mot de passe actuel de la clé (vide s'il n'y en a pas) : ")
    if action == "proteger":
        out["nouveau"] = passphrase(NEW_PASSWORD, "Nouveau mot de passe de la clé : ", twice=True)
    return out
