"""Numbers of affairs without collision offline: a provisional one per device at once, an official one given by the office.

Provisional `26-34172-P7KQ2-003`: year, commune, code of the device, rank on it. Official `26-34172-0003`: year, commune, rank.
Both are kept for ever.
"""

from __future__ import annotations

import datetime as dt
import re
import secrets
from typing import Any, Dict, List, Mapping

from shared.errors import BadInput
from shared.espace import Espace

from . import cles, purge

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # no 0, O, 1, I, L: they are read aloud


def device(espace: Espace) -> str:
    """Code of this device, drawn once and kept beside the store (never copied with it)."""
    path = espace.root / "lucca" / "appareil"
    try:
        code = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        code = ""
    if not re.fullmatch(rf"[{LETTERS}]{{4}}", code):
        code = "".join(secrets.choice(LETTERS) for _ in range(4))
        cles.write(path, code.encode("ascii"))
    return code


def provisional(depot: Any, affaire: Mapping[str, Any]) -> str:
    year = str(affaire.get("ouverte_le") or dt.date.today().isoformat())[2:4]
    stem = f"{year}-{_commune(affaire)}-P{depot.appareil}-"
    return f"{stem}{_next(depot, 'numero_provisoire', stem):03d}"


def give_official(depot: Any) -> List[Dict[str, str]]:
    """An official number to every affair that has none, oldest first. For the office's store only."""
    given = []
    for row in depot.all("affaire"):
        if not row.get("numero_officiel"):
            stem = f"{row['numero_provisoire'][:2]}-{_commune(row)}-"
            number = f"{stem}{_next(depot, 'numero_officiel', stem):04d}"
            depot.put("affaire", {"numero_officiel": number}, uuid=row["uuid"])
            given.append({"affaire": row["uuid"], "numero_provisoire": row["numero_provisoire"], "numero_officiel": number})
    return given


def shown(affaire: Mapping[str, Any]) -> str:
    """The number people use: the official one once it is given."""
    return str(affaire.get("numero_officiel") or affaire.get("numero_provisoire") or "")


def _commune(affaire: Mapping[str, Any]) -> str:
    code = str(affaire.get("code_insee") or "")
    if not re.fullmatch(r"\d[\dAB]\d{3}", code):
        raise BadInput("Le code INSEE de la commune compte cinq signes, par exemple 34172.")
    return code


def _next(depot: Any, field: str, stem: str) -> int:
    """Rank after the highest one given, deleted and purged affairs included: a number is never given twice."""
    row = depot.connection.execute(
        f"SELECT max(CAST(substr(json_extract(donnees, '$.{field}'), ?) AS INTEGER)) FROM fiche "
        f"WHERE genre = 'affaire' AND json_extract(donnees, '$.{field}') >= ? AND json_extract(donnees, '$.{field}') < ?",
        (len(stem) + 1, stem, stem + "~"),
    ).fetchone()
    return max(int(row[0] or 0), purge.floor(depot.connection, purge.RANK + stem)) + 1
