"""Signatures of closed reports: what was signed and what came out, each chained to the one before and to the seal.

The sealed document stays as it was: a signed one begins with its very bytes, and what is added is the signature.
"""

from __future__ import annotations

import hashlib
from typing import Any, Dict, List, Mapping, Tuple

from ..coffre import base

FIELDS = ("pv", "nature", "scelle", "entree_sha256", "sha256", "precedent", "agent", "sujet", "emetteur", "serie", "apposee_le", "qualifie")


def fingerprint(row: Mapping[str, Any]) -> str:
    from ..pv.scelle import canonical

    return hashlib.sha256(canonical({name: row.get(name) for name in FIELDS})).hexdigest()


def of(depot: Any, pv: Mapping[str, Any]) -> List[Dict[str, Any]]:
    """Signatures and timestamps of a report, oldest first."""
    return [row for row in depot.of(pv["affaire"], "signature") if row["pv"] == pv["uuid"]]


def current(depot: Any, pv: Mapping[str, Any], seal: Mapping[str, Any]) -> Tuple[str, str]:
    """(hash of the document as it now stands, fingerprint that the next signature follows).

    Two agents who sign on two devices make two branches: the longest one is the document, the other stays in the store."""
    place, depth = {seal["empreinte"]: 0}, (seal["pdf_sha256"], seal["empreinte"])
    for row in of(depot, pv):
        place[row["empreinte"]] = place.get(row["precedent"], 0) + 1
        if place[row["empreinte"]] > place[depth[1]]:
            depth = (row["sha256"], row["empreinte"])
    return depth


def record(depot: Any, pv: Mapping[str, Any], seal: Mapping[str, Any], data: bytes, nature: str, who: Mapping[str, Any]) -> Dict[str, Any]:
    """Keep the signed document and freeze the line that tells of it."""
    before, previous = current(depot, pv, seal)
    values: Dict[str, Any] = {
        "pv": pv["uuid"],
        "nature": nature,
        "scelle": seal["empreinte"],
        "entree_sha256": before,
        "sha256": depot.pieces.add(data),
        "precedent": previous,
        "agent": depot.auteur,
        "apposee_le": base.now(),
        **{name: who.get(name) for name in ("sujet", "emetteur", "serie", "qualifie")},
    }
    values["empreinte"] = fingerprint(values)
    with base.transaction(depot.connection) as connection:
        uuid = depot._put("signature", values, pv["affaire"], None)
        connection.execute("UPDATE fiche SET close = 1 WHERE uuid = ?", (uuid,))
    return values


def verify(depot: Any, seals: Mapping[str, Mapping[str, Any]]) -> List[str]:
    """Sentences about what is wrong; seals: by report."""
    problems: List[str] = []
    known: Dict[str, Dict[str, str]] = {pv: {seal["empreinte"]: seal["pdf_sha256"]} for pv, seal in seals.items()}
    for row in depot.all("signature"):
        told = f"La signature du {str(row.get('apposee_le'))[:10]} ({row.get('sujet')})"
        if row["pv"] not in known or fingerprint(row) != row.get("empreinte"):
            problems.append(f"{told} a été modifiée dans le coffre.")
            continue
        before = known[row["pv"]].get(row["precedent"])
        if before is None or row["entree_sha256"] != before:
            problems.append(f"{told} ne suit plus ce qui a été signé : une signature manque ou a changé.")
        elif not (depot.pieces.is_whole(row["sha256"]) and depot.pieces.is_whole(before)):
            problems.append(f"Le document de la signature du {str(row.get('apposee_le'))[:10]} est absent ou altéré.")
        elif not depot.pieces.read(row["sha256"]).startswith(depot.pieces.read(before)):
            problems.append(f"{told} ne porte pas sur le document scellé.")
        known[row["pv"]][row["empreinte"]] = row["sha256"]
    return problems
