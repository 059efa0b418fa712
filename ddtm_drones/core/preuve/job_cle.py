"""Job of `cle`: the state of the signing key, its passphrase put on or taken off, and its unlocking for as long as this process lives."""

from __future__ import annotations

from typing import Any, Dict, Mapping

from shared.errors import BadInput
from shared.espace import Espace
from shared.jobs import JobContext, Params

from . import cles
from .depot import Depot

ACTIONS = ("etat", "proteger", "deproteger", "deverrouiller")
SHORTEST = 12


def run(params: Params, ctx: JobContext) -> Dict[str, Any]:
    """params: espace, action, mot_de_passe (the present one), nouveau (for "proteger")."""
    depot = Depot(Espace.at(params["espace"]))
    action = params.get("action") or ACTIONS[0]
    if action not in ACTIONS:
        raise BadInput(f"Action inconnue : « {action} ». Choisissez parmi {', '.join(ACTIONS)}.")
    if not cles.available():
        raise BadInput("Le module « cryptography » manque sur ce poste : aucune clé de signature ne peut y servir.")
    if action == "deverrouiller":
        cles.unlock(depot, params.get("mot_de_passe"))
    elif action in ("proteger", "deproteger"):
        new = str(params.get("nouveau") or "") if action == "proteger" else ""
        if action == "proteger" and len(new) < SHORTEST:
            raise BadInput(f"Le mot de passe de la clé compte au moins {SHORTEST} signes : prenez quatre mots sans rapport.")
        cles.protect(depot, params.get("mot_de_passe"), new)
    public = cles.known_key(depot)
    locked = cles.is_protected(depot)
    if public is None:
        told = "Aucune clé de signature sur ce poste : la première importation la créera."
    else:
        how = "protégée par un mot de passe" if locked else "sans mot de passe : la session du poste seule la protège"
        told = f"Clé de signature {cles.fingerprint(public)}, {how}."
    return {"phrase": told, "empreinte": cles.fingerprint(public) if public else None, "protegee": locked, "fichiers": []}


def tell(result: Mapping[str, Any]) -> str:
    """What the command line prints."""
    return str(result["phrase"])
