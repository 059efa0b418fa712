"""Where each datum comes from and how old it is, read from the pack's own tables (read-only, no layer opened)."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, List, Optional, Set, Tuple

from ..errors import BadInput
from ..gpkg.connection import sqlite_uri
from ..gpkg.values import to_local


@dataclass(frozen=True)
class Source:
    couche: str
    source: str
    licence: str
    millesime: str

    @property
    def credit(self) -> str:
        """ "IGN BD TOPO (2025)"."""
        return f"{self.source} ({self.millesime})" if self.millesime else f"{self.source} (date inconnue)"


@dataclass(frozen=True)
class Raster:
    nom: str
    role: str
    fichier: str
    source: str
    millesime: str


def _select(path: Path, sql: str) -> List[Tuple]:
    try:
        with closing(sqlite3.connect(sqlite_uri(path, "mode=ro"), uri=True, timeout=5)) as connection:
            return connection.execute(sql).fetchall()
    except sqlite3.Error as error:
        raise BadInput(f"Le fichier « {path.name} » est illisible ou incomplet : réinstallez le paquet de données.", str(error)) from error


def tables(path: Path) -> Dict[str, Optional[Tuple[float, float, float, float]]]:
    """Tables of a GeoPackage and their extent (None when unknown). Empty when the file does not exist."""
    if not path.is_file():
        return {}
    rows = _select(path, "SELECT table_name, min_x, min_y, max_x, max_y FROM gpkg_contents")
    return {row[0]: row[1:] if None not in row[1:] else None for row in rows}


def sources(path: Path, known: Set[str]) -> Dict[str, List[Source]]:
    """Layer name -> its sources; `known` = names of the tables the file holds."""
    result: Dict[str, List[Source]] = {}
    if "source_donnee" in known:
        for row in _select(path, "SELECT couche, source, coalesce(licence, ''), coalesce(millesime, '') FROM source_donnee ORDER BY fid"):
            result.setdefault(row[0], []).append(Source(*(str(value) for value in row)))
    return result


def live(path: Path) -> Dict[str, List[Source]]:
    """Live layer -> the services that fill it, their mention and the hour of what they said; empty before any update."""
    result: Dict[str, List[Source]] = {}
    held = tables(path)
    if "direct_source" in held:
        for name in held:
            if name != "direct_source":
                sql = f'SELECT DISTINCT s.mention, s.heure_validite FROM "{name}" t JOIN direct_source s ON s.source = t.source'  # noqa: S608
                for mention, hour in _select(path, sql):
                    when = to_local(hour).strftime("%d/%m/%Y %H:%M") if hour else ""
                    result.setdefault(name, []).append(Source(name, str(mention or ""), "", when))
    return result


def rasters(path: Path, known: Set[str]) -> List[Raster]:
    if "raster" not in known:
        return []
    return [
        Raster(*(str(v) for v in row))
        for row in _select(path, "SELECT nom, role, fichier, coalesce(source, ''), coalesce(millesime, '') FROM raster ORDER BY fid")
    ]
