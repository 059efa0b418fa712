"""direct.gpkg: each layer of a source is replaced in one transaction; what a failed source said before stays, marked stale."""

from __future__ import annotations

import datetime as dt
import os
import uuid
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional, Sequence

from shared import catalogue
from shared.catalogue import Layer
from shared.errors import DdtmError
from shared.espace import Espace
from shared.gpkg import ddl
from shared.gpkg.check import check
from shared.gpkg.connection import open_ro, open_rw
from shared.gpkg.create import create
from shared.gpkg.migrate import migrate
from shared.gpkg.read import rows
from shared.gpkg.values import encode, format_instant, parse_instant, utc_now
from shared.gpkg.write import geometry_blob, touch

from .contexte import Recolte


def ouvrir(espace: Espace) -> Path:
    """The file, made or brought up to date. A damaged one is put aside: all it held can be asked for again."""
    path = espace.direct_gpkg
    path.parent.mkdir(parents=True, exist_ok=True)
    layers = catalogue.layers("direct")
    if path.exists():
        try:
            migrate(path, layers)
            with open_ro(path) as connection:
                connection.execute("SELECT count(*) FROM direct_source").fetchone()
            return path
        except DdtmError:
            if _ecartable(path, layers):
                os.replace(path, path.with_name(f"direct.abime-{dt.datetime.now():%Y%m%d-%H%M%S}.gpkg"))
            else:
                raise
    return create(path, layers, exercise=False)


def _ecartable(path: Path, layers: Any) -> bool:
    """Damaged, rather than merely busy or made by a newer version."""
    try:
        return not check(path, layers).ok
    except DdtmError:
        return True


def deposer(espace: Espace, source: Any, recolte: Recolte) -> int:
    """Replace the rows of `source` in its layers and say so in direct_source, all at once. Returns the number of rows."""
    with open_rw(espace.direct_gpkg) as connection:
        total = 0
        for name in source.couches:
            layer = catalogue.LAYERS[name]
            given = recolte.lignes.get(name, [])
            total += len(given)
            _clear(connection, layer, source.code, recolte.garde_h.get(name), [row["uuid"] for row in given])
            _insert(connection, layer, given)
        state = "a_jour" if recolte.heure_validite is not None else "illisible"
        _tell(connection, source, state, total, recolte.message, recolte.heure_validite, recolte.perime_le)
    return total


def perimer(espace: Espace, source: Any, etat: str, message: str) -> int:
    """The service failed: its rows stay and are no longer trusted. Returns how many."""
    with open_rw(espace.direct_gpkg) as connection:
        kept = 0
        for name in source.couches:
            changed = connection.execute(
                f"UPDATE {ddl.quote(name)} SET etat = 'perime' WHERE source = ? AND etat = 'a_jour'", (source.code,)
            )
            (here,) = connection.execute(f"SELECT count(*) FROM {ddl.quote(name)} WHERE source = ?", (source.code,)).fetchone()
            kept += here
            if changed.rowcount:
                touch(connection, catalogue.LAYERS[name], [])
        _tell(connection, source, etat, kept, message)
    return kept


def sources(espace: Espace) -> Dict[str, Dict[str, Any]]:
    """Rows of direct_source by source; empty when nothing was ever asked."""
    if not espace.direct_gpkg.is_file():
        return {}
    return {row["source"]: row for row in rows(espace.direct_gpkg, "direct_source")}


def _clear(connection: Any, layer: Layer, source: str, hours: Optional[float], replaced: List[str]) -> None:
    table = ddl.quote(layer.name)
    if hours is None:
        connection.execute(f"DELETE FROM {table} WHERE source = ?", (source,))
        return
    before = format_instant(dt.datetime.now(dt.timezone.utc) - dt.timedelta(hours=hours))
    connection.execute(f"DELETE FROM {table} WHERE source = ? AND (heure_validite IS NULL OR heure_validite < ?)", (source, before))
    connection.executemany(f"DELETE FROM {table} WHERE uuid = ?", [(one,) for one in replaced])


def _insert(connection: Any, layer: Layer, given: Sequence[Mapping[str, Any]]) -> None:
    names = [field.name for field in layer.all_fields]
    columns = (["geom"] if layer.geometry else []) + names
    sql = f"INSERT OR REPLACE INTO {ddl.quote(layer.name)} ({', '.join(map(ddl.quote, columns))}) VALUES ({', '.join('?' * len(columns))})"
    envelopes, values = [], []
    for row in {row["uuid"]: row for row in given}.values():
        blob, envelope = geometry_blob(layer, row.get("geom")) if layer.geometry else (None, None)
        if envelope:
            envelopes.append(envelope)
        values.append(([blob] if layer.geometry else []) + [encode(layer, field, row.get(field.name)) for field in layer.all_fields])
    connection.executemany(sql, values)
    touch(connection, layer, envelopes)


def _tell(
    connection: Any,
    source: Any,
    etat: str,
    lignes: int,
    message: str,
    validite: Optional[dt.datetime] = None,
    perime_le: Optional[dt.datetime] = None,
) -> None:
    """One row a source. After a failure the hours of the last good answer stay: they give the age of what is shown."""
    layer = catalogue.LAYERS["direct_source"]
    identifier = str(uuid.uuid5(uuid.NAMESPACE_URL, f"source:{source.code}"))
    before = connection.execute(
        "SELECT heure_validite, heure_reception, perime_le FROM direct_source WHERE uuid = ?", (identifier,)
    ).fetchone()
    now = utc_now()
    row = {
        "uuid": identifier,
        "source": source.code,
        "libelle": source.libelle,
        "mention": source.mention,
        "heure_demande": now,
        "heure_reception": now,
        "heure_validite": validite,
        "perime_le": perime_le,
        "etat": etat,
        "lignes": lignes,
        "message": message[:400],
    }
    if etat != "a_jour" and before is not None:
        row.update(zip(("heure_validite", "heure_reception", "perime_le"), (parse_instant(one) if one else None for one in before)))
        row["heure_reception"] = row["heure_reception"] or now
    connection.execute("DELETE FROM direct_source WHERE uuid = ?", (identifier,))
    _insert(connection, layer, [row])
