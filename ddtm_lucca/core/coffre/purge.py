"""Erasing an affair for good, and remembering that it was: no word of it stays, and no other device brings it back.

What stays is no identity: the seals' hashes, the affair's random identifier, and the ranks already used, for a number or an operation
given twice would be taken by the other devices for the old one.
"""

from __future__ import annotations

import json
import re
from typing import Any, Iterable, Mapping, Sequence, Set

from . import base

GONE, RANK, ORIGIN = "purgee:", "rang:", "origine"  # rows of the table `reglage`
NUMBERS = ("numero_provisoire", "numero_officiel")
HASHES = ("sha256", "entree_sha256")


def erase(depot: Any, affair: Mapping[str, Any]) -> None:
    """Records, log, conflicts, index, then the pieces that no other affair holds."""
    uuid = affair["uuid"]
    mine = {row["sha256"] for genre in ("piece", "signature") for row in depot.of(uuid, genre)}
    for seal in depot.connection.execute("SELECT contenu_sha256, pdf_sha256 FROM scelle WHERE affaire = ?", (uuid,)):
        mine |= {seal["contenu_sha256"], seal["pdf_sha256"]}
    shared = {row["sha256"] for row in depot.all("piece") if row["affaire"] != uuid}
    with base.transaction(depot.connection) as connection:
        for name in NUMBERS:
            found = re.fullmatch(r"(.+-)(\d+)", str(affair.get(name) or ""))
            if found:
                _at_least(connection, RANK + found.group(1), int(found.group(2)))
        last = connection.execute("SELECT max(origine) FROM operation WHERE appareil = ?", (depot.appareil,)).fetchone()[0]
        _at_least(connection, ORIGIN, int(last or 0))
        connection.execute("INSERT OR REPLACE INTO reglage VALUES (?, ?)", (GONE + uuid, base.now()))
        connection.execute("INSERT OR REPLACE INTO reglage VALUES ('purge', ?)", (uuid,))
        connection.execute("DELETE FROM recherche WHERE rowid = (SELECT id FROM fiche WHERE uuid = ?)", (uuid,))
        connection.execute("DELETE FROM operation WHERE affaire = ?", (uuid,))
        connection.execute("DELETE FROM conflit WHERE affaire = ?", (uuid,))
        connection.execute("DELETE FROM fiche WHERE affaire = ?", (uuid,))
        connection.execute("DELETE FROM reglage WHERE nom = 'purge'")
    for digest in mine - shared:
        depot.pieces.forget(digest)


def sweep(depot: Any) -> None:
    """The words of deleted rows wait in the search's index until it is merged: once for all the affairs erased, and for a purge cut short."""
    with base.transaction(depot.connection) as connection:
        connection.execute("INSERT INTO recherche (recherche) VALUES ('optimize')")


def gone(connection: Any) -> Set[str]:
    """Identifiers of the affairs purged here."""
    rows = connection.execute("SELECT nom FROM reglage WHERE nom >= ? AND nom < ?", (GONE, GONE + "~"))
    return {str(row[0])[len(GONE) :] for row in rows}


def floor(connection: Any, name: str) -> int:
    """The highest rank ever used of a number's stem (RANK + stem) or of this device's operations (ORIGIN), purged ones included."""
    row = connection.execute("SELECT valeur FROM reglage WHERE nom = ?", (name,)).fetchone()
    return int(row[0]) if row else 0


def orphans(operations: Sequence[Mapping[str, Any]], seals: Iterable[Mapping[str, Any]], purged: Set[str]) -> Set[str]:
    """Hashes of an exchange file that only purged affairs name: they are not taken back."""
    dead: Set[str] = set()
    alive: Set[str] = set()
    for row in operations:
        if row["champ"] in HASHES:
            (dead if row["affaire"] in purged else alive).add(str(json.loads(row["nouveau"])))
    for seal in seals:
        (dead if seal["affaire"] in purged else alive).update((seal["contenu_sha256"], seal["pdf_sha256"]))
    return dead - alive


def _at_least(connection: Any, name: str, rank: int) -> None:
    connection.execute("INSERT OR REPLACE INTO reglage VALUES (?, ?)", (name, str(max(rank, floor(connection, name)))))
