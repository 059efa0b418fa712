"""Keys of the store: one random master key, wrapped for each agent under a passphrase of their own.

A wrapped key is a small JSON file `agents/<identifiant>.json`: scrypt stretches the passphrase (64 MiB, some tenths of a
second) into two keys; the master key is hidden by HMAC-SHA256 of a fresh salt under the first one, and the whole is
authenticated under the second one. Wrong passphrases are counted beside it and each one after the third doubles the wait;
that slows a person at the keyboard, scrypt slows who carries the files away.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import secrets
import time
from pathlib import Path
from typing import Any, Dict, List

from shared.errors import BadInput, DdtmError
from shared.espace import Espace
from shared.fichiers import ecrire_entier

COST = {"n": 2**16, "r": 8, "p": 1}
MINIMUM = 12
FREE_TRIES, LONGEST_WAIT_S = 3, 300
WRONG = "Phrase secrète refusée."


def folder(espace: Espace) -> Path:
    return espace.root / "lucca" / "coffre"


def agents(espace: Espace) -> List[str]:
    """Identifiers that can open the store."""
    return sorted(path.stem for path in (folder(espace) / "agents").glob("*.json"))


def check_identifier(identifier: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9.\-]{1,30}", identifier or ""):
        raise BadInput("L'identifiant de l'agent s'écrit en minuscules, chiffres, points ou tirets (2 à 31 signes).")
    return identifier


def check_passphrase(phrase: str) -> str:
    if len(phrase or "") < MINIMUM or len(set(phrase)) < 5:
        raise BadInput(f"La phrase secrète compte au moins {MINIMUM} signes variés : prenez quatre mots sans rapport.")
    return phrase


def new_master_key() -> bytes:
    return secrets.token_bytes(32)


def wrap(espace: Espace, identifier: str, phrase: str, master: bytes, replace: bool = False) -> None:
    """Write the agent's wrapped key. Raises BadInput when the agent already has one (unless replace)."""
    check_identifier(identifier)
    check_passphrase(phrase)
    path = _path(espace, identifier)
    if path.exists() and not replace:
        raise BadInput(f"L'agent « {identifier} » a déjà accès au coffre.")
    salt = secrets.token_bytes(32)
    hide, seal = _stretch(phrase, salt, COST)
    hidden = bytes(a ^ b for a, b in zip(master, hmac.new(hide, b"cle" + salt, hashlib.sha256).digest()))
    body = {"version": 1, "agent": identifier, "kdf": {"nom": "scrypt", **COST, "sel": _text(salt)}, "cle": _text(hidden)}
    body["sceau"] = _text(_tag(seal, body))
    write(path, json.dumps(body, indent=1).encode())


def unwrap(espace: Espace, identifier: str, phrase: str, clock: Any = time.time) -> bytes:
    """The master key. Raises BadInput for an unknown agent, a wrong passphrase or a wait that is not over."""
    path = _path(espace, check_identifier(identifier))
    tries = _Tries(path.with_suffix(".essais"), clock)
    wait = tries.wait()
    if wait > 0:
        raise BadInput(f"Trop de phrases refusées : attendez encore {wait} s, puis réessayez.")
    try:
        body = json.loads(path.read_text(encoding="utf-8"))
        salt, hidden, told = (base64.b64decode(text) for text in (body["kdf"]["sel"], body["cle"], body.pop("sceau")))
        cost = {name: int(body["kdf"][name]) for name in COST}
    except FileNotFoundError as error:
        raise BadInput(f"L'agent « {identifier} » n'a pas accès à ce coffre : un agent qui y accède doit l'ajouter.") from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DdtmError(
            f"La clé de l'agent « {identifier} » est illisible : remettez sa copie de sauvegarde.", type(error).__name__
        ) from error
    hide, seal = _stretch(phrase or "", salt, cost)
    if not hmac.compare_digest(told, _tag(seal, body)):
        wait = tries.failed()
        raise BadInput(WRONG + (f" Prochain essai dans {wait} s." if wait else ""))
    tries.forget()
    return bytes(a ^ b for a, b in zip(hidden, hmac.new(hide, b"cle" + salt, hashlib.sha256).digest()))


def write(path: Path, data: bytes) -> None:
    """Whole or not at all, for this account alone."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        ecrire_entier(path, data, 0o600)
    except OSError as error:
        raise DdtmError(
            "Le coffre n'a pas pu être écrit : disque plein ou dossier protégé. Rien n'a changé.", type(error).__name__
        ) from error


class _Tries:
    """Refused passphrases of one agent, and the wait they cost."""

    def __init__(self, path: Path, clock: Any) -> None:
        self._path, self._clock = path, clock
        try:
            held: Dict[str, float] = json.loads(path.read_text(encoding="utf-8"))
            self._count, self._last = int(held["refus"]), float(held["dernier"])
        except (OSError, ValueError, KeyError, TypeError):
            self._count, self._last = 0, 0.0

    def _delay(self) -> int:
        return 0 if self._count < FREE_TRIES else min(LONGEST_WAIT_S, 2 ** (self._count - FREE_TRIES + 1))

    def wait(self) -> int:
        """Seconds left; a clock set back does not shorten the wait."""
        passed = max(0.0, self._clock() - self._last)
        return max(0, int(self._delay() - passed + 0.999))

    def failed(self) -> int:
        self._count, self._last = self._count + 1, self._clock()
        write(self._path, json.dumps({"refus": self._count, "dernier": self._last}).encode())
        return self._delay()

    def forget(self) -> None:
        if self._path.exists():
            self._path.unlink()


def _path(espace: Espace, identifier: str) -> Path:
    return folder(espace) / "agents" / f"{identifier}.json"


def _stretch(phrase: str, salt: bytes, cost: Dict[str, int]) -> tuple[bytes, bytes]:
    stretched = hashlib.scrypt(phrase.encode("utf-8"), salt=salt, dklen=64, maxmem=256 * 2**20, **cost)
    return stretched[:32], stretched[32:]


def _tag(seal: bytes, body: Dict[str, Any]) -> bytes:
    return hmac.new(seal, json.dumps(body, sort_keys=True, separators=(",", ":")).encode(), hashlib.sha256).digest()


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
