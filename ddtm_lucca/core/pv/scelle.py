"""Closed reports: frozen, and chained so that nothing can be changed or taken out in the middle without being seen.

A seal holds the SHA-256 of the report's content (canonical JSON, with the texts of law as they stood) and of its PDF, and
the seal before it; its own hash covers all of that. Both documents stay as pieces of the store. The last seal's hash is
printed on the transmission slip: whoever keeps that paper can tell if later seals were cut off.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any, Dict, List, Mapping, Optional

from shared.errors import BadInput

from ..coffre import base
from ..signature import registre

GENESIS = "0" * 64
FIELDS = ("appareil", "seq", "pv", "affaire", "scelle_le", "auteur", "precedent", "contenu_sha256", "pdf_sha256", "pages")


def canonical(value: Any) -> bytes:
    """The one writing of a JSON value: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


def content_hash(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical(content)).hexdigest()


def fingerprint(seal: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical({name: seal[name] for name in FIELDS})).hexdigest()


def seal(depot: Any, pv: Mapping[str, Any], content: Mapping[str, Any], pdf: bytes, pages: int) -> Dict[str, Any]:
    """Freeze a report. The pieces are written first: a death in between leaves an open report and nothing else."""
    content_sha = depot.pieces.add(canonical(content))
    pdf_sha = depot.pieces.add(pdf)
    with base.transaction(depot.connection) as connection:
        row = connection.execute("SELECT close FROM fiche WHERE uuid = ?", (pv["uuid"],)).fetchone()
        if row is None or row["close"]:
            raise BadInput("Ce procès-verbal est déjà clos.")
        last = last_of(depot)
        held: Dict[str, Any] = {
            "appareil": depot.appareil,
            "seq": last["seq"] + 1 if last else 1,
            "pv": pv["uuid"],
            "affaire": pv["affaire"],
            "scelle_le": base.now(),
            "auteur": depot.auteur,
            "precedent": last["empreinte"] if last else GENESIS,
            "contenu_sha256": content_sha,
            "pdf_sha256": pdf_sha,
            "pages": int(pages),
        }
        held["empreinte"] = fingerprint(held)
        names = (*FIELDS, "empreinte")
        connection.execute(
            f"INSERT INTO scelle ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})", [held[name] for name in names]
        )
        connection.execute("UPDATE fiche SET close = 1, modifie_le = ? WHERE uuid = ?", (held["scelle_le"], pv["uuid"]))
        depot.operation(pv["uuid"], "pv", pv["affaire"], "clos", False, held["empreinte"])
    return held


def last_of(depot: Any) -> Any:
    """Last seal of this device's own chain, or None."""
    sql = "SELECT seq, empreinte FROM scelle WHERE appareil = ? ORDER BY seq DESC LIMIT 1"
    return depot.connection.execute(sql, (depot.appareil,)).fetchone()


def of(depot: Any, pv: str) -> Optional[Dict[str, Any]]:
    row = depot.connection.execute("SELECT * FROM scelle WHERE pv = ? ORDER BY scelle_le, empreinte LIMIT 1", (pv,)).fetchone()
    return dict(row) if row else None


def verify(depot: Any) -> List[str]:
    """Sentences about what is wrong in the chain; empty when every seal holds."""
    problems: List[str] = []
    previous, expected, device = GENESIS, 1, ""
    rows = [dict(row) for row in depot.connection.execute("SELECT * FROM scelle ORDER BY appareil, seq")]
    first = {row["pv"]: of(depot, row["pv"]) or row for row in rows}  # each has a seal at least, this very row
    for row in rows:
        if row["appareil"] != device:  # each device has a chain of its own
            previous, expected, device = GENESIS, 1, row["appareil"]
        if row["seq"] != expected or row["precedent"] != previous:
            problems.append(f"Un scellé manque ou a changé avant le scellé n° {row['seq']}.")
        if fingerprint(row) != row["empreinte"]:
            problems.append(f"Le scellé n° {row['seq']} a été modifié.")
        previous, expected = row["empreinte"], row["seq"] + 1
        held = depot.connection.execute("SELECT close, donnees FROM fiche WHERE uuid = ?", (row["pv"],)).fetchone()
        if held is None:
            continue  # purged after its retention date: the hashes alone stay
        if not held["close"]:
            problems.append(f"Le procès-verbal du scellé n° {row['seq']} a été rouvert.")
        for digest, what in ((row["contenu_sha256"], "contenu"), (row["pdf_sha256"], "PDF")):
            if not depot.pieces.is_whole(digest):
                problems.append(f"Le {what} du scellé n° {row['seq']} est absent ou altéré.")
        if depot.pieces.is_whole(row["contenu_sha256"]) and first[row["pv"]]["empreinte"] == row["empreinte"]:
            frozen = json.loads(depot.pieces.read(row["contenu_sha256"]))
            now = {**json.loads(held["donnees"])}
            if any(frozen["pv"].get(name) != value for name, value in now.items()):
                problems.append(f"Le procès-verbal du scellé n° {row['seq']} diffère de son contenu scellé.")
    closed = depot.connection.execute(
        "SELECT count(*) FROM fiche WHERE close = 1 AND genre = 'pv' AND uuid NOT IN (SELECT pv FROM scelle)"
    ).fetchone()[0]
    if closed:
        problems.append(f"{closed} procès-verbal clos n'a plus son scellé : la fin de la chaîne a été coupée.")
    return problems + registre.verify(depot, first)
