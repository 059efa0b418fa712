"""Where the command line takes passphrases from: the environment, else the keyboard; never an argument (other users see those)."""

from __future__ import annotations

import getpass
import os
import sys
from typing import Any, Dict

from shared.errors import BadInput

AGENT, PHRASE, NEW_PHRASE = "DDTM_LUCCA_AGENT", "DDTM_LUCCA_PHRASE", "DDTM_LUCCA_NOUVELLE_PHRASE"
PACKAGE = "DDTM_LUCCA_PHRASE_ENVOI"
CERTIFICATE = "DDTM_LUCCA_PHRASE_CERTIFICAT"


def _ask(variable: str, question: str, twice: bool = False) -> str:
    held = os.environ.get(variable, "")
    if held or not sys.stdin.isatty():
        return held
    typed = getpass.getpass(question)
    if twice and getpass.getpass("Encore une fois : ") != typed:
        raise BadInput("Les deux saisies diffèrent : recommencez.")
    return typed


def opened(params: Dict[str, Any]) -> Dict[str, Any]:
    """agent and passphrase of who works."""
    agent = params.get("agent") or os.environ.get(AGENT, "")
    if not agent:
        raise BadInput(f"Dites qui vous êtes : --agent IDENTIFIANT (ou la variable {AGENT}).")
    return {**params, "agent": agent, "phrase": _ask(PHRASE, f"Phrase secrète de {agent} : ")}


def created(params: Dict[str, Any]) -> Dict[str, Any]:
    """The passphrase of a new store, typed twice."""
    return {**params, "phrase": _ask(PHRASE, "Phrase secrète (quatre mots sans rapport) : ", twice=True)}


def renewed(params: Dict[str, Any]) -> Dict[str, Any]:
    """A session, and a new passphrase."""
    return {**opened(params), "nouvelle_phrase": _ask(NEW_PHRASE, "Nouvelle phrase secrète : ", twice=True)}


def certified(params: Dict[str, Any]) -> Dict[str, Any]:
    """A session, and what opens the certificate: its passphrase, or the code of the card."""
    return {**opened(params), "phrase_certificat": _ask(CERTIFICATE, "Phrase du certificat, ou code de la carte : ")}


def packaged(params: Dict[str, Any]) -> Dict[str, Any]:
    """A session and, when the copy is encrypted under one, the passphrase of what is sent."""
    given = opened(params)
    return {**given, "phrase_envoi": _ask(PACKAGE, "Phrase de l'envoi chiffré : ", twice=True)} if params.get("chiffrer") else given
