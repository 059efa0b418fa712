"""Where the command line takes passphrases from: the environment, else the keyboard; never an argument (other users see those)."""

from __future__ import annotations

import os
from typing import Any, Dict

from shared.cli import passphrase
from shared.errors import BadInput

AGENT, PHRASE, NEW_PHRASE = "DDTM_LUCCA_AGENT", "DDTM_LUCCA_PHRASE", "DDTM_LUCCA_NOUVELLE_PHRASE"
PACKAGE = "DDTM_LUCCA_PHRASE_ENVOI"
CERTIFICATE = "DDTM_LUCCA_PHRASE_CERTIFICAT"


def opened(params: Dict[str, Any]) -> Dict[str, Any]:
    """agent and passphrase of who works."""
    agent = params.get("agent") or os.environ.get(AGENT, "")
    if not agent:
        raise BadInput(f"Dites qui vous êtes : --agent IDENTIFIANT (ou la variable {AGENT}).")
    return {**params, "agent": agent, "phrase": passphrase(PHRASE, f"Phrase secrète de {agent} : ")}


def created(params: Dict[str, Any]) -> Dict[str, Any]:
    """The passphrase of a new store, typed twice."""
    return {**params, "phrase": passphrase(PHRASE, "Phrase secrète (quatre mots sans rapport) : ", twice=True)}


def renewed(params: Dict[str, Any]) -> Dict[str, Any]:
    """A session, and a new passphrase."""
    return {**opened(params), "nouvelle_phrase": passphrase(NEW_PHRASE, "Nouvelle phrase secrète : ", twice=True)}


def certified(params: Dict[str, Any]) -> Dict[str, Any]:
    """A session, and what opens the certificate: its passphrase, or the code of the card."""
    return {**opened(params), "phrase_certificat": passphrase(CERTIFICATE, "Phrase du certificat, ou code de la carte : ")}


def packaged(params: Dict[str, Any]) -> Dict[str, Any]:
    """A session and, when the copy is encrypted under one, the passphrase of what is sent."""
    given = opened(params)
    return {**given, "phrase_envoi": passphrase(PACKAGE, "Phrase de l'envoi chiffré : ", twice=True)} if params.get("chiffrer") else given
