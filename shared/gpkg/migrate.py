"""Bring a GeoPackage up to the catalogue's version: new tables and columns only, nothing is ever dropped or retyped."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Callable, Iterable, List, Tuple

from .. import catalogue
from ..catalogue import Layer
from ..errors import BadInput
from . import ddl
from .backup import backup
from .connection import PathLike, open_ro, open_rw

Change = Tuple[str, Callable]


def migrate(path: PathLike, layers: Iterable[Layer]) -> List[str]:
    """Add what `layers` declare and the file lacks, in one transaction, after a backup beside it; return French lines.

    An empty list means that the file was up to date (then it is not touched). Raises BadInput when the file was made by
    a newer version of the suite or is not one of its GeoPackages, DdtmError when it is being edited.
    """
    path, layers = Path(path), tuple(layers)
    with open_ro(path) as connection:
        if not _plan(connection, path, layers):
            return []
    day = dt.datetime.now().strftime("%Y%m%d-%H%M%S-%f")  # a migration that was cut short is tried again at once
    backup(path, path.with_name(f"{path.stem}.avant-v{catalogue.SCHEMA_VERSION}-{day}{path.suffix}"))
    with open_rw(path) as connection:
        changes = _plan(connection, path, layers)  # again: somebody may have changed the file in between
        for _, apply in changes:
            apply(connection)
    return [text for text, _ in changes]


def file_version(connection, path: Path) -> int:
    """Version of the catalogue the file was made with. Raises BadInput when the suite did not make it."""
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'ddtm_schema'").fetchone():
        raise BadInput(f"« {path.name} » n'a pas été fabriqué par la suite : importez ses données au lieu de le mettre à niveau.")
    row = connection.execute("SELECT valeur FROM ddtm_schema WHERE cle = 'version'").fetchone()
    if row is None or not str(row[0]).isdigit():
        raise BadInput(f"La version de « {path.name} » est illisible : reprenez une sauvegarde.")
    return int(row[0])


def _plan(connection, path: Path, layers: Tuple[Layer, ...]) -> List[Change]:
    version = file_version(connection, path)
    if version > catalogue.SCHEMA_VERSION:
        raise BadInput(
            f"« {path.name} » vient d'une version plus récente des extensions : mettez-les à jour sur ce poste.", f"version {version}"
        )
    changes: List[Change] = []
    for layer in layers:
        present = {row[1] for row in connection.execute(f"PRAGMA table_info({ddl.quote(layer.name)})")}
        if not present:
            changes.append((f"Couche ajoutée : « {layer.title} ».", _runner(ddl.layer_statements(layer))))
            continue
        for field in layer.all_fields:
            if field.name not in present:
                add = [(f"ALTER TABLE {ddl.quote(layer.name)} ADD COLUMN {ddl.column(field, added_later=True)}", ())]
                changes.append(
                    (f"Couche « {layer.title} » : champ « {field.label} » ajouté.", _runner(add + ddl.field_statements(layer, field)))
                )
    changes += _labels(connection, layers)
    if version != catalogue.SCHEMA_VERSION:
        sql = "UPDATE ddtm_schema SET valeur = ? WHERE cle = 'version'"
        changes.append((f"Version {version} → {catalogue.SCHEMA_VERSION}.", _runner([(sql, (str(catalogue.SCHEMA_VERSION),))])))
    return changes


def _labels(connection, layers: Tuple[Layer, ...]) -> List[Change]:
    """New codes of the closed lists the file already has, and reworded labels."""
    sql = "SELECT value, description FROM gpkg_data_column_constraints WHERE constraint_name = ?"
    out: List[Change] = []
    for domain in {field.domain.name: field.domain for layer in layers for field in layer.all_fields if field.domain}.values():
        held = dict(connection.execute(sql, (domain.name,)))
        if held and any(held.get(code) != text for code, text in domain.values):
            out.append((f"Liste « {domain.name} » mise à jour.", _runner(ddl.domain_statements(domain))))
    return out


def _runner(statements) -> Callable:
    return lambda connection: ddl.run_all(connection, statements)
