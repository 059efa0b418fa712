"""The fold: all known operations of one row, in any order, give one state, its heads and its conflicts.

A field's heads are the writes that no other write had read. One head: nobody disagrees. Several heads with different
values: the latest is shown, the others are a conflict until a person's operation that has read them all settles it.
A deletion (`statut` = "supprime") never beats an edit it had not read: the row stays, and a conflict says so.
"""

from __future__ import annotations

from typing import Any, Dict, Iterable, List, NamedTuple, Set, Tuple

from ..journal.operation import ACTIF, BOOKKEEPING, INSERT, STATUT, SUPPRIME, Ids, Operation, OpId

VALEUR, SUPPRESSION = "valeur", "suppression"


class Version(NamedTuple):
    """One side of a conflict."""

    id: OpId
    valeur: Any
    auteur: str
    heure: str


class Conflict(NamedTuple):
    """kept: what the row shows; others: what somebody else wrote without having read it."""

    genre: str
    champ: str
    kept: Version
    others: Tuple[Version, ...]


class Row(NamedTuple):
    """valeurs: field -> value; tetes: field -> operations that wrote the value shown; whole: its insertion is known."""

    valeurs: Dict[str, Any]
    tetes: Dict[str, Ids]
    conflits: Tuple[Conflict, ...]
    whole: bool


def fold(operations: Iterable[Operation]) -> Row:
    """The state of one row. The same set of operations gives the same answer on every workstation, in whatever order."""
    ops: Dict[OpId, Operation] = {op.id: op for op in operations}
    writers: Dict[str, Dict[OpId, Operation]] = {}
    for op in ops.values():
        for name in op.champs:
            writers.setdefault(name, {})[op.id] = op
    values: Dict[str, Any] = {}
    heads_of: Dict[str, Ids] = {}
    conflicts: List[Conflict] = []
    for name in sorted(writers):
        found = writers[name]
        heads = _heads(name, found)
        winner = _winner(name, found, heads)
        value = found[winner].champs[name].new
        values[name] = value
        heads_of[name] = tuple(i for i in heads if same(found[i].champs[name].new, value))
        others = tuple(version(found[i], name) for i in heads if i not in heads_of[name])
        if others and name not in BOOKKEEPING:
            conflicts.append(Conflict(VALEUR, name, version(found[winner], name), others))
    if values.get(STATUT) == SUPPRIME:
        _spare_edited(ops, writers, values, heads_of, conflicts)
    return Row(values, heads_of, tuple(conflicts), any(op.kind == INSERT for op in ops.values()))


def same(one: Any, other: Any) -> bool:
    """Equal values of the same kind (1 and True, or 1 and 1.0, are stored differently)."""
    return type(one) is type(other) and (one == other or one != one and other != other)


def version(op: Operation, name: str) -> Version:
    return Version(op.id, op.champs[name].new, op.auteur, op.heure)


def _heads(name: str, found: Dict[OpId, Operation]) -> Ids:
    if len(found) == 1:
        return tuple(found)
    read: Set[OpId] = {parent for op in found.values() for parent in op.champs[name].parents}
    heads = [i for i in found if i not in read]
    # The same starting file on two workstations: its rows are told twice, and an edit of one has read both.
    olds = [op.champs[name].old for op in found.values() if op.kind != INSERT]
    kept = [
        i
        for i in heads
        if not (found[i].kind == INSERT and not found[i].champs[name].parents and any(same(found[i].champs[name].new, old) for old in olds))
    ]
    return tuple(sorted(kept or heads))


def _winner(name: str, found: Dict[OpId, Operation], heads: Ids) -> OpId:
    if name == STATUT:
        alive = [i for i in heads if found[i].champs[name].new != SUPPRIME]
        return max(alive or heads)
    return max(heads)


def _spare_edited(ops, writers, values, heads_of, conflicts: List[Conflict]) -> None:
    """Give the row back when an edit and the deletion did not know of each other."""
    deletion = ops[max(heads_of[STATUT])]
    spared: Dict[OpId, Version] = {}
    for name, found in writers.items():
        if name == STATUT or name in BOOKKEEPING:
            continue
        known = _ancestors(name, found, [i for head in heads_of[STATUT] for i in _seen(ops[head], name)])
        read = [found[i].champs[name].new for i in known if i in found]
        for i, op in found.items():
            told_twice = op.kind == INSERT and not op.champs[name].parents and any(same(op.champs[name].new, value) for value in read)
            if told_twice or i in known or i in heads_of[STATUT]:
                continue
            if not _ancestors(STATUT, writers[STATUT], op.seen_status) & set(heads_of[STATUT]):
                spared[i] = version(op, name)
    if spared:
        values[STATUT] = ACTIF
        latest = max(spared)
        kept = Version(latest, ACTIF, spared[latest].auteur, spared[latest].heure)
        conflicts.append(Conflict(SUPPRESSION, STATUT, kept, (version(deletion, STATUT),)))


def _seen(op: Operation, name: str) -> Ids:
    return op.seen.get(name, op.seen.get("*", ()))


def _ancestors(name: str, found: Dict[OpId, Operation], start: Iterable[OpId]) -> Set[OpId]:
    """`start` and every operation they had read, directly or not."""
    out: Set[OpId] = set()
    waiting = list(start)
    while waiting:
        i = waiting.pop()
        if i not in out:
            out.add(i)
            if i in found:
                waiting.extend(found[i].champs[name].parents)
    return out
