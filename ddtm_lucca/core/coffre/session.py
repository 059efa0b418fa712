"""Who has opened the store in this process. The passphrase never travels with a job: the session keeps the key, in memory only."""

from __future__ import annotations

import contextlib
import os
import time
from typing import Dict, Iterator, NamedTuple

from shared.errors import BadInput
from shared.espace import Espace
from shared.jobs import Params

from . import base, cles
from .depot import Depot

ENV_AGENT, ENV_PHRASE = "DDTM_LUCCA_AGENT", "DDTM_LUCCA_PHRASE"
IDLE_S = 30 * 60
LOCKED = "Le coffre est verrouillé : ouvrez-le avec votre identifiant et votre phrase secrète."


class _Open(NamedTuple):
    agent: str
    key: bytes
    used: float


_OPEN: Dict[str, _Open] = {}


def unlock(espace: Espace, agent: str, phrase: str) -> None:
    """Check the passphrase and the store, and keep the key for this process."""
    key = cles.unwrap(espace, agent, phrase)
    with contextlib.closing(base.connect(cles.folder(espace) / "coffre.db", key)):
        _OPEN[str(espace.root)] = _Open(agent, key, time.monotonic())


def lock(espace: Espace) -> None:
    _OPEN.pop(str(espace.root), None)


def current(espace: Espace) -> str:
    """Agent of the open session, or ""."""
    held = _OPEN.get(str(espace.root))
    if held and time.monotonic() - held.used > IDLE_S:
        lock(espace)
        return ""
    return held.agent if held else ""


def key_of(espace: Espace) -> bytes:
    if not current(espace):
        raise BadInput(LOCKED)
    return _OPEN[str(espace.root)].key


@contextlib.contextmanager
def depot(params: Params) -> Iterator[Depot]:
    """The store, opened by the session, else by DDTM_LUCCA_AGENT and DDTM_LUCCA_PHRASE (command line, scripts)."""
    espace = Espace.at(params["espace"])
    by_environment = not current(espace)
    if by_environment:
        agent, phrase = os.environ.get(ENV_AGENT, ""), params.get("phrase") or os.environ.get(ENV_PHRASE, "")
        agent = params.get("agent") or agent
        if not (agent and phrase):
            raise BadInput(LOCKED)
        unlock(espace, agent, phrase)
    held = _OPEN[str(espace.root)]
    _OPEN[str(espace.root)] = held._replace(used=time.monotonic())
    with contextlib.closing(Depot(espace, held.key, held.agent)) as opened:
        if by_environment:
            opened.note("ouverture", "ligne de commande")
        yield opened
