"""One operation: what one workstation changed in one row, and which operations it had read when it did."""

from __future__ import annotations

import base64
import json
import math
from dataclasses import dataclass, field
from typing import Any, Dict, Mapping, NamedTuple, Tuple

from shared.errors import BadInput

OpId = Tuple[int, str]  # (hybrid clock, workstation): unique, and the order in which concurrent writes are ranked
Ids = Tuple[OpId, ...]
INSERT, UPDATE = "ins", "upd"
STATUT, SUPPRIME, ACTIF = "statut", "supprime", "actif"
GEOM = "geom"
# Written with every edit by the tools themselves: two of them that differ are no dispute between people.
BOOKKEEPING = frozenset(("cree_le", "cree_par", "modifie_le", "modifie_par"))
ALL = "*"  # in `Heads`: every field that is not named
_MAX_CLOCK = 2**62


class Change(NamedTuple):
    """One field: the value read, the value written, and the operations that had written the value read."""

    old: Any
    new: Any
    parents: Ids


@dataclass(frozen=True)
class Operation:
    """seen_status: operations that had written the `statut` read; seen: those of every field, kept when the row is deleted."""

    poste: str
    hlc: int
    couche: str
    uuid: str
    kind: str
    champs: Mapping[str, Change]
    auteur: str = ""
    heure: str = ""
    seen_status: Ids = ()
    seen: Mapping[str, Ids] = field(default_factory=dict)

    @property
    def id(self) -> OpId:
        return (self.hlc, self.poste)

    def data(self) -> Dict[str, Any]:
        """Everything but the workstation, JSON-able."""
        out: Dict[str, Any] = {
            "h": self.hlc,
            "c": self.couche,
            "u": self.uuid,
            "k": self.kind,
            "f": {name: [to_json(c.old), to_json(c.new), c.parents] for name, c in self.champs.items()},
            "a": self.auteur,
            "d": self.heure,
        }
        if self.seen_status:
            out["s"] = self.seen_status
        if self.seen:
            out["v"] = dict(self.seen)
        return out

    @classmethod
    def read(cls, poste: str, data: Any) -> Operation:
        """The operation of `data()`. Raises BadInput when it is not one."""
        try:
            hlc = _clock(data["h"])
            champs = {}
            for name, (old, new, parents) in data["f"].items():
                champs[_text(name)] = Change(from_json(old), from_json(new), _ids(parents, hlc))
            if data["k"] not in (INSERT, UPDATE):
                raise ValueError("kind")
            return cls(
                poste,
                hlc,
                _text(data["c"]),
                _text(data["u"]),
                data["k"],
                champs,
                _text(data.get("a", "")),
                _text(data.get("d", "")),
                _ids(data.get("s", ()), hlc),
                {_text(name): _ids(ids, hlc) for name, ids in data.get("v", {}).items()},
            )
        except (KeyError, ValueError, TypeError, AttributeError, RecursionError) as error:
            raise BadInput(
                "Une opération reçue est illisible : son lot est laissé de côté ; demandez-en une nouvelle copie.", repr(error)
            ) from error


def to_json(value: Any) -> Any:
    """A stored value as JSON: bytes and numbers that JSON cannot say become a one-key object."""
    if isinstance(value, (bytes, memoryview)):
        return {"b": base64.b64encode(bytes(value)).decode("ascii")}
    if isinstance(value, float) and not math.isfinite(value):
        return {"r": repr(value)}
    return value


def from_json(value: Any) -> Any:
    """What `to_json` was given. Raises ValueError for anything else."""
    if value is None:
        return None
    if isinstance(value, dict):
        if set(value) == {"b"}:
            return base64.b64decode(value["b"], validate=True)
        if set(value) == {"r"} and value["r"] in ("inf", "-inf", "nan"):
            return float(value["r"])
        raise ValueError("value")
    if isinstance(value, (str, float)) or (isinstance(value, int) and -(2**63) <= value < 2**63):
        if isinstance(value, str) and not value.isascii():
            value.encode("utf-8")  # a lone surrogate cannot be stored
        return value
    raise ValueError("value")


dumps = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False, check_circular=False).encode


def _clock(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < _MAX_CLOCK:
        raise ValueError("clock")
    return value


def _text(value: Any) -> str:
    if type(value) is not str or "\x00" in value or len(value) > 100_000:
        raise ValueError("text")
    if not value.isascii():
        value.encode("utf-8")
    return value


def _ids(values: Any, before: int) -> Ids:
    """Identifiers of earlier operations: nothing can have read what was written after it, so the graph has no cycle."""
    out = []
    for hlc, poste in values:
        if _clock(hlc) >= before:
            raise ValueError("parent later than its child")
        out.append((hlc, _text(poste)))
    return tuple(out)
