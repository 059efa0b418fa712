"""Up to which batch a revoked workstation is still believed."""

from __future__ import annotations

from shared.errors import BadInput

from ..journal.depot import Depot
from .lot import lire


def connu(depot: Depot, nom: str) -> int:
    """Number of the last thing this workstation holds of another."""
    tables = {row[0] for row in depot.db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    found = [
        depot.db.execute(f"SELECT max(numero) FROM {t} WHERE poste = ?", (nom,)).fetchone()[0]
        for t in ("lot", "chiffre", "colis")
        if t in tables
    ]
    return max([number for number in found if number], default=0)


def limite(depot: Depot, nom: str, dernier: int, chiffre: bool = False) -> int:
    """`dernier`, or later when a workstation that is not revoked had read on before it learnt of the revocation: what one has taken
    in, all take in, so that everybody ends with the same data. Whoever knows of the revocation reads nothing more, and says so no more."""
    sql = (
        "SELECT octets FROM lot l WHERE poste IN (SELECT nom FROM poste WHERE revoque_le IS NULL) AND poste <> ? "
        "AND numero = (SELECT max(numero) FROM lot m WHERE m.poste = l.poste)"
    )
    for (octets,) in depot.db.execute(sql, (nom,)).fetchall():
        try:
            found = lire(octets)
        except BadInput:
            continue
        dernier = max(dernier, (found.vu_chiffre if chiffre else found.vu).get(nom, 0))
    return dernier
